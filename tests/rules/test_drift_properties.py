"""Drift in every course of events: what HR says and what administrators do, in turns that hypothesis makes up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import Account
from provisioning.rules.values.comparing import same
from provisioning.settings import Settings
from tests.builders import ANA_IN_ENTRA, account, ana, event, record
from tests.rules.planning import LINKED
from tests.rules.small_world import World

TITLES: Final = ("Nurse", "nurse", "Boss")
thorough: Final = settings(max_examples=200, deadline=None)


@dataclass(frozen=True)
class Turn:
    """What happens before we look: perhaps an administrator writes a title, perhaps none, and HR says one."""

    said: str | None
    written_by_hand: str | None
    minutes: int


LONG: Final = st.integers(5, 10_000)
SHORT: Final = st.integers(1, 4)
titles: Final = st.none() | st.sampled_from(TITLES)
by_hand: Final = titles | st.just("")
courses: Final = st.lists(st.builds(Turn, titles, by_hand, LONG), max_size=8)
hurried: Final = st.lists(st.builds(Turn, titles, by_hand, SHORT | LONG), max_size=8)


def begun(drift: str) -> World:
    """Return Ana at work, whose account follows her since a moment ago."""
    in_force = Settings.model_validate({"drift": drift})
    return World(record(ana(), link=LINKED), account(), in_force).provisioned()


def entered(turn: Turn, world: World) -> World:
    """Return the world as we find it."""
    found = replace(world, account=after(turn, world.account), now=world.now + timedelta(minutes=turn.minutes))
    said = event(ana(jobTitle=turn.said), id=f"at-{found.now.isoformat()}", occurred_at=found.now)
    return found.told(said)


def after(turn: Turn, found: Account | None) -> Account | None:
    if found is None or turn.written_by_hand is None:
        return found
    return found.model_copy(update={"attributes": {**found.attributes, "jobTitle": turn.written_by_hand}})


def title_of(world: World) -> JsonValue:
    return world.account.attributes.get("jobTitle") if world.account else None


@thorough
@given(courses)
def test_what_an_administrator_wrote_stays_until_the_hr_system_says_something_else(course: Sequence[Turn]) -> None:
    world, said = begun("report"), ANA_IN_ENTRA["jobTitle"]
    for turn in course:
        found = entered(turn, world)
        world = found.provisioned()
        assert same("jobTitle", title_of(world), title_of(found) if turn.said == said else turn.said)
        said = turn.said


@thorough
@given(courses)
def test_while_drift_is_enforced_the_account_always_follows_the_hr_system(course: Sequence[Turn]) -> None:
    world = begun("enforce")
    for turn in course:
        world = entered(turn, world).provisioned()
        assert same("jobTitle", title_of(world), turn.said)


@thorough
@given(hurried, st.sampled_from(["report", "enforce"]))
def test_however_quickly_it_goes_what_the_hr_system_says_anew_is_written(course: Sequence[Turn], drift: str) -> None:
    world, said = begun(drift), ANA_IN_ENTRA["jobTitle"]
    for turn in course:
        world = entered(turn, world).provisioned()
        assert turn.said == said or same("jobTitle", title_of(world), turn.said)
        said = turn.said


@thorough
@given(hurried, st.sampled_from(["report", "enforce"]))
def test_a_look_leaves_the_next_one_nothing_to_do_and_nothing_new_to_remember(
    course: Sequence[Turn], drift: str
) -> None:
    world = begun(drift)
    for turn in course:
        world = entered(turn, world).provisioned()
        again = world.provisioned()
        assert world.plan.operations == ()
        assert (again.record.in_force, again.record.in_force_at) == (world.record.in_force, world.record.in_force_at)
