"""What holds for every person, account, setting and order of events, sought by examples that hypothesis makes up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import to_json

from provisioning.model import (
    Account,
    CreateAccount,
    DisableAccount,
    Employee,
    EmployeeRecord,
    EnableAccount,
    EventType,
    HrEvent,
    Membership,
    Plan,
    SetManager,
    UpdateAccount,
)
from provisioning.rules.login_names import mail_nickname, problem_with
from provisioning.setting_groups.mappings import DirectMapping
from provisioning.settings import Settings
from tests.builders import NOON, SOURCE, account, ana, event, link, record
from tests.rules.invented import accounts, all_settings, complete_employees, dated_employees, employees, events, moments
from tests.rules.small_world import World, recorded


def linked(person: Employee) -> EmployeeRecord:
    return record(person, link=link())


GLOBAL_ADMINISTRATOR: Final = Membership(kind="directoryRole", id="role-1", name="Global Administrator")
BOARD: Final = Membership(kind="group", id="group-1", name="Executive board")
thorough: Final = settings(max_examples=200, deadline=None)

records: Final = (employees | complete_employees).map(record) | st.lists(events, max_size=3).map(recorded)
linked_records: Final = st.builds(
    lambda kept, disabled_at, revoked: kept.model_copy(
        update={"link": link(), "disabled_at": disabled_at, "sessions_revoked": revoked}
    ),
    records,
    st.none() | moments,
    st.booleans(),
)
worlds: Final = st.one_of(
    st.builds(World, records, st.none() | accounts, all_settings, st.booleans(), moments),
    st.builds(World, linked_records, st.none() | accounts, all_settings, st.booleans(), moments),
)


@thorough
@given(worlds)
def test_a_plan_that_was_carried_out_leaves_nothing_to_do(world: World) -> None:
    assert world.provisioned().plan.operations == ()


@thorough
@given(worlds, st.sampled_from([GLOBAL_ADMINISTRATOR, BOARD]))
def test_nothing_is_ever_done_to_a_protected_account(world: World, held: Membership) -> None:
    in_force = world.settings.model_copy(update={"protected_accounts": ("Executive board",)})
    found = replace(world, settings=in_force, memberships=(held,))
    assert not found.account or found.plan.operations == () or creates(found)


@thorough
@given(st.lists(events, max_size=4), st.data())
def test_neither_order_nor_repetition_of_events_matters(said: list[HrEvent], data: st.DataObject) -> None:
    repeated = data.draw(st.lists(st.sampled_from(said), max_size=3)) if said else []
    other_order = data.draw(st.permutations([*said, *repeated]))
    assert known(recorded(other_order)) == known(recorded(said))


def known(kept: EmployeeRecord) -> dict[str, bytes]:
    """Return the fields so that values which Python holds equal (1, 1.0, true) differ."""
    return {name: to_json(stamped.to_json()) for name, stamped in kept.fields.items()}


@thorough
@given(worlds)
def test_what_no_event_named_is_never_changed_or_cleared(world: World) -> None:
    if world.account:
        assert changed_by(world.plan) <= named_in(world.record, world.settings)


def changed_by(plan: Plan) -> set[str]:
    """Return the targets that a plan changes on an account that was there before."""
    targets: set[str] = set()
    for operation in plan.operations:
        if isinstance(operation, UpdateAccount):
            targets |= {change.attribute for change in operation.changes}
        if isinstance(operation, SetManager):
            targets.add("manager")
    return targets


def named_in(kept: EmployeeRecord, in_force: Settings) -> set[str]:
    """Return the targets about which events, or a constant, have said something."""
    said = set(kept.employee.attributes())
    if "lastName" in said and said & {"firstName", "preferredName"}:
        said.add("displayName")
    mappings = in_force.attribute_mappings
    renamed = {"otherMails"} if in_force.login_name.rename_on_name_change else set()
    return renamed | {each.target for each in mappings if not isinstance(each, DirectMapping) or each.source in said}


@thorough
@given(st.builds(World, dated_employees.map(record), now=moments))
def test_an_account_is_created_exactly_while_the_person_works_by_their_own_calendar(world: World) -> None:
    person = world.record.employee
    started = person.start_date <= wall_date(world) if person.start_date else person.status != "onboarding"
    assert creates(world) == (started and not gone(world) and person.status != "inactive")


@thorough
@given(st.builds(World, dated_employees.map(linked), st.just(account()), now=moments))
def test_an_account_is_blocked_exactly_while_the_person_does_not_work_by_their_own_calendar(world: World) -> None:
    start = world.record.employee.start_date
    works_until_then = any(day < start for day in last_days(world)) if start else False
    upcoming = start is not None and start > wall_date(world) and not works_until_then
    assert (DisableAccount() in world.plan.operations) == (gone(world) or upcoming)


def creates(world: World) -> bool:
    return any(isinstance(operation, CreateAccount) for operation in world.plan.operations)


def gone(world: World) -> bool:
    """Return whether the person has left, told by the calendar on their wall, without any instant."""
    person = world.record.employee
    start, today = person.start_date, wall_date(world)
    between_two = start is not None and start > today and any(day < min(start, today) for day in last_days(world))
    ends = [day for day in last_days(world) if start is None or day >= start]
    if world.record.deleted or person.status == "gardenLeave":
        return True
    if between_two:
        return True
    return min(ends) < today if ends else person.status == "terminated"


def last_days(world: World) -> list[date]:
    person = world.record.employee
    return [day for day in (person.termination_date, person.last_day_of_work) if day and day.year < 9000]


def wall_date(world: World) -> date:
    """Return the date that the calendar on the person's wall shows."""
    return world.now.astimezone(ZoneInfo(world.record.employee.time_zone or "UTC")).date()


