"""Stories of what fails for a passing reason: it waits on the queue, and in the end everything is done."""

from datetime import timedelta
from typing import override

import pytest

from provisioning.model import EventType, HrEvent, LogEntry, Quarantine, Retry, Status
from provisioning.ports import Message, OwnFault, TemporaryFailure
from provisioning.rules.backing_off import LONGEST_HELD
from tests.builders import NOON
from tests.engine.outages import BOB, ENTRA, QUEUE, TABLES, Outage, answers_503
from tests.engine.people import anna, deleted, nudge, updated
from tests.engine.world import World
from tests.fakes.gate import OpenGate
from tests.fakes.interposed import Call, Calls, ProcessDied

NAME = "anna.ek@contoso.com"
HOURS = timedelta(hours=1)


async def through(world: World, outage: Calls, *events: HrEvent) -> None:
    """Let events be worked off in a process that meets an outage."""
    for event in events:
        await world.queue.put(event)
    await world.deliver(world.worker(outage))


def statuses(world: World) -> list[Status]:
    return [entry.status for entry in world.log.entries]


@pytest.mark.parametrize(
    ("asked", "most_calls"),
    [
        pytest.param(timedelta(minutes=2), 90, id="which asks for two minutes each time"),
        pytest.param(timedelta(minutes=20), 9, id="which asks for twenty minutes each time"),
        pytest.param(timedelta(seconds=1), 400, id="which asks for a second each time"),
        pytest.param(timedelta(days=3), 3, id="which asks for days"),
        pytest.param(None, 20, id="which does not say how long"),
    ],
)
async def test_three_hours_without_graph_cost_few_calls_and_end_with_the_right_account(
    asked: timedelta | None, most_calls: int
) -> None:
    world = World()
    outage = Outage(world, ENTRA, lasts=3 * HOURS, fault=answers_503(retry_after=asked))
    await through(world, outage, updated(anna()))
    assert list(world.accounts()) == [NAME]
    assert world.accounts()[NAME].enabled
    assert 1 < len(outage.met) <= most_calls
    assert len(world.parked) == 0
    assert statuses(world) == [Status.FAILURE] * len(outage.met) + [Status.SUCCESS]


async def test_nobody_calls_before_the_time_that_graph_asked_for() -> None:
    world = World()
    asked = timedelta(minutes=7)
    outage = Outage(world, ENTRA, lasts=3 * HOURS, fault=answers_503(retry_after=asked))
    await through(world, outage, updated(anna()))
    between = [later - earlier for earlier, later in zip(outage.met, outage.met[1:], strict=False)]
    assert min(between) >= asked


async def test_a_failure_is_done_for_the_host_and_the_message_waits_with_how_often_and_since_when() -> None:
    world = World()
    began = world.clock.now()
    outage = Outage(world, ENTRA, lasts=3 * HOURS)
    await world.process(outage).work(Message(updated(anna())))
    (message,) = world.queue.messages()
    assert message.retry == Retry(attempts=1, since=began, failed_at=began)
    assert not world.queue.is_due()
    world.clock.turn(minutes=1)
    await world.process(outage).work(world.queue.first())
    again = world.queue.messages()[-1].retry
    assert again == Retry(attempts=2, since=began, failed_at=world.clock.now())


async def test_only_if_putting_back_fails_as_well_the_host_is_to_deliver_again() -> None:
    world = World()
    with pytest.raises(TemporaryFailure):
        await world.process(Outage(world, ENTRA, QUEUE, lasts=HOURS)).work(Message(updated(anna())))
    assert len(world.queue) == 0


async def test_without_tables_messages_wait_as_well() -> None:
    world = World()
    outage = Outage(world, TABLES, "LogInMemory.", "SettingsInMemory.", lasts=3 * HOURS)
    await through(world, outage, updated(anna()))
    assert world.accounts()[NAME].enabled
    assert len(world.parked) == 0


def _five_events() -> list[HrEvent]:
    return [updated(anna(job_title=f"Nurse {number}"), minute=number) for number in range(5)]


async def test_of_five_events_that_failed_together_one_makes_the_account_right_and_four_are_passed_over() -> None:
    world = World()
    await world.happen(updated(anna(), minute=-1))
    world.clock.turn(hours=1)
    for entry in world.log.entries:
        assert entry.status is Status.SUCCESS
    outage = Outage(world, "EntraInMemory.apply", lasts=HOURS)
    await through(world, outage, *_five_events())
    assert world.accounts()[NAME].attributes["jobTitle"] == "Nurse 4"
    assert outage.calls_of("EntraInMemory.apply") == 1
    ends = {entry.event_id: entry for entry in world.log.entries if entry.status is not Status.FAILURE}
    passed_over = [entry for entry in ends.values() if entry.status is Status.SKIPPED]
    assert len(passed_over) == 4
    assert all("a later attempt" in entry.reason for entry in passed_over)
    assert len(world.queue) == 0


