"""Settings: every value that is refused, the field that is named, and the sentence that says what to do."""

from collections.abc import Mapping
from typing import Final

import pytest
from pydantic import JsonValue

from local.pages.settings_entries import entries
from provisioning.settings import SettingsRefused, parse_settings
from tests.test_settings import CLAUSE, CONSTANT, DIRECT, EXPRESSION, as_written, document_with

SWITCH: Final = "must be true or false"
TEXT: Final = "must be text"
LIST: Final = "must be a list"
OBJECT: Final = "must be an object"
EMPTY: Final = "must not be empty"
TOO_LONG: Final = "is longer than 1024 characters"
ENDLESS: Final = "x" * 1025
SOURCE: Final = "'nickname' is not an attribute of an employee; other fields are named custom.<name>"
GROUPS: Final = "must be a list of groups, each a list of clauses"
NO_ZONE: Final = "is no IANA time zone; write it like Europe/Berlin"
NO_CUSTOM: Final = "is not taken: only a field of the HR system's own can say this; write custom.<name>"
NO_DOMAIN: Final = "is no domain; write it like contoso.com"
NO_TIME: Final = "must be a time of day like 18:00, in the employee's own time zone"
NO_SECRET_NAME: Final = "is not taken: it must be the name of an app setting that starts with HR_SECRET_, never"
NO_QUERY: Final = "is no JMESPath expression:"

NO_MAILBOX: Final = "is no e-mail address; write it like it@contoso.com"
NO_WEBHOOK: Final = "must be the name of an app setting that begins with NOTIFICATION_WEBHOOK, never the address itself"

