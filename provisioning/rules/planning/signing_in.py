"""Who may sign in: our own block, who lifted it, and what stays as an administrator left it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from provisioning.model import (
    Account,
    DisableAccount,
    DisableCause,
    EnableAccount,
    LinkOrigin,
    RevokeSessions,
    Status,
    StepName,
)
from provisioning.rules.drifting import SIGN_IN, is_lifted
from provisioning.rules.lifecycle import Access, Phase
from provisioning.rules.matching import Match
from provisioning.rules.planning.draft import Draft
from provisioning.rules.planning.facts import Facts

_CAUSES: Final[Mapping[Phase, DisableCause]] = MappingProxyType(
    {Phase.UPCOMING: "notStarted", Phase.SUSPENDED: "status"}
)
"""Why somebody is blocked who did not leave."""
_ADVICE: Final = "block it by hand, or set drift to enforce"


def decide_sign_in(draft: Draft, account: Account) -> None:
    """Plan to block sign-in or to allow it again, or say why it is left as it is."""
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
    record = facts.record
    blocked = record.disabled_at or record.overruled_at
    return blocked is not None or (record.link is not None and record.link.origin is LinkOrigin.CREATED)


def _block(draft: Draft, account: Account, why: str) -> None:
    draft.disables = True
    ours, revoked = _own_block(draft.facts)
    lifted = _is_lifted(draft, account)
    draft.overruled = lifted and not draft.enforces
    if account.account_enabled and draft.overruled:
        sentence = f"somebody allowed sign-in again, which we had blocked, and it is left so (drift: report); {_ADVICE}"
        draft.note(StepName.PROCESSING, f"{sentence}: {why}", Status.WARNING)
    elif account.account_enabled:
        draft.operations += [DisableAccount(), RevokeSessions()]
        again = " again, which somebody had allowed (drift: enforce)," if lifted else ""
        draft.note(StepName.PROCESSING, f"blocks sign-in{again} and revokes sessions: {why}")
    elif ours and not revoked:
        draft.operations.append(RevokeSessions())
        draft.note(StepName.PROCESSING, f"sign-in is blocked already; revokes sessions: {why}")
    else:
        draft.note(StepName.PROCESSING, f"sign-in is blocked already: {why}")


def _is_lifted(draft: Draft, account: Account) -> bool:
    facts = draft.facts
    if facts.record.link is None or facts.found or SIGN_IN in facts.rewritten:
        return False
    return is_lifted(facts.record, draft.disabled_because, enabled=account.account_enabled, now=facts.now)


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
