"""What the Graph stand-in refuses in a written user, and the messages that it refuses with."""

import pytest

from local.emulator.json_values import Json
from local.graph.user_rules import country_codes
from tests.local.standin_client import GraphStandIn, new_user

_INVALID = "Invalid value specified for property '{}' of resource 'User'."
_WRONG_TYPE = "One or more property values specified are invalid."
_BAD_DOMAIN = "The domain portion of the userPrincipalName property is invalid."
_BAD_PASSWORD = "The specified password does not comply with password complexity requirements."


@pytest.mark.parametrize(
    "name", ["accountEnabled", "displayName", "mailNickname", "passwordProfile", "userPrincipalName"]
)
async def test_a_create_without_a_required_property_names_it(graph: GraphStandIn, name: str) -> None:
    body = new_user("ana")
    del body[name]

    reply = await graph.send("POST", "/users", body)

    assert reply.status == 400
    assert reply.at("error", "message") == f"A value is required for property '{name}' of resource 'User'."


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        pytest.param("userPrincipalName", "jürgen@contoso.com", _INVALID, id="accent-in-login-name"),
        pytest.param("userPrincipalName", "a b@contoso.com", _INVALID, id="space-in-login-name"),
        pytest.param("userPrincipalName", "ana.@contoso.com", _INVALID, id="dot-before-at"),
        pytest.param("userPrincipalName", "ana", _INVALID, id="login-name-without-domain"),
        pytest.param("userPrincipalName", "a" * 65 + "@contoso.com", _INVALID, id="login-name-of-65"),
        pytest.param("userPrincipalName", "ana@fabrikam.com", _BAD_DOMAIN, id="domain-not-verified"),
        pytest.param("passwordProfile", {"password": "short-1"}, _BAD_PASSWORD, id="password-of-7"),
        pytest.param("passwordProfile", {"password": "onlyletters"}, _BAD_PASSWORD, id="password-of-one-class"),
        pytest.param("passwordProfile", {"password": "A-1" * 86}, _BAD_PASSWORD, id="password-of-258"),
        pytest.param("passwordProfile", {"pass_word": "Correct-1"}, _WRONG_TYPE, id="password-profile-misspelt"),
        pytest.param("mailNickname", "ana ruiz", _INVALID, id="space-in-mail-nickname"),
        pytest.param("mailNickname", "a" * 65, _INVALID, id="mail-nickname-of-65"),
        pytest.param("employeeId", "1" * 17, _INVALID, id="employee-id-of-17"),
        pytest.param("displayName", "d" * 257, _INVALID, id="display-name-of-257"),
        pytest.param("displayName", "", _INVALID, id="display-name-empty"),
        pytest.param("jobTitle", "j" * 129, _INVALID, id="job-title-of-129"),
        pytest.param("jobTitle", "", _INVALID, id="job-title-empty"),
        pytest.param("department", "d" * 65, _INVALID, id="department-of-65"),
        pytest.param("mail", "", _INVALID, id="mail-empty"),
        pytest.param("mail", None, _INVALID, id="mail-null"),
        pytest.param("mail", "no address", _INVALID, id="mail-without-at"),
        pytest.param("businessPhones", ["1", "2"], _INVALID, id="two-business-phones"),
        pytest.param("usageLocation", "UK", _INVALID, id="usage-location-not-iso"),
        pytest.param("usageLocation", "USA", _INVALID, id="usage-location-of-three"),
        pytest.param("accountEnabled", "true", _WRONG_TYPE, id="boolean-as-text"),
        pytest.param("jobTitle", 7, _WRONG_TYPE, id="text-as-number"),
        pytest.param("businessPhones", "1", _WRONG_TYPE, id="collection-as-text"),
        pytest.param("employeeOrgData", "7", _WRONG_TYPE, id="object-as-text"),
        pytest.param("employeeOrgData", {"cost_center": "7"}, "Invalid property 'cost_center'.", id="unknown-member"),
        pytest.param("employeeHireDate", "2026-05-01", "Cannot convert the literal '2026-05-01'", id="plain-date"),
        pytest.param("employeeHireDate", "2026-05-01T00:00:00", "Cannot convert the literal", id="date-without-offset"),
        pytest.param("job_title", "Pilot", "Invalid property 'job_title'.", id="snake-case"),
        pytest.param("jobtitle", "Pilot", "Invalid property 'jobtitle'.", id="wrong-case"),
        pytest.param("id", "7", "Property 'id' is read-only and cannot be set.", id="id"),
        pytest.param("createdDateTime", "2026-05-01T00:00:00Z", "Property 'createdDateTime' is read-", id="read-only"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_a_bad_value_is_refused_with_graphs_message(
    graph: GraphStandIn, method: str, name: str, value: Json, message: str
) -> None:
    path = "/users" if method == "POST" else f"/users/{await graph.created_id('bo')}"
    body = new_user("ana") | {name: value} if method == "POST" else {name: value}

    reply = await graph.send(method, path, body)

    assert reply.status == 400
    assert reply.at("error", "code") == "Request_BadRequest"
    assert reply.text("error", "message").startswith(message.format(name))


@pytest.mark.parametrize("name", ["displayName", "accountEnabled", "usageLocation", "userPrincipalName"])
async def test_a_property_that_cannot_be_cleared_refuses_null(graph: GraphStandIn, name: str) -> None:
    user_id = await graph.created_id("ana")

    assert (await graph.send("PATCH", f"/users/{user_id}", {name: None})).status == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("userPrincipalName", "o'neil.a-b_c!d#e^f~1@contoso.com", id="every-character-of-a-login-name"),
        pytest.param("userPrincipalName", "a" * 64 + "@contoso.com", id="login-name-of-64"),
        pytest.param("employeeId", "1" * 16, id="employee-id-of-16"),
        pytest.param("usageLocation", "GB", id="iso-country"),
        pytest.param("businessPhones", ["+43 1 234"], id="one-business-phone"),
    ],
)
async def test_a_good_value_is_kept(graph: GraphStandIn, name: str, value: Json) -> None:
    user_id = await graph.created_id("ana", **{name: value})

    assert (await graph.get(f"/users/{user_id}", select=name)).at(name) == value