async def test_an_event_that_the_record_does_not_hold_is_worked_on_whatever_was_done_since() -> None:
    world = World()
    await world.happen(updated(anna(), minute=-1))
    lost = updated(anna(job_title="Midwife"), minute=1)
    world.clock.turn(hours=1)
    await world.process(Outage(world, TABLES, lasts=HOURS)).work(Message(lost))
    await world.process().work(Message(updated(anna(), minute=-2)))
    world.clock.turn(minutes=5)
    await world.deliver()
    assert world.accounts()[NAME].attributes["jobTitle"] == "Midwife"


async def _with_a_failed_event(event: HrEvent) -> World:
    """Return a world in which an event failed in Entra, a full one after it was merged; it waits on the queue."""
    world = World()
    world.bob.show(anna())
    is_full = event.source == "generic"
    await world.happen(updated(anna(), minute=-1) if is_full else nudge(anna(), minute=-1))
    world.clock.turn(hours=1)
    outage = Outage(world, "EntraInMemory.apply" if is_full else ENTRA, lasts=timedelta(seconds=1))
    await world.process(outage).work(Message(event))
    world.clock.turn(minutes=5)
    return world


async def _last_of(world: World, event: HrEvent) -> LogEntry:
    return next(entry for entry in reversed(world.log.entries) if entry.event_id == event.id)


@pytest.mark.parametrize(
    ("deliveries", "status"),
    [
        pytest.param(1, Status.SKIPPED, id="that comes for the first time"),
        pytest.param(2, Status.SUCCESS, id="that was taken before, and not finished"),
    ],
)
async def test_of_messages_that_another_attempt_has_done_one_is_passed_over(deliveries: int, status: Status) -> None:
    event = updated(anna(job_title="Midwife"), minute=1)
    world = await _with_a_failed_event(event)
    (message,) = world.queue.messages()
    await world.process().work(Message(updated(anna(job_title="Midwife"), minute=1)))
    world.clock.turn(minutes=5)
    reads = Calls()
    await world.process(reads).work(Message(message.content, message.retry, deliveries))
    assert (await _last_of(world, event)).status is status
    assert any(name.startswith(ENTRA) for name in reads.names) is (status is Status.SUCCESS)


@pytest.mark.parametrize(
    "failing",
    [
        pytest.param(ENTRA, id="before it was merged"),
        pytest.param("EntraInMemory.apply", id="after it was merged"),
    ],
)
async def test_a_failed_attempt_supersedes_nothing(failing: str) -> None:
    event = updated(anna(job_title="Midwife"), minute=1)
    world = await _with_a_failed_event(event)
    newer = updated(anna(job_title="Boss"), minute=2)
    await world.process(Outage(world, failing, lasts=timedelta(seconds=1))).work(Message(newer))
    await world.process().work(world.queue.messages()[0])
    assert (await _last_of(world, event)).status is Status.SUCCESS
    world.queue.remove_first()
    await world.deliver()
    assert world.accounts()[NAME].attributes["jobTitle"] == "Boss"


@pytest.mark.parametrize(
    ("meanwhile", "status"),
    [
        pytest.param(nudge(anna(), minute=2), Status.SKIPPED, id="another look into the HR system"),
        pytest.param(
            updated(anna(), minute=2, source="bob"), Status.SUCCESS, id="what an administrator said of the person"
        ),
        pytest.param(
            HrEvent(
                id="listed-1",
                source="bob",
                type=EventType.LISTED,
                occurred_at=updated(anna()).occurred_at,
                employee_id="e1",
                employee=anna(),
            ),
            Status.SUCCESS,
            id="a list that may be older",
        ),
    ],
)
async def test_a_thin_event_is_passed_over_only_after_another_look_into_the_hr_system(
    meanwhile: HrEvent, status: Status
) -> None:
    event = nudge(anna(), minute=1)
    world = await _with_a_failed_event(event)
    await world.process().work(Message(meanwhile))
    world.clock.turn(minutes=1)
    await world.process().work(world.queue.messages()[0])
    assert (await _last_of(world, event)).status is status


async def test_a_thin_event_about_somebody_whose_file_was_deleted_is_looked_into() -> None:
    event = nudge(anna(), minute=3)
    world = await _with_a_failed_event(event)
    for meanwhile in (deleted(anna(), minute=2, source="bob"), nudge(anna(), minute=1)):
        await world.process().work(Message(meanwhile))
    world.clock.turn(minutes=1)
    await world.process().work(world.queue.messages()[0])
    assert (await _last_of(world, event)).status is Status.SUCCESS
    assert world.accounts()[NAME].enabled


