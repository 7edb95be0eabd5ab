"""The contract of Directory about accounts that there are."""

import pytest
from pydantic import JsonValue

from provisioning.model import (
    AppliedOperation,
    Change,
    DisableAccount,
    EnableAccount,
    Operation,
    RevokeSessions,
    SetManager,
    Status,
    UpdateAccount,
)
from provisioning.ports import AccessDenied, AccountMissing, Refused
from tests.contracts.tenants import KNOWN_EXTENSION, UNKNOWN_EXTENSION, Tenant
from tests.fakes.directory import User

GONE = "11111111-2222-3333-4444-555555555555"


def update(**new: JsonValue) -> UpdateAccount:
    return UpdateAccount(changes=tuple(Change(attribute=name, new=value) for name, value in new.items()))


async def done(tenant: Tenant, account_id: str, operation: Operation) -> AppliedOperation:
    same_id, applied = await tenant.directory.apply(account_id, operation)
    assert account_id == same_id
    assert applied.operation == operation
    assert applied.request_ids
    assert all(applied.request_ids)
    return applied


async def test_an_update_sets_and_clears_and_leaves_the_rest(tenant: Tenant) -> None:
    before: dict[str, JsonValue] = {"jobTitle": "Nurse", "department": "Ward 3", "businessPhones": ["+46 8 1"]}
    await tenant.add(User("a", "a@contoso.com", attributes={"displayName": "A", "mailNickname": "a", **before}))
    for _ in range(2):
        await done(tenant, "a", update(jobTitle="Midwife", department=None, businessPhones=[]))
        seen = await tenant.see("a")
        assert seen.attributes == {"displayName": "A", "mailNickname": "a", "jobTitle": "Midwife"}


@pytest.mark.parametrize(
    ("before", "written", "after"),
    [
        pytest.param(
            {"employeeOrgData.costCenter": "100", "employeeOrgData.division": "North"},
            {"employeeOrgData.costCenter": "200"},
            {"employeeOrgData.costCenter": "200", "employeeOrgData.division": "North"},
            id="a cost centre leaves the division",
        ),
        pytest.param(
            {"employeeOrgData.costCenter": "100", "employeeOrgData.division": "North"},
            {"employeeOrgData.division": None},
            {"employeeOrgData.costCenter": "100"},
            id="a division that is cleared leaves the cost centre",
        ),
        pytest.param(
            {},
            {"employeeOrgData.division": "North"},
            {"employeeOrgData.division": "North"},
            id="a first division comes without a cost centre",
        ),
        pytest.param(
            {"employeeOrgData.costCenter": "100", "employeeOrgData.division": "North"},
            {"employeeOrgData.costCenter": None, "employeeOrgData.division": "South"},
            {"employeeOrgData.division": "South"},
            id="both at once",
        ),
        pytest.param(
            {"extensionAttribute1": "one", "extensionAttribute2": "two"},
            {"extensionAttribute1": None, "extensionAttribute15": "fifteen"},
            {"extensionAttribute2": "two", "extensionAttribute15": "fifteen"},
            id="an extension attribute leaves the others",
        ),
        pytest.param(
            {KNOWN_EXTENSION: "x", "otherMails": ["a@home.example"]},
            {KNOWN_EXTENSION: None, "otherMails": ["b@home.example", "c@home.example"]},
            {"otherMails": ["b@home.example", "c@home.example"]},
            id="a directory extension and a list",
        ),
    ],
)
async def test_what_graph_keeps_inside_other_properties_is_written_by_itself(
    tenant: Tenant, before: dict[str, JsonValue], written: dict[str, JsonValue], after: dict[str, JsonValue]
) -> None:
    names = {"displayName": "A", "mailNickname": "a"}
    await tenant.add(User("a", "a@contoso.com", attributes={**names, **before}))
    for _ in range(2):
        applied = await done(tenant, "a", update(**written))
        assert applied.status is Status.SUCCESS
        assert (await tenant.see("a")).attributes == {**names, **after}


async def test_an_extension_that_nobody_registered_is_left_out_of_an_update_with_a_warning(tenant: Tenant) -> None:
    await tenant.add(User("a", "a@contoso.com"))
    wanted = {UNKNOWN_EXTENSION: "42", KNOWN_EXTENSION: "C-1"}
    applied = await done(tenant, "a", update(jobTitle="Nurse", **wanted))
    assert applied.status is Status.WARNING
    assert applied.message
    assert UNKNOWN_EXTENSION in applied.message
    assert applied.left_out == (UNKNOWN_EXTENSION,)
    assert "42" not in applied.message
    assert (await tenant.see("a")).attributes["jobTitle"] == "Nurse"
    read = await tenant.directory.read("a", extra=[KNOWN_EXTENSION])
    assert read
    assert read.attributes[KNOWN_EXTENSION] == "C-1"


