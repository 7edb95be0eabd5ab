"""Whatever HTTP request of the real adapters fails, and however it does: the end is the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pytest

from provisioning.retrying import TRIES
from tests.faults.stories import STORIES, Story, check_end
from tests.faults.tally import Tally
from tests.faults.wire import Fault, Wire
from tests.faults.world import IMPATIENT, PATIENT, wired_world

pytestmark = pytest.mark.faults

EVERYWHERE: Final = ("graph", "bob", "table", "queue")
ONE_IN: Final = 6
_SOON: Final = {"Retry-After": "0.05"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault, and the services at which it is tried."""

    fault: Fault
    services: tuple[str, ...] = EVERYWHERE


KINDS: Final[Mapping[str, Kind]] = {
    "503, no effect": Kind(Fault(503)),
    "503, done all the same": Kind(Fault(503, after=True)),
    "500, no effect": Kind(Fault(500)),
    "504, done all the same": Kind(Fault(504, after=True)),
    "429 with Retry-After": Kind(Fault(429, headers=_SOON), ("graph", "bob")),
    "429 without Retry-After": Kind(Fault(429), ("graph", "bob")),
    "429, done all the same": Kind(Fault(429, headers=_SOON, after=True), ("graph",)),
    "connection drops, no effect": Kind(Fault(silent="drop")),
    "connection drops, done all the same": Kind(Fault(silent="drop", after=True)),
    "no answer in time, no effect": Kind(Fault(silent="hang"), ("graph", "table", "queue")),
    "no answer in time, done all the same": Kind(Fault(silent="hang", after=True), ("graph", "table", "queue")),
    "503 at every try": Kind(Fault(503, times=TRIES), ("graph", "bob")),
    "503 at every try, done all the same": Kind(Fault(503, after=True, times=TRIES), ("graph", "bob")),
    "the host stops, no effect": Kind(Fault(silent="stop")),
    "the host stops, done all the same": Kind(Fault(silent="stop", after=True)),
}

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


async def run(azurite: str, story: Story, wire: Wire, point: str) -> None:
    """Play a story over a wire, and check its end."""
    hangs = wire.fault is not None and wire.fault.silent == "hang"
    async with wired_world(azurite, wire, patience=IMPATIENT if hangs else PATIENT) as world:
        await story.before(world)
        await world.tell(*story.told)
        wire.open = True
        await world.deliver()
        wire.open = False
        await check_end(world, story, point)


async def requests(azurite: str, story: Story) -> list[str]:
    """Return the requests of an undisturbed worker in a story."""
    wire = Wire()
    await run(azurite, story, wire, "undisturbed")
    return wire.requests


@each_story
async def test_a_fault_of_any_request_changes_nothing_in_the_end(azurite: str, story: Story, tally: Tally) -> None:
    asked = await requests(azurite, story)
    points = [
        (at, name, kind)
        for kind, tried in KINDS.items()
        for at, name in enumerate(asked, 1)
        if name.partition(" ")[0] in tried.services
    ]
    for at, name, kind in tally.sample(points, one_in=ONE_IN):
        with tally.point(f"over HTTP: {kind}"):
            await run(azurite, story, Wire(at, KINDS[kind].fault), f"{story.name}, request {at}: {name}: {kind}")
