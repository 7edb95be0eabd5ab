"""Creating, reading, changing and deleting users in the Graph stand-in."""

import pytest

from local.emulator.json_values import Json
from tests.local.standin_client import GraphStandIn, new_user

_NOBODY = "3f6ad9a3-6f0e-4f9c-9c35-0d2f2f4b8a11"


async def test_a_created_user_comes_back_with_the_default_properties_and_no_password(graph: GraphStandIn) -> None:
    reply = await graph.create("ana", jobTitle="Pilot", department="Flight")

    assert reply.status == 201
    assert isinstance(reply.body, dict)
    assert set(reply.body) == {
        "@odata.context",
        "businessPhones",
        "displayName",
        "givenName",
        "id",
        "jobTitle",
        "mail",
        "mobilePhone",
        "officeLocation",
        "preferredLanguage",
        "surname",
        "userPrincipalName",
    }
    assert reply.at("jobTitle") == "Pilot"
    assert reply.at("businessPhones") == []


async def test_a_user_is_found_by_id_and_by_login_name_in_any_case(graph: GraphStandIn) -> None:
    user_id = await graph.created_id("ana")

    assert (await graph.get(f"/users/{user_id}")).at("userPrincipalName") == "ana@contoso.com"
    assert (await graph.get("/users/ANA@Contoso.com")).at("id") == user_id


async def test_select_shows_exactly_what_it_names(graph: GraphStandIn) -> None:
    user_id = await graph.created_id("ana", employeeId="7")

    reply = await graph.get(
        f"/users/{user_id}", select="employeeId,accountEnabled,createdDateTime,userType,proxyAddresses,city"
    )

    assert isinstance(reply.body, dict)
    del reply.body["@odata.context"]
    assert reply.body == {
        "employeeId": "7",
        "accountEnabled": True,
        "createdDateTime": "2026-03-01T12:00:00Z",
        "userType": "Member",
        "proxyAddresses": [],
        "city": None,
    }


async def test_selecting_an_unknown_property_is_refused(graph: GraphStandIn) -> None:
    reply = await graph.get("/users", select="id,job_title")

    assert reply.status == 400
    assert "Could not find a property named 'job_title'" in reply.text("error", "message")


async def test_the_password_is_never_shown_even_when_selected(graph: GraphStandIn) -> None:
    user_id = await graph.created_id("ana")

    assert (await graph.get(f"/users/{user_id}", select="passwordProfile")).at("passwordProfile") is None


async def test_an_unknown_user_is_a_404_with_graphs_message(graph: GraphStandIn) -> None:
    reply = await graph.get(f"/users/{_NOBODY}")

    assert reply.status == 404
    assert reply.at("error", "code") == "Request_ResourceNotFound"
    assert reply.at("error", "message") == (
        f"Resource '{_NOBODY}' does not exist or one of its queried reference-property objects are not present."
    )


async def test_a_patch_changes_what_it_names_and_null_clears(graph: GraphStandIn) -> None:
    user_id = await graph.created_id("ana", jobTitle="Pilot", city="Graz")

    patched = await graph.send("PATCH", f"/users/{user_id}", {"jobTitle": None, "department": "Ground"})

    assert (patched.status, patched.body) == (204, None)
    reply = await graph.get(f"/users/{user_id}", select="jobTitle,department,city")
    assert (reply.at("jobTitle"), reply.at("department"), reply.at("city")) == (None, "Ground", "Graz")


async def test_an_account_is_disabled_by_a_patch(graph: GraphStandIn) -> None:
    user_id = await graph.created_id("ana")

    await graph.send("PATCH", f"/users/{user_id}", {"accountEnabled": False})

    assert (await graph.get(f"/users/{user_id}", select="accountEnabled")).at("accountEnabled") is False


async def test_the_annotation_that_sdk_models_send_is_accepted(graph: GraphStandIn) -> None:
    reply = await graph.send("POST", "/users", {"@odata.type": "#microsoft.graph.user", **new_user("ana")})

    assert reply.status == 201