async def test_a_mail_address_that_is_somebody_elses_is_left_out_of_an_update_with_a_warning(tenant: Tenant) -> None:
    await tenant.add(User("a", "a@contoso.com"))
    await tenant.add(User("b", "b@contoso.com", attributes={"mail": "taken@contoso.com"}))
    applied = await done(tenant, "a", update(jobTitle="Nurse", mail="Taken@contoso.com"))
    assert applied.status is Status.WARNING
    assert applied.message
    assert "mail not changed" in applied.message
    assert applied.left_out == ("mail",)
    attributes = (await tenant.see("a")).attributes
    assert (attributes["jobTitle"], attributes.get("mail")) == ("Nurse", None)


async def test_sign_in_is_blocked_and_allowed_as_often_as_one_likes(tenant: Tenant) -> None:
    await tenant.add(User("a", "a@contoso.com"))
    for operation, enabled in ((DisableAccount(), False), (EnableAccount(), True)):
        for _ in range(2):
            await done(tenant, "a", operation)
            assert (await tenant.see("a")).enabled is enabled


async def test_sessions_are_revoked_as_often_as_one_likes(tenant: Tenant) -> None:
    await tenant.add(User("a", "a@contoso.com"))
    for _ in range(2):
        await done(tenant, "a", RevokeSessions())
        assert (await tenant.see("a")).sessions_revoked


async def test_a_manager_is_set_changed_and_removed_as_often_as_one_likes(tenant: Tenant) -> None:
    for user_id in ("a", "m1", "m2"):
        await tenant.add(User(user_id, f"{user_id}@contoso.com"))
    for old, new in ((None, "m1"), ("m1", "m2"), ("m2", None)):
        for _ in range(2):
            await done(tenant, "a", SetManager(old=old, new=new))
            assert (await tenant.see("a")).manager_id == new


@pytest.mark.parametrize(
    "operation",
    [
        update(jobTitle="Nurse"),
        DisableAccount(),
        EnableAccount(),
        RevokeSessions(),
        SetManager(old=None, new="m1"),
        SetManager(old="m1", new=None),
    ],
)
async def test_an_account_that_is_not_there_is_missing(tenant: Tenant, operation: Operation) -> None:
    await tenant.add(User("m1", "m1@contoso.com"))
    with pytest.raises(AccountMissing):
        await tenant.directory.apply(GONE, operation)


async def test_a_manager_who_is_not_there_is_missing(tenant: Tenant) -> None:
    await tenant.add(User("a", "a@contoso.com"))
    with pytest.raises(AccountMissing):
        await tenant.directory.apply("a", SetManager(old=None, new=GONE))


async def test_of_an_administrator_all_but_the_sensitive_attributes_are_written_with_a_warning(tenant: Tenant) -> None:
    await tenant.add(User("a", "a@contoso.com", administrator=True))
    applied = await done(tenant, "a", update(jobTitle="CIO", mobilePhone="+46 70 1", businessPhones=["+46 8 1"]))
    assert applied.status is Status.WARNING
    assert applied.message
    assert {name in applied.message for name in ("mobilePhone", "businessPhones")} == {True}
    assert set(applied.left_out) == {"mobilePhone", "businessPhones"}
    assert "jobTitle" not in applied.message
    attributes = (await tenant.see("a")).attributes
    assert attributes["jobTitle"] == "CIO"
    assert not {"mobilePhone", "businessPhones"} & attributes.keys()


async def test_an_update_of_nothing_but_sensitive_attributes_of_an_administrator_is_a_warning(tenant: Tenant) -> None:
    await tenant.add(User("a", "a@contoso.com", administrator=True))
    refused = await done(tenant, "a", update(mobilePhone="+46 70 1"))
    assert (refused.status, refused.left_out) == (Status.WARNING, ("mobilePhone",))
    taken = await done(tenant, "a", update(jobTitle="CIO"))
    assert (taken.status, taken.left_out) == (Status.SUCCESS, ())


@pytest.mark.parametrize("operation", [DisableAccount(), EnableAccount()])
async def test_to_block_an_administrator_is_denied(tenant: Tenant, operation: Operation) -> None:
    await tenant.add(User("a", "a@contoso.com", administrator=True))
    with pytest.raises(AccessDenied):
        await tenant.directory.apply("a", operation)
    assert (await tenant.see("a")).enabled


@pytest.mark.parametrize("operation", [update(jobTitle="Nurse"), DisableAccount(), EnableAccount()])
async def test_an_account_that_is_mastered_on_premises_is_refused(tenant: Tenant, operation: Operation) -> None:
    await tenant.add(User("a", "a@contoso.com", synced=True))
    with pytest.raises(Refused) as refused:
        await tenant.directory.apply("a", operation)
    assert type(refused.value) is Refused
    assert (await tenant.see("a")).enabled


async def test_an_operation_on_no_account_is_a_mistake_of_ours(tenant: Tenant) -> None:
    with pytest.raises((ValueError, AccountMissing)):
        await tenant.directory.apply(None, DisableAccount())
