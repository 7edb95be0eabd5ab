"""Make an existing account what it should be: who may sign in, under which name, with which attributes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from provisioning.model import (
    Account,
    DisableAccount,
    DisableCause,
    EmployeeRecord,
    EnableAccount,
    LinkOrigin,
    Plan,
    RenameAccount,
    RevokeSessions,
    Status,
    StepName,
    UpdateAccount,
)
from provisioning.rules import mapping
from provisioning.rules.lifecycle import Access, Phase
from provisioning.rules.login_names import Names, first_free
from provisioning.rules.matching import Match
from provisioning.rules.planning.draft import Draft
from provisioning.rules.planning.facts import LOOK_AGAIN_AFTER, Facts
from provisioning.rules.planning.referring import refer_to_manager
from provisioning.rules.protection import untouchable

_CAUSES: Final[Mapping[Phase, DisableCause]] = MappingProxyType(
    {Phase.UPCOMING: "notStarted", Phase.SUSPENDED: "status"}
)
"""Why somebody is blocked who did not leave."""


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
    _sign_in(draft, account)
    if facts.stage.phase is Phase.LEFT or facts.out_of_scope:
        return draft.finish()
    _rename(draft, account)
    _update(draft, account)
    refer_to_manager(draft, current=account.manager_id)
    return draft.finish()


def _sign_in(draft: Draft, account: Account) -> None:
    facts = draft.facts
    if facts.out_of_scope and facts.stage.phase is not Phase.LEFT:
        draft.disabled_because = "scope"
        _block(draft, account, f"out of scope: {facts.out_of_scope.reason}")
        return
    if facts.stage.note:
        draft.note(StepName.PROCESSING, facts.stage.note, Status.WARNING)
    match facts.stage.access:
        case Access.BLOCK if facts.stage.phase is Phase.UPCOMING and not _is_ours_to_block(facts):
            if account.account_enabled:
                sentence = "sign-in stays allowed before the start date, as the account was there before"
                draft.note(StepName.PROCESSING, sentence)
        case Access.BLOCK:
            draft.disabled_because = _CAUSES.get(facts.stage.phase)
            _block(draft, account, facts.stage.reason)
        case Access.ALLOW:
            _allow(draft, account)
        case Access.KEEP:
            pass


def _is_ours_to_block(facts: Facts) -> bool:
    """Whether an account may be blocked before the start date: not one that its owner used before we came."""
    link = facts.record.link
    return facts.record.disabled_at is not None or (link is not None and link.origin is LinkOrigin.CREATED)


def _block(draft: Draft, account: Account, why: str) -> None:
    draft.disables = True
    ours, revoked = _own_block(draft.facts)
    if account.account_enabled:
        draft.operations += [DisableAccount(), RevokeSessions()]
        draft.note(StepName.PROCESSING, f"blocks sign-in and revokes sessions: {why}")
    elif ours and not revoked:
        draft.operations.append(RevokeSessions())
        draft.note(StepName.PROCESSING, f"sign-in is blocked already; revokes sessions: {why}")
    else:
        draft.note(StepName.PROCESSING, f"sign-in is blocked already: {why}")


def _allow(draft: Draft, account: Account) -> None:
    facts = draft.facts
    ours, _ = _own_block(facts)
    if ours:
        # Even if the account seems enabled: the read may be old, and our mark must go, or it would later undo somebody
        # else's block.
        draft.operations.append(EnableAccount())
        draft.note(StepName.PROCESSING, "allows sign-in again, which we had blocked")
    elif not account.account_enabled and facts.settings.account_status == "alwaysInactive":
        draft.note(StepName.PROCESSING, "sign-in is blocked; with alwaysInactive, an administrator allows it")
    elif not account.account_enabled:
        sentence = "sign-in was blocked by somebody else and stays blocked; an administrator decides"
        draft.note(StepName.PROCESSING, sentence, Status.WARNING)


def _own_block(facts: Facts) -> tuple[bool, bool]:
    """Return whether it is we who blocked the account, and whether its sessions were revoked then."""
    if isinstance(facts.found, Match) and not facts.found.own:
        before = facts.found.taken_over
        return (before.disabled_at is not None, before.sessions_revoked) if before else (False, False)
    return facts.record.disabled_at is not None, facts.record.sessions_revoked


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


def _update(draft: Draft, account: Account) -> None:
    facts = draft.facts
    wanted = mapping.desired(facts.record, facts.settings, "update", facts.now)
    changes = mapping.differences(wanted.values, account.attributes)
    if changes:
        draft.operations.append(UpdateAccount(changes=changes))
        draft.note(StepName.PROCESSING, f"changes {', '.join(change.attribute for change in changes)}")
    else:
        draft.note(StepName.PROCESSING, "every attribute is as it should be")
    draft.warn(wanted.warnings)