REFUSED: Final[Mapping[str, tuple[tuple[JsonValue, str], ...]]] = {
    "enabled": (("perhaps", SWITCH), ("true", SWITCH), (1, SWITCH), ([], SWITCH)),
    "createOn": (("hire", "must be one of 'startDate' or 'creation'"), (1, "must be one of ")),
    "leadDays": (
        (-1, "must be 0 or more"),
        (366, "must be 365 or less"),
        (1.5, "must be a whole number"),
        ("5", "must be a whole number"),
        (True, "must be a whole number"),
    ),
    "accountStatus": (("active", "must be one of 'followHr', 'alwaysActive' or 'alwaysInactive'"),),
    "statusPolicy": (
        ([], OBJECT),
        ("keep", OBJECT),
        ({"": "keep"}, "has an entry whose name must not be empty"),
        ({"terminated": "keep"}, "'terminated' means that the person has left; see disabling"),
        ({"garden leave": "disable"}, "'garden leave' means that the person has left; see disabling"),
        ({"leave": "keep", "On Leave": "disable"}, "'leave' is empty or stands twice"),
    ),
    "disabling": (([], OBJECT), (False, OBJECT)),
    "disabling.enabled": ((0, SWITCH),),
    "disabling.dates": (("deletion", LIST), (["deletion", "deletion"], "names something twice")),
    "disabling.inclusive": ((True, OBJECT),),
    "disabling.inclusive.terminationDate": (("yes", SWITCH),),
    "disabling.inclusive.lastDayOfWork": (("no", SWITCH),),
    "disabling.localTime": (
        ("25:00", NO_TIME),
        ("six", NO_TIME),
        ("18:00:30", NO_TIME),
        ("18:00+01:00", NO_TIME),
        (18, NO_TIME),
        ("", NO_TIME),
    ),
    "timeZone": (
        ("Berlin", f"'Berlin' {NO_ZONE}"),
        ("", f"'' {NO_ZONE}"),
        ("posixrules", f"'posixrules' {NO_ZONE}"),
        ("localtime", f"'localtime' {NO_ZONE}"),
        ("../UTC", f"'../UTC' {NO_ZONE}"),
        ("Europe", f"'Europe' {NO_ZONE}"),
        ([], TEXT),
    ),
    "timeZoneBySite": (([], OBJECT), ({ENDLESS: "UTC"}, f"has an entry whose name {TOO_LONG}")),
    "timeZoneByCountry": (("Japan", OBJECT), ({" ": "UTC"}, "has an entry whose name must not be empty")),
    "emailDomains": (("contoso.com", LIST),),
    "scopingFilters": (
        ({}, GROUPS),
        ("department", GROUPS),
        ([dict(CLAUSE)], GROUPS),
        (["department"], GROUPS),
    ),
    "scopingFilters[][].attribute": (("nickname", SOURCE),),
    "scopingFilters[][].operator": (("LIKE", "must be one of 'EQUALS', 'NOT EQUALS', "), (1, "must be one of ")),
    "scopingFilters[][].value": (("", EMPTY), ([], TEXT)),
    "assignment": (("all", OBJECT),),
    "assignment.mode": (("some", "must be one of 'all' or 'assigned'"),),
    "assignment.employees": (("1042", LIST),),
    "leavingScope": (("delete", "must be one of 'keep' or 'disable'"),),
    "matching": (
        ("mail", LIST),
        (["mail", "mail"], "names an attribute twice"),
    ),
    "matching[].attribute": (("phone", "must be one of 'employeeId', 'userPrincipalName', 'mail' or "),),
    "matching[].source": (("nickname", SOURCE),),
    "formerIdAttribute": (
        ("managerId", f"'managerId' {NO_CUSTOM}"),
        ("nickname", f"'nickname' {NO_CUSTOM}"),
        ("custom.", f"'custom.' {NO_CUSTOM}"),
        ([], TEXT),
    ),
    "unmatchedExisting": (("ignore", "must be one of 'hold' or 'create'"),),
    "activatedAt": (
        ("soon", "is not a time; send it like 2026-09-30T08:15:00Z"),
        (1767225600, "is not a time; send it like 2026-09-30T08:15:00Z"),
        ("0001-01-01T00:00:00+14:00", "is outside the calendar"),
    ),
    "loginName": (
        ("schema", OBJECT),
        ({"mode": "expression"}, "has mode 'expression' but no expression; send loginName.expression as well"),
    ),
    "loginName.mode": (("email", "must be one of 'workEmail', 'schema' or 'expression'"),),
    "loginName.beginning": (("firstName", OBJECT),),
    "loginName.beginning.attribute": (("nickname", SOURCE),),
    "loginName.beginning.take": (("half", "must be one of 'entireField' or 'firstLetter'"),),
    "loginName.separator": (
        ("/", "may hold what Entra allows in login names: letters from A to Z, digits and ' . - _ ! # ^ ~"),
        (".\n", "may hold what Entra allows in login names"),
        ("." * 9, "is longer than 8 characters"),
        ([], TEXT),
    ),
    "loginName.end": (("lastName", OBJECT),),
    "loginName.end.attribute": (("nickname", SOURCE),),
    "loginName.end.take": (("half", "must be one of 'entireField' or 'firstLetter'"),),
    "loginName.domain": (
        ("contoso", "is no domain; write it like contoso.com, without an @"),
        ("@contoso.com", "is no domain; write it like contoso.com, without an @"),
        ("contoso.com\n.", "is no domain; write it like contoso.com, without an @"),
        ("", "is no domain; write it like contoso.com, without an @"),
    ),
    "loginName.expression": (("", EMPTY), ({}, TEXT)),
    "loginName.transliteration": (([], OBJECT), ({"": "a"}, "has an entry whose name must not be empty")),
    "loginName.renameOnNameChange": (("yes", SWITCH),),
    "requiredAttributes": (
        ("firstName", LIST),
        (["firstName", "firstName"], "names something twice"),
    ),
    "password": (
        ("Welcome-1", OBJECT),
        ({"mode": "default"}, "has mode 'default' but no secret; name the app setting that holds the password"),
    ),
    "password.mode": (("fixed", "must be one of 'random' or 'default'"),),
    "password.secret": (
        ("hunter2", "is not taken: it must be the name of an app setting that starts with DEFAULT_PASSWORD, never"),
        ("DEFAULT_PASSWORD!", "is not taken: it must be the name of an app setting"),
        (["DEFAULT_PASSWORD"], TEXT),
    ),
    "password.mustChange": ((1, SWITCH),),
    "attributeMappings": (
        ({}, LIST),
        ([dict(DIRECT), dict(DIRECT)], "'jobTitle' is mapped twice; keep one"),
        ([{**DIRECT, "onNull": "default"}], "'jobTitle' has onNull 'default' but no default"),
        ([{**EXPRESSION, "onNull": "default"}], "'city' has onNull 'default' but no default"),
    ),
    "attributeMappings[].type": (("magic", "must be one of 'direct', 'constant', 'expression'"),),
    "attributeMappings[].target": (("accountEnabled", "'accountEnabled' "), ("jobtitle", "'jobtitle' "), ([], TEXT)),
    "attributeMappings[].apply": (("once", "must be one of 'always' or 'onCreation'"),),
    "attributeMappings[].onTooLong": (("drop", "must be one of 'cut' or 'refuse'"),),
    "attributeMappings[].source": (("nickname", SOURCE), (["jobTitle"], TEXT)),
    "attributeMappings[].default": (("", EMPTY), (ENDLESS, TOO_LONG)),
    "attributeMappings[].onNull": (("erase", "must be one of 'clear', 'ignore' or 'default'"),),
    "attributeMappings[].value": ((" ", EMPTY), (ENDLESS, TOO_LONG)),
    "attributeMappings[].expression": (("", EMPTY), ("x" * 10_001, "is longer than 10000 characters"), ([], TEXT)),
    "protectedAccounts": (("break.glass@contoso.com", LIST),),
    "allowedAdministrators": ((True, LIST),),
    "drift": (("overwrite", "must be one of 'report' or 'enforce'"), (True, "must be one of ")),
    "disableThreshold": ((20, OBJECT),),
    "disableThreshold.count": ((-1, "must be 0 or more"), (10_001, "must be 10000 or less"), ("5", "must be a whole")),
    "disableThreshold.percent": ((-1, "must be 0 or more"), (101, "must be 100 or less"), (2.5, "must be a whole")),
    "disableThreshold.windowHours": ((0, "must be 1 or more"), (169, "must be 168 or less")),
    "disableThreshold.immediate": (("never", "must be one of 'disable' or 'stage'"),),
    "retries": ((24, OBJECT),),
    "retries.parkAfterHours": ((0, "must be 1 or more"), (145, "must be 144 or less")),
    "monitoring": (([], OBJECT),),
    "monitoring.lateAfterMinutes": ((0, "must be 1 or more"), (1441, "must be 1440 or less")),
    "monitoring.silentAfterHours": ((0, "must be 1 or more"), (2161, "must be 2160 or less")),
    "monitoring.secretExpiry": (([], OBJECT), ({"": "2027-01-31"}, "has an entry whose name must not be empty")),
    "notifications": ((True, OBJECT),),
    "notifications.email": (("it@contoso.com", OBJECT),),
    "notifications.email.sender": (("contoso", NO_MAILBOX), ("a b@contoso.com", NO_MAILBOX)),
    "notifications.email.to": (("it@contoso.com", LIST), (["a@contoso.com", "a@contoso.com"], "names something twice")),
    "notifications.webhook": (("https://hooks.example/secret", NO_WEBHOOK), ("BOB_WEBHOOK_SECRET", NO_WEBHOOK)),
    "notifications.everyMinutes": ((4, "must be 5 or more"), (1441, "must be 1440 or less")),
    "notifications.repeatHours": ((0, "must be 1 or more"), (745, "must be 744 or less")),
    "retention": ((365, OBJECT),),
    "retention.logDays": ((0, "must be 1 or more"), (3651, "must be 3650 or less")),
    "retention.leaverDays": ((29, "must be 30 or more"), (3651, "must be 3650 or less")),
    "cycles": ((False, OBJECT), ([], OBJECT)),
    "cycles.enabled": (("no", SWITCH), (0, SWITCH)),
    "cycles.fullEveryHours": (
        (0, "must be 1 or more"),
        (745, "must be 744 or less"),
        (0.5, "must be a whole number"),
        ("24", "must be a whole number"),
    ),
    "cycles.allowedDrop": ((10, OBJECT), ("10%", OBJECT)),
    "cycles.allowedDrop.count": (
        (-1, "must be 0 or more"),
        (100_001, "must be 100000 or less"),
        ("5", "must be a whole number"),
    ),
    "cycles.allowedDrop.percent": (
        (-1, "must be 0 or more"),
        (101, "must be 100 or less"),
        ("10", "must be a whole number"),
        (True, "must be a whole number"),
    ),
    "cycles.missingTwice": (("blocked", "must be one of 'deleted' or 'report'"),),
    "hrSystems": (
        ([], OBJECT),
        ("acme", OBJECT),
        ({"Acme": {"verification": {"type": "key"}, "fields": {"id": "id"}}}, "'Acme' must have 2 to 31 small letters"),
    ),
    "hrSystems.<name>.verification": (
        ("hmac", OBJECT),
        ({"type": "hmac", "header": "X-Acme"}, "has type 'hmac' but no secret; name the app setting that holds it"),
        ({"type": "bearer"}, "has type 'bearer' but no secret; name the app setting that holds it"),
        ({"type": "hmac", "secret": "HR_SECRET_ACME"}, "has type 'hmac' but no header; name the one that holds"),
    ),
    "hrSystems.<name>.verification.type": (("none", "must be one of 'hmac', 'bearer' or 'key'"),),
    "hrSystems.<name>.verification.algorithm": (("md5", "must be one of 'sha256', 'sha384' or 'sha512'"),),
    "hrSystems.<name>.verification.encoding": (("base32", "must be one of 'hex' or 'base64'"),),
    "hrSystems.<name>.verification.header": (
        ("X Acme", "is not written as it must be"),
        ("", "is not written as it must be"),
        ("X" * 65, "is not written as it must be"),
        ([], TEXT),
    ),
    "hrSystems.<name>.verification.prefix": (("x" * 65, "is longer than 64 characters"), ([], TEXT)),
    "hrSystems.<name>.verification.secret": (
        ("hunter2", NO_SECRET_NAME),
        ("HR_SECRET_", NO_SECRET_NAME),
        ("DEFAULT_PASSWORD", NO_SECRET_NAME),
        ([], TEXT),
    ),
    "hrSystems.<name>.verification.secretBefore": (("BOB_WEBHOOK_SECRET", NO_SECRET_NAME), ({}, TEXT)),
    "hrSystems.<name>.events": (("", EMPTY), ("data[", f"{NO_QUERY} it ends too early"), ([], TEXT)),
    "hrSystems.<name>.eventId": (("", EMPTY), ("meta..id", f"{NO_QUERY} '.' is not expected there, at character 6")),
    "hrSystems.<name>.type": ((" ", EMPTY), ("kind(@)", "calls kind(), which JMESPath does not have; it has ")),
    "hrSystems.<name>.types": (
        ([], OBJECT),
        ("employee.created", OBJECT),
        ({"": "employee.created"}, "has an entry whose name must not be empty"),
    ),
    "hrSystems.<name>.otherTypes": (("refuse", "must be one of 'ignore' or 'updated'"),),
    "hrSystems.<name>.occurredAt": ((ENDLESS, TOO_LONG), ("length()", "calls length() with 0 arguments; it takes 1")),
    "hrSystems.<name>.fields": (
        ([], OBJECT),
        ({}, "says nothing of 'id', by which a person is known; name the HR system's own id"),
        ({"id": "id", "nickname": "nick"}, "'nickname' is not a field of an employee; other fields are named custom."),
        ({"id": "id", "custom.": "x"}, "'custom.' is not a field of an employee; other fields are named custom."),
    ),
}


