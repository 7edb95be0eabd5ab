"""Employees, events, accounts and settings that hypothesis makes up.

Few values of each kind and days close together, so that they meet; among them texts that are blank, too long, or of
another alphabet.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import Account, Employee, EventType, HrEvent
from provisioning.settings import Settings
from tests.builders import ANA, ANA_ACCOUNT, BOSS_ACCOUNT, NOON, SOURCE

_TEXTS: Final = st.none() | st.sampled_from(["Ana", "Ruiz", "  ", "Ø", "李娜", "D" * 65, "E" * 300])
_DATES: Final = st.dates(date(2026, 5, 30), date(2026, 6, 3)).map(date.isoformat) | st.just("9999-12-31")
_ADDRESSES: Final = st.sampled_from(["ana@contoso.com", "Ana@Contoso.com", "bo@contoso.com", "a b@contoso.com"])
_ZONES: Final = ("UTC", "America/Santiago", "Africa/Cairo", "Pacific/Kiritimati", "Pacific/Pago_Pago")
_TEXT_FIELDS: Final = ("firstName", "lastName", "displayName", "preferredName", "jobTitle", "department", "workPhone")
_OTHER_FIELDS: Final = {
    "employeeNumber": st.sampled_from(["7", "8", "1" * 17]),
    "workEmail": _ADDRESSES,
    "startDate": _DATES,
    "terminationDate": _DATES,
    "lastDayOfWork": _DATES,
    "status": st.sampled_from(["active", "terminated", "gardenLeave", "inactive", "onboarding", "leave"]),
    "timeZone": st.sampled_from(_ZONES),
    "managerId": st.sampled_from(["1", "2", "7"]),
}
_CUSTOM_VALUES: Final[st.SearchStrategy[JsonValue]] = st.sampled_from([None, True, 1, 1.0, "", "x", []])
_CUSTOM: Final = st.dictionaries(st.sampled_from(["desk", "floor"]), _CUSTOM_VALUES)

moments: Final = st.datetimes(datetime(2026, 5, 28), datetime(2026, 6, 6), timezones=st.just(UTC))  # noqa: DTZ001

employees: Final = st.fixed_dictionaries(
    {"id": st.just("7")},
    optional={
        **dict.fromkeys(_TEXT_FIELDS, _TEXTS),
        **{name: st.none() | values for name, values in _OTHER_FIELDS.items()},
        "custom": _CUSTOM,
    },
).map(Employee.model_validate)
"""Whatever an HR system may say of one and the same person, the id being 7."""


def _completed(person: Employee) -> Employee:
    said = {name: value for name, value in person.to_json().items() if value is not None}
    return Employee.model_validate(
        {"firstName": "Ana", "lastName": "Ruiz", "workEmail": "ana@contoso.com", "startDate": "2026-01-15"} | said
    )


complete_employees: Final = employees.map(_completed)
"""The same, with enough said to create an account."""

_DATED: Final = ("startDate", "terminationDate", "lastDayOfWork", "status", "timeZone")
dated_employees: Final = st.fixed_dictionaries(
    {}, optional={name: st.none() | _OTHER_FIELDS[name] for name in _DATED}
).map(lambda said: Employee.model_validate({**ANA, **said}))
"""Ana, who starts and leaves in these days."""

events: Final = st.builds(
    lambda name, kind, hours, person: HrEvent(
        id=name,
        source=SOURCE,
        type=kind,
        occurred_at=NOON + timedelta(hours=hours),
        employee_id="7",
        employee=person,
    ),
    st.sampled_from(["a", "b"]),
    st.sampled_from([kind for kind in EventType if kind is not EventType.LISTED]),  # a list is a snapshot, no event
    st.integers(0, 2),
    st.none() | employees,
)
"""Events that often fall on one moment, and sometimes bear one id."""

_VALUES: Final = st.sampled_from([None, "", "Ana", "Ruiz", "x"])
_ATTRIBUTES: Final = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("givenName", "surname", "displayName", "jobTitle", "department", "city"), _VALUES),
        "employeeId": st.sampled_from(["7", "8", None]),
        "mail": _ADDRESSES,
        "businessPhones": st.sampled_from([[], ["Ana"], ["x"]]),
        "employeeHireDate": st.sampled_from([None, "2026-01-15T00:00:00Z", "2026-01-15T01:00:00+01:00"]),
    },
)
accounts: Final = st.fixed_dictionaries(
    {
        "id": st.just(ANA_ACCOUNT),
        "userPrincipalName": st.sampled_from(["ana@contoso.com", "bo@contoso.com"]),
        "accountEnabled": st.booleans(),
        "guest": st.sampled_from([False, False, False, True]),
        "attributes": _ATTRIBUTES,
        "managerId": st.sampled_from([None, BOSS_ACCOUNT]),
    }
).map(Account.model_validate)

_UNUSUAL: Final = Settings.model_validate(
    {
        "attributeMappings": [
            {"type": "direct", "target": "jobTitle", "source": "jobTitle", "default": "Staff"},
            {"type": "direct", "target": "department", "source": "department", "default": "X", "onNull": "default"},
            {"type": "direct", "target": "city", "source": "custom.desk"},
            {"type": "direct", "target": "employeeHireDate", "source": "custom.floor"},
            {"type": "constant", "target": "state", "value": "Bayern"},
            {"type": "direct", "target": "surname", "source": "lastName", "apply": "onCreation"},
            {"type": "direct", "target": "manager", "source": "managerId", "onNull": "ignore"},
        ]
    }
)
_EARLY: Final = Settings.model_validate(
    {
        "createOn": "creation",
        "statusPolicy": {"leave": "disable"},
        "disabling": {"dates": ["terminationDate"], "inclusive": {"terminationDate": False}, "localTime": "18:00"},
        "loginName": {"mode": "schema", "beginning": {"take": "firstLetter"}, "renameOnNameChange": True},
        "scopingFilters": [[{"attribute": "jobTitle", "operator": "NOT EQUALS", "value": "Ruiz"}]],
        "leavingScope": "disable",
    }
)
_PASTED: Final = Settings.model_validate(
    {
        "accountStatus": "alwaysInactive",
        "leadDays": 2,
        "loginName": {"renameOnNameChange": True},
        "attributeMappings": [
            {"type": "expression", "target": "displayName", "expression": 'Join(", ", [surname], [givenName])'},
            {"type": "expression", "target": "department", "expression": "IgnoreFlowIfNullOrEmpty([department])"},
            {
                "type": "expression",
                "target": "extensionAttribute1",
                "expression": 'IIF(DateDiff("d", [startDate], Now()) > 0, "here", "to come")',
            },
            {"type": "expression", "target": "city", "expression": "Guid()"},
        ],
    }
)
_INACTIVE: Final = Settings.model_validate({"disabling": {"enabled": False}, "accountStatus": "alwaysActive"})
_CAREFUL: Final = Settings.model_validate({"protectedAccounts": ["bo@contoso.com"], "matching": ["mail"]})
all_settings: Final = st.sampled_from([Settings(), _UNUSUAL, _EARLY, _PASTED, _INACTIVE, _CAREFUL])
