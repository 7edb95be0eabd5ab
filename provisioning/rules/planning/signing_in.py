"""Who may sign in: our own block, who lifted it, and what stays as an administrator left it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from provisioning.model import (
    Account,
    BatchStatus,
    Brake,
    DisableAccount,
    DisableCause,
    Disables,
    EnableAccount,
    LinkOrigin,
    Passage,
    RevokeSessions,
    Status,
    StepName,
)
from provisioning.rules.braking import brake
from provisioning.rules.drifting import SIGN_IN, is_lifted, may_be_enabled
from provisioning.rules.lifecycle import Access, Phase
from provisioning.rules.matching import Match
from provisioning.rules.planning.draft import Draft
from provisioning.rules.planning.facts import LOOK_AGAIN_AFTER, Facts

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
    elif account.account_enabled or may_be_enabled(draft.facts.record, draft.facts.now):
        _disable(draft, why, again=" again, which somebody had allowed (drift: enforce)," if lifted else "")
    elif ours and not revoked:
        draft.operations.append(RevokeSessions())
        draft.note(StepName.PROCESSING, f"sign-in is blocked already; revokes sessions: {why}")
    else:
        draft.note(StepName.PROCESSING, f"sign-in is blocked already: {why}")


def _disable(draft: Draft, why: str, again: str) -> None:
    """Plan to disable an account that may sign in, unless the threshold has that wait for an administrator."""
    facts = draft.facts
    if facts.disables is not None:
        draft.brake = brake(facts, facts.disables, draft.disabled_because, why)
        if not draft.brake.goes:
            _leave_enabled(draft, draft.brake, facts.disables)
            return
    draft.operations += [DisableAccount(), RevokeSessions()]
    approved = draft.brake is not None and draft.brake.passage is Passage.APPROVED
    by = ", as an administrator approved" if approved else ""
    draft.note(StepName.PROCESSING, f"blocks sign-in{again} and revokes sessions{by}: {why}")


def _leave_enabled(draft: Draft, brake: Brake, disables: Disables) -> None:
    """Say why an account is not disabled; who is staged is looked at daily, in case a decision got lost on its way."""
    if brake.passage is Passage.KEPT:
        batch = f" {disables.batch.id}" if disables.batch else ""
        sentence = f"sign-in is kept: an administrator rejected the batch{batch} of disables; to disable it after all,"
        draft.note(StepName.PROCESSING, f"{sentence} block it by hand: {brake.reason}", Status.WARNING)
        return
    draft.look_again(LOOK_AGAIN_AFTER)
    draft.note(
        StepName.PROCESSING, f"sign-in is not blocked yet: {_why_staged(draft, brake, disables)}", Status.WARNING
    )


def _why_staged(draft: Draft, brake: Brake, disables: Disables) -> str:
    """Say what a staged disable waits for; into which batch a new one comes is not known before it is there."""
    decide = "an administrator approves or rejects"
    if disables.batch and disables.batch.status is BatchStatus.OPEN:
        return f"it is staged in the batch {disables.batch.id}, which {decide}: {brake.reason}"
    hours = draft.facts.settings.disable_threshold.window_hours
    most = f"no more than {brake.allowed} accounts are disabled within {hours} hours without being asked for"
    return f"{most}, so it is staged in the open batch, which {decide} (GET /api/staged-disables): {brake.reason}"


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
