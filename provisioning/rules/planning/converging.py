"""Make an existing account what it should be: who may sign in, under which name, with which attributes."""

from provisioning.model import (
    Account,
    EmployeeRecord,
    Plan,
    RenameAccount,
    StepName,
)
from provisioning.rules.lifecycle import Phase
from provisioning.rules.login_names import Names, first_free
from provisioning.rules.matching import Match
from provisioning.rules.planning.draft import Draft
from provisioning.rules.planning.facts import LOOK_AGAIN_AFTER, Facts
from provisioning.rules.planning.referring import refer_to_manager
from provisioning.rules.planning.signing_in import decide_sign_in
from provisioning.rules.planning.updating import update
from provisioning.rules.protection import untouchable


def converge(draft: Draft, account: Account) -> Plan:
    """Return a plan that makes the account of a person who was there when we looked what it should be."""
    facts = draft.facts
    reason = untouchable(account, facts.settings, facts.memberships or ())
    if reason:
        draft.look_again(LOOK_AGAIN_AFTER)
        return draft.skip(StepName.MATCHING, f"not touched: {reason}")
    how = facts.found.how if isinstance(facts.found, Match) else "linked"
    draft.note(StepName.MATCHING, f"{how} to {account.user_principal_name}")
    if isinstance(facts.found, Match) and facts.found.own:
        sentence = f"an earlier attempt whose answer was lost created {account.user_principal_name}"
        draft.note(StepName.PROCESSING, sentence)
    decide_sign_in(draft, account)
    if facts.stage.phase is Phase.LEFT or facts.out_of_scope:
        draft.in_force = {}  # who comes back is written as a whole
        return draft.finish()
    draft.in_force = facts.memory.in_force
    _rename(draft, account)
    update(draft, account)
    refer_to_manager(draft, current=account.manager_id)
    return draft.finish()


def _rename(draft: Draft, account: Account) -> None:
    """Rename the account when its name changed; what it is named after is remembered in any case."""
    facts = draft.facts
    if facts.names is None:
        return
    if facts.names.problem:
        draft.warn([f"keeps the login name {account.user_principal_name}: {facts.names.problem}"])
        return
    draft.named_after = facts.names.named_after
    if not renames(account, facts.record, facts.names):
        return
    now = account.user_principal_name
    new = first_free(facts.names, facts.names_taken)
    if new is None:
        draft.warn([f"keeps the login name {now}: {facts.names.nothing_free}"])
        draft.named_after = None
        draft.look_again(LOOK_AGAIN_AFTER)
        return
    draft.operations.append(RenameAccount(old=now, new=new, other_mails=_other_mails(facts, account, new)))
    draft.note(StepName.PROCESSING, f"renames {now} to {new}, as the name changed in the HR system")


def renames(account: Account, record: EmployeeRecord, names: Names) -> bool:
    """Whether what the login name was made from has another value now, and asks for another name.

    What was not used then does not count, so that other settings for names leave those who have one alone.
    """
    remembered = record.named_after or {}
    # What HR emptied for a moment costs nobody half of the name.
    changed = any(names.named_after.get(attribute, value) not in {value, ""} for attribute, value in remembered.items())
    return changed and account.user_principal_name.lower() not in {name.lower() for name in names.candidates}


def _other_mails(facts: Facts, account: Account, new: str) -> tuple[str, ...]:
    """Return the other addresses of a renamed account, its old name among them; none if the settings map them."""
    if facts.settings.mapping_of("otherMails"):
        return ()
    others = account.attributes.get("otherMails")
    kept = [str(other) for other in others] if isinstance(others, list) else []
    names = dict.fromkeys([*kept, account.user_principal_name])
    return tuple(name for name in names if name.lower() != new.lower())
