"""The contract of AccountLister."""

from collections.abc import Collection, Mapping
from typing import Final

import pytest
from pydantic import JsonValue

from provisioning.model import MatchingAttribute
from provisioning.ports import ListedAccount
from tests.contracts.tenants import Tenant
from tests.fakes.directory import User

ALL: Final[tuple[MatchingAttribute, ...]] = ("employeeId", "userPrincipalName", "mail", "mailNickname")
NURSE: Final[Mapping[str, JsonValue]] = {
    "employeeId": "A-7",
    "mail": "Anna@contoso.com",
    "mailNickname": "anna",
    "jobTitle": "Nurse",
}
MANY: Final = 2_500


async def listed(tenant: Tenant, attributes: Collection[MatchingAttribute] = ALL) -> list[ListedAccount]:
    return sorted([account async for account in tenant.directory.accounts(attributes)])


async def test_a_tenant_without_accounts_lists_none(tenant: Tenant) -> None:
    assert await listed(tenant) == []


@pytest.mark.parametrize(
    ("attributes", "values"),
    [
        pytest.param(
            ALL,
            {
                "employeeId": "A-7",
                "userPrincipalName": "Anna.Ek@contoso.com",
                "mail": "Anna@contoso.com",
                "mailNickname": "anna",
            },
            id="all of them",
        ),
        pytest.param(["mail"], {"mail": "Anna@contoso.com"}, id="one of them"),
        pytest.param(["mail", "mail"], {"mail": "Anna@contoso.com"}, id="one that is named twice"),
        pytest.param([], {}, id="none of them"),
    ],
)
async def test_an_account_is_listed_with_the_attributes_asked_for_as_they_are_written(
    tenant: Tenant, attributes: Collection[MatchingAttribute], values: Mapping[MatchingAttribute, str]
) -> None:
    await tenant.add(User("anna", "Anna.Ek@contoso.com", attributes={**NURSE}))
    assert await listed(tenant, attributes) == [ListedAccount("anna", values)]


async def test_what_has_no_value_is_left_out(tenant: Tenant) -> None:
    await tenant.add(User("anna", "anna@contoso.com", attributes={"employeeId": None}))
    assert await listed(tenant, ["employeeId", "mail"]) == [ListedAccount("anna", {})]


@pytest.mark.parametrize(
    "user",
    [
        pytest.param(User("a", "a_x.com#EXT#@contoso.com", guest=True), id="a guest"),
        pytest.param(User("a", "a@contoso.com", synced=True), id="one from on-premises"),
        pytest.param(User("a", "a@contoso.com", enabled=False), id="one that is blocked"),
        pytest.param(User("a", "a@contoso.com", administrator=True), id="an administrator"),
    ],
)
async def test_accounts_that_are_not_to_be_touched_are_listed_too_so_that_nobody_takes_their_names(
    tenant: Tenant, user: User
) -> None:
    await tenant.add(user)
    assert await listed(tenant, ["userPrincipalName"]) == [
        ListedAccount("a", {"userPrincipalName": user.login_name}),
    ]


async def test_a_deleted_account_is_not_listed(tenant: Tenant) -> None:
    await tenant.add(User("a", "a@contoso.com"))
    await tenant.delete("a")
    assert await listed(tenant) == []


async def test_accounts_on_every_page_are_listed_once_though_some_pages_are_empty(tenant: Tenant) -> None:
    users = [User(f"u{n:04}", f"u{n:04}@contoso.com") for n in range(MANY)]
    await tenant.add(*users)
    expected = [ListedAccount(user.id, {"userPrincipalName": user.login_name}) for user in users]
    assert await listed(tenant, ["userPrincipalName"]) == expected