async def test_renaming_moves_the_user_to_the_new_name(graph: GraphStandIn) -> None:
    user_id = await graph.created_id("ana")

    await graph.send("PATCH", f"/users/{user_id}", {"userPrincipalName": "ana.ruiz@contoso.com"})

    assert (await graph.get("/users/ana@contoso.com")).status == 404
    assert (await graph.get("/users/ana.ruiz@contoso.com")).at("id") == user_id


async def test_dates_are_kept_in_utc(graph: GraphStandIn) -> None:
    user_id = await graph.created_id("ana", employeeHireDate="2026-05-01T00:00:00+02:00")

    reply = await graph.get(f"/users/{user_id}", select="employeeHireDate")

    assert reply.at("employeeHireDate") == "2026-04-30T22:00:00Z"


async def test_leaving_out_half_of_employee_org_data_nulls_that_half(graph: GraphStandIn) -> None:
    user_id = await graph.created_id("ana", employeeOrgData={"costCenter": "7", "division": "North"})

    await graph.send("PATCH", f"/users/{user_id}", {"employeeOrgData": {"division": "South"}})

    reply = await graph.get(f"/users/{user_id}", select="employeeOrgData")
    assert reply.at("employeeOrgData") == {"costCenter": None, "division": "South"}


async def test_extension_attributes_that_a_patch_leaves_out_stay(graph: GraphStandIn) -> None:
    user_id = await graph.created_id("ana", onPremisesExtensionAttributes={"extensionAttribute1": "a"})

    await graph.send("PATCH", f"/users/{user_id}", {"onPremisesExtensionAttributes": {"extensionAttribute15": "o"}})

    reply = await graph.get(f"/users/{user_id}", select="onPremisesExtensionAttributes")
    assert reply.at("onPremisesExtensionAttributes") == {"extensionAttribute1": "a", "extensionAttribute15": "o"}


async def test_a_deleted_user_is_gone_and_its_name_is_free(graph: GraphStandIn) -> None:
    user_id = await graph.created_id("ana")

    assert (await graph.send("DELETE", f"/users/{user_id}")).status == 204

    assert (await graph.get(f"/users/{user_id}")).status == 404
    assert (await graph.create("ana")).status == 201


async def test_sensitive_properties_of_an_administrator_are_forbidden_and_take_the_others_with_them(
    graph: GraphStandIn,
) -> None:
    await graph.seed(users=[{"id": "admin-1", "userPrincipalName": "root@contoso.com", "isAdministrator": True}])

    refused = await graph.send("PATCH", "/users/admin-1", {"accountEnabled": False, "jobTitle": "Chief"})
    accepted = await graph.send("PATCH", "/users/admin-1", {"department": "Board"})

    assert (refused.status, refused.at("error", "code")) == (403, "Authorization_RequestDenied")
    assert accepted.status == 204
    reply = await graph.get("/users/admin-1", select="accountEnabled,jobTitle,department")
    assert (reply.at("accountEnabled"), reply.at("jobTitle"), reply.at("department")) == (True, None, "Board")


@pytest.mark.parametrize(
    "sensitive",
    [{"userPrincipalName": "new@contoso.com"}, {"otherMails": ["a@home.example"]}, {"onPremisesImmutableId": "7"}],
    ids=["login-name", "other-mails", "immutable-id"],
)
async def test_an_administrator_is_not_renamed_nor_given_other_addresses(
    graph: GraphStandIn, sensitive: dict[str, Json]
) -> None:
    await graph.seed(users=[{"id": "admin-1", "userPrincipalName": "root@contoso.com", "isAdministrator": True}])

    assert (await graph.send("PATCH", "/users/admin-1", sensitive)).status == 403
    assert (await graph.get("/users/root@contoso.com")).at("id") == "admin-1"


async def test_a_user_synced_from_on_premises_cannot_be_edited(graph: GraphStandIn) -> None:
    await graph.seed(users=[{"id": "synced-1", "userPrincipalName": "ad@contoso.com", "onPremisesSyncEnabled": True}])

    reply = await graph.send("PATCH", "/users/synced-1", {"jobTitle": "Chief"})

    assert reply.status == 400
    assert reply.text("error", "message").startswith(
        "Unable to update the specified properties for on-premises mastered Directory Sync objects"
    )