def problems(document: JsonValue) -> tuple[tuple[str, str], ...]:
    with pytest.raises(SettingsRefused) as refused:
        parse_settings(document)
    return refused.value.problems


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        pytest.param(path, value, sentence, id=f"{path} {str(value)[:40]}")
        for path, cases in REFUSED.items()
        for value, sentence in cases
    ],
)
def test_a_wrong_value_is_refused_and_its_field_named(path: str, value: JsonValue, sentence: str) -> None:
    [(field, why)] = problems(document_with(path, value))
    assert field == as_written(path)
    assert why.startswith(sentence)


def test_every_setting_is_in_the_table() -> None:
    assert {entry.path for entry in entries()} == REFUSED.keys()


MANAGER: Final = "'manager' follows the employee's managerId, directly and always; it has no default"
FOLLOWS: Final[Mapping[str, JsonValue]] = {"type": "direct", "target": "manager", "source": "managerId"}


@pytest.mark.parametrize(
    ("document", "field", "sentence"),
    [
        pytest.param(None, "", OBJECT, id="no document"),
        pytest.param([], "", OBJECT, id="a list for a document"),
        pytest.param(
            {"enbaled": True}, "enbaled", "is not a field that is known here; check its spelling", id="misspelt"
        ),
        pytest.param({"loginName": {"End": None}}, "loginName.End", "is not a field", id="misspelt in a group"),
        pytest.param(
            {"disableThreshold": {"max": 20}},
            "disableThreshold.max",
            "is not a field",
            id="a threshold of another name",
        ),
        pytest.param({"timeZoneBySite": {"Bonn": "Europe"}}, "timeZoneBySite.Bonn", "'Europe' is no", id="a site"),
        pytest.param({"timeZoneBySite": {"Bonn": []}}, "timeZoneBySite.Bonn", TEXT, id="a site's list"),
        pytest.param({"statusPolicy": {"leave": "no"}}, "statusPolicy.leave", "must be one of ", id="a status"),
        pytest.param({"disabling": {"dates": ["x"]}}, "disabling.dates[0]", "must be one of ", id="a leave date"),
        pytest.param({"emailDomains": ["a.b", ""]}, "emailDomains[1]", EMPTY, id="no e-mail domain"),
        pytest.param({"emailDomains": ["contoso"]}, "emailDomains[0]", NO_DOMAIN, id="a domain without its end"),
        pytest.param({"emailDomains": ["ana@contoso.com"]}, "emailDomains[0]", NO_DOMAIN, id="an e-mail address"),
        pytest.param({"emailDomains": ["@@contoso.com"]}, "emailDomains[0]", NO_DOMAIN, id="two @ before a domain"),
        pytest.param({"emailDomains": ["a.com, b.com"]}, "emailDomains[0]", NO_DOMAIN, id="two domains in one"),
        pytest.param({"emailDomains": ["*.contoso.com"]}, "emailDomains[0]", NO_DOMAIN, id="all sub-domains"),
        pytest.param({"protectedAccounts": [1, True]}, "protectedAccounts[1]", TEXT, id="an account"),
        pytest.param({"protectedAccounts": [ENDLESS]}, "protectedAccounts[0]", TOO_LONG, id="an endless account"),
        pytest.param({"requiredAttributes": ["nickname"]}, "requiredAttributes[0]", SOURCE, id="what is required"),
        pytest.param({"matching": ["phone"]}, "matching[0]", "must be one of 'employeeId', ", id="matching by phone"),
        pytest.param({"matching": [3]}, "matching[0]", "must be one of 'employeeId', ", id="matching by a number"),
        pytest.param({"matching": [{"attribute": "mail"}]}, "matching[0].source", "is missing", id="half a rule"),
        pytest.param(
            {"matching": [{"attribute": "mail", "source": "workEmail", "text": 1}]},
            "matching[0].text",
            "is not a field",
            id="too much in a rule",
        ),
        pytest.param(
            {"loginName": {"transliteration": {"ö": "x" * 17}}},
            "loginName.transliteration.ö",
            "is longer than 16 characters",
            id="a letter",
        ),
        pytest.param({"loginName": {"transliteration": {"ö": []}}}, "loginName.transliteration.ö", TEXT, id="letters"),
        pytest.param(
            {"loginName": {"transliteration": {"Sweden": {"ö": "x" * 17}}}},
            "loginName.transliteration.Sweden.ö",
            "is longer than 16 characters",
            id="a letter of a country",
        ),
        pytest.param(
            {"loginName": {"transliteration": {"Sweden": {"": "x"}}}},
            "loginName.transliteration.Sweden",
            "has an entry whose name must not be empty",
            id="no letter of a country",
        ),
        pytest.param({"scopingFilters": [[["x"]]]}, "scopingFilters[0][0]", OBJECT, id="a list for a clause"),
        pytest.param(
            {"scopingFilters": [[{"attribute": "site", "operator": "EQUALS"}]]},
            "scopingFilters[0][0]",
            "needs a value, as the operator is EQUALS",
            id="a clause without a value",
        ),
        pytest.param(
            {"scopingFilters": [[{**CLAUSE, "expression": "x"}]]},
            "scopingFilters[0][0].expression",
            "is not a field",
            id="an expression in a clause",
        ),
        pytest.param({"attributeMappings": [{}]}, "attributeMappings[0].type", "is missing", id="no type"),
        pytest.param({"attributeMappings": ["x"]}, "attributeMappings[0]", OBJECT, id="a text for a mapping"),
        pytest.param(
            {"attributeMappings": [{"type": "direct", "target": "city"}]},
            "attributeMappings[0].source",
            "is missing",
            id="no source",
        ),
        pytest.param(
            {"attributeMappings": [{"type": "expression", "target": "city"}]},
            "attributeMappings[0].expression",
            "is missing",
            id="no expression",
        ),
        pytest.param(
            {"attributeMappings": [{**DIRECT, "expression": "[site]"}]},
            "attributeMappings[0].expression",
            "is not a field",
            id="an expression in a direct mapping",
        ),
        pytest.param(
            {"attributeMappings": [dict(DIRECT), {**CONSTANT, "constant": "x"}]},
            "attributeMappings[1].constant",
            "is not a field",
            id="a field that is called like a type",
        ),
        pytest.param(
            {"attributeMappings": [{**FOLLOWS, "source": "custom.boss"}]}, "attributeMappings", MANAGER, id="a boss"
        ),
        pytest.param(
            {"attributeMappings": [{**FOLLOWS, "apply": "onCreation"}]}, "attributeMappings", MANAGER, id="boss, once"
        ),
        pytest.param(
            {"attributeMappings": [{**FOLLOWS, "default": "1"}]}, "attributeMappings", MANAGER, id="a default boss"
        ),
        pytest.param(
            {"attributeMappings": [{**CONSTANT, "target": "manager"}]}, "attributeMappings", MANAGER, id="one boss"
        ),
        pytest.param(
            {"attributeMappings": [{**EXPRESSION, "target": "manager"}]},
            "attributeMappings",
            MANAGER,
            id="boss by rule",
        ),
    ],
)
def test_a_field_is_named_as_the_administrator_wrote_it(document: JsonValue, field: str, sentence: str) -> None:
    [(named, why)] = problems(document)
    assert named == field
    assert why.startswith(sentence)


