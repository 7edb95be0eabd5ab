"""Join the rules: what is known of a person and of the account becomes a plan.

The plan is data. It is worked out the same way for a preview, for an event and for a review; applying it leaves nothing
to plan.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from provisioning.fields import Absent
from provisioning.model import (
    Account,
    CreateAccount,
    DisableAccount,
    EmployeeRecord,
    EnableAccount,
    Intended,
    Link,
    Operation,
    Plan,
    RevokeSessions,
    SetManager,
    Status,
    Step,
    StepName,
    UpdateAccount,
)
from provisioning.rules import lifecycle, login_names, mapping
from provisioning.rules.lifecycle import Phase, Stage
from provisioning.rules.matching import Hold, Match, untouchable
from provisioning.settings import Settings

LOOK_AGAIN_AFTER: Final = timedelta(days=1)
"""When to look again at what another person has to put right, in case no event tells that they did."""
LINK_IS_FRESH_FOR: Final = timedelta(minutes=15)
"""How long after its creation an account that is not there counts as not visible yet, and not as gone."""
NOT_VISIBLE_FOR: Final = timedelta(seconds=30)
"""A new account can be invisible to the next call for a while; Graph promises no length."""
_DECIDING: Final = frozenset({"startDate", "terminationDate", "lastDayOfWork"})
"""What decides whether somebody works: while one cannot be read, nobody is created."""


def is_fresh(link: Link | None, now: datetime) -> bool:
    """Whether a link is so new that Graph may not show its account yet."""
    return link is not None and now - link.linked_at < LINK_IS_FRESH_FOR


def when_to_look_for(link: Link, now: datetime) -> datetime:
    """Return when to look again for a linked account that Graph did not show: soon if it is new, else in a day."""
    return now + (NOT_VISIBLE_FOR if is_fresh(link, now) else LOOK_AGAIN_AFTER)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a plan is made from. `now` is UTC.

    `account` is the linked or matched account as read; a linked person without one has lost it.
    `manager_account_id` is the account of the person's manager, None while the manager has none; `manager_is_fresh`
    says that it is so new that Graph may not show it yet.
    `unreadable` names fields that the HR system shows, but that cannot be read.
    `look_again_at` is set when the HR system may have answered with an old state.
    """

    record: EmployeeRecord
    stage: Stage
    settings: Settings
    now: datetime
    account: Account | None = None
    found: Match | Hold | None = None
    manager_account_id: str | None = None
    manager_is_fresh: bool = False
    verified_domains: frozenset[str] | None = None
    look_again_at: datetime | None = None
    unreadable: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Draft:
    """A plan in the making."""

    facts: Facts
    steps: list[Step] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    reviews: list[datetime] = field(default_factory=list)
    waiting_for_manager: str | None = None

    def note(self, name: StepName, description: str, status: Status = Status.SUCCESS) -> None:
        self.steps.append(Step(name=name, status=status, description=description))

    def skip(self, name: StepName, reason: str) -> Plan:
        self.note(name, reason, Status.SKIPPED)
        return self.finish(skip_reason=reason)

    def finish(self, skip_reason: str | None = None) -> Plan:
        reviews = [*self.reviews, *filter(None, (self.facts.stage.changes_at, self.facts.look_again_at))]
        return Plan(
            steps=tuple(self.steps),
            operations=tuple(self.operations),
            account_id=self.facts.account.id if self.facts.account else None,
            matched=self.facts.record.link is None and isinstance(self.facts.found, Match) and skip_reason is None,
            skip_reason=skip_reason,
            review_at=min(reviews, default=None),
            waiting_for_manager=self.waiting_for_manager,
        )


