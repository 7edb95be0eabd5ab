"""An employee of BambooHR, read alone and on the list: the two have other names for the same fields.

Names: https://documentation.bamboohr.com/docs/list-of-field-names, and the models of
https://github.com/BambooHR/bhr-api-python (GetEmployeeResponse, EmployeeOptionalField).
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from local.emulator.json_values import Json, JsonObject

_EMPTY_DATE = "0000-00-00"
_DATES = frozenset({"hireDate", "originalHireDate", "terminationDate", "contractEndDate", "probationEndDate"})
# The list's name of a field, and the name under which it is put and read alone.
_OTHER_NAMES = {
    "employeeId": "id",
    "jobTitleName": "jobTitle",
    "departmentName": "department",
    "divisionName": "division",
    "locationName": "location",
    "employmentStatusName": "employmentHistoryStatus",
    "reportsToId": "supervisorEId",
    "reportsToName": "supervisor",
}
_FUTURE = frozenset({"future", "effectiveDate"})
# What BambooHR keeps in dated tables: empty until the hire date has come.
_JOB = frozenset(
    {"jobTitle", "department", "division", "location", "supervisor", "supervisorEId", "employmentHistoryStatus"}
)
_ALWAYS_LISTED = ("employeeId", "firstName", "lastName", "preferredName", "photoUrl", "jobTitleName", "status")
_ALONE = frozenset(
    {
        "firstName", "lastName", "preferredName", "middleName", "displayName", "status", "workEmail", "homeEmail",
        "workPhone", "workPhoneExtension", "mobilePhone", "homePhone", "jobTitle", "department", "division", "location",
        "employeeNumber", "employmentHistoryStatus", "supervisor", "supervisorId", "supervisorEId", "reportsToId",
        "reportsToName", "city", "state", "country", *_DATES,
    }
)  # fmt: skip
_LISTED = (_ALONE - set(_OTHER_NAMES.values()) - {"supervisorId"}) | _OTHER_NAMES.keys() | {"photoUrl", "timezone"}


@dataclass(frozen=True, slots=True)
class Showing:
    """What is the same for all fields of an answer.

    Attributes:
        find: finds another employee by id, for the supervisor's name and number.
        is_filled_in: tells whether anybody has a field of this name, so that the customer's own are known.
        today: in UTC.
        hidden: names, of either form, that the key may not read.
    """

    find: Callable[[str], JsonObject | None]
    is_filled_in: Callable[[str], bool]
    today: date
    hidden: Collection[str]

    def alone(self, employee: JsonObject, fields: Iterable[str], *, only_current: bool) -> JsonObject:
        """Return the id and the fields that are asked for.

        Unknown fields, those of the customer that nobody filled in, and those that the key may not read are left out
        without a word.
        """
        current = self._effective(employee, only_current=only_current)
        shown: JsonObject = {"id": employee["id"]}
        for field in fields:
            if (field in _ALONE or self.is_filled_in(field)) and not self._is_hidden(field):
                shown[field] = self._alone_value(current, field)
        return shown

    def listed(self, employee: JsonObject, fields: Iterable[str]) -> JsonObject:
        """Return a record of the list: the fields that are always there, and those asked for that a list can hold.

        What the key may not read is null, and named in `_restrictedFields`.
        """
        current = self._effective(employee, only_current=True)
        names = [*_ALWAYS_LISTED, *(field for field in fields if field in _LISTED and field not in _ALWAYS_LISTED)]
        restricted = [name for name in names if self._is_hidden(name)]
        values = {name: None if name in restricted else self._value(current, name) for name in names}
        return {**values, "_restrictedFields": [*restricted]}

    def status(self, employee: JsonObject) -> Json:
        """Return the status that was put, or what follows from the dates: future hires and leavers are Inactive."""
        hired, left = (_day(employee.get(name)) for name in ("hireDate", "terminationDate"))
        is_inactive = (hired is not None and hired > self.today) or (left is not None and left < self.today)
        return employee.get("status", "Inactive" if is_inactive else "Active")

    def _effective(self, employee: JsonObject, *, only_current: bool) -> JsonObject:
        """Return the employee with what counts today, or with all that is known of later days.

        Later days bring the values of `future`, a termination date that is still to come, and the job of a future hire.
        """
        future = employee.get("future")
        entries = future if isinstance(future, list) else [future]
        changes = [entry for entry in entries if isinstance(entry, dict)]
        for change in changes:
            effective = _day(change.get("effectiveDate"))
            if not only_current or (effective is not None and effective <= self.today):
                employee = {**employee, **change}
        ahead = self._ahead(employee) if only_current else frozenset()
        return {name: value for name, value in employee.items() if name not in _FUTURE | ahead}

    def _ahead(self, employee: JsonObject) -> frozenset[str]:
        hired, left = (_day(employee.get(name)) for name in ("hireDate", "terminationDate"))
        job = _JOB if hired is not None and hired > self.today else frozenset()
        return job | ({"terminationDate"} if left is not None and left > self.today else frozenset())

    def _is_hidden(self, name: str) -> bool:
        return name in self.hidden or _OTHER_NAMES.get(name) in self.hidden or _listed_name(name) in self.hidden

    def _alone_value(self, employee: JsonObject, field: str) -> Json:
        value = self._value(employee, field)
        return _EMPTY_DATE if value is None and field in _DATES else value

    def _value(self, employee: JsonObject, field: str) -> Json:
        name = _OTHER_NAMES.get(field, field)
        match name:
            case "status":
                return self.status(employee)
            case "displayName" if name not in employee:
                return _full_name(employee)
            case "supervisor" | "supervisorId" if name not in employee:
                return self._of_supervisor(employee, name)
            case _ if name in _DATES:
                day = _day(employee.get(name))
                return None if day is None else day.isoformat()
            case _:
                return employee.get(name)

    def _of_supervisor(self, employee: JsonObject, name: str) -> Json:
        supervisor = self.find(str(employee.get("supervisorEId")))
        if supervisor is None:
            return None
        return _full_name(supervisor) if name == "supervisor" else supervisor.get("employeeNumber")


def _listed_name(field: str) -> str | None:
    return next((listed for listed, alone in _OTHER_NAMES.items() if alone == field), None)


def _full_name(employee: JsonObject) -> str:
    first = employee.get("preferredName") or employee.get("firstName") or ""
    return f"{first} {employee.get('lastName') or ''}".strip()


def _day(value: Json) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value not in {"", _EMPTY_DATE} else None
