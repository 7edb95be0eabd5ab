"""A read shows what was so before our last write, as a replica of Graph may, or Bob: the end is the same.

Source of the latter: Bob's API reference, by which a read may show the state before an update for up to 20 seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pytest
from pydantic import JsonValue

from provisioning.model import Employee, HrEvent, Status
from provisioning.ports import Message
from tests.engine.people import anna, deleted, mona, nudge, updated
from tests.engine.world import Seen, World
from tests.fakes.interposed import Call, Calls, OldAnswers, copied
from tests.faults.tally import Tally

pytestmark = pytest.mark.faults

ANNA, MONA = "anna.ek@contoso.com", "mona.alm@contoso.com"
WRITES: Final = ("EntraInMemory.apply",)
READS: Final = tuple(f"EntraInMemory.{name}" for name in ("read", "find", "names_taken", "read_deleted", "memberships"))
_DOCTOR: Final = anna(job_title="Doctor")
_LEFT: Final = anna(last_day_of_work="2026-03-01")


@dataclass(frozen=True, slots=True)
class Story:
    """Somebody of whom HR says one thing and then another, ten seconds later.

    Attributes:
        before: Makes the world in which the story begins, an hour after its last event.
        told: The events, one after the other.
        check: What must be so in the end.
    """

    name: str
    before: tuple[HrEvent, ...]
    told: tuple[HrEvent, ...]
    check: Callable[[Mapping[str, Seen]], bool]
    settings: Mapping[str, JsonValue] = field(default_factory=dict)

    async def begin(self) -> World:
        """Return the world in which the story begins."""
        world = World()
        await world.settings.put(self.settings)
        await world.happen(*self.before)
        world.clock.turn(hours=1)
        return world


def _enabled(accounts: Mapping[str, Seen]) -> bool:
    return accounts[ANNA].enabled


def _blocked(accounts: Mapping[str, Seen]) -> bool:
    return not accounts[ANNA].enabled


def _nurse(accounts: Mapping[str, Seen]) -> bool:
    return accounts[ANNA].attributes["jobTitle"] == "Nurse"


STORIES: Final = (
    Story(
        "another title, and the old one again",
        (updated(anna(), minute=-10),),
        (updated(_DOCTOR, minute=1), updated(anna(), minute=2)),
        _nurse,
    ),
    Story(
        "hired with one title, and then another",
        (),
        (updated(_DOCTOR, minute=1), updated(anna(), minute=2)),
        _nurse,
    ),
    Story(
        "a manager, and none again",
        (updated(mona(), minute=-10), updated(anna(), minute=-10)),
        (updated(anna(manager_id="m1"), minute=1), updated(anna(manager_id=None), minute=2)),
        lambda accounts: accounts[ANNA].manager is None,
    ),
    Story(
        "gone, and back again",
        (updated(anna(), minute=-10),),
        (updated(_LEFT, minute=1), updated(anna(last_day_of_work=None), minute=2)),
        _enabled,
    ),
    Story(
        "back, and gone again",
        (updated(anna(), minute=-10), deleted(anna(), minute=-9)),
        (updated(anna(), minute=1), deleted(anna(), minute=2)),
        _blocked,
    ),
    Story("hired, and gone at once", (), (updated(anna(), minute=1), deleted(anna(), minute=2)), _blocked),
    Story(
        "hired before the first day, which is then yesterday",
        (),
        (updated(anna(start_date="2026-03-09"), minute=1), updated(anna(start_date="2026-03-01"), minute=2)),
        _enabled,
        settings={"createOn": "creation"},
    ),
    Story(
        "another name, and the old one again",
        (updated(anna(), minute=-10),),
        (updated(anna(last_name="Alm"), minute=1), updated(anna(), minute=2)),
        lambda accounts: accounts.keys() == {ANNA},
        settings={"loginName": {"mode": "schema", "renameOnNameChange": True}},
    ),
)

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


async def _play(story: Story, calls: Calls, point: str) -> None:
    world = await story.begin()
    for event in story.told:
        await world.queue.put(event)
    await world.deliver(world.process(calls))
    await world.settle()
    assert story.check(world.accounts()), point
    assert len(world.accounts()) == 1 + (MONA in world.accounts()), point
    assert (await world.links("e1")) == {"e1": ANNA}, point
    assert world.log.entries[-1].status is not Status.FAILURE, point


@each_story
async def test_undisturbed(story: Story) -> None:
    await _play(story, Calls(), story.name)


@each_story
async def test_an_old_answer_of_entra_to_any_read_changes_nothing_in_the_end(story: Story, tally: Tally) -> None:
    calls = Calls()
    await _play(story, calls, story.name)
    for at, name in enumerate(calls.names, 1):
        if name in READS:
            with tally.point("Entra shows what was so before our last write"):
                await _play(story, OldAnswers(at, WRITES, READS), f"{story.name}, at call {at}: {name}")


@pytest.mark.parametrize(
    ("said", "check"),
    [
        pytest.param(_DOCTOR, lambda seen: seen.attributes["jobTitle"] == "Doctor", id="a promotion"),
        pytest.param(_LEFT, lambda seen: not seen.enabled, id="leaving"),
    ],
)
async def test_an_old_answer_of_bob_changes_nothing_in_the_end(
    said: Employee, check: Callable[[Seen], bool], tally: Tally
) -> None:
    world = World()
    world.bob.show(anna())
    await world.happen(nudge(anna(), minute=-10))
    world.clock.turn(hours=1)
    old = copied(world.bob)
    world.bob.show(said)
    undisturbed = Calls()
    await copied(world).process(undisturbed).work(Message(nudge(anna())))

    async def shows_the_old_state(_: Call) -> object:
        return await old.fetch("e1")

    with tally.point("Bob shows what was so before an update"):
        await world.queue.put(nudge(anna()))
        at = undisturbed.names.index("PeopleInMemory.fetch") + 1
        await world.deliver(world.process(Calls(at, shows_the_old_state)))
        await world.settle()
        assert check(world.accounts()[ANNA])