def plan(facts: Facts) -> Plan:
    """Return what to do for one person, or why nothing is done."""
    draft = _Draft(facts)
    if not facts.settings.enabled:
        draft.reviews.append(facts.now)  # due at once when it is switched on: the timer rests while it is off
        return draft.skip(StepName.SCOPING, "provisioning is switched off in the settings")
    if not facts.record.known and not facts.record.deleted:
        return draft.skip(StepName.IMPORT, "the HR system says nothing about the person")
    if not facts.record.link and facts.stage.phase in {Phase.UPCOMING, Phase.UNCLEAR}:
        return draft.skip(StepName.SCOPING, f"no account yet: the person {facts.stage.reason}")
    draft.note(StepName.SCOPING, _scope_sentence(facts.stage))
    unknown_zone = lifecycle.unknown_time_zone(facts.record.employee)
    if unknown_zone:
        sentence = f"{unknown_zone!r} is no time zone; another one decides the person's midnight"
        draft.note(StepName.SCOPING, sentence, Status.WARNING)
    if isinstance(facts.found, Hold):
        if facts.stage.phase is not Phase.LEFT:
            draft.reviews.append(facts.now + LOOK_AGAIN_AFTER)
        return draft.skip(StepName.MATCHING, f"held: {facts.found.reason}")
    if facts.account is None:
        return _without_account(draft)
    return _with_account(draft, facts.account)


def _scope_sentence(stage: Stage) -> str:
    return stage.reason if stage.phase is Phase.LEFT else f"the person {stage.reason}"


def _without_account(draft: _Draft) -> Plan:
    facts = draft.facts
    if facts.record.link:
        return _without_linked_account(draft, facts.record.link)
    if facts.stage.phase is Phase.LEFT:
        return draft.skip(StepName.MATCHING, f"has no account, and none is created: {facts.stage.reason}")
    draft.note(StepName.MATCHING, "no account matches; one is created")
    under_way = _other_creation_under_way(facts)
    if under_way:
        draft.reviews.append(under_way.at + LINK_IS_FRESH_FOR)
        sentence = f"waits until it is certain that {under_way.login_name}, the name before, was not created"
        return draft.skip(StepName.PROCESSING, sentence)
    problem = _obstacle_to_creation(facts)
    if problem:
        draft.reviews.append(facts.now + LOOK_AGAIN_AFTER)
        return draft.skip(StepName.PROCESSING, problem)
    _create(draft)
    _refer_to_manager(draft, current=None)
    return draft.finish()


def _without_linked_account(draft: _Draft, link: Link) -> Plan:
    facts = draft.facts
    fresh = is_fresh(link, facts.now)
    if fresh or facts.stage.phase is not Phase.LEFT:
        draft.reviews.append(when_to_look_for(link, facts.now))
    missing = "is not visible in Entra yet" if fresh else "is gone from Entra"
    return draft.skip(StepName.MATCHING, f"the linked account {link.account_id} {missing}")


def _other_creation_under_way(facts: Facts) -> Intended | None:
    """Return the creation under an earlier name that was interrupted a moment ago: it may still become visible."""
    intended = facts.record.intended
    if intended is None or facts.now - intended.at >= LINK_IS_FRESH_FOR:
        return None
    same_name = intended.login_name.lower() == (facts.record.employee.work_email or "").lower()
    return None if same_name else intended


def _obstacle_to_creation(facts: Facts) -> str | None:
    employee = facts.record.employee
    unclear = sorted(facts.unreadable & _DECIDING)
    if unclear:
        return f"waits until the HR system's {', '.join(unclear)} can be read"
    needed = {"firstName": employee.first_name, "lastName": employee.last_name, "workEmail": employee.work_email}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        return f"waits for {', '.join(missing)} from the HR system"
    problem = login_names.problem_with(employee.work_email or "", facts.verified_domains)
    return f"the work e-mail address {employee.work_email} {problem}" if problem else None


def _create(draft: _Draft) -> None:
    facts = draft.facts
    employee = facts.record.employee
    login_name = employee.work_email or ""
    wanted = mapping.desired(employee, facts.settings, "creation")
    nickname = login_names.mail_nickname(employee, login_name)
    draft.operations.append(
        CreateAccount(
            user_principal_name=login_name,
            account_enabled=True,
            attributes={"displayName": mapping.display_name(employee)} | wanted.values | {"mailNickname": nickname},
            must_change_password=facts.settings.password.must_change,
        )
    )
    draft.note(StepName.PROCESSING, f"creates {login_name}")
    _warn(draft, wanted.warnings)


