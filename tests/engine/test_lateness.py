"""How late disables are, from the event or the calendar to the account."""

import pytest

from provisioning.model import HrEvent
from provisioning.ports import AccessDenied, TemporaryFailure
from provisioning.watching.disables import Disables
from tests.engine.people import anna, deleted, nudge, updated
from tests.engine.world import SOURCES, World
from tests.fakes.interposed import Calls, Disturbance, dies_after, fails_before
from tests.fakes.quarantine import QuarantinesInMemory
from tests.web.known import Names

LAST_DAY = "2026-03-02"
"""The world begins at noon of this day; it ends at midnight by UTC."""


async def hired(**fields: str) -> World:
    """Return a world in which Anna works."""
    world = World()
    await world.happen(updated(anna(**fields)))
    return world


async def overdue(world: World) -> list[str]:
    """Return whose block is overdue."""
    return [each.employee_id for source in SOURCES async for each in world.employees.overdue(source)]


def late(world: World) -> list[int]:
    """Return how many seconds late each disable was that was kept."""
    return [done.timing.late_seconds for done in world.timings.done]


async def calls_of(leaving: HrEvent) -> list[str]:
    """Return the names of the calls outside that it takes Anna to leave."""
    counted = Calls()
    await (await hired()).worker(counted).provision(leaving)
    return counted.names


async def test_a_disable_on_the_last_day_is_as_late_as_the_timer_is() -> None:
    world = await hired(last_day_of_work=LAST_DAY)
    world.clock.turn_to("2026-03-03T00:00:30Z")
    await world.look()
    (done,) = world.timings.done
    assert (done.source, done.employee_id) == ("generic", "e1")
    assert done.timing.due_at.isoformat() == "2026-03-03T00:00:00+00:00"
    assert done.timing.late_seconds == (world.log.entries[-1].at - done.timing.due_at).total_seconds()
    assert world.log.entries[-1].disable == done.timing


async def test_the_log_tells_of_no_disable_where_there_was_none() -> None:
    world = await hired()
    await world.happen(updated(anna(job_title="Midwife"), minute=1))
    assert [entry.disable for entry in world.log.entries] == [None, None]
    assert world.timings.done == []


async def test_a_deletion_is_due_when_hr_said_so() -> None:
    world = await hired()
    await world.happen(deleted(anna(), minute=58))
    (done,) = world.timings.done
    assert done.timing.due_at.isoformat() == "2026-03-02T11:58:00+00:00"


async def test_a_person_of_a_thin_source_is_due_when_the_event_said_so_and_not_when_they_were_read() -> None:
    world = World()
    world.bob.show(anna())
    await world.happen(nudge(anna()))
    world.bob.show(anna(status="terminated"))
    world.clock.turn_to("2026-03-02T13:00:00Z")
    await world.happen(nudge(anna(), minute=59))
    (done,) = world.timings.done
    assert done.timing.due_at.isoformat() == "2026-03-02T11:59:00+00:00"


async def test_in_an_outage_the_disable_is_overdue_until_it_is_done_and_counts_as_late_then() -> None:
    world = await hired()
    world.entra.outage = True
    leaving = deleted(anna(), minute=59)
    engine = world.worker()
    for _ in range(2):
        with pytest.raises(TemporaryFailure, match="Entra takes no writes"):
            await engine.provision(leaving)
    assert await overdue(world) == ["e1"]
    world.clock.turn(hours=2)
    sight = await Disables(world.timings, world.employees, Names(*SOURCES), QuarantinesInMemory()).look(
        (await world.settings.read())[0], world.clock.now()
    )
    assert [alert.key for alert in sight.alerts] == ["disables/overdue"]
    world.entra.outage = False
    await engine.provision(leaving)
    assert await overdue(world) == []
    assert late(world) == [2 * 3600 + 60 + 10]


@pytest.mark.parametrize("read", ["EntraInMemory.read", "EntraInMemory.memberships"])
async def test_a_read_that_fails_before_anything_is_planned_leaves_it_overdue_as_well(read: str) -> None:
    world = await hired()
    leaving = deleted(anna(), minute=59)
    names = await calls_of(leaving)
    with pytest.raises(TemporaryFailure, match="did not answer"):
        await world.worker(Calls(names.index(read) + 1, fails_before)).provision(leaving)
    assert await overdue(world) == ["e1"]
    await world.worker().provision(leaving)
    assert await overdue(world) == []
    assert len(late(world)) == 1


async def test_whom_hr_takes_back_meanwhile_is_overdue_no_more() -> None:
    world = await hired()
    world.entra.outage = True
    with pytest.raises(TemporaryFailure, match="Entra takes no writes"):
        await world.worker().provision(updated(anna(status="terminated"), minute=58))
    assert await overdue(world) == ["e1"]
    world.entra.outage = False
    await world.happen(updated(anna(status="active"), minute=59))
    assert (await overdue(world), late(world)) == ([], [])


async def test_a_process_that_dies_right_after_the_block_is_made_up_for_by_the_next() -> None:
    world = await hired()
    leaving = deleted(anna(), minute=59)
    names = await calls_of(leaving)
    at = names.index("EntraInMemory.apply") + 1
    await world.queue.put(leaving)
    await world.deliver(world.worker(Calls(at, dies_after)))
    assert await overdue(world) == []
    assert len({(done.employee_id, done.timing.due_at) for done in world.timings.done}) == 1


@pytest.mark.parametrize("disturbance", [fails_before, dies_after])
async def test_whatever_call_fails_a_disable_is_timed_and_overdue_no_more_in_the_end(disturbance: Disturbance) -> None:
    names = await calls_of(deleted(anna(), minute=59))
    for at in range(1, len(names) + 1):
        world = await hired()
        await world.queue.put(deleted(anna(), minute=59))
        await world.deliver(world.worker(Calls(at, disturbance)))
        assert not world.accounts()["anna.ek@contoso.com"].enabled
        assert await overdue(world) == [], names[at - 1]
        assert {done.timing.due_at.isoformat() for done in world.timings.done} == {"2026-03-02T11:59:00+00:00"}


async def test_what_entra_refuses_is_overdue_until_it_takes_it() -> None:
    world = await hired()
    refuses = AccessDenied("Authorization_RequestDenied")

    async def refuse(_: object) -> object:
        raise refuses

    names = await calls_of(deleted(anna(), minute=59))
    at = names.index("EntraInMemory.apply") + 1
    entry = await world.worker(Calls(at, refuse)).provision(deleted(anna(), minute=59))
    assert (entry.status.value, entry.disable) == ("failure", None)
    assert await overdue(world) == ["e1"]
    world.clock.turn(hours=2)
    await world.look()
    assert await overdue(world) == []
    assert len(late(world)) == 1
