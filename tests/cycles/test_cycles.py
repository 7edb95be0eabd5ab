"""Provisioning cycles from the tick of the timer to the last account."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from provisioning.cycles.running import STUCK_AFTER, WINDOW
from provisioning.model import CycleKind, CyclePhase, CycleTurn, Employee, EventType, HrEvent, Status
from provisioning.ports import AccessDenied, Listed, Refused, TemporaryFailure
from tests.cycles.world import CycleWorld
from tests.engine.people import anna, deleted, mona, nudge, updated
from tests.fakes.directory import User
from tests.fakes.interposed import Calls, interposed

ANNA, MONA = "anna.ek@contoso.com", "mona.alm@contoso.com"


def crowd(number: int) -> list[Employee]:
    return [anna(id=f"c{n}", work_email=f"anna.ek{n}@contoso.com") for n in range(number)]


async def working(*people: Employee) -> CycleWorld:
    """Return a world in which the initial cycle found these people."""
    world = CycleWorld()
    for person in people:
        world.bob.show(person)
    await world.tick()
    return world


async def test_the_first_tick_makes_accounts_for_everybody_without_any_event() -> None:
    world = await working(anna(manager_id="m1"), mona())
    assert set(world.accounts()) == {ANNA, MONA}
    assert world.accounts()[ANNA].manager == MONA
    assert world.entra.writes.count("createAccount") == 2
    (cycle,) = (await world.cycles.listed("bob")).cycles
    assert (cycle.kind, cycle.phase, cycle.listed, cycle.processed) == ("initial", "finished", 2, 2)
    assert cycle.outcomes == {Status.SUCCESS: 2}


async def test_managers_are_made_first_so_that_nobody_waits_for_theirs() -> None:
    world = await working(anna(manager_id="m1"), mona())
    assert world.entra.writes == ["createAccount", "createAccount", "setManager"]


async def test_whoever_has_an_account_is_linked_before_anybody_gets_one_and_gets_the_employee_number() -> None:
    world = CycleWorld()
    world.entra.add(User("u1", MONA, attributes={"displayName": "Mona"}))
    world.bob.show(anna())
    world.bob.show(mona())
    await world.tick()
    assert world.entra.writes == ["updateAccount", "createAccount"]
    assert world.entra.users["u1"].attributes["employeeId"] == "m1"
    assert await world.links("e1", "m1", source="bob") == {"e1": ANNA, "m1": MONA}


async def test_the_initial_cycle_searches_for_nobody_as_it_has_read_everybody() -> None:
    world = CycleWorld()
    world.entra.add(User("u1", MONA))
    for person in (*crowd(20), mona()):
        world.bob.show(person)
    calls = Calls()
    await world.control().tick()
    while world.steps.next_at():
        while len(world.queue):
            turn = world.queue.first().content
            assert isinstance(turn, CycleTurn)
            item = await world.cycles.item(turn.cycle, turn.number)
            assert item
            await world.worker(calls).provision(item.event)
            await world.cycles.done(turn.cycle, turn.number, Status.SUCCESS)
            world.queue.remove_first()
        for step in world.steps.due():
            await world.control().step(step)
            world.steps.remove_first()
        world.clock.turn(seconds=1)
    assert len(world.accounts()) == 21
    assert "EntraInMemory.find" not in calls.names


async def test_who_shows_up_in_entra_after_the_accounts_were_read_is_searched_for() -> None:
    world = CycleWorld()
    world.bob.show(anna())
    await world.control().tick()
    (step,) = world.steps.due()
    await world.control().step(step)
    world.entra.add(User("u1", ANNA))
    await world.work_off()
    assert await world.links("e1", source="bob") == {"e1": ANNA}
    assert "createAccount" not in world.entra.writes


async def test_people_from_before_the_activation_are_held_unless_matched() -> None:
    world = CycleWorld()
    await world.settings.put({"activatedAt": "2026-03-01T00:00:00Z"})
    world.entra.add(User("u1", MONA))
    world.bob.show(anna())
    world.bob.show(mona())
    await world.tick()
    assert set(world.accounts()) == {MONA}
    (cycle,) = (await world.cycles.listed("bob")).cycles
    assert cycle.outcomes == {Status.SUCCESS: 1, Status.SKIPPED: 1}


async def test_a_change_whose_event_was_lost_is_found_by_the_next_tick() -> None:
    world = await working(anna(), mona())
    world.bob.show(anna(job_title="Head nurse"))
    world.clock.turn(minutes=30)
    await world.tick()
    assert world.accounts()[ANNA].attributes["jobTitle"] == "Head nurse"
    last = (await world.cycles.listed("bob")).cycles[0]
    assert (last.kind, last.listed, last.total) == ("delta", 2, 1)


async def test_a_lost_hire_and_a_lost_leaver_are_found_as_well() -> None:
    world = await working(mona())
    world.bob.show(anna())
    world.bob.show(mona(termination_date="2026-02-27"))
    world.clock.turn(minutes=30)
    await world.tick()
    assert world.accounts()[ANNA].enabled
    assert not world.accounts()[MONA].enabled


async def test_an_hr_system_that_tells_changes_is_not_asked_for_everybody() -> None:
    world = await working(anna(), mona())
    changed = anna(job_title="Head nurse")
    world.bob.show(changed)
    world.bob.changes = [(world.clock.now(), Listed("e1"))]
    world.clock.turn(minutes=30)
    lists = world.bob.lists
    await world.tick()
    assert world.accounts()[ANNA].attributes["jobTitle"] == "Head nurse"
    assert world.bob.lists == lists


async def test_changes_are_asked_for_since_a_little_before_the_last_time() -> None:
    world = await working(anna())
    world.bob.changes = [(world.clock.now() - timedelta(minutes=5), Listed("e1"))]
    world.bob.show(anna(job_title="Head nurse"))
    await world.tick()
    assert world.accounts()[ANNA].attributes["jobTitle"] == "Head nurse"


async def test_a_deletion_that_the_hr_system_names_counts_at_once() -> None:
    world = await working(anna(), mona())
    del world.bob.shown["e1"]
    world.bob.changes = [(world.clock.now(), Listed("e1", deleted_at=world.clock.now()))]
    world.clock.turn(minutes=30)
    await world.tick()
    assert not world.accounts()[ANNA].enabled


async def test_who_is_missing_once_is_reported_and_keeps_the_account() -> None:
    world = await working(anna(), mona())
    del world.bob.shown["e1"]
    cycle = await world.cycle(CycleKind.FULL)
    assert cycle.missing == ("e1",)
    assert world.accounts()[ANNA].enabled
    assert "does not know" in (await world.log_of("e1"))[0].reason


async def test_who_is_missing_twice_and_unknown_by_id_has_left() -> None:
    world = await working(anna(), mona())
    del world.bob.shown["e1"]
    await world.cycle(CycleKind.FULL)
    await world.later(hours=24)
    await world.cycle(CycleKind.FULL)
    assert not world.accounts()[ANNA].enabled
    assert (await world.record("e1", "bob")).deleted


async def test_who_is_missing_twice_but_known_by_id_keeps_the_account() -> None:
    world = await working(anna(), mona())
    world.bob.left_out = {"e1"}
    for _ in range(3):
        await world.cycle(CycleKind.FULL)
        await world.later(hours=24)
    assert world.accounts()[ANNA].enabled


async def test_who_is_missing_twice_is_only_reported_if_the_settings_say_so() -> None:
    world = await working(anna(), mona())
    await world.settings.put({"cycles": {"missingTwice": "report"}})
    del world.bob.shown["e1"]
    for _ in range(3):
        await world.cycle(CycleKind.FULL)
        await world.later(hours=24)
    assert world.accounts()[ANNA].enabled


async def test_a_delta_cycle_takes_nobody_for_gone() -> None:
    world = await working(anna(), mona())
    del world.bob.shown["e1"]
    for _ in range(3):
        await world.cycle(CycleKind.DELTA)
        await world.later(minutes=30)
    assert world.accounts()[ANNA].enabled


async def test_who_comes_back_on_a_list_after_being_taken_for_gone_has_access_again() -> None:
    world = await working(anna(), mona())
    shown = world.bob.shown.pop("e1")
    for _ in range(2):
        await world.cycle(CycleKind.FULL)
        await world.later(hours=24)
    assert not world.accounts()[ANNA].enabled
    world.bob.show(shown)
    await world.cycle(CycleKind.DELTA)
    assert world.accounts()[ANNA].enabled


async def test_a_list_that_still_holds_who_was_deleted_a_moment_ago_brings_nobody_back() -> None:
    world = await working(anna(), mona())
    gone = deleted(anna(), source="bob").model_copy(update={"occurred_at": world.clock.now()})
    await world.happen(gone)
    world.clock.turn(minutes=1)
    await world.cycle(CycleKind.FULL)
    assert not world.accounts()[ANNA].enabled


@pytest.mark.parametrize("kind", [CycleKind.FULL, CycleKind.DELTA])
async def test_a_list_that_is_far_too_short_stops_the_cycle_and_changes_nothing(kind: CycleKind) -> None:
    world = await working(*crowd(40))
    for number in range(10):
        del world.bob.shown[f"c{number}"]
    world.bob.show(anna(id="c39", work_email="anna.ek39@contoso.com", job_title="Head nurse"))
    writes = len(world.entra.writes)
    cycle = await world.cycle(kind)
    assert cycle.phase is CyclePhase.FAILED
    assert "30 people, 10 fewer than last time" in (cycle.reason or "")
    assert len(world.entra.writes) == writes


async def test_an_administrator_can_accept_a_shorter_list() -> None:
    world = await working(*crowd(40))
    for number in range(10):
        del world.bob.shown[f"c{number}"]
    cycle = await world.cycle(CycleKind.FULL, accept_fewer=True)
    assert (cycle.phase, cycle.listed, len(cycle.missing)) == ("finished", 30, 10)
    assert (await world.cycle(CycleKind.FULL)).phase is CyclePhase.FINISHED


async def test_a_list_of_other_people_is_not_believed() -> None:
    world = await working(*crowd(40))
    world.bob.shown = {f"x{n}": anna(id=f"x{n}", work_email=f"x{n}@contoso.com") for n in range(40)}
    cycle = await world.cycle(CycleKind.FULL)
    assert cycle.phase is CyclePhase.FAILED
    assert "leaves out 40 of 40" in (cycle.reason or "")
    assert len(world.accounts()) == 40


async def test_an_empty_first_list_fails_and_is_asked_for_again() -> None:
    world = CycleWorld()
    await world.tick()
    assert (await world.cycles.listed("bob")).cycles[0].phase is CyclePhase.FAILED
    world.bob.show(anna())
    await world.tick()
    assert set(world.accounts()) == {ANNA}


@pytest.mark.parametrize("broken_after", [0, 20], ids=["at once", "in the middle"])
async def test_a_list_that_breaks_off_is_tried_three_times_and_changes_nothing(broken_after: int) -> None:
    world = await working(*crowd(40))
    world.bob.failure, world.bob.breaks_after = TemporaryFailure("Bob answered 503"), broken_after
    lists, writes = world.bob.lists, len(world.entra.writes)
    cycle = await world.cycle(CycleKind.FULL)
    assert cycle.phase is CyclePhase.FAILED
    assert cycle.reason == "Bob answered 503 (3 tries)"
    assert (world.bob.lists - lists, len(world.entra.writes)) == (3, writes)


async def test_after_a_failed_full_cycle_changes_are_looked_for_all_the_same() -> None:
    world = await working(anna())
    world.bob.failure = AccessDenied("Bob answered 403")
    world.clock.turn(hours=25)
    await world.tick()
    world.bob.failure = None
    await world.tick()
    failed, delta = reversed((await world.cycles.listed("bob")).cycles[:2])
    assert (failed.kind, failed.phase, delta.kind, delta.phase) == ("full", "failed", "delta", "finished")


async def test_a_failed_cycle_leaves_the_watermark_where_it_was() -> None:
    world = await working(anna())
    before = (await world.cycles.state("bob")).changes_since
    world.bob.failure = AccessDenied("Bob answered 403")
    await world.cycle(CycleKind.DELTA)
    assert (await world.cycles.state("bob")).changes_since == before


async def test_while_a_cycle_is_under_way_no_other_one_of_the_source_begins() -> None:
    world = await working(anna())
    first = await world.control().start("bob", CycleKind.FULL, "an administrator")
    second = await world.control().start("bob", CycleKind.DELTA, "another")
    assert second.id == first.id
    await world.work_off()
    assert (await world.control().start("bob", CycleKind.DELTA, "another")).id != first.id


async def test_a_stopped_cycle_begins_with_nobody_else() -> None:
    world = CycleWorld()
    for person in crowd(WINDOW + 50):
        world.bob.show(person)
    await world.control().tick()
    for _ in range(2):
        (step,) = world.steps.due()
        await world.control().step(step)
        world.steps.remove_first()
        world.clock.turn(seconds=1)
    (cycle,) = (await world.cycles.listed("bob")).cycles
    stopped = await world.control().stop(cycle.id, "an administrator")
    await world.work_off()
    assert not world.accounts()
    assert stopped
    assert (await world.ended(cycle.id)).reason == "stopped by an administrator"


async def test_no_more_than_a_window_of_people_is_on_the_queue_at_once() -> None:
    world = CycleWorld()
    for person in crowd(WINDOW * 2 + 10):
        world.bob.show(person)
    longest = 0
    await world.control().tick()
    while world.steps.next_at():
        for step in world.steps.due():
            await world.control().step(step)
            world.steps.remove_first()
        longest = max(longest, len(world.queue))
        await world.deliver()
        world.clock.turn(seconds=1)
    assert longest == WINDOW
    assert len(world.accounts()) == WINDOW * 2 + 10


async def test_a_person_who_always_fails_keeps_nobody_else_back() -> None:
    world = CycleWorld()
    world.entra.refused_names = {ANNA}
    world.bob.show(anna())
    world.bob.show(mona())
    await world.tick()
    (cycle,) = (await world.cycles.listed("bob")).cycles
    assert cycle.phase is CyclePhase.FINISHED
    assert set(world.accounts()) == {MONA}


async def test_a_cycle_whose_people_are_never_worked_off_fails_in_the_end() -> None:
    world = CycleWorld()
    world.bob.show(anna())
    await world.control().tick()
    for _ in range(3):
        (step,) = world.steps.due()
        await world.control().step(step)
        world.steps.remove_first()
        world.clock.turn(seconds=1)
    world.queue.remove_first()  # as if the storage had lost it
    world.clock.turn(hours=STUCK_AFTER.total_seconds() / 3600 + 1)
    await world.work_off()
    (cycle,) = (await world.cycles.listed("bob")).cycles
    assert cycle.phase is CyclePhase.FAILED
    assert "were not worked off" in (cycle.reason or "")


async def test_two_who_share_an_address_are_both_held_until_a_list_makes_it_clear() -> None:
    world = await working(anna(), anna(id="e2"), mona())
    assert set(world.accounts()) == {MONA}
    assert "shares employeeId" not in (await world.log_of("e1"))[0].reason
    assert "with employee e2" in (await world.log_of("e1"))[0].reason
    await world.later(hours=25)
    assert set(world.accounts()) == {MONA}
    world.bob.show(anna(id="e2", work_email="anna.ek2@contoso.com"))
    await world.cycle(CycleKind.FULL)
    assert set(world.accounts()) == {MONA, ANNA, "anna.ek2@contoso.com"}


@pytest.mark.parametrize(
    ("hidden", "other"),
    [
        ("work_email", {"id": "e2"}),
        ("employee_number", {"id": "e2", "employee_number": "e1", "work_email": "anna.ek2@contoso.com"}),
    ],
)
async def test_a_list_that_does_not_show_the_shared_key_is_not_clear(hidden: str, other: dict[str, str]) -> None:
    people = (anna(), anna(**other))
    world = await working(*people, mona())
    assert set(world.accounts()) == {MONA}
    for person in people:
        world.bob.show(Employee.model_validate(person.model_dump(exclude_unset=True, exclude={hidden})))
    await world.cycle(CycleKind.FULL)
    assert set(world.accounts()) == {MONA}
    assert (await world.record("e1", "bob")).shared_key


async def test_who_has_an_account_is_not_held_by_a_shared_address() -> None:
    world = await working(anna(), mona())
    world.bob.show(anna(id="e2"))
    world.bob.show(anna(job_title="Head nurse"))
    await world.cycle(CycleKind.FULL)
    assert world.accounts()[ANNA].attributes["jobTitle"] == "Head nurse"
    assert await world.links("e1", "e2", source="bob") == {"e1": ANNA, "e2": None}


async def test_an_event_that_is_newer_than_the_list_wins() -> None:
    world = await working(anna(), mona())
    await world.control().start("bob", CycleKind.FULL, "an administrator")
    (step,) = world.steps.due()
    await world.control().step(step)
    world.steps.remove_first()
    world.clock.turn(seconds=30)
    world.bob.show(anna(job_title="Head nurse"))
    await world.happen(nudge(anna()).model_copy(update={"occurred_at": world.clock.now()}))
    await world.work_off()
    assert world.accounts()[ANNA].attributes["jobTitle"] == "Head nurse"


async def test_a_full_cycle_of_people_who_are_as_they_should_be_writes_nothing() -> None:
    world = await working(anna(), mona())
    await world.settle()
    saves, writes = world.employees.saves, len(world.entra.writes)
    await world.cycle(CycleKind.FULL)
    assert (world.employees.saves, len(world.entra.writes)) == (saves, writes)


async def test_people_known_by_events_alone_are_looked_at_once_a_day() -> None:
    world = CycleWorld()
    await world.tick()
    assert not (await world.cycles.listed("generic")).cycles
    await world.happen(updated(anna()))
    await world.tick()
    (cycle,) = (await world.cycles.listed("generic")).cycles
    assert (cycle.kind, cycle.total, cycle.phase) == ("full", 1, "finished")
    await world.tick()
    assert len((await world.cycles.listed("generic")).cycles) == 1


async def test_people_who_cannot_be_listed_have_no_delta_cycle() -> None:
    with pytest.raises(Refused, match="cannot be listed"):
        await CycleWorld().control().start("generic", CycleKind.DELTA, "an administrator")


@pytest.mark.parametrize("off", [{"enabled": False}, {"cycles": {"enabled": False}}], ids=["provisioning", "cycles"])
async def test_while_it_is_switched_off_no_cycle_begins(off: dict[str, JsonValue]) -> None:
    world = CycleWorld()
    await world.settings.put(off)
    world.bob.show(anna())
    assert await world.tick() == 0
    assert not (await world.cycles.listed()).cycles


async def test_an_event_that_does_not_say_enough_has_changes_looked_for() -> None:
    world = await working(anna())
    world.bob.show(anna(job_title="Head nurse"))
    await world.control().ask_for_changes("bob")
    await world.control().ask_for_changes("generic")
    await world.work_off()
    assert world.accounts()[ANNA].attributes["jobTitle"] == "Head nurse"
    assert [cycle.source for cycle in (await world.cycles.listed()).cycles] == ["bob", "bob"]


async def test_an_import_is_worked_off_like_a_cycle_and_leaves_nothing_for_the_next_one() -> None:
    world = CycleWorld()
    people = [updated(anna()), updated(mona())]
    cycle = await world.control().start_import("generic", people, "an administrator", world.clock.now())
    with pytest.raises(Refused, match="under way"):
        await world.control().start_import("generic", people, "another", world.clock.now())
    await world.work_off()
    assert set(world.accounts()) == {ANNA, MONA}
    assert (await world.ended(cycle.id)).outcomes == {Status.SUCCESS: 2}
    assert (await world.cycles.state("generic")).complete_at is None


async def test_one_message_twice_does_not_make_two_chains_of_steps() -> None:
    world = CycleWorld()
    for person in crowd(5):
        world.bob.show(person)
    await world.control().tick()
    (step,) = world.steps.due()
    await world.steps.put(step)
    await world.control().tick()
    for _ in range(4):
        for due in world.steps.due():
            await world.control().step(due)
            world.steps.remove_first()
        world.clock.turn(seconds=2)
    assert len(world.steps.everything()) <= 1
    await world.work_off()
    assert len(world.accounts()) == 5


async def test_a_listed_person_is_known_by_what_the_list_says_and_by_nothing_else() -> None:
    world = await working(anna())
    record = await world.record("e1", "bob")
    assert record.employee.first_name == "Anna"
    event = HrEvent(
        id="1", source="bob", type=EventType.LISTED, occurred_at=world.clock.now(), employee_id="nobody", employee=None
    )
    await interposed(world.worker(), Calls()).provision(event)
    assert not (await world.record("nobody", "bob")).known
