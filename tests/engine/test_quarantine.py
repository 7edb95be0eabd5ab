"""The whole product while Entra, an HR system or the settings let nobody in, minute by minute."""

from dataclasses import replace
from typing import override

import pytest

from provisioning.engine import review_event
from provisioning.model import CycleItem, CycleTurn, Employee, EventType, HrEvent
from provisioning.ports import OwnFault
from provisioning.quarantine.gate import QuarantineGate
from provisioning.quarantine.probes import Probes
from provisioning.quarantine.reading import held
from provisioning.settings import Settings
from provisioning.watching.quarantine import Quarantines
from provisioning.working import Worker
from tests.engine.people import anna, deleted, nudge, updated
from tests.engine.world import SOURCES, World
from tests.fakes.interposed import Call, Calls, interposed
from tests.fakes.quarantine import QuarantinesInMemory

NO_TOKEN = "the app has no access to Microsoft Entra ID; check its identity"
WRONG_TOKEN = "Bob answered 401; check the service user"
HOUR = 60


class Refusing(Calls):
    """Calls of which those to one port are refused, as long as a test says so; `count` counts these."""

    def __init__(self, port: str, fault: OwnFault) -> None:
        super().__init__()
        self._port, self._fault = port, fault
        self.refuses = True
        self.count = 0

    @override
    async def make(self, name: str, call: Call) -> object:
        """See Calls."""
        if name.startswith(self._port) and self.refuses:
            self.count += 1
            raise self._fault
        return await call()


