"""Whatever lists an HR system gives in a row: who counts as gone, who is blocked, and which change is seen."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import override

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import Cycle, CycleKind, CyclePhase, Employee
from provisioning.ports import AccessDenied, Clock, Listed, Shown, TemporaryFailure
from tests.cycles.world import CycleWorld
from tests.engine.people import anna
from tests.fakes.people import PeopleInMemory

PEOPLE = ("p0", "p1", "p2")
ONE_OF_THREE: dict[str, JsonValue] = {"cycles": {"allowedDrop": {"count": 1, "percent": 0}}}
A_QUARTER = 15

_some = st.sets(st.sampled_from(PEOPLE))


def person(employee_id: str, title: str = "Nurse") -> Employee:
    return anna(id=employee_id, work_email=f"{employee_id}@contoso.com", job_title=title)


@dataclass(frozen=True, slots=True)
class Day:
    """What the HR system does when a cycle comes by.

    Attributes:
        left_out: Whom the list leaves out.
        unknown: Who of them is not found by id either.
        breaks_after: After how many people the list breaks off; None: it does not.
        silent: Nobody can be asked for by id.
        accepted: An administrator takes the list for right, however short.
    """

    kind: CycleKind
    left_out: set[str]
    unknown: set[str] = field(default_factory=lambda: {*PEOPLE})
    breaks_after: int | None = None
    silent: bool = False
    accepted: bool = False


_days = st.builds(
    Day,
    kind=st.sampled_from([CycleKind.FULL, CycleKind.FULL, CycleKind.DELTA, CycleKind.DELTA, CycleKind.INITIAL]),
    left_out=_some,
    unknown=st.just({*PEOPLE}) | _some,
    breaks_after=st.sampled_from([None, None, None, None, 0, 1]),
    silent=st.sampled_from([False, False, False, False, True]),
    accepted=st.booleans(),
)


class MoodyBob(PeopleInMemory):
    """Bob, whose lists break off and who does not answer about one person, as he likes."""

    def __init__(self) -> None:
        super().__init__()
        self.list_breaks: int | None = None
        self.changes_break = False
        self.silent = False
        self.feed: list[tuple[datetime, datetime, str]] = []

    def lives(self, day: Day) -> None:
        """Do as the day says."""
        self.left_out, self.list_breaks, self.silent = day.left_out, day.breaks_after, day.silent
        self.shown = {each: person(each) for each in PEOPLE if each not in day.left_out & day.unknown}

    @override
    async def fetch(self, employee_id: str) -> Shown:
        if self.silent:
            raise AccessDenied("Bob answered 403")
        return await super().fetch(employee_id)

    @override
    async def everybody(self) -> AsyncIterator[Listed]:
        number = 0
        async for listed in super().everybody():
            if number == self.list_breaks:
                break
            yield listed
            number += 1
        if self.list_breaks is not None:
            raise TemporaryFailure("Bob answered 503")

    async def changed_since(self, since: datetime, now: datetime) -> AsyncIterator[Listed]:
        """Yield whose change is listed by now."""
        for changed_at, listed_at, who in self.feed:
            if changed_at >= since and listed_at <= now:
                yield Listed(who, Shown(self.shown[who]))
        if self.changes_break:
            raise TemporaryFailure("Bob answered 503")


class TellingBob(MoodyBob):
    """Bob, if he told who changed."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    @override
    def changed(self, since: datetime) -> AsyncIterator[Listed] | None:
        return self.changed_since(since, self._clock.now())


@dataclass(slots=True)
class Expected:
    """Who counts as gone by the lists that were believed, as docs/cycles.md says it."""

    left_out: Counter[str] = field(default_factory=Counter)
    gone: set[str] = field(default_factory=set)
    on_last_list: set[str] = field(default_factory=set)

    def after(self, day: Day, cycle: Cycle) -> None:
        if cycle.phase is not CyclePhase.FINISHED:
            return
        listed = self.on_last_list = {*PEOPLE} - day.left_out
        self.gone -= listed
        for employee_id in listed:
            self.left_out[employee_id] = 0
        if cycle.kind is CycleKind.DELTA:
            return
        for employee_id in day.left_out - self.gone:
            self.left_out[employee_id] += 1
            if self.left_out[employee_id] > 1 and employee_id in day.unknown and not day.silent:
                self.gone.add(employee_id)


async def blocked(world: CycleWorld) -> set[str]:
    return {name.partition("@")[0] for name, account in world.accounts().items() if not account.enabled}


@settings(max_examples=50, deadline=None)
@given(st.lists(_days, min_size=1, max_size=8))
@example([Day(CycleKind.FULL, {"p0"}), Day(CycleKind.DELTA, set()), Day(CycleKind.FULL, {"p0"})])
@example([Day(CycleKind.FULL, {"p0"}), Day(CycleKind.FULL, {"p0"}, breaks_after=1), Day(CycleKind.FULL, {"p0"})])
async def test_blocked_is_who_is_unknown_by_id_and_missing_twice_in_a_row_and_nobody_else(days: Sequence[Day]) -> None:
    world, bob, expected = CycleWorld(), MoodyBob(), Expected()
    world.bob = bob
    await world.settings.put(ONE_OF_THREE)
    bob.lives(Day(CycleKind.INITIAL, set()))
    await world.tick()
    for day in days:
        world.clock.turn(hours=24)
        bob.lives(day)
        cycle = await world.cycle(day.kind, accept_fewer=day.accepted)
        expected.after(day, cycle)
        assert await blocked(world) == expected.gone
        assert not await blocked(world) & expected.on_last_list
    assert len(world.accounts()) == len(PEOPLE)


@dataclass(frozen=True, slots=True)
class Change:
    """A new job title, which the HR system's list of changes holds some minutes later."""

    who: str
    after: int
    listed_after: int


_changes = st.builds(
    Change, who=st.sampled_from(PEOPLE), after=st.integers(0, 20), listed_after=st.integers(0, A_QUARTER)
)
_rarely = st.sampled_from([False, False, False, True])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_changes, _rarely, _rarely), max_size=8))
@example([(Change("p0", 1, 14), False, False), (Change("p1", 12, 0), False, False)])
async def test_no_change_is_skipped_however_late_it_is_listed_and_whichever_cycles_fail(
    story: Sequence[tuple[Change, bool, bool]],
) -> None:
    world = CycleWorld()
    bob = world.bob = TellingBob(world.clock)
    for employee_id in PEOPLE:
        bob.show(person(employee_id))
    await world.tick()
    for number, (change, breaks, stopped) in enumerate(story):
        world.clock.turn(minutes=change.after)
        now = world.clock.now()
        bob.show(person(change.who, f"Title {number}"))
        bob.feed.append((now, now + timedelta(minutes=change.listed_after), change.who))
        bob.changes_break = breaks
        begun = await world.control().start("bob", CycleKind.DELTA, "the timer")
        if stopped:
            await world.control().stop(begun.id, "an administrator")
        await world.work_off()
    bob.changes_break = False
    world.clock.turn(minutes=A_QUARTER)
    assert (await world.cycle(CycleKind.DELTA)).phase is CyclePhase.FINISHED
    titles = {name.partition("@")[0]: account.attributes["jobTitle"] for name, account in world.accounts().items()}
    assert titles == {employee_id: shown.job_title for employee_id, shown in bob.shown.items()}