def test_every_problem_is_named_at_once() -> None:
    found = problems({"enabled": "perhaps", "timeZone": "Mars", "matching": ["x"]})
    assert [field for field, _ in found] == ["enabled", "timeZone", "matching[0]"]
    with pytest.raises(SettingsRefused, match=r"^enabled: must be true or false; timeZone: 'Mars' is no IANA"):
        parse_settings({"enabled": "perhaps", "timeZone": "Mars"})


@pytest.mark.parametrize(
    "document",
    [{"password": {"secret": "hunter2"}}, {"password": {"mode": "hunter2"}}, {"password": "hunter2"}],
    ids=["as the name of the secret", "as the mode", "in place of the group"],
)
def test_what_may_be_a_password_is_never_repeated(document: JsonValue) -> None:
    assert all("hunter2" not in sentence for _, sentence in problems(document))


@pytest.mark.parametrize("target", ["employeeId", "mail", "mailNickname", "onPremisesImmutableId"])
@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        (CONSTANT, "so it must follow a field and not be the same for all"),
        ({**DIRECT, "default": "x"}, "so it can have no default"),
        ({**EXPRESSION, "default": "x"}, "so it can have no default"),
    ],
    ids=["a constant", "a default of a field", "a default of an expression"],
)
def test_what_tells_people_apart_is_never_the_same_for_all(
    target: str, mapping: Mapping[str, JsonValue], sentence: str
) -> None:
    found = problems({"attributeMappings": [{**mapping, "target": target}]})
    assert found == (("attributeMappings", f"'{target}' tells people apart, {sentence}"),)
