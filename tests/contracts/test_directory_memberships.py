"""The contract of DirectoryReader about groups and directory roles."""

import pytest

from provisioning.model import Membership
from provisioning.ports import AccessDenied, TemporaryFailure
from tests.contracts.tenants import Tenant
from tests.fakes.directory import User

BOARD = Membership(kind="group", id="board", name="Executive board")
NURSES = Membership(kind="group", id="nurses", name="Nurses")
HELPDESK = Membership(kind="directoryRole", id="helpdesk", name="Helpdesk Administrator")


async def told(tenant: Tenant, account_id: str = "a") -> list[tuple[str, str]]:
    return sorted((each.kind, each.name) for each in await tenant.directory.memberships(account_id))


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        pytest.param(User("a", "a@contoso.com"), [], id="nothing"),
        pytest.param(
            User("a", "a@contoso.com", memberships=(BOARD, NURSES)),
            [("group", "Executive board"), ("group", "Nurses")],
            id="two groups",
        ),
        pytest.param(
            User("a", "a@contoso.com", memberships=(HELPDESK, NURSES)),
            [("directoryRole", "Helpdesk Administrator"), ("group", "Nurses")],
            id="a group and a role",
        ),
        pytest.param(
            User("a", "a@contoso.com", administrator=True, memberships=(NURSES,)),
            [("directoryRole", "Global Administrator"), ("group", "Nurses")],
            id="an administrator of no named role",
        ),
        pytest.param(
            User("a", "a@contoso.com", administrator=True, memberships=(HELPDESK,)),
            [("directoryRole", "Helpdesk Administrator")],
            id="an administrator of a named role",
        ),
    ],
)
async def test_groups_and_roles_are_told_by_name(tenant: Tenant, user: User, expected: list[tuple[str, str]]) -> None:
    await tenant.add(user)
    await tenant.add(User("b", "b@contoso.com", memberships=(BOARD,)))
    assert await told(tenant) == expected
    assert await told(tenant, "b") == [("group", "Executive board")]


async def test_a_group_is_told_by_its_id(tenant: Tenant) -> None:
    await tenant.add(User("a", "a@contoso.com", memberships=(BOARD,)))
    assert list(await tenant.directory.memberships("a")) == [BOARD]


async def test_groups_on_every_page_are_told(tenant: Tenant) -> None:
    groups = tuple(Membership(kind="group", id=f"g{n}", name=f"Group {n}") for n in range(1_100))
    await tenant.add(User("a", "a@contoso.com", memberships=groups))
    assert sorted(each.id for each in await tenant.directory.memberships("a")) == sorted(each.id for each in groups)


async def test_what_an_account_belongs_to_that_is_not_there_nobody_knows(tenant: Tenant) -> None:
    with pytest.raises(TemporaryFailure):
        await tenant.directory.memberships("nobody")


async def test_without_the_permission_the_refusal_names_it(tenant: Tenant) -> None:
    await tenant.add(User("a", "a@contoso.com", memberships=(BOARD,)))
    await tenant.forbid_memberships()
    with pytest.raises(AccessDenied, match=r"give it .*Directory\.Read\.All"):
        await tenant.directory.memberships("a")
