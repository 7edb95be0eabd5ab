"""Join the rules: what is known of a person and of the account becomes a plan.

The plan is data. It is worked out the same way for a preview, for an event and for a review; applying it leaves nothing
to plan.
"""

from provisioning.model import DisableAccount, Plan, Status, StepName
from provisioning.rules.employment.local_time import unknown_time_zone
from provisioning.rules.lifecycle import Access, Phase, Stage
from provisioning.rules.matching import Hold
from provisioning.rules.planning.converging import converge, renames
from provisioning.rules.planning.creating import create
from provisioning.rules.planning.draft import Draft
from provisioning.rules.planning.facts import LOOK_AGAIN_AFTER, Facts
from provisioning.rules.planning.returning import without_linked_account


def plan(facts: Facts) -> Plan:
    """Return what to do for one person, or why nothing is done."""
    draft = Draft(facts)
    not_now = _before_scoping(draft) or _out_of_scope(draft) or _not_due(draft)
    if not_now:
        return not_now
    _note_the_stage(draft)
    if facts.unknown_former_id:
        sentence = f"the HR system names {facts.unknown_former_id} as the former id, of whom nothing is known here"
        draft.note(StepName.MATCHING, sentence, Status.WARNING)
    if facts.record.lost_account:
        draft.note(StepName.MATCHING, f"the linked account {facts.record.lost_account} was deleted for good")
    if isinstance(facts.found, Hold):
        return _held(draft, facts.found)
    if facts.account:
        return converge(draft, facts.account)
    if facts.record.link:
        return without_linked_account(draft, facts.record.link)
    if facts.stage.phase is Phase.LEFT:
        return draft.skip(StepName.MATCHING, f"has no account, and none is created: {facts.stage.reason}")
    return create(draft)


def needs_memberships(facts: Facts, planned: Plan) -> bool:
    """Whether it must be known, before this plan is carried out, to which groups and roles the account belongs."""
    if facts.memberships is not None or facts.account is None:
        return False
    return bool(planned.operations) or planned.found is not None


def needs_disables(facts: Facts, planned: Plan) -> bool:
    """Whether it must be known, before this plan is carried out, how many others were disabled."""
    return facts.disables is None and DisableAccount() in planned.operations


def needs_names(facts: Facts) -> bool:
    """Whether login names must be worked out: for a new account, a changed name, or a name taken in the meantime."""
    if facts.account:
        in_scope = facts.stage.phase is not Phase.LEFT and not facts.out_of_scope
        return facts.settings.login_name.rename_on_name_change and in_scope
    if facts.deleted:
        return facts.came_back and facts.deleted.user_principal_name.lower() in facts.names_taken
    unmatched = facts.record.link is None and facts.found is None
    return unmatched and facts.stage.may_create and not facts.out_of_scope


def needs_to_know_taken(facts: Facts) -> bool:
    """Whether somebody may hold one of the names; a work e-mail address is tried, and Graph refuses it if so."""
    if facts.names is None or not facts.names.candidates:
        return False
    if facts.account:
        return renames(facts.account, facts.record, facts.names)
    return facts.settings.login_name.mode != "workEmail"


def concerns_account(facts: Facts) -> bool:
    """Whether an account is to be looked for at all."""
    if not facts.settings.enabled or not (facts.record.known or facts.record.deleted) or facts.record.succeeded_by:
        return False
    if facts.record.link or facts.record.intended:
        return True
    return not facts.out_of_scope and (facts.stage.may_create or facts.stage.phase is Phase.LEFT)


def _before_scoping(draft: Draft) -> Plan | None:
    facts = draft.facts
    if not facts.settings.enabled:
        draft.reviews.append(facts.now)  # due at once when it is switched on: the timer rests while it is off
        return draft.skip(StepName.SCOPING, "provisioning is switched off in the settings")
    if not facts.record.known and not facts.record.deleted:
        return draft.skip(StepName.IMPORT, "the HR system says nothing about the person")
    if facts.record.succeeded_by:
        sentence = f"goes on as employee {facts.record.succeeded_by}, who has taken over the account"
        return draft.skip(StepName.SCOPING, sentence)
    return None


def _out_of_scope(draft: Draft) -> Plan | None:
    """Return a plan that leaves a person alone who is out of scope; None for who is in scope, or to be blocked."""
    facts = draft.facts
    if facts.out_of_scope is None:
        return None
    if not concerns_account(facts):
        return draft.skip(StepName.SCOPING, f"out of scope: {facts.out_of_scope.reason}")
    leaves = facts.stage.phase is Phase.LEFT and facts.stage.access is Access.BLOCK
    disables = facts.settings.leaving_scope == "disable" and not facts.out_of_scope.on_silence
    if facts.account and (leaves or disables):
        draft.note(StepName.SCOPING, f"out of scope: {facts.out_of_scope.reason}")
        return None
    sentence = f"out of scope, and the account is kept as it is: {facts.out_of_scope.reason}"
    return draft.skip(StepName.SCOPING, sentence)


def _not_due(draft: Draft) -> Plan | None:
    """Return a plan that waits, for who has no account and needs none yet."""
    facts = draft.facts
    if facts.record.link or facts.account or facts.stage.may_create or facts.stage.phase is Phase.LEFT:
        return None
    return draft.skip(StepName.SCOPING, f"no account yet: the person {facts.stage.reason}")


def _note_the_stage(draft: Draft) -> None:
    facts = draft.facts
    draft.note(StepName.SCOPING, _sentence(facts.stage))
    unknown_zone = unknown_time_zone(facts.record.employee)
    if unknown_zone:
        sentence = f"{unknown_zone!r} is no time zone; another one decides the person's midnight"
        draft.note(StepName.SCOPING, sentence, Status.WARNING)


def _sentence(stage: Stage) -> str:
    return stage.reason if stage.phase is Phase.LEFT else f"the person {stage.reason}"


def _held(draft: Draft, hold: Hold) -> Plan:
    if hold.until:
        draft.reviews.append(hold.until)
    elif draft.facts.stage.phase is not Phase.LEFT:
        draft.look_again(LOOK_AGAIN_AFTER)
    return draft.skip(StepName.MATCHING, f"held: {hold.reason}")
