"""Personio's employees as the stand-in keeps them: attributes, when each was changed, and the events about it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from local.emulator.clock import Clock
from local.emulator.control import ControlError
from local.emulator.faults import FaultPlan
from local.emulator.json_values import Json, JsonObject
from local.hr.people import Kept, People
from local.hr.personio.attributes import (
    ATTRIBUTES,
    BERLIN,
    CUSTOM_PREFIX,
    Kind,
    is_labelled,
    person_id,
    plain,
    wall_date,
    zoned_moment,
)
from local.hr.personio.events import EventHistory

_PEOPLE, _EVENTS = "employees", "events"
_KEPT_HERE = ("created_at", "last_modified_at")


class PersonioPeople:
    """All employees and the history of events.

    A kept employee is `{"attributes": …, "changed": …}`: the attributes as they were put, with `id`, `status`,
    `created_at` and `last_modified_at` filled in; and when each was changed last, in ISO 8601.
    """

    def __init__(self, clock: Clock, faults: FaultPlan) -> None:
        self._clock = clock
        self.people = People(clock, faults)
        self.events = EventHistory(clock)

    def put(self, employee_id: str, given: Mapping[str, Json]) -> JsonObject:
        """Replace an employee; return the attributes that are kept. Putting what is there already changes nothing.

        Raises:
            ControlError: the id is no number or contradicts the address, an attribute is unknown, or a date is none.
        """
        _check(employee_id, given)
        before = self.people.latest(employee_id)
        old = {} if before is None else attributes_of(before)
        new: JsonObject = {"id": int(employee_id), **given}
        new.setdefault("status", self._status(new))
        changed = {name for name in new.keys() | old.keys() if plain(new.get(name)) != plain(old.get(name))}
        changed -= {name for name in _KEPT_HERE if name not in given}
        if before is not None and not changed:
            return old
        now = self._clock.utc_now().isoformat()
        new = {"created_at": old.get("created_at", now), "last_modified_at": now, **new}
        times = {**({} if before is None else changed_of(before)), **dict.fromkeys(changed, now)}
        self.people.keep(employee_id, {"attributes": new, "changed": {**times}})
        if before is None:
            self.events.created(employee_id)
        else:
            self.events.updated(employee_id, changed.difference(_KEPT_HERE))
        return new

    def remove(self, employee_id: str) -> None:
        """Delete an employee at once.

        Raises:
            UnknownSubjectError: there is none with this id.
        """
        self.people.remove(employee_id)
        self.events.deleted(employee_id)

    def reset(self) -> None:
        """Forget all employees and events."""
        self.people.reset()
        self.events.reset()

    def dump(self) -> JsonObject:
        """Return the employees and the events."""
        return {_PEOPLE: self.people.dump(), _EVENTS: self.events.dump()}

    def load(self, saved: JsonObject) -> None:
        """Take over what `dump` returned earlier."""
        people = saved.get(_PEOPLE)
        self.people.load(people if isinstance(people, dict) else {})
        self.events.load(saved.get(_EVENTS))

    def _status(self, attributes: JsonObject) -> str:
        """Personio: who is put without a status is active when the hire date has come, else onboarding."""
        hired = wall_date(attributes.get("hire_date"))
        today = self._clock.utc_now().astimezone(BERLIN).date()
        return "onboarding" if hired is not None and date.fromisoformat(hired) > today else "active"


def attributes_of(employee: JsonObject) -> JsonObject:
    """Return the attributes of a kept employee."""
    attributes = employee["attributes"]
    return attributes if isinstance(attributes, dict) else {}


def changed_of(employee: JsonObject) -> dict[str, str]:
    """Return when each attribute of a kept employee was changed last."""
    changed = employee["changed"]
    return {name: str(at) for name, at in changed.items()} if isinstance(changed, dict) else {}


def modified_at(kept: Kept) -> datetime:
    """Return when an employee was changed last, in UTC."""
    return datetime.fromisoformat(str(plain(attributes_of(kept.person)["last_modified_at"]))).astimezone(UTC)


def _check(employee_id: str, given: Mapping[str, Json]) -> None:
    if not employee_id.isdecimal():
        raise ControlError(f"The id '{employee_id}' is no number.")
    if "id" in given and person_id(given["id"]) != int(employee_id):
        raise ControlError(f"The body's id '{given['id']}' is not the id '{employee_id}' in the address.")
    for name, value in given.items():
        attribute = ATTRIBUTES.get(name)
        if attribute is None and not name.startswith(CUSTOM_PREFIX) and not is_labelled(value):
            raise ControlError(f"Personio has no attribute '{name}'; custom ones are called dynamic_ and a number.")
        try:
            if attribute is not None and attribute.kind is Kind.DATE:
                wall_date(value)
            if attribute is not None and attribute.kind is Kind.MOMENT:
                zoned_moment(value)
        except ValueError as error:
            raise ControlError(f"{name} '{plain(value)}' is no date.") from error
