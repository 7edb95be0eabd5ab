"""Settings: what they are when nothing is set, and what each of them takes."""

from collections.abc import Mapping, Sequence
from typing import Final

import pytest
from pydantic import JsonValue

from local.pages.settings_entries import entries
from provisioning.attributes import WRITABLE
from provisioning.setting_groups.mappings import ConstantMapping, DirectMapping
from provisioning.settings import Settings, parse_settings

DEFAULTS: Final[Mapping[str, JsonValue]] = {
    "enabled": True,
    "createOn": "startDate",
    "leadDays": 0,
    "accountStatus": "followHr",
    "statusPolicy": {"leave": "keep"},
    "disabling": {
        "enabled": True,
        "dates": ["terminationDate", "lastDayOfWork", "deletion"],
        "inclusive": {"terminationDate": True, "lastDayOfWork": True},
        "localTime": "00:00",
    },
    "timeZone": "UTC",
    "timeZoneBySite": {},
    "timeZoneByCountry": {},
    "emailDomains": [],
    "scopingFilters": [],
    "assignment": {"mode": "all", "employees": []},
    "leavingScope": "keep",
    "matching": ["employeeId", "userPrincipalName", "mail"],
    "formerIdAttribute": None,
    "unmatchedExisting": "hold",
    "activatedAt": None,
    "loginName": {
        "mode": "workEmail",
        "beginning": {"attribute": "firstName", "take": "entireField"},
        "separator": ".",
        "end": {"attribute": "lastName", "take": "entireField"},
        "domain": None,
        "expression": None,
        "transliteration": {},
        "renameOnNameChange": False,
    },
    "requiredAttributes": None,
    "password": {"mode": "random", "secret": None, "mustChange": True},
    "protectedAccounts": [],
    "allowedAdministrators": [],
    "drift": "report",
    "disableThreshold": {"count": 20, "percent": 10, "windowHours": 24, "immediate": "disable"},
    "retries": {"parkAfterHours": 24},
    "monitoring": {"lateAfterMinutes": 5, "silentAfterHours": 72, "secretExpiry": {}},
    "notifications": {"email": {"sender": None, "to": []}, "webhook": None, "everyMinutes": 15, "repeatHours": 24},
    "retention": {"logDays": None, "leaverDays": None},
    "cycles": {
        "enabled": True,
        "fullEveryHours": 24,
        "allowedDrop": {"count": 5, "percent": 10},
        "missingTwice": "deleted",
    },
    "hrSystems": {},
}

MAPPED_BY_DEFAULT: Final = {
    "givenName": "firstName",
    "surname": "lastName",
    "displayName": "displayName",
    "jobTitle": "jobTitle",
    "department": "department",
    "companyName": "companyName",
    "officeLocation": "site",
    "country": "country",
    "businessPhones": "workPhone",
    "mobilePhone": "workMobile",
    "employeeType": "employmentType",
    "employeeHireDate": "startDate",
    "employeeId": "employeeNumber",
    "manager": "managerId",
}

CLAUSE: Final[Mapping[str, JsonValue]] = {"attribute": "department", "operator": "EQUALS", "value": "Sales"}
DIRECT: Final[Mapping[str, JsonValue]] = {"type": "direct", "target": "jobTitle", "source": "jobTitle"}
CONSTANT: Final[Mapping[str, JsonValue]] = {"type": "constant", "target": "state", "value": "Bayern"}
EXPRESSION: Final[Mapping[str, JsonValue]] = {"type": "expression", "target": "city", "expression": "[site]"}
IN_LISTS: Final[Mapping[str, Mapping[str, JsonValue]]] = {
    "scopingFilters[][].": CLAUSE,
    "matching[].": {"attribute": "employeeId", "source": "employeeNumber"},
    "attributeMappings[].value": CONSTANT,
    "attributeMappings[].expression": EXPRESSION,
    "attributeMappings[].": DIRECT,
}
"""The beginning of paths into lists, and an entry of which one field is to be set."""
IN_TABLES: Final[Mapping[str, JsonValue]] = {
    "hrSystems.acme.": {
        "verification": {"type": "hmac", "header": "X-Acme-Signature", "secret": "HR_SECRET_ACME"},
        "fields": {"id": "person.number"},
    }
}
"""The same for tables; where paths say <name>, the entry is acme."""

