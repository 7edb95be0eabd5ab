"""The contract of Directory about deleted accounts, and of bringing them back."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from provisioning.model import RestoreAccount, Status
from provisioning.ports import AccessDenied, AccountMissing, NameTaken
from tests.contracts.tenants import Tenant
from tests.fakes.directory import User

ANNA = "a11a0000-0000-4000-8000-000000000007"
NAME = "Anna.Ek@contoso.com"
GONE = "11111111-2222-3333-4444-555555555555"


async def deleted_anna(tenant: Tenant, **properties: JsonValue) -> None:
    attributes: dict[str, JsonValue] = {"displayName": "Anna Ek", "mailNickname": "anna", "jobTitle": "Nurse"}
    await tenant.add(User(ANNA, NAME, attributes=attributes | properties))
    await tenant.delete(ANNA)


async def restore(tenant: Tenant, name: str | None = None) -> None:
    operation = RestoreAccount(new_user_principal_name=name)
    same_id, applied = await tenant.directory.apply(ANNA, operation)
    assert (same_id, applied.operation, applied.status) == (ANNA, operation, Status.SUCCESS)
    assert all(applied.request_ids)


async def test_an_account_that_is_there_is_not_in_the_deleted_items(tenant: Tenant) -> None:
    await tenant.add(User(ANNA, NAME))
    for account_id in (ANNA, GONE):
        assert await tenant.directory.read_deleted(account_id) is None


async def test_a_deleted_account_is_told_with_the_name_that_it_had(tenant: Tenant) -> None:
    await deleted_anna(tenant)
    found = await tenant.directory.read_deleted(ANNA)
    assert found
    assert (found.id, found.user_principal_name) == (ANNA, NAME)
    assert found.deleted_at.utcoffset() == timedelta(0)
    assert await tenant.directory.read(ANNA) is None


async def test_after_30_days_a_deleted_account_is_gone_for_good(tenant: Tenant) -> None:
    await deleted_anna(tenant)
    await tenant.turn(days=29.9)
    assert await tenant.directory.read_deleted(ANNA)
    await tenant.turn(days=0.2)
    assert await tenant.directory.read_deleted(ANNA) is None
    with pytest.raises(AccountMissing):
        await restore(tenant)


async def test_an_account_is_brought_back_as_it_was_as_often_as_one_likes(tenant: Tenant) -> None:
    await deleted_anna(tenant)
    for _ in range(2):
        await restore(tenant)
        seen = await tenant.see(ANNA)
        assert (seen.login_name, seen.enabled, seen.attributes["jobTitle"]) == (NAME, True, "Nurse")
        assert await tenant.directory.read_deleted(ANNA) is None


async def test_an_account_that_was_never_there_cannot_be_brought_back(tenant: Tenant) -> None:
    with pytest.raises(AccountMissing):
        await tenant.directory.apply(GONE, RestoreAccount())


@pytest.mark.parametrize(
    "holder",
    [
        pytest.param(User("other", "anna.ek@contoso.com"), id="as its login name"),
        pytest.param(User("other", "o@contoso.com", attributes={"mail": "anna.ek@contoso.com"}), id="as its mail"),
        pytest.param(User("other", "o@contoso.com", proxy_addresses=("smtp:anna.ek@contoso.com",)), id="as an alias"),
    ],
)
async def test_whose_name_somebody_else_has_by_now_comes_back_under_another(tenant: Tenant, holder: User) -> None:
    await deleted_anna(tenant)
    await tenant.add(holder)
    with pytest.raises(NameTaken) as taken:
        await restore(tenant)
    assert taken.value.certain
    await restore(tenant, "anna.ek2@contoso.com")
    assert (await tenant.see(ANNA)).login_name == "anna.ek2@contoso.com"


async def test_the_other_name_can_be_somebody_elses_as_well(tenant: Tenant) -> None:
    await deleted_anna(tenant)
    await tenant.add(User("other", "anna.ek2@contoso.com"))
    with pytest.raises(NameTaken):
        await restore(tenant, "anna.ek2@contoso.com")
    await restore(tenant)


async def test_a_mail_address_that_somebody_else_has_by_now_is_left_behind(tenant: Tenant) -> None:
    await deleted_anna(tenant, mail="anna@contoso.com")
    await tenant.add(User("other", "anna@contoso.com"))
    with pytest.raises(NameTaken):
        await restore(tenant)
    await restore(tenant, "anna.ek2@contoso.com")
    assert (await tenant.see(ANNA)).attributes.get("mail") is None


async def test_to_bring_an_administrator_back_is_denied(tenant: Tenant) -> None:
    await tenant.add(User(ANNA, NAME, administrator=True))
    await tenant.delete(ANNA)
    with pytest.raises(AccessDenied):
        await restore(tenant)
    assert await tenant.directory.read_deleted(ANNA)