def _with_account(draft: _Draft, account: Account) -> Plan:
    facts = draft.facts
    reason = untouchable(account, facts.settings)
    if reason:
        draft.reviews.append(facts.now + LOOK_AGAIN_AFTER)
        return draft.skip(StepName.MATCHING, f"not touched: {reason}")
    how = f"matched by {facts.found.criterion.attribute}" if isinstance(facts.found, Match) else "linked"
    draft.note(StepName.MATCHING, f"{how} to {account.user_principal_name}")
    if isinstance(facts.found, Match) and facts.found.criterion.own:
        sentence = f"an earlier attempt whose answer was lost created {account.user_principal_name}"
        draft.note(StepName.PROCESSING, sentence)
    if facts.stage.phase is Phase.LEFT:
        _disable(draft, account)
        return draft.finish()
    if facts.stage.phase is Phase.EMPLOYED:
        _enable(draft, account)
    _update(draft, account)
    _refer_to_manager(draft, current=account.manager_id)
    return draft.finish()


def _disable(draft: _Draft, account: Account) -> None:
    record = draft.facts.record
    if account.account_enabled:
        draft.operations += [DisableAccount(), RevokeSessions()]
        draft.note(StepName.PROCESSING, f"blocks sign-in and revokes sessions: {draft.facts.stage.reason}")
    elif record.disabled_at and not record.sessions_revoked:
        draft.operations.append(RevokeSessions())
        draft.note(StepName.PROCESSING, "sign-in is blocked already; revokes sessions")
    else:
        draft.note(StepName.PROCESSING, "sign-in is blocked already")


def _enable(draft: _Draft, account: Account) -> None:
    if draft.facts.record.disabled_at:
        # Even if the account seems enabled: the read may be old, and our mark must go, or it would later undo somebody
        # else's block.
        draft.operations.append(EnableAccount())
        draft.note(StepName.PROCESSING, "allows sign-in again, which we had blocked")
    elif not account.account_enabled:
        sentence = "sign-in was blocked by somebody else and stays blocked; an administrator decides"
        draft.note(StepName.PROCESSING, sentence, Status.WARNING)


def _update(draft: _Draft, account: Account) -> None:
    facts = draft.facts
    wanted = mapping.desired(facts.record.employee, facts.settings, "update")
    changes = mapping.differences(wanted.values, account.attributes)
    if changes:
        draft.operations.append(UpdateAccount(changes=changes))
        draft.note(StepName.PROCESSING, f"changes {', '.join(change.attribute for change in changes)}")
    else:
        draft.note(StepName.PROCESSING, "every attribute is as it should be")
    _warn(draft, wanted.warnings)


def _refer_to_manager(draft: _Draft, current: str | None) -> None:
    facts = draft.facts
    manager_id = mapping.manager_id(facts.record.employee, facts.settings)
    if isinstance(manager_id, Absent):
        return
    if manager_id == facts.record.employee_id:
        draft.note(StepName.REFERENCE_RESOLUTION, "the HR system names the person as their own manager", Status.WARNING)
        return
    new = facts.manager_account_id
    if manager_id and new is None:
        draft.waiting_for_manager = manager_id
        draft.reviews.append(facts.now + LOOK_AGAIN_AFTER)
        sentence = f"the manager, employee {manager_id}, has no account yet; set as soon as there is one"
        draft.note(StepName.REFERENCE_RESOLUTION, sentence, Status.WARNING)
    elif new != current:
        draft.operations.append(SetManager(old=current, new=new))
        draft.note(StepName.REFERENCE_RESOLUTION, "sets the manager" if new else "removes the manager")


def _warn(draft: _Draft, warnings: list[str]) -> None:
    for sentence in warnings:
        draft.note(StepName.PROCESSING, sentence, Status.WARNING)
