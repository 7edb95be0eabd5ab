"""People as BambooHR's API shows them, read as employees.

Sources: documentation.bamboohr.com, field names, get employee, list employees, and the API's change log of September
2016: what is dated ahead (a hire, the end of employment, a new job) counts only on its day. By default the API shows
what counts now; with `onlyCurrent=false` it shows what is ahead instead. A field that the API key may not see is left
out.
"""

from collections.abc import Collection, Mapping
from typing import Final

from pydantic import JsonValue

from provisioning.ports import Listed, Shown, TemporaryFailure
from provisioning.sources.showing import shown

type Fields = Mapping[str, JsonValue]

_ALWAYS: Final[Mapping[str, str]] = {
    "employeeNumber": "employeeNumber",
    "firstName": "firstName",
    "lastName": "lastName",
    "preferredName": "preferredName",
    "displayName": "displayName",
    "workEmail": "workEmail",
    "privateEmail": "homeEmail",
    "country": "country",
    "workPhone": "workPhone",
    "workMobile": "mobilePhone",
}
_JOB: Final[Mapping[str, str]] = {
    "jobTitle": "jobTitle",
    "department": "department",
    "site": "location",
    "managerId": "supervisorEId",
    "employmentType": "employmentHistoryStatus",
}
"""The manager is `supervisorEId`: `supervisorId` is the supervisor's employee number."""
_DATES: Final[Mapping[str, str]] = {"startDate": "hireDate", "terminationDate": "terminationDate"}
"""Our name → BambooHR's, for each kind of field."""
_DIVISION: Final = "division"
"""We have no such field: it is `custom.division`."""
_STATUS: Final = "status"
_JOB_FIELDS: Final = (*_JOB.values(), _DIVISION)
FIELDS: Final = (*_ALWAYS.values(), *_DATES.values(), _STATUS, *_JOB_FIELDS)
"""What is asked for, as of now."""
FIELDS_AHEAD: Final = (*_DATES.values(), *_JOB_FIELDS)
"""What is asked for as of the time ahead as well."""
_IN_LISTS: Final[Mapping[str, str]] = {
    "jobTitle": "jobTitleName",
    "department": "departmentName",
    "location": "locationName",
    "supervisorEId": "reportsToId",
    "employmentHistoryStatus": "employmentStatusName",
    "division": "divisionName",
}
"""Fields that go by another name in lists."""
LISTED_FIELDS: Final = tuple(_IN_LISTS.get(name, name) for name in FIELDS)
_NOTHING: Final = frozenset({"", "0000-00-00"})


def person_from(employee_id: str, now: Fields, ahead: Fields, custom: Collection[str] = ()) -> Shown:
    """Return a person as an employee.

    The dates of hiring and leaving are those ahead, as it is we who wait for them. The job is the one of now, so that
    nobody gets a title early; who has none yet, as they are still to start, is shown with the one ahead.

    Args:
        employee_id: BambooHR's id, a number.
        now: The fields as they count now.
        ahead: FIELDS_AHEAD as they will be; empty if they are not known.
        custom: Names of fields that become `custom.<name>`.
    """
    has_job = _has_job(now)
    job = now if has_job else {**now, **ahead}
    dates = {**now, **{name: value for name, value in ahead.items() if _said(value) is not None}}
    fields: dict[str, object] = {"id": employee_id}
    for kind, known in ((_ALWAYS, now), (_JOB, job), (_DATES, dates)):
        fields |= {ours: _said(known[theirs]) for ours, theirs in kind.items() if theirs in known}
    if str(fields.get("managerId")) == "0":  # no employee has this id: it stands for the caller
        fields["managerId"] = None
    more = {name: _said(now[name]) for name in custom if name in now}
    more |= {_DIVISION: _said(job[_DIVISION])} if _DIVISION in job else {}
    status = _status(now, dates, has_job=has_job)
    return shown(fields | ({"custom": more} if more else {}) | ({"status": status} if status else {}))


def listed_from(record: Fields, custom: Collection[str] = ()) -> Listed:
    """Return a person as the list has them, which shows what counts now, and nothing that is ahead.

    So no date of leaving says nothing here, as there may be one ahead; and who has no job or no date of hiring yet, or
    has fields that lists do not show, is listed by id and read one by one.

    Raises:
        TemporaryFailure: It has no id.
    """
    # What the key may not see is null here, and named.
    restricted = record.get("_restrictedFields")
    hidden = {name for name in restricted if isinstance(name, str)} if isinstance(restricted, list) else set()
    seen = {name: value for name, value in record.items() if name not in hidden}
    now = {name: seen[there] for name in FIELDS if (there := _IN_LISTS.get(name, name)) in seen}
    employee_id = str(record.get("employeeId") or "").strip()
    if not employee_id:
        raise TemporaryFailure("BambooHR lists somebody without an id")
    if custom or not _has_job(now) or _said(now.get("hireDate")) is None:
        return Listed(employee_id)
    if _said(now.get("terminationDate")) is None:
        now.pop("terminationDate", None)
    return Listed(employee_id, person_from(employee_id, now, {}))


def _has_job(now: Fields) -> bool:
    """Whether any part of a job counts now; so it is assumed when none may be seen."""
    visible = [now[name] for name in _JOB_FIELDS if name in now]
    return not visible or any(_said(value) is not None for value in visible)


def _said(value: JsonValue) -> JsonValue:
    """Return the value; null for BambooHR's forms of nothing."""
    return None if isinstance(value, str) and value.strip() in _NOTHING else value


def _status(now: Fields, dates: Fields, *, has_job: bool) -> str | None:
    """Return the status; BambooHR calls inactive who is still to start, and who has left."""
    status = _said(now.get(_STATUS))
    if not isinstance(status, str):
        return None
    if status.strip().lower() != "inactive":
        return status.strip().lower()
    if not has_job and _said(dates.get("hireDate")) is not None:
        return "onboarding"
    # With a date of leaving, the date decides, as the person may be hired again.
    ended = str(now.get("employmentHistoryStatus")).strip().lower() == "terminated"
    return "terminated" if ended and _said(dates.get("terminationDate")) is None else "inactive"