ACCEPTED: Final[Mapping[str, tuple[JsonValue, ...]]] = {
    "enabled": (True, False),
    "createOn": ("startDate", "creation"),
    "leadDays": (0, 365),
    "accountStatus": ("followHr", "alwaysActive", "alwaysInactive"),
    "statusPolicy": ({}, {"leave": "disable", "Parental leave": "keep"}),
    "disabling": ({"enabled": False},),
    "disabling.enabled": (True, False),
    "disabling.dates": ([], ["deletion"], ["lastDayOfWork", "terminationDate"]),
    "disabling.inclusive": ({"terminationDate": False},),
    "disabling.inclusive.terminationDate": (True, False),
    "disabling.inclusive.lastDayOfWork": (True, False),
    "disabling.localTime": ("00:00", "18:00", "23:59"),
    "timeZone": ("Europe/Berlin", "Pacific/Kiritimati", "UTC"),
    "timeZoneBySite": ({}, {"Berlin": "Europe/Berlin", "Osaka": "Asia/Tokyo"}),
    "timeZoneByCountry": ({}, {"Japan": "Asia/Tokyo"}),
    "emailDomains": ([], ["contoso.com", "contoso.de"]),
    "scopingFilters": ([], [[dict(CLAUSE)]], [[dict(CLAUSE), dict(CLAUSE)], [dict(CLAUSE)]]),
    "scopingFilters[][].attribute": ("department", "custom.costCentre"),
    "scopingFilters[][].operator": (
        "EQUALS",
        "NOT EQUALS",
        "IS TRUE",
        "IS FALSE",
        "IS NULL",
        "IS NOT NULL",
        "REGEX MATCH",
        "NOT REGEX MATCH",
        "GREATER_THAN",
        "GREATER_THAN_OR_EQUALS",
        "INCLUDES",
    ),
    "scopingFilters[][].value": ("Sales", "1 to 7"),
    "assignment": ({"mode": "assigned", "employees": ["1042"]},),
    "assignment.mode": ("all", "assigned"),
    "assignment.employees": ([], ["1042", "ana.ruiz@contoso.com"]),
    "leavingScope": ("keep", "disable"),
    "matching": ([], ["mail", {"attribute": "mail", "source": "privateEmail"}]),
    "matching[].attribute": ("employeeId", "userPrincipalName", "mail", "mailNickname"),
    "matching[].source": ("employeeNumber", "custom.windowsLogin"),
    "formerIdAttribute": (None, "custom.formerId"),
    "unmatchedExisting": ("hold", "create"),
    "activatedAt": (None, "2026-01-01T00:00:00Z"),
    "loginName": ({"mode": "schema"},),
    "loginName.mode": ("workEmail", "schema"),
    "loginName.beginning": ({"attribute": "lastName", "take": "firstLetter"},),
    "loginName.beginning.attribute": ("firstName", "custom.nick"),
    "loginName.beginning.take": ("entireField", "firstLetter"),
    "loginName.separator": (None, "", ".", "_-_"),
    "loginName.end": (None, {"attribute": "department", "take": "entireField"}),
    "loginName.end.attribute": ("lastName", "custom.nick"),
    "loginName.end.take": ("entireField", "firstLetter"),
    "loginName.domain": (None, "contoso.com", "mail.contoso.co.uk"),
    "loginName.expression": (None, 'Append([firstName], "@contoso.com")'),
    "loginName.transliteration": ({}, {"ø": "oe", "Sweden": {"ö": "oe", "å": ""}}),
    "loginName.renameOnNameChange": (True, False),
    "requiredAttributes": (None, [], ["firstName", "custom.costCentre"]),
    "password": ({"mode": "default", "secret": "DEFAULT_PASSWORD", "mustChange": True},),
    "password.mode": ("random",),
    "password.secret": (None, "DEFAULT_PASSWORD", "DEFAULT_PASSWORD_SWEDEN"),
    "password.mustChange": (True, False),
    "attributeMappings": ([],),
    "attributeMappings[].type": ("direct",),
    "attributeMappings[].target": ("jobTitle", "extensionAttribute15"),
    "attributeMappings[].apply": ("always", "onCreation"),
    "attributeMappings[].onTooLong": ("cut", "refuse"),
    "attributeMappings[].source": ("jobTitle", "custom.role"),
    "attributeMappings[].default": (None, "Staff"),
    "attributeMappings[].onNull": ("clear", "ignore"),
    "attributeMappings[].value": ("Bayern",),
    "attributeMappings[].expression": ("[site]", 'Join(" ", [site], [country])'),
    "protectedAccounts": ([], ["break.glass@contoso.com", "Executive board"]),
    "allowedAdministrators": ([], ["Directory Readers"]),
    "drift": ("report", "enforce"),
    "disableThreshold": ({"count": 0, "percent": 0},),
    "disableThreshold.count": (0, 10_000),
    "disableThreshold.percent": (0, 100),
    "disableThreshold.windowHours": (1, 168),
    "disableThreshold.immediate": ("disable", "stage"),
    "retries": ({"parkAfterHours": 1},),
    "retries.parkAfterHours": (1, 144),
    "monitoring": ({"lateAfterMinutes": 1},),
    "monitoring.lateAfterMinutes": (1, 1440),
    "monitoring.silentAfterHours": (1, 2160),
    "monitoring.secretExpiry": ({}, {"BOB_SERVICE_USER_TOKEN": "2027-01-31"}),
    "notifications": ({"everyMinutes": 60},),
    "notifications.email": ({"sender": "hr@contoso.com", "to": ["it@contoso.com"]},),
    "notifications.email.sender": (None, "hr-provisioning@contoso.com"),
    "notifications.email.to": ([], ["it@contoso.com", "hr@contoso.com"]),
    "notifications.webhook": (None, "NOTIFICATION_WEBHOOK", "NOTIFICATION_WEBHOOK_TEAMS"),
    "notifications.everyMinutes": (5, 1440),
    "notifications.repeatHours": (1, 744),
    "retention": ({"logDays": 1},),
    "retention.logDays": (None, 1, 3650),
    "retention.leaverDays": (None, 30, 3650),
    "cycles": ({"enabled": False},),
    "cycles.enabled": (True, False),
    "cycles.fullEveryHours": (1, 744),
    "cycles.allowedDrop": ({"count": 0, "percent": 0},),
    "cycles.allowedDrop.count": (0, 100_000),
    "cycles.allowedDrop.percent": (0, 100),
    "cycles.missingTwice": ("deleted", "report"),
    "hrSystems": (
        {},
        {
            "acme": {"verification": {"type": "key"}, "fields": {"id": "id"}},
            "acme-2": {"verification": {"type": "key"}, "fields": {"id": "id"}},
        },
    ),
    "hrSystems.<name>.verification": ({"type": "key"}, {"type": "bearer", "secret": "HR_SECRET_ACME"}),
    "hrSystems.<name>.verification.type": ("hmac", "bearer", "key"),
    "hrSystems.<name>.verification.algorithm": ("sha256", "sha384", "sha512"),
    "hrSystems.<name>.verification.encoding": ("hex", "base64"),
    "hrSystems.<name>.verification.header": ("X-Acme-Signature", "signature"),
    "hrSystems.<name>.verification.prefix": ("", "sha256=", "x" * 64),
    "hrSystems.<name>.verification.secret": ("HR_SECRET_ACME", "HR_SECRET_2"),
    "hrSystems.<name>.verification.secretBefore": (None, "HR_SECRET_ACME_BEFORE"),
    "hrSystems.<name>.events": ("@", "data.changes[]"),
    "hrSystems.<name>.eventId": (None, "meta.id"),
    "hrSystems.<name>.type": (None, "meta.kind"),
    "hrSystems.<name>.types": (
        {},
        {"hired": "employee.created", "changed": "employee.updated", "removed": "employee.deleted"},
        {"blocked": "employee.accessRevoked", "free again": "employee.accessRestored"},
    ),
    "hrSystems.<name>.otherTypes": ("ignore", "updated"),
    "hrSystems.<name>.occurredAt": (None, "meta.at"),
    "hrSystems.<name>.fields": ({"id": "number", "workEmail": "mails[0]", "custom.shift": "'early'"},),
}


