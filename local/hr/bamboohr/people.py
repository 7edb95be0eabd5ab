"""BambooHR's employees as the stand-in keeps them, and when each was added, changed or deleted."""

from collections.abc import Mapping
from datetime import datetime
from typing import override

from local.emulator.clock import Clock
from local.emulator.control import ControlError
from local.emulator.faults import FaultPlan
from local.emulator.json_values import Json, JsonObject
from local.hr.people import People

_PEOPLE, _CHANGES = "employees", "changes"
INSERTED, UPDATED, DELETED = "Inserted", "Updated", "Deleted"


class BambooPeople(People):
    """All employees by id, and the latest change of each, the deleted ones too."""

    def __init__(self, clock: Clock, faults: FaultPlan) -> None:
        super().__init__(clock, faults)
        self._utc_now = clock.utc_now
        self._changes: dict[str, JsonObject] = {}

    def put(self, employee_id: str, fields: Mapping[str, Json]) -> JsonObject:
        """Replace an employee; return the fields that are kept. Putting what is there already changes nothing.

        Raises:
            ControlError: the id is no number or contradicts the address.
        """
        if not employee_id.isdecimal():
            raise ControlError(f"The id '{employee_id}' is no number.")
        if str(fields.get("id", employee_id)) != employee_id:
            raise ControlError(f"The body's id '{fields['id']}' is not the id '{employee_id}' in the address.")
        employee: JsonObject = {**fields, "id": employee_id}
        before = self.latest(employee_id)
        if before != employee:
            self._note(employee_id, INSERTED if before is None else UPDATED)
            self.keep(employee_id, employee)
        return employee

    @override
    def remove(self, person_id: str) -> None:
        super().remove(person_id)
        self._note(person_id, DELETED)

    def is_filled_in(self, field: str) -> bool:
        """Tell whether any employee has a field of this name."""
        return any(field in kept.person for kept in self.all())

    def changed_since(self, since: datetime) -> dict[str, JsonObject]:
        """Return the latest change of whoever was changed at or after a time, which counts by whole seconds."""
        oldest = since.replace(microsecond=0)
        return {
            employee_id: change
            for employee_id, change in self._changes.items()
            if datetime.fromisoformat(str(change["lastChanged"])) >= oldest
        }

    @override
    def reset(self) -> None:
        super().reset()
        self._changes.clear()

    @override
    def dump(self) -> JsonObject:
        return {_PEOPLE: super().dump(), _CHANGES: {**self._changes}}

    @override
    def load(self, saved: JsonObject) -> None:
        people, changes = saved.get(_PEOPLE), saved.get(_CHANGES)
        super().load(people if isinstance(people, dict) else {})
        self._changes.clear()
        for employee_id, change in changes.items() if isinstance(changes, dict) else ():
            if isinstance(change, dict):
                self._changes[employee_id] = change

    def _note(self, employee_id: str, action: str) -> None:
        at = self._utc_now().isoformat(timespec="seconds")
        self._changes[employee_id] = {"id": employee_id, "action": action, "lastChanged": at}
