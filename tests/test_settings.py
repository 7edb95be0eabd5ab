"""Settings: what they are when nothing is set, and how a wrong value is refused."""

import pytest
from pydantic import JsonValue

from provisioning.attributes import WRITABLE
from provisioning.settings import ConstantMapping, DirectMapping, Settings, SettingsRefused, parse_settings


def direct(target: str = "jobTitle", source: str = "jobTitle", **rest: JsonValue) -> dict[str, JsonValue]:
    return {"type": "direct", "target": target, "source": source, **rest}


def mapped(*mappings: dict[str, JsonValue]) -> JsonValue:
    return {"attributeMappings": [*mappings]}


def problems(document: JsonValue) -> tuple[tuple[str, str], ...]:
    with pytest.raises(SettingsRefused) as refused:
        parse_settings(document)
    return refused.value.problems


def test_nothing_set_means_the_defaults() -> None:
    assert parse_settings({}) == Settings()


def test_the_defaults_on_the_wire() -> None:
    document = parse_settings({}).to_json()
    mappings = document.pop("attributeMappings")
    assert isinstance(mappings, list)
    direct_mapping = {"type": "direct", "source": "jobTitle", "default": None, "apply": "always", "onNull": "clear"}
    assert {"target": "jobTitle", **direct_mapping} in mappings
    expected: dict[str, JsonValue] = {
        "enabled": True,
        "timeZone": "UTC",
        "timeZoneBySite": {},
        "timeZoneByCountry": {},
        "matching": ["employeeId", "userPrincipalName", "mail"],
        "protectedAccounts": [],
    }
    assert {name: document[name] for name in expected} == expected