def document_with(path: str, value: JsonValue) -> JsonValue:
    """Return a document that sets one setting by its path; in a list or table, the rest of the entry is there too."""
    if beginning := next((known for known in IN_LISTS if path.startswith(known)), None):
        setting, brackets, field = path.partition("[]")[0], path.count("[]"), path.rpartition(".")[2]
        inside: JsonValue = {**IN_LISTS[beginning], field: value}
        return {setting: [[inside]] if brackets > 1 else [inside]}
    path = as_written(path)
    if table := next((known for known in IN_TABLES if path.startswith(known)), None):
        names = table.removesuffix(".").split(".")
        return replaced(replaced({}, names, IN_TABLES[table]), path.split("."), value)
    return replaced({}, path.split("."), value)


def replaced(document: JsonValue, names: Sequence[str], value: JsonValue) -> JsonValue:
    """Return a document with a value at the end of these names, and the rest as it is."""
    if not names:
        return value
    known = document if isinstance(document, dict) else {}
    return {**known, names[0]: replaced(known.get(names[0]), names[1:], value)}


def as_written(path: str) -> str:
    """Return the path as it is in a document of `document_with`: the first of a list, acme in a table."""
    return path.replace("[]", "[0]").replace("<name>", "acme")


def found_in(document: JsonValue, path: str) -> JsonValue:
    """Return what stands at a path; of a list, in its first entry, of a table, in acme's."""
    for name in as_written(path).replace("[0]", ".0").split("."):
        if isinstance(document, list):
            document = document[int(name)]
        else:
            assert isinstance(document, dict)
            document = document[name]
    return document