async def test_a_taken_login_name_is_a_conflict_in_any_case(graph: GraphStandIn) -> None:
    await graph.created_id("ana")

    reply = await graph.create("other", userPrincipalName="ANA@contoso.com")

    message = "Another object with the same value for property userPrincipalName already exists."
    assert reply.status == 400
    assert reply.at("error", "message") == message
    assert reply.at("error", "details") == [
        {"code": "ObjectConflict", "message": message, "target": "userPrincipalName"}
    ]


@pytest.mark.parametrize(
    "holder",
    [
        pytest.param({"proxyAddresses": ["SMTP:ana@contoso.com"]}, id="primary-proxy-address"),
        pytest.param({"proxyAddresses": ["SMTP:x@contoso.com", "smtp:Ana@contoso.com"]}, id="secondary-proxy-address"),
        pytest.param({"mail": "Ana@contoso.com"}, id="mail"),
    ],
)
async def test_a_login_name_conflicts_with_addresses_of_others(graph: GraphStandIn, holder: dict[str, Json]) -> None:
    await graph.seed(users=[{"userPrincipalName": "holder@contoso.com", **holder}])

    reply = await graph.create("ana")

    assert reply.at("error", "details", 0, "target") == "userPrincipalName"


async def test_a_rename_to_a_taken_name_is_a_conflict_but_ones_own_name_is_not(graph: GraphStandIn) -> None:
    await graph.created_id("ana")
    bo = await graph.created_id("bo")

    taken = await graph.send("PATCH", f"/users/{bo}", {"userPrincipalName": "ana@contoso.com"})
    own = await graph.send("PATCH", f"/users/{bo}", {"userPrincipalName": "BO@contoso.com"})

    assert (taken.status, own.status) == (400, 204)


async def test_two_users_may_have_the_same_employee_id(graph: GraphStandIn) -> None:
    await graph.created_id("ana", employeeId="7")

    assert (await graph.create("bo", employeeId="7")).status == 201


async def test_a_body_that_is_not_declared_as_json_is_refused(graph: GraphStandIn) -> None:
    reply = await graph.send("POST", "/users", new_user("ana"), headers={"Content-Type": "text/plain"})

    assert reply.status == 400
    assert "Content-Type header" in reply.text("error", "message")


def test_the_country_codes_are_those_of_iso_3166() -> None:
    assert {"AT", "GB", "US", "ES"} <= country_codes()
    assert not {"UK", "EU", "XX"} & country_codes()