class Waiting:
    """The length of the queue."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def length(self) -> int:
        """See ports.QueueLength."""
        return len(self._world.queue)


class Minutes:
    """A world with a real gate, in which the timer runs each minute and messages are taken when they are due."""

    def __init__(self, refusing: Refusing) -> None:
        self.world, self.refusing, self.store = World(), refusing, QuarantinesInMemory()
        self.deliveries = 0
        self.gate = self._gate()
        self.world.gate = self.gate

    def _gate(self) -> QuarantineGate:
        world, through = self.world, self.refusing
        entra, settings, bob = (
            interposed(world.entra, through),
            interposed(world.settings, through),
            interposed(world.bob, through),
        )
        return QuarantineGate(
            self.store, Probes(entra, settings, {"bob": bob}, world.employees), world.audit, world.clock
        )

    def _worker(self) -> Worker:
        worker = self.world.process(self.refusing)
        gatherer = worker.engine.gatherer
        gatherer = replace(gatherer, people=held(gatherer.people, self.gate))
        return replace(worker, engine=replace(worker.engine, gatherer=gatherer))

    async def take_in(self, *events: HrEvent) -> None:
        """Put events on the queue."""
        for event in events:
            await self.world.queue.put(event)

    async def work_off(self) -> None:
        """Take every message that is due."""
        while self.world.queue.is_due():
            await self._worker().work(self.world.queue.first())
            self.world.queue.remove_first()
            self.deliveries += 1

    async def pass_by(self, minutes: int) -> None:
        """Let minutes go by."""
        for _ in range(minutes):
            self.world.clock.turn(minutes=1)
            await self.gate.probe()
            await self.world.reviews().queue_all(SOURCES)
            await self.work_off()

    async def alerts(self) -> list[str]:
        """Return what health says of quarantines."""
        sight = await Quarantines(self.store, Waiting(self.world)).look(Settings(), self.world.clock.now())
        return [alert.sentence for alert in sight.alerts]


def person(number: int) -> Employee:
    return anna(id=f"e{number}", work_email=f"e{number}@contoso.com")


def entra_refuses() -> Minutes:
    return Minutes(Refusing("EntraInMemory", OwnFault("entra", NO_TOKEN)))


def bob_refuses() -> Minutes:
    return Minutes(Refusing("PeopleInMemory", OwnFault("bob", WRONG_TOKEN)))


async def test_an_hour_without_a_token_costs_few_calls_loses_nothing_and_ends_by_itself() -> None:
    minutes = entra_refuses()
    world, refusing = minutes.world, minutes.refusing
    began = world.clock.now()
    for number in range(200):
        await minutes.take_in(updated(person(number)))
        if number % 4 == 3:
            await minutes.work_off()
            await minutes.pass_by(1)
    await minutes.pass_by(10)
    assert refusing.count < 15
    assert (len(world.parked), len(world.queue), len(world.accounts())) == (0, 200, 0)
    (alert,) = await minutes.alerts()
    assert alert.startswith(f"quarantine of entra: since {began:%Y-%m-%dT%H:%M:%SZ} nothing is read or written")
    assert NO_TOKEN in alert
    assert "about 200 messages wait, and none is lost" in alert

    refusing.refuses = False
    await minutes.pass_by(2 * HOUR)
    assert len(world.accounts()) == 200
    assert (len(world.parked), len(world.queue), await minutes.alerts()) == (0, 0, [])
    assert world.audit.actions == ["quarantine.entered", "quarantine.left"]


async def test_a_week_without_a_token_parks_nobody_and_costs_a_call_or_two_a_day() -> None:
    minutes = entra_refuses()
    await minutes.take_in(*(updated(person(number)) for number in range(10)))
    await minutes.work_off()
    await minutes.pass_by(2 * 24 * HOUR)
    so_far = minutes.refusing.count
    await minutes.pass_by(5 * 24 * HOUR)
    assert minutes.refusing.count - so_far <= 10
    minutes.refusing.refuses = False
    assert await minutes.gate.probe(at_once=True) == []
    await minutes.pass_by(20)
    assert (len(minutes.world.accounts()), len(minutes.world.parked)) == (10, 0)


async def test_who_was_due_meanwhile_is_due_still() -> None:
    minutes = entra_refuses()
    minutes.refusing.refuses = False
    await minutes.take_in(updated(anna(last_day_of_work="2026-03-02")))
    await minutes.work_off()
    minutes.refusing.refuses = True
    await minutes.take_in(updated(person(2)))
    await minutes.pass_by(13 * HOUR)
    assert minutes.world.accounts()["anna.ek@contoso.com"].enabled
    minutes.refusing.refuses = False
    await minutes.gate.probe(at_once=True)
    await minutes.pass_by(2)
    assert not minutes.world.accounts()["anna.ek@contoso.com"].enabled


async def test_without_bob_only_bobs_events_wait() -> None:
    minutes = bob_refuses()
    world = minutes.world
    for number in range(20):
        world.bob.show(person(number))
        await minutes.take_in(nudge(person(number)))
        await minutes.take_in(updated(person(100 + number)))
    await minutes.work_off()
    await minutes.pass_by(HOUR)
    assert len(world.accounts()) == 20
    assert minutes.refusing.count < 15
    (alert,) = await minutes.alerts()
    assert "nobody of bob is read, and what cannot wait is done with what is known" in alert
    minutes.refusing.refuses = False
    await minutes.pass_by(2 * HOUR)
    assert (len(world.accounts()), len(world.parked), len(world.queue)) == (40, 0, 0)


async def test_without_bob_a_last_day_and_a_revocation_are_acted_on_with_what_is_known() -> None:
    minutes = bob_refuses()
    world = minutes.world
    minutes.refusing.refuses = False
    leaver, revoked = anna(last_day_of_work="2026-03-02"), person(2)
    for each in (leaver, revoked):
        world.bob.show(each)
        await minutes.take_in(nudge(each))
    await minutes.pass_by(2)
    minutes.refusing.refuses = True
    await minutes.take_in(nudge(person(3)))
    await minutes.pass_by(30)
    assert await minutes.gate.closed("bob")
    await minutes.take_in(nudge(revoked, minute=90).model_copy(update={"type": EventType.ACCESS_REVOKED}))
    await minutes.pass_by(1)
    assert not world.accounts()["e2@contoso.com"].enabled
    await minutes.pass_by(12 * HOUR)
    assert not world.accounts()["anna.ek@contoso.com"].enabled
    assert await minutes.gate.closed("bob")
    assert minutes.refusing.count < 15


async def test_settings_that_cannot_be_read_are_told_of_though_no_event_comes() -> None:
    minutes = Minutes(Refusing("SettingsInMemory", OwnFault("settings", "the stored settings cannot be read")))
    world = minutes.world
    reviews = world.reviews()
    world.settings, kept = interposed(world.settings, minutes.refusing), world.settings
    with pytest.raises(OwnFault):
        await world.reviews().queue_all(SOURCES)
    (alert,) = await minutes.alerts()
    assert "nobody is provisioned: the stored settings cannot be read" in alert
    await minutes.pass_by(HOUR)
    world.settings = kept
    minutes.refusing.refuses = False
    await minutes.pass_by(HOUR)
    assert await minutes.alerts() == []
    assert await reviews.queue_all(SOURCES) == 0


async def overdue(world: World) -> list[str]:
    """Return whose block is overdue."""
    return [each.employee_id for source in SOURCES async for each in world.employees.overdue(source)]


@pytest.mark.parametrize(
    "leaving",
    [
        pytest.param(updated(anna(last_day_of_work="2026-03-01"), minute=90), id="a last day that is over"),
        pytest.param(
            nudge(anna(), minute=90).model_copy(update={"source": "generic", "type": EventType.ACCESS_REVOKED}),
            id="access that is revoked",
        ),
        pytest.param(deleted(anna(), minute=90), id="a file that is deleted"),
    ],
)
async def test_a_leaver_whose_message_is_held_is_told_of_as_overdue_until_the_block_is_done(leaving: HrEvent) -> None:
    minutes = entra_refuses()
    world, minutes.refusing.refuses = minutes.world, False
    await minutes.take_in(updated(anna()))
    await minutes.work_off()
    minutes.refusing.refuses = True
    await minutes.take_in(updated(person(2)))
    await minutes.pass_by(90)
    assert await minutes.gate.closed()
    calls, entries = minutes.refusing.count, len(world.log.entries)
    await minutes.take_in(leaving)
    await minutes.work_off()
    assert await overdue(world) == ["e1"]
    assert (minutes.refusing.count, len(world.log.entries)) == (calls, entries)
    minutes.refusing.refuses = False
    await minutes.gate.probe(at_once=True)
    await minutes.pass_by(2)
    assert not world.accounts()["anna.ek@contoso.com"].enabled
    assert await overdue(world) == []


async def test_a_message_that_is_held_and_takes_no_access_away_makes_nobody_overdue() -> None:
    minutes = entra_refuses()
    minutes.refusing.refuses = False
    await minutes.take_in(updated(anna()))
    await minutes.work_off()
    minutes.refusing.refuses = True
    await minutes.take_in(updated(person(2)), updated(anna(job_title="Midwife"), minute=1))
    await minutes.pass_by(90)
    assert await overdue(minutes.world) == []


async def bob_shut() -> Minutes:
    """Return a world that Bob lets nobody read, as is known; nobody of Bob's people is known."""
    minutes = bob_refuses()
    await minutes.take_in(nudge(person(9)))
    await minutes.work_off()
    assert await minutes.gate.closed("bob")
    return minutes