def says(shown: JsonValue, written: JsonValue) -> bool:
    """Whether what is shown says what was written; what was left out of a group may stand there as well."""
    if isinstance(written, dict) and written and isinstance(shown, dict):
        return all(name in shown and says(shown[name], value) for name, value in written.items())
    return shown == written


def test_nothing_set_means_the_defaults() -> None:
    assert parse_settings({}) == Settings()


def test_the_defaults_on_the_wire() -> None:
    document = parse_settings({}).to_json()
    mappings = document.pop("attributeMappings")
    assert document == DEFAULTS
    assert isinstance(mappings, list)
    usual = {"default": None, "apply": "always", "onNull": "clear", "onTooLong": "cut"}
    assert {"target": "jobTitle", "type": "direct", "source": "jobTitle", **usual} in mappings


def test_the_default_mapping() -> None:
    mappings = Settings().attribute_mappings
    assert {each.target: each.source for each in mappings if isinstance(each, DirectMapping)} == MAPPED_BY_DEFAULT
    assert len(mappings) == len(MAPPED_BY_DEFAULT)


@pytest.mark.parametrize(
    ("path", "value"),
    [pytest.param(path, value, id=f"{path} {value}") for path, values in ACCEPTED.items() for value in values],
)
def test_what_a_setting_takes_is_what_it_shows(path: str, value: JsonValue) -> None:
    assert says(found_in(parse_settings(document_with(path, value)).to_json(), path), value)


def test_every_setting_is_in_the_table() -> None:
    assert {entry.path for entry in entries()} == ACCEPTED.keys()