@dataclass(frozen=True)
class Turn:
    """What happens before we look once: HR says something, and perhaps an administrator does something in Entra."""

    said: HrEvent
    admin: Literal["blocks", "unblocks", "deletes", "nothing"] = "nothing"


hr_says: Final = st.sampled_from(
    [
        event(ana()),
        event(ana(terminationDate="2026-05-31")),
        event(ana(terminationDate=None)),
        event(type=EventType.DELETED),
        event(type=EventType.REVIEW),
    ]
)
turns: Final = st.lists(st.builds(Turn, hr_says, st.sampled_from(["nothing", "blocks", "unblocks"])), max_size=8)
turns_with_losses: Final = st.lists(st.builds(Turn, hr_says, st.sampled_from(["nothing", "deletes"])), max_size=8)


def in_turn(all_turns: Sequence[Turn]) -> list[tuple[World, World]]:
    """Return, for each turn, the world as the turn before left it, and as we find it. A turn takes a month."""
    world, course = World(EmployeeRecord(source=SOURCE, employee_id="7")), []
    for number, turn in enumerate(all_turns):
        now = NOON + timedelta(days=30 * number)
        found = replace(world, account=after(turn, world.account), now=now)
        found = found.told(turn.said.model_copy(update={"occurred_at": now}))
        course.append((world, found))
        world = found.provisioned()
    return course


def after(turn: Turn, found: Account | None) -> Account | None:
    """Return the account after what the administrator did."""
    if found is None or turn.admin == "nothing":
        return found
    return None if turn.admin == "deletes" else found.model_copy(update={"account_enabled": turn.admin == "unblocks"})


@thorough
@given(turns)
def test_nobody_whom_somebody_else_blocked_is_let_in_again(all_turns: list[Turn]) -> None:
    ours = False
    for before, found in in_turn(all_turns):
        ours = ours and not before.signed_in and not found.signed_in
        assert EnableAccount() not in found.plan.operations or found.signed_in or ours
        ours = (ours or DisableAccount() in found.plan.operations) and not found.provisioned().signed_in


@thorough
@given(turns_with_losses)
def test_nobody_gets_a_second_account_unless_the_first_one_was_deleted_after_they_had_left(
    all_turns: list[Turn],
) -> None:
    for _, found in in_turn(all_turns):
        assert not creates(found) or found.record.link is None or (found.record.disabled_at and not found.account)
    assert sum(creates(found) and found.record.link is None for _, found in in_turn(all_turns)) <= 1


LEGAL: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.-_!#^~")
names: Final = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=100),
    st.text("aÉ. 李", max_size=5),
    st.just("A" * 63 + "."),
)
local_parts: Final = st.text("aZ9.'-_!#^~", min_size=1, max_size=5) | st.just("a" * 64)


@thorough
@given(names, names, local_parts)
def test_a_mail_nickname_is_always_legal(first: str | None, last: str | None, local: str) -> None:
    login_name = f"{local}@contoso.com"
    if problem_with(login_name, None) is None:
        nickname = mail_nickname(Employee(id="7", first_name=first, last_name=last), login_name, Settings())
        assert 1 <= len(nickname) <= 64
        assert set(nickname) <= LEGAL
        assert nickname == nickname.strip(".")


@thorough
@given(st.text(max_size=130) | st.emails() | st.builds("{}@{}".format, local_parts, st.sampled_from(["a.b", "A-b.c"])))
def test_a_login_name_without_a_problem_keeps_entras_rule(name: str) -> None:
    if problem_with(name, None) is None:
        local, _, domain = name.partition("@")
        assert set(local) <= LEGAL
        assert 1 <= len(local) <= 64
        assert not local.endswith(".")
        assert 1 <= len(domain) <= 48
        assert "@" not in domain