class ClosedGate(OpenGate):
    """Holds everybody until the clock says otherwise."""

    def __init__(self, world: World, held: timedelta) -> None:
        super().__init__()
        self._world = world
        self._until = world.clock.now() + held
        self.asked = 0

    @override
    async def holds(self, source: str, *, needs_source: bool = True) -> timedelta | None:
        self.asked += 1
        return await super().holds(source, needs_source=needs_source) or self._left()

    @override
    async def closed(self, source: str | None = None) -> Quarantine | None:
        del source
        left = self._left()
        now = self._world.clock.now()
        return Quarantine(where="entra", reason="401", since=now, next_try_at=now + left) if left else None

    def _left(self) -> timedelta | None:
        left = self._until - self._world.clock.now()
        return left if left > timedelta() else None


class ClosesAtTheFirstFault(OpenGate):
    """Is open until it is told of a fault."""

    @override
    async def closed(self, source: str | None = None) -> Quarantine | None:
        del source
        return Quarantine(where="entra", reason="401", since=NOON, next_try_at=NOON) if self.faults else None


async def test_what_is_held_costs_nothing_grows_no_older_and_is_done_when_it_may_go_on() -> None:
    world = World()
    gate = ClosedGate(world, timedelta(days=3))
    world.gate = gate
    calls = Calls()
    await world.queue.put(updated(anna()))
    failed_before = Retry(attempts=3, since=world.clock.now(), failed_at=world.clock.now())
    await world.queue.put(updated(anna(id="e2", work_email="e2@contoso.com")), retry=failed_before)
    await world.deliver(world.worker(calls))
    assert set(world.accounts()) == {NAME, "e2@contoso.com"}
    assert statuses(world) == [Status.SUCCESS] * 2
    assert gate.asked <= 2 + 2 * timedelta(days=3) / LONGEST_HELD
    assert len(world.parked) == 0


async def test_a_held_message_keeps_how_often_it_failed_and_its_clock_stands_still() -> None:
    world = World()
    world.gate = ClosedGate(world, timedelta(days=3))
    retry = Retry(attempts=3, since=world.clock.now() - 5 * HOURS, failed_at=world.clock.now() - HOURS)
    await world.process().work(Message(updated(anna()), retry))
    (message,) = world.queue.messages()
    assert message.retry
    assert message.retry.attempts == 3
    wait = message.retry.since - retry.since
    assert timedelta(minutes=15) <= wait <= timedelta(minutes=19)


async def test_a_fault_of_the_apps_own_counts_for_no_message() -> None:
    world = World()
    gate = ClosesAtTheFirstFault()
    world.gate = gate
    fault = OwnFault("entra", "Microsoft Graph answered 401")
    await world.process(Outage(world, ENTRA, lasts=HOURS, fault=lambda: fault)).work(Message(updated(anna())))
    (message,) = world.queue.messages()
    assert message.retry is None
    assert [str(told) for told in gate.faults] == ["Microsoft Graph answered 401"]


async def test_a_fault_of_the_apps_own_that_concerns_one_person_alone_is_a_failure_like_any_other() -> None:
    world = World()
    outage = Outage(world, ENTRA, lasts=30 * HOURS, fault=lambda: OwnFault("entra", "Microsoft Graph answered 403"))
    await through(world, outage, updated(anna()))
    assert len(outage.met) < 120
    (parked,) = world.parked.messages
    assert "403" in parked.reason


async def test_what_worked_is_told_to_the_gate() -> None:
    world = World()
    gate = OpenGate()
    world.gate = gate
    await world.happen(updated(anna()))
    assert gate.successes == ["generic"]


class DiesAfterPutting(Outage):
    """An outage in which the process ends when it has put a message back."""

    @override
    async def make(self, name: str, call: Call) -> object:
        done = await super().make(name, call)
        if name == f"{QUEUE}put":
            raise ProcessDied
        return done


async def test_a_death_after_putting_back_leaves_two_messages_and_one_account() -> None:
    world = World()
    await world.queue.put(updated(anna()))
    with pytest.raises(ProcessDied):
        await world.process(DiesAfterPutting(world, ENTRA, lasts=HOURS)).work(world.queue.first())
    assert len(world.queue) == 2
    await world.deliver()
    assert list(world.accounts()) == [NAME]
    assert world.entra.writes.count("createAccount") == 1


async def test_an_hr_system_that_is_out_is_asked_again_until_it_answers() -> None:
    world = World()
    world.bob.show(anna())
    outage = Outage(world, BOB, lasts=3 * HOURS)
    await through(world, outage, nudge(anna()))
    assert world.accounts()[NAME].enabled
    assert len(outage.met) <= 20