@pytest.mark.parametrize(
    ("path", "written", "shown"),
    [
        ("timeZoneBySite", {" Bonn ": "Europe/Berlin"}, {"Bonn": "Europe/Berlin"}),
        ("protectedAccounts", [" cto@contoso.com "], ["cto@contoso.com"]),
        ("protectedAccounts", [7], ["7"]),
        ("loginName.domain", " Contoso.COM ", "contoso.com"),
        ("emailDomains", [" @Contoso.COM ", "müller.example"], ["contoso.com", "müller.example"]),
        ("timeZone", "europe/BERLIN", "Europe/Berlin"),
        ("timeZoneBySite", {"Bonn": "europe/berlin"}, {"Bonn": "Europe/Berlin"}),
        ("disabling.localTime", "18:00:00", "18:00"),
        ("scopingFilters[][].operator", "not equals", "NOT EQUALS"),
        ("scopingFilters[][].operator", "greater than or equals", "GREATER_THAN_OR_EQUALS"),
        ("activatedAt", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z"),
        ("attributeMappings[].value", " Bayern ", "Bayern"),
        ("hrSystems.<name>.verification.header", " X-Acme-Signature ", "X-Acme-Signature"),
        ("hrSystems.<name>.eventId", " meta.id ", "meta.id"),
    ],
)
def test_what_is_written_in_another_way_is_taken_all_the_same(path: str, written: JsonValue, shown: JsonValue) -> None:
    assert found_in(parse_settings(document_with(path, written)).to_json(), path) == shown


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("enabled", True),
        ("leadDays", 0),
        ("scopingFilters", []),
        ("disabling.inclusive", {"terminationDate": True, "lastDayOfWork": True}),
        ("password.mode", "random"),
        ("loginName.beginning.attribute", "firstName"),
        ("loginName.end.take", "entireField"),
        ("attributeMappings[].onNull", "clear"),
        ("loginName.separator", None),
        ("loginName.end", None),
        ("requiredAttributes", None),
        ("drift", "report"),
        ("cycles", {"enabled": True, "fullEveryHours": 24, "allowedDrop": {"count": 5, "percent": 10}}),
        ("cycles.allowedDrop.count", 5),
        ("hrSystems", {}),
        ("hrSystems.<name>.verification.algorithm", "sha256"),
        ("hrSystems.<name>.verification.secretBefore", None),
        ("hrSystems.<name>.events", "@"),
        ("hrSystems.<name>.types", {}),
        ("hrSystems.<name>.type", None),
    ],
)
def test_null_is_the_default_where_it_is_no_value_of_its_own(path: str, shown: JsonValue) -> None:
    assert says(found_in(parse_settings(document_with(path, None)).to_json(), path), shown)


@pytest.mark.parametrize(
    "path",
    [
        "statusPolicy",
        "timeZoneBySite",
        "timeZoneByCountry",
        "loginName.transliteration",
        "hrSystems",
        "hrSystems.<name>.types",
    ],
)
def test_null_takes_an_entry_out_of_a_table(path: str) -> None:
    assert found_in(parse_settings(document_with(path, {"Bonn": None})).to_json(), path) == {}


def test_what_is_written_can_be_read_again() -> None:
    settings = parse_settings(
        {"timeZone": "Europe/Berlin", "attributeMappings": [dict(CONSTANT), dict(DIRECT), dict(EXPRESSION)]}
    )
    assert parse_settings(settings.to_json()) == settings


def test_part_of_a_document_leaves_the_rest_at_its_default() -> None:
    settings = parse_settings({"enabled": False, "password": {"mustChange": False}})
    assert settings == Settings.model_validate({"enabled": False, "password": {"mode": "random", "mustChange": False}})


def test_every_setting_explains_itself() -> None:
    assert [entry.path for entry in entries() if not entry.help] == []


@pytest.mark.parametrize("target", sorted(WRITABLE.keys() - {"manager"}))
def test_every_writable_attribute_can_be_mapped(target: str) -> None:
    parse_settings(document_with("attributeMappings[].target", target))


def test_a_mapping_is_found_by_its_target() -> None:
    settings = parse_settings(document_with("attributeMappings[].source", "custom.role"))
    assert settings.mapping_of("jobTitle") == DirectMapping(target="jobTitle", source="custom.role")
    assert settings.mapping_of("department") is None


def test_a_mapping_is_of_the_type_that_it_names() -> None:
    settings = parse_settings(document_with("attributeMappings[].value", "Bayern"))
    assert settings.attribute_mappings == (ConstantMapping(target="state", value="Bayern"),)
