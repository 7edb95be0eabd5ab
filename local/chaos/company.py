"""An invented company of whom HR systems tell in any order and more than once, and what must come of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final, Literal

type System = Literal["generic", "bob"]

_PEOPLE_PER_EVENT: Final = 0.35
_ONE_BOSS_IN: Final = 12
_ONE_OF_BOB_IN: Final = 3
_REPEATED: Final = 0.12
"""The share of the events that come a second time."""
_DISORDER: Final = 20
"""By how many places an event of the generic source may come too early or too late. Bob's come in order: Bob is asked
what is so now."""
_BOBS_FIRST_ID: Final = 3_332_883_854_255_000_000
_TITLES: Final = ("Analyst", "Engineer", "Nurse", "Cook", "Lawyer", "Driver")
_DEPARTMENTS: Final = ("Research", "Sales", "Care", "Logistics", "Finance")


@dataclass(frozen=True, slots=True)
class State:
    """What HR last said of a person."""

    title: str
    department: str
    manager: int | None = None
    works: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in HR. `number` tells them apart; bosses come first and never leave."""

    number: int
    system: System

    @property
    def hr_id(self) -> str:
        """The id in the HR system."""
        return str(_BOBS_FIRST_ID + self.number) if self.system == "bob" else f"G{self.number}"

    @property
    def employee_number(self) -> str:
        """What stands in the account's employeeId."""
        return f"B{self.number}" if self.system == "bob" else self.hr_id

    @property
    def address(self) -> str:
        """The work e-mail address, which is the login name."""
        return f"kim.sample{self.number}@contoso.com"


@dataclass(frozen=True, slots=True)
class Saying:
    """One event as it is sent, and again until it is accepted.

    Attributes:
        person: Whom it is about.
        at: When it happened.
        kind: `employee.created` and the like.
        told: In a generic event, what it says; for Bob, the person to put there before. A repetition puts nobody.
    """

    person: Person
    at: datetime
    kind: str
    told: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Company:
    """All that is sent, in this order, and what HR said last of each person."""

    sayings: Sequence[Saying]
    states: Mapping[Person, State]

    def named(self, number: int) -> Person:
        """Return the person with this number."""
        return next(person for person in self.states if person.number == number)


def company(events: int, seed: int) -> Company:
    """Return a company of which so many events tell, the same for the same seed but for the times."""
    return _Plot(events, Random(f"chaos {seed}")).company()  # noqa: S311 - no secret


class _Plot:
    """A company in the making. Each event has a place, which says when it is sent."""

    def __init__(self, events: int, random: Random) -> None:
        self._events = events
        self._random = random
        self._people = [_person(number) for number in range(max(4, int(events * _PEOPLE_PER_EVENT)))]
        self._bosses = {
            system: [each for each in self._people if each.system == system][: 1 + len(self._people) // _ONE_BOSS_IN]
            for system in ("generic", "bob")
        }
        self._states: dict[Person, State] = {}
        self._began = datetime.now(UTC) - timedelta(hours=2)
        self._told: Counter[Person] = Counter()

    def company(self) -> Company:
        repeated = int(self._events * _REPEATED)
        about = [*self._people, *self._random.choices(self._people, k=self._events - repeated - len(self._people))]
        placed: list[tuple[float, Saying]] = []
        places = {person: sorted(self._random.sample(range(self._events), k)) for person, k in Counter(about).items()}
        for person, own in places.items():
            placed += [(place + self._disorder(person), self._next(person)) for place in own]
        again = [(place + self._random.uniform(0, 99), _again(said)) for place, said in placed]
        placed += self._random.sample(again, repeated)
        return Company([said for _, said in sorted(placed, key=lambda each: each[0])], self._states)

    def _disorder(self, person: Person) -> float:
        return self._random.uniform(-_DISORDER, _DISORDER) if person.system == "generic" else 0

    def _next(self, person: Person) -> Saying:
        """Have something happen to a person, and return the event."""
        before, self._told[person] = self._states.get(person), self._told[person] + 1
        at = self._began + timedelta(seconds=self._told[person])
        after, kind = self._hire(person) if before is None else self._change(person, before)
        self._states[person] = after
        if person.system == "bob":
            return Saying(person, at, kind, self._in_bob(person, after))
        return Saying(person, at, kind, dict(self._said(person, before, after, kind)))

    def _hire(self, person: Person) -> tuple[State, str]:
        bosses = [boss for boss in self._bosses[person.system] if boss.number < person.number]
        boss = self._random.choice(bosses).number if bosses else None
        return State(self._random.choice(_TITLES), self._random.choice(_DEPARTMENTS), boss), "employee.created"

    def _change(self, person: Person, before: State) -> tuple[State, str]:
        if not before.works:
            return replace(before, works=True), "employee.created"
        leaves = person not in self._bosses[person.system] and self._random.random() < 0.35  # noqa: PLR2004 - a third
        if leaves:
            deleted = person.system == "generic" and self._random.random() < 0.3  # noqa: PLR2004 - fewer than a third
            return replace(before, works=False), "employee.deleted" if deleted else "employee.updated"
        title, department = self._random.choice(_TITLES), self._random.choice(_DEPARTMENTS)
        return replace(before, title=title, department=department), "employee.updated"

    def _said(self, person: Person, before: State | None, after: State, kind: str) -> Iterator[tuple[str, Any]]:
        """Yield what a generic event says: all of somebody new, and of others only what is new."""
        yield "id", person.hr_id
        if before is None:
            yield from {"firstName": "Kim", "lastName": f"Sample{person.number}", "workEmail": person.address}.items()
        if kind == "employee.created":
            yield from {"startDate": "2020-01-01", "terminationDate": None}.items()
        if before and before.works and not after.works and kind == "employee.updated":
            yield "terminationDate", _yesterday()
        if before is None or before.title != after.title:
            yield "jobTitle", after.title
        if before is None or before.department != after.department:
            yield "department", after.department
        if before is None and after.manager is not None:
            yield "managerId", self._people[after.manager].hr_id

    def _in_bob(self, person: Person, state: State) -> Mapping[str, Any]:
        """Return the person as Bob shows them."""
        manager = None if state.manager is None else self._people[state.manager].hr_id
        return {
            "id": person.hr_id,
            "firstName": "Kim",
            "surname": f"Sample{person.number}",
            "displayName": f"Kim Sample{person.number}",
            "email": person.address,
            "work": {
                "title": state.title,
                "department": state.department,
                "startDate": "2020-01-01",
                "employeeIdInCompany": person.employee_number,
                "manager": manager,
            },
            "internal": {
                "status": "Active",
                "lifecycleStatus": "Employed",
                "terminationDate": None if state.works else _yesterday(),
            },
        }


def _person(number: int) -> Person:
    return Person(number, "bob" if number % _ONE_OF_BOB_IN == _ONE_OF_BOB_IN - 1 else "generic")


def _again(said: Saying) -> Saying:
    return replace(said, told=None) if said.person.system == "bob" else said


def _yesterday() -> str:
    return (datetime.now(UTC).date() - timedelta(days=2)).isoformat()
