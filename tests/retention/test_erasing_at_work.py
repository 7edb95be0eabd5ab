"""A person is erased while a worker of another process is at work on them: nothing comes back half, however they meet.

The worker works up to some call; then the person is erased, up to some call; then the worker ends, then the erasure.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import override

import pytest

from provisioning.engine import Engine
from provisioning.model import EmployeeRecord, HrEvent
from provisioning.ports import TemporaryFailure
from provisioning.retention.erasing import Objection, StillNeeded
from provisioning.rules.forgetting import being_created, still_needed
from provisioning.settings import Settings
from tests.engine.people import anna, updated
from tests.engine.stories import ANNA
from tests.engine.world import World
from tests.fakes.interposed import Call, Calls
from tests.retention.house import House

HIRED, NEWER = updated(anna()), updated(anna(job_title="Head nurse"), minute=10)
LEFT = updated(anna(last_day_of_work="2026-03-01"), minute=10)
BACK = updated(anna(start_date="2026-03-02", last_day_of_work=None), minute=20)


async def unknown() -> World:
    return World()


async def at_work() -> World:
    world = World()
    await world.happen(HIRED)
    return world


async def gone() -> World:
    world = await at_work()
    await world.happen(LEFT)
    return world


async def _work(world: World, worker: Engine, event: HrEvent) -> None:
    try:
        await worker.provision(event)
    except TemporaryFailure:
        await world.queue.put(event)


async def _erase(world: World, calls: Calls) -> None:
    objection: Objection = lambda record: being_created(record, world.clock.now())  # noqa: E731 - typed
    with suppress(StillNeeded, TemporaryFailure):  # the administrator is told, and tries again
        await House(world, calls).eraser.erase("generic", "e1", objection, "it.lead@contoso.com", "asked for it")


async def _meeting(world: World, event: HrEvent, worker_at: int, erasure_at: int) -> tuple[Calls, Calls]:
    """Let the worker begin, and the erasure, let the worker end, and the erasure; return the calls that they made."""
    paused, go_on = asyncio.Event(), asyncio.Event()
    erasing: list[asyncio.Task[None]] = []

    async def pause(call: Call) -> object:
        paused.set()
        await go_on.wait()
        return await call()

    async def let_the_erasure_begin(call: Call) -> object:
        erasing.append(asyncio.create_task(_erase(world, erasure)))
        pausing = asyncio.create_task(paused.wait())
        await asyncio.wait((erasing[0], pausing), return_when=asyncio.FIRST_COMPLETED)
        pausing.cancel()
        return await call()

    working, erasure = Calls(worker_at, let_the_erasure_begin), Calls(erasure_at, pause)
    await _work(world, world.worker(working), event)
    go_on.set()
    await asyncio.gather(*erasing)
    return working, erasure


async def each_meeting(before: Callable[[], Awaitable[World]], event: HrEvent) -> AsyncIterator[tuple[World, str]]:
    """Yield the world after each meeting, for every pair of calls."""
    worker_at, worker_makes = 1, 1
    while worker_at <= worker_makes:
        erasure_at, erasure_makes = 1, 1
        while erasure_at <= erasure_makes:
            world = await before()
            working, erasure = await _meeting(world, event, worker_at, erasure_at)
            yield world, f"the worker at {worker_at}, the erasure at {erasure_at}: {working.names}, {erasure.names}"
            worker_makes, erasure_makes = max(worker_makes, len(working.names)), len(erasure.names)
            erasure_at += 1
        worker_at += 1


async def check_nothing_is_half(world: World, point: str) -> None:
    """Check that who is known is known whole, with an account that is tied to them, and that nobody else is tied."""
    stored = await world.employees.read("generic", "e1")
    record = stored.record
    ties = {user.id: await world.employees.owner(user.id) for user in world.entra.users.values()}
    if stored.etag is None:
        assert set(ties.values()) <= {None}, point
    else:
        assert record.employee.first_name == "Anna", point
        assert record.link, point
        assert ties[record.link.account_id] == ("generic", "e1"), point
    assert list(world.accounts()) == [ANNA], point


MEETINGS = [(at_work, NEWER), (gone, LEFT), (gone, BACK), (unknown, HIRED)]
IDS = ["a change at work", "a repetition after leaving", "a return", "a hire"]


@pytest.mark.parametrize(("before", "event"), MEETINGS, ids=IDS)
async def test_nothing_comes_back_half(before: Callable[[], Awaitable[World]], event: HrEvent) -> None:
    tried = 0
    async for world, point in each_meeting(before, event):
        await world.deliver()
        await check_nothing_is_half(world, point)
        tried += 1
    print(f"{tried} meetings")  # noqa: T201 - shown by pytest -s
    assert tried > 20


@pytest.mark.parametrize(("before", "event"), MEETINGS[1:2], ids=IDS[1:2])
async def test_what_began_before_an_erasure_is_not_in_the_log_after_the_night(
    before: Callable[[], Awaitable[World]], event: HrEvent
) -> None:
    async for world, point in each_meeting(before, event):
        erased = next((entry for entry in world.audit.entries if entry.action == "person.erased"), None)
        world.clock.turn(hours=15)
        await House(world).keeper.run()
        if erased:
            assert [entry for entry in world.log.entries if entry.at < erased.at] == [], point


async def test_two_who_erase_the_same_person_at_once_do_no_harm() -> None:
    calls = Calls()
    await House(await gone(), calls).erase()
    for at in range(1, len(calls.names) + 1):
        world = await gone()

        async def the_other_first(call: Call, world: World = world) -> object:
            await House(world).erase()
            return await call()

        await House(world, Calls(at, the_other_first)).erase()
        assert (await world.employees.read("generic", "e1")).etag is None
        assert world.log.entries == []


class _Stepwise(Calls):
    """Waits with a call of each of some names, the first or a later one of them, until it is told to go on."""

    def __init__(self, *names: str, which: int = 1) -> None:
        super().__init__()
        self._which = which
        self.reached = {name: asyncio.Event() for name in names}
        self.go_on = {name: asyncio.Event() for name in names}

    @override
    async def make(self, name: str, call: Call) -> object:
        if name in self.reached and self.names.count(name) == self._which - 1:
            self.reached[name].set()
            await self.go_on[name].wait()
        return await super().make(name, call)


SAVE, RELEASE, REMOVE = "EmployeesInMemory.save", "EmployeesInMemory.release", "EmployeesInMemory.remove"


async def test_an_account_that_is_linked_anew_while_it_is_untied_is_tied_again() -> None:
    """The worker finds the record empty and ties the account, which is untied then; after that it saves the outcome."""
    world = await gone()
    erasure, worker = _Stepwise(RELEASE, REMOVE), _Stepwise(SAVE, which=2)

    def objection(record: EmployeeRecord) -> str | None:
        return still_needed(record, Settings(), world.clock.now())

    erasing = asyncio.create_task(House(world, erasure).eraser.erase("generic", "e1", objection, "me", "asked for it"))
    await erasure.reached[RELEASE].wait()
    working = asyncio.create_task(world.worker(worker).provision(BACK))
    await worker.reached[SAVE].wait()
    erasure.go_on[RELEASE].set()
    await erasure.reached[REMOVE].wait()
    worker.go_on[SAVE].set()
    await working
    erasure.go_on[REMOVE].set()
    with pytest.raises(StillNeeded, match="works since"):
        await erasing
    await check_nothing_is_half(world, "linked anew")
    assert (await world.record("e1")).link