def test_the_default_mapping() -> None:
    assert {each.target: each.source for each in Settings().attribute_mappings if isinstance(each, DirectMapping)} == {
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


def test_what_is_written_can_be_read_again() -> None:
    settings = parse_settings(
        {"timeZone": "Europe/Berlin", "attributeMappings": [{"type": "constant", "target": "state", "value": "Bayern"}]}
    )
    assert parse_settings(settings.to_json()) == settings


def test_part_of_a_document_leaves_the_rest_at_its_default() -> None:
    settings = parse_settings({"enabled": False, "password": {"mustChange": False}})
    assert settings == Settings.model_validate({"enabled": False, "password": {"mode": "random", "mustChange": False}})


def test_every_setting_explains_itself() -> None:
    unexplained = [name for name, field in Settings.model_fields.items() if not field.description]
    assert unexplained == []


@pytest.mark.parametrize("target", sorted(WRITABLE.keys() - {"manager"}))
def test_every_writable_attribute_can_be_mapped(target: str) -> None:
    parse_settings(mapped(direct(target, "custom.anything")))


def test_a_mapping_is_found_by_its_target() -> None:
    settings = parse_settings(mapped(direct("jobTitle", "custom.role")))
    assert settings.mapping_of("jobTitle") == DirectMapping(target="jobTitle", source="custom.role")
    assert settings.mapping_of("department") is None


def test_a_constant_is_trimmed() -> None:
    settings = parse_settings(mapped({"type": "constant", "target": "state", "value": " Bayern "}))
    assert settings.attribute_mappings == (ConstantMapping(target="state", value="Bayern"),)


MANAGER = "'manager' follows the employee's managerId, directly and always; it has no default"


@pytest.mark.parametrize(
    ("document", "field", "sentence"),
    [
        pytest.param({"enabled": "perhaps"}, "enabled", "must be true or false", id="enabled"),
        pytest.param({"enabled": None}, "enabled", "must be true or false", id="null is no value"),
        pytest.param(
            {"enbaled": True}, "enbaled", "is not a field that is known here; check its spelling", id="misspelt name"
        ),
        pytest.param(
            {"timeZone": "Berlin"}, "timeZone", "'Berlin' is no IANA time zone; write it like Europe/Berlin", id="zone"
        ),
        pytest.param(
            {"timeZone": ""}, "timeZone", "'' is no IANA time zone; write it like Europe/Berlin", id="no zone at all"
        ),
        pytest.param(
            {"timeZoneBySite": {"Bonn": "Europe"}},
            "timeZoneBySite.Bonn",
            "'Europe' is no IANA time zone; write it like Europe/Berlin",
            id="a site's zone",
        ),
        pytest.param({"timeZoneBySite": []}, "timeZoneBySite", "must be an object", id="a list for an object"),
        pytest.param({"matching": "mail"}, "matching", "must be a list", id="a text for a list"),
        pytest.param(
            {"matching": ["phone"]},
            "matching[0]",
            "must be one of 'employeeId', 'userPrincipalName' or 'mail'",
            id="matching by something else",
        ),
        pytest.param({"matching": ["mail", "mail"]}, "matching", "names an attribute twice", id="matching twice"),
        pytest.param({"protectedAccounts": [1, True]}, "protectedAccounts[1]", "must be text", id="an account"),
        pytest.param({"password": {"mode": "none"}}, "password.mode", "must be one of ", id="password mode"),
        pytest.param({"loginName": {"mode": "none"}}, "loginName.mode", "must be one of ", id="login name mode"),
        pytest.param({"attributeMappings": {}}, "attributeMappings", "must be a list", id="mappings"),
        pytest.param(mapped({}), "attributeMappings[0].type", "is missing", id="mapping without a type"),
        pytest.param(
            mapped(direct(type="magic")), "attributeMappings[0].type", "must be one of 'direct', 'constant'", id="type"
        ),
        pytest.param(
            mapped({"type": "direct", "target": "jobTitle"}), "attributeMappings[0].source", "is missing", id="source"
        ),
        pytest.param(
            mapped(direct(), direct("accountEnabled")),
            "attributeMappings[1].target",
            "'accountEnabled' is not an attribute of an Entra user that can be mapped",
            id="a target with rules of its own",
        ),
        pytest.param(
            mapped(direct(source="jobtitle")),
            "attributeMappings[0].source",
            "'jobtitle' is not an attribute of an employee; other fields are named custom.<name>",
            id="a source that does not exist",
        ),
        pytest.param(
            mapped(direct(onNull="erase")), "attributeMappings[0].onNull", "must be one of 'clear', ", id="onNull"
        ),
        pytest.param(mapped(direct(default="")), "attributeMappings[0].default", "must not be empty", id="default"),
        pytest.param(
            mapped({"type": "constant", "target": "state", "value": " "}),
            "attributeMappings[0].value",
            "must not be empty",
            id="constant",
        ),
        pytest.param(
            mapped(direct(), direct(source="site")),
            "attributeMappings",
            "'jobTitle' is mapped twice; keep one",
            id="one target, mapped twice",
        ),
        pytest.param(
            mapped(direct(onNull="default")),
            "attributeMappings",
            "'jobTitle' has onNull 'default' but no default",
            id="onNull default without a default",
        ),
        pytest.param(mapped(direct("manager", "custom.boss")), "attributeMappings", MANAGER, id="another manager"),
        pytest.param(
            mapped(direct("manager", "managerId", apply="onCreation")), "attributeMappings", MANAGER, id="manager, once"
        ),
        pytest.param(
            mapped(direct("manager", "managerId", default="1")), "attributeMappings", MANAGER, id="a default manager"
        ),
        pytest.param(
            mapped({"type": "constant", "target": "manager", "value": "1"}),
            "attributeMappings",
            MANAGER,
            id="one manager for everybody",
        ),
        pytest.param(None, "", "must be an object", id="no document"),
    ],
)
def test_a_wrong_value_is_refused_and_its_field_named(document: JsonValue, field: str, sentence: str) -> None:
    [(named, why)] = problems(document)
    assert named == field
    assert why.startswith(sentence)


def test_every_problem_is_named_at_once() -> None:
    found = problems({"enabled": "perhaps", "timeZone": "Mars", "matching": ["x"]})
    assert [field for field, _ in found] == ["enabled", "timeZone", "matching[0]"]
    with pytest.raises(SettingsRefused, match=r"^enabled: must be true or false; timeZone: 'Mars' is no IANA"):
        parse_settings({"enabled": "perhaps", "timeZone": "Mars"})


def test_the_employee_id_cannot_be_the_same_for_all() -> None:
    with pytest.raises(SettingsRefused, match="must follow a field and not be the same for all"):
        parse_settings(mapped({"type": "constant", "target": "employeeId", "value": "1"}))


def test_protected_accounts_are_trimmed() -> None:
    assert parse_settings({"protectedAccounts": [" cto@contoso.com "]}).protected_accounts == ("cto@contoso.com",)


@pytest.mark.parametrize("zone", ["posixrules", "localtime", "../UTC", "Europe", ""])
def test_a_file_that_is_no_time_zone_is_none(zone: str) -> None:
    with pytest.raises(SettingsRefused, match="no IANA time zone"):
        parse_settings({"timeZone": zone})