async def test_what_cannot_wait_about_somebody_unknown_is_tried_again_no_faster_than_others_wait() -> None:
    minutes = await bob_shut()
    revoked = nudge(person(1)).model_copy(update={"type": EventType.ACCESS_REVOKED})
    await minutes.take_in(revoked)
    await minutes.pass_by(6 * HOUR)
    failures = [entry for entry in minutes.world.log.entries if entry.employee_id == "e1"]
    assert 12 <= len(failures) <= 6 * 60 / 15 + 3
    assert (len(minutes.world.parked), len(minutes.world.queue)) == (0, 2)
    assert minutes.refusing.count < 40
    minutes.refusing.refuses = False
    minutes.world.bob.show(person(1))
    minutes.world.bob.show(person(9))
    await minutes.pass_by(8 * HOUR)
    assert len(minutes.world.queue) == 0
    assert await minutes.alerts() == []


async def test_a_turn_of_somebody_unknown_keeps_its_cycle_waiting_for_an_hour_and_goes_on_by_itself() -> None:
    minutes = await bob_shut()
    world = minutes.world
    listed = nudge(person(1)).model_copy(update={"type": EventType.LISTED})
    await world.cycles.add_items("c", [CycleItem(number=1, event=listed)])
    await world.queue.put(CycleTurn(cycle="c", number=1))
    await minutes.pass_by(40)
    assert len(world.queue.turns()) == 1
    await minutes.pass_by(40)
    assert world.queue.turns() == []
    assert await world.cycles.item("c", 1) is None
    (left,) = (each for each in world.queue.messages() if each.content == listed)
    assert left.retry is None


async def test_whom_a_look_is_due_for_in_a_quarantine_is_looked_at_when_bob_is_tried_and_not_each_quarter() -> None:
    minutes = bob_refuses()
    world, minutes.refusing.refuses = minutes.world, False
    people = [anna(id=f"e{number}", work_email=f"e{number}@contoso.com") for number in range(1, 4)]
    for each in people:
        world.bob.show(each)
        await minutes.take_in(nudge(each))
    await minutes.pass_by(5)
    minutes.refusing.refuses = True
    await minutes.take_in(nudge(people[0]))
    await minutes.pass_by(1)
    entries = len(world.log.entries)
    for each in people:
        await minutes.take_in(review_event("bob", each.id, world.clock.now()))
    await minutes.pass_by(2 * 24 * HOUR)
    looks = len(world.log.entries) - entries
    assert looks <= 14 * len(people)
    assert minutes.refusing.count < 50
