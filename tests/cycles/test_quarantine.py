"""Cycles while Entra or an HR system lets nobody in: none begins, and one that is under way waits."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from provisioning.cycles.running import STUCK_AFTER
from provisioning.model import CycleKind, CyclePhase
from provisioning.ports import AccessDenied, Listed, OwnFault
from provisioning.quarantine.gate import QuarantineGate
from provisioning.quarantine.probes import Probes
from tests.cycles.world import CycleWorld
from tests.engine.people import anna, mona
from tests.fakes.people import PeopleInMemory
from tests.fakes.quarantine import QuarantinesInMemory

WRONG_TOKEN = OwnFault("bob", "Bob answered 401; check the service user")
NO_TOKEN = OwnFault("entra", "the app has no access to Microsoft Entra ID")


class Places:
    """A world of Bob's people with a real gate. `entra` is what a call of the gate's own raises."""

    def __init__(self) -> None:
        self.world = CycleWorld()
        for each in (anna(), mona()):
            self.world.bob.show(each)
        self.entra: Exception | None = None
        world = self.world
        probes = Probes(self, world.settings, {"bob": world.bob}, world.employees)
        self.gate = world.gate = QuarantineGate(QuarantinesInMemory(), probes, world.audit, world.clock)

    async def reach(self) -> None:
        """See ports.Reachable."""
        if self.entra:
            raise self.entra

    async def pass_by(self, hours: float) -> None:
        """Let time go by, minute by minute: the timers run, and what is due is taken."""
        world = self.world
        for minute in range(round(hours * 60)):
            world.clock.turn(minutes=1)
            await self.gate.probe()
            if minute % 30 == 0:
                await world.control().tick()
            for step in world.steps.due():
                await world.control().step(step)
                world.steps.remove_first()
            while world.queue.is_due():
                await world.process().work(world.queue.first())
                world.queue.remove_first()

    async def phases(self) -> list[tuple[CycleKind, CyclePhase]]:
        """Return all cycles, the first one first."""
        return [(each.kind, each.phase) for each in reversed(await self.world.all_cycles()) if each.source == "bob"]


async def test_a_list_that_is_not_given_for_our_own_fault_is_waited_for_and_no_try_counts() -> None:
    places = Places()
    places.world.bob.failure = WRONG_TOKEN
    await places.pass_by(6)
    (cycle,) = (each for each in await places.world.all_cycles() if each.source == "bob")
    assert (cycle.phase, cycle.tries) == (CyclePhase.LISTING, 0)
    assert cycle.reason == f"waits for the end of a quarantine: {WRONG_TOKEN}"
    places.world.bob.failure = None
    assert await places.gate.probe(at_once=True)
    await places.pass_by(1)
    assert await places.gate.closed("bob") is None
    assert (await places.phases())[0] == (CycleKind.INITIAL, CyclePhase.FINISHED)
    assert len(places.world.accounts()) == 2


async def test_while_a_list_is_waited_for_the_hr_system_is_left_in_peace() -> None:
    places = Places()
    await places.pass_by(1)
    places.world.bob.failure = WRONG_TOKEN
    before = places.world.bob.reads + places.world.bob.lists
    await places.pass_by(24)
    assert places.world.bob.reads + places.world.bob.lists - before < 15


async def test_no_cycle_begins_while_entra_lets_nobody_in() -> None:
    places = Places()
    places.entra = NO_TOKEN
    await places.gate.failed(NO_TOKEN)
    await places.pass_by(5)
    assert await places.world.all_cycles() == []
    places.entra = None
    await places.gate.probe(at_once=True)
    await places.pass_by(1)
    assert (CycleKind.INITIAL, CyclePhase.FINISHED) in await places.phases()


async def test_a_cycle_that_waits_for_entra_is_not_taken_to_be_stuck() -> None:
    places = Places()
    world = places.world
    await world.control().start("bob", CycleKind.INITIAL, "an administrator")
    (step,) = world.steps.due()
    await world.control().step(step)
    world.steps.remove_first()
    places.entra = NO_TOKEN
    await places.gate.failed(NO_TOKEN)
    await places.pass_by(3 * STUCK_AFTER.total_seconds() / 3600)
    assert await places.phases() == [(CycleKind.INITIAL, CyclePhase.MATCHED)]
    places.entra = None
    await places.gate.probe(at_once=True)
    await places.pass_by(1)
    assert (await places.phases())[0] == (CycleKind.INITIAL, CyclePhase.FINISHED)
    assert len(world.accounts()) == 2


class ListsDenied:
    """Bob, whose lists are denied, and whose people can be read one by one."""

    def __init__(self, people: PeopleInMemory, failure: AccessDenied | OwnFault | None) -> None:
        self._people, self._failure = people, failure

    async def everybody(self) -> AsyncIterator[Listed]:
        """See ports.PeopleLister."""
        for employee_id in self._people.shown:
            if self._failure:
                raise self._failure
            yield Listed(employee_id)

    def changed(self, since: datetime) -> AsyncIterator[Listed] | None:
        """See ports.PeopleLister."""
        return self._people.changed(since)


@pytest.mark.parametrize("failure", [AccessDenied("Bob answered 403"), WRONG_TOKEN], ids=["403", "401"])
async def test_a_list_that_is_denied_though_people_can_be_read_fails_its_cycle_and_holds_nobody(
    failure: AccessDenied | OwnFault,
) -> None:
    places = Places()
    await places.pass_by(1)
    places.world.breaking = {"bob": ListsDenied(places.world.bob, failure)}
    await places.pass_by(1)
    assert (CycleKind.DELTA, CyclePhase.FAILED) in await places.phases()
    assert await places.gate.closed("bob") is None
