"""HiBob (Bob): people, read from its people API and turned into employees.

Source: apidocs.hibob.com, people read API. Fields that the service user may not see are left out of the answer without
a word, so a missing field means nothing.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import httpx
from pydantic import JsonValue, ValidationError

from provisioning.fields import ABSENT, Absent
from provisioning.model import Employee
from provisioning.ports import AccessDenied, PersonMissing, Shown, TemporaryFailure
from provisioning.retrying import repeated, retry_after

_TIMEOUT_SECONDS: Final = 20
_FORBIDDEN: Final = frozenset({401, 403})
_NOT_FOUND: Final = 404
_BAD_REQUEST: Final = 400

_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "employeeNumber": ("work.employeeIdInCompany",),
    "firstName": ("root.firstName",),
    "lastName": ("root.surname",),
    "displayName": ("root.displayName",),
    "workEmail": ("root.email",),
    "privateEmail": ("home.privateEmail",),
    "startDate": ("work.startDate",),
    "terminationDate": ("internal.terminationDate",),
    "lastDayOfWork": ("internal.lastDayOfWork",),
    "jobTitle": ("work.title",),
    "department": ("work.department",),
    "site": ("work.site",),
    "managerId": ("work.manager", "work.reportsTo"),
    "workPhone": ("work.workPhone",),
    "workMobile": ("work.workMobile",),
    "employmentType": ("payroll.employment.type",),
}
"""Our name → Bob's field paths; the first one that holds something counts."""
_LIST_FIELDS: Final = frozenset({"jobTitle", "department", "site", "employmentType"})
"""Fields that can hold the id of a list item; their readable form is asked for as well."""
_STATUS_FIELDS: Final = ("internal.status", "internal.lifecycleStatus")
_ALL_FIELDS: Final = ("root.id", *(path for paths in _FIELDS.values() for path in paths), *_STATUS_FIELDS)
_UNCONFIRMED: Final = frozenset({"internal.lastDayOfWork"})
"""Bob's documents name this field for ending an employment, not for reading it: asked for as long as Bob takes that."""
_STATUSES: Final = {
    "hired": "onboarding",
    "employed": "active",
    "terminated": "terminated",
    "gardenleave": "gardenLeave",
}


class BobPeople:
    """PeopleReader on Bob's API: POST /people/{id} with HTTP Basic authentication of a service user."""

    def __init__(self, base_url: str, service_user: str, token: str) -> None:
        self._fields = list(_ALL_FIELDS)
        self._client = httpx.AsyncClient(
            base_url=base_url.rstrip("/"), auth=httpx.BasicAuth(service_user, token), timeout=_TIMEOUT_SECONDS
        )

    async def fetch(self, employee_id: str) -> Shown:
        """See ports.PeopleReader. One call, but for failures."""
        return await repeated(lambda: self._fetch(employee_id))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _fetch(self, employee_id: str) -> Shown:
        answer = await self._ask(employee_id)
        if answer.status_code == _BAD_REQUEST and len(self._fields) == len(_ALL_FIELDS):
            self._fields = [path for path in _ALL_FIELDS if path not in _UNCONFIRMED]
            answer = await self._ask(employee_id)
        _check(answer)
        try:
            document: object = answer.json()
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise TemporaryFailure("Bob answered with something that is not a person")
        if _at(document, "root.id") not in {employee_id, ABSENT, None}:
            # Bob finds people by e-mail address as well, but the link is to Bob's id.
            raise PersonMissing
        return person_from(employee_id, document)

    async def _ask(self, employee_id: str) -> httpx.Response:
        wanted = {"fields": self._fields, "humanReadable": "APPEND"}
        try:
            return await self._client.post(f"/people/{quote(employee_id, safe='')}", json=wanted)
        except httpx.RequestError as error:
            raise TemporaryFailure(f"Bob did not answer ({type(error).__name__})") from error


def _check(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == _NOT_FOUND:
        raise PersonMissing
    if status in _FORBIDDEN:
        raise AccessDenied(f"Bob answered {status}; check the service user, its token and its permissions")
    if not answer.is_success:
        raise TemporaryFailure(f"Bob answered {status}", retry_after=retry_after(answer.headers))


def person_from(employee_id: str, person: Mapping[str, Any]) -> Shown:
    """Return a person of Bob's as an employee; fields that are missing or cannot be read are absent.

    Args:
        employee_id: Bob's id, a text of 19 digits.
        person: The answer of the people API, with or without a `humanReadable` part.
    """
    readable = person.get("humanReadable")
    fields: dict[str, object] = {"id": employee_id}
    for name, paths in _FIELDS.items():
        value = _first(person, paths)
        if name in _LIST_FIELDS and isinstance(readable, dict):
            shown = _first(readable, paths)
            value = shown if isinstance(shown, str) else value
        if not isinstance(value, Absent):
            fields[name] = _plain(value, "name" if name in _LIST_FIELDS else "id")
    status = _status(person)
    return _validated(fields | ({"status": status} if status else {}))


def _first(person: Mapping[str, Any], paths: tuple[str, ...]) -> JsonValue | Absent:
    """Return the first value at one of the paths; null if there is only that, ABSENT if there is nothing."""
    found = [value for path in paths if not isinstance(value := _at(person, path), Absent)]
    return next((value for value in found if value is not None), found[0] if found else ABSENT)


def _at(person: Mapping[str, Any], path: str) -> JsonValue | Absent:
    """Return the value at a field path. Bob writes `/work/title`: {"value"} or nested objects; root is the top."""
    slashed = person.get("/" + path.replace(".", "/"))
    if isinstance(slashed, dict) and "value" in slashed:
        value: JsonValue = slashed["value"]
        return value
    node: Any = person
    for part in path.removeprefix("root.").split("."):
        if not isinstance(node, dict) or part not in node:
            return ABSENT
        node = node[part]
    found: JsonValue = node
    return found


def _plain(value: JsonValue | Absent, telling: str) -> JsonValue | Absent:
    """Return what stands for an object: a referred person's id, a list item's name."""
    return value.get(telling) if isinstance(value, dict) else value


def _status(person: Mapping[str, Any]) -> str | None:
    status, lifecycle = (_plain(_at(person, path), "name") for path in _STATUS_FIELDS)
    if isinstance(lifecycle, str) and (known := _STATUSES.get(_letters(lifecycle))):
        return known
    if status == "Inactive":
        # Kinds of leave are the customer's own words.
        return "leave" if isinstance(lifecycle, str) else "inactive"
    return "active" if status == "Active" else None


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha())


def _validated(fields: Mapping[str, object]) -> Shown:
    try:
        return Shown(Employee.model_validate(fields))
    except ValidationError as error:
        unreadable = frozenset(str(details["loc"][0]) for details in error.errors())
        rest = {name: value for name, value in fields.items() if name not in unreadable}
        return Shown(Employee.model_validate(rest), unreadable)
