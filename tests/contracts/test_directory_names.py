"""The contract of Directory about who is called what, and of giving an account another login name."""

from collections.abc import Sequence

import pytest

from provisioning.model import RenameAccount, Status
from provisioning.ports import AccessDenied, AccountMissing, NameTaken, Refused
from tests.contracts.tenants import Tenant
from tests.fakes.directory import User

ANNA, OTHER = "a11a0000-0000-4000-8000-000000000007", "07e20000-0000-4000-8000-000000000001"
NAME = "anna.ek@contoso.com"


@pytest.mark.parametrize(
    "holder",
    [
        pytest.param(User(OTHER, "Anna.Ek@Contoso.com"), id="the login name"),
        pytest.param(User(OTHER, "o@contoso.com", attributes={"mail": "ANNA.EK@contoso.com"}), id="the mail address"),
        pytest.param(User(OTHER, "o@contoso.com", proxy_addresses=("SMTP:Anna.Ek@contoso.com",)), id="the main alias"),
        pytest.param(
            User(OTHER, "o@contoso.com", proxy_addresses=("SMTP:o@contoso.com", "smtp:anna.EK@contoso.com")),
            id="another alias",
        ),
        pytest.param(User(OTHER, "a_x.com#EXT#@contoso.com", guest=True, attributes={"mail": NAME}), id="a guest's"),
    ],
)
async def test_a_name_that_somebody_holds_is_taken(tenant: Tenant, holder: User) -> None:
    await tenant.add(holder)
    for asked in (NAME, NAME.upper()):
        assert await tenant.directory.names_taken([asked, "anna.ek2@contoso.com"]) == {NAME}


async def test_a_name_that_a_deleted_account_had_is_taken_while_it_can_come_back(tenant: Tenant) -> None:
    await tenant.add(User(OTHER, "Anna.Ek@contoso.com"))
    await tenant.delete(OTHER)
    assert await tenant.directory.names_taken([NAME]) == {NAME}
    await tenant.turn(days=30.1)
    assert not await tenant.directory.names_taken([NAME])


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("joanna.ek@contoso.com", id="ends with it"),
        pytest.param("anna.ek@contoso.community", id="begins with it"),
        pytest.param("anna.ek@contoso.onmicrosoft.com", id="in another domain"),
        pytest.param("anna-ek@contoso.com", id="looks like it"),
    ],
)
@pytest.mark.parametrize("deleted", [False, True], ids=["there", "deleted"])
async def test_a_name_that_is_like_it_is_another(tenant: Tenant, other: str, *, deleted: bool) -> None:
    await tenant.add(User(OTHER, other, proxy_addresses=(f"smtp:{other}", "x500:anna.ek@contoso.com")))
    if deleted:
        await tenant.delete(OTHER)
    assert await tenant.directory.names_taken([NAME]) == frozenset()


@pytest.mark.parametrize("name", ["s.o'brien@contoso.com", "a#b@contoso.com", "a&b@contoso.com", "a+b%c@contoso.com"])
@pytest.mark.parametrize("deleted", [False, True], ids=["there", "deleted"])
async def test_a_name_never_becomes_a_part_of_the_question(tenant: Tenant, name: str, *, deleted: bool) -> None:
    await tenant.add(User(OTHER, "x@contoso.com"))
    assert not await tenant.directory.names_taken([name, "' or '1' eq '1", "x') or true"])
    await tenant.add(User(ANNA, name))
    if deleted:
        await tenant.delete(ANNA)
    assert await tenant.directory.names_taken([name]) == {name}


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([f"{chr(ord('a') + n) * 8}@contoso.com" for n in range(25)], id="nothing in common"),
        pytest.param([f"anna.ek_{n}@contoso.com" for n in range(25)], id="one name with numbers"),
        pytest.param([f"{'a' * (60 - n)}_{n}@contoso.com" for n in range(25)], id="long names that are cut"),
        pytest.param([f"{'j' * n}@contoso.com" for n in range(1, 26)], id="each begins with the one before"),
        pytest.param([f"anna.ek@d{n % 2}.contoso.com" for n in range(25)], id="the same in two domains"),
    ],
)
async def test_of_many_names_all_that_are_taken_are_told_and_no_others(tenant: Tenant, names: list[str]) -> None:
    different = list(dict.fromkeys(names))
    held = different[::2]
    ids = [f"{n:08}-0000-4000-8000-000000000000" for n in range(len(held))]
    for account_id, name in zip(ids, held, strict=True):
        await tenant.add(User(account_id, name))
    for account_id in ids[::3]:
        await tenant.delete(account_id)
    await tenant.add(User(ANNA, "anna.ek_99@contoso.com"))
    assert await tenant.directory.names_taken(names) == set(held)
    assert await tenant.directory.names_taken(names[::-1]) == set(held)


async def test_a_name_is_found_behind_many_others_that_end_with_it(tenant: Tenant) -> None:
    for n in range(105):
        account_id = f"{n:08}-0000-4000-8000-000000000000"
        await tenant.add(User(account_id, f"{'jo' if n < 104 else ''}anna.ek@contoso.com"))
        await tenant.delete(account_id)
    assert await tenant.directory.names_taken([NAME]) == {NAME}


@pytest.mark.parametrize("names", [(), ("nobody@contoso.com",)], ids=["none asked", "a free one"])
async def test_no_name_is_taken_in_an_empty_tenant(tenant: Tenant, names: Sequence[str]) -> None:
    assert await tenant.directory.names_taken(names) == frozenset()


def renaming(new: str, *other_mails: str) -> RenameAccount:
    return RenameAccount(old=NAME, new=new, other_mails=other_mails)


async def rename(tenant: Tenant, operation: RenameAccount) -> None:
    same_id, applied = await tenant.directory.apply(ANNA, operation)
    assert (same_id, applied.operation, applied.status) == (ANNA, operation, Status.SUCCESS)
    assert all(applied.request_ids)


async def test_an_account_gets_another_name_as_often_as_one_likes_and_keeps_the_old_as_an_address(
    tenant: Tenant,
) -> None:
    await tenant.add(User(ANNA, NAME, attributes={"jobTitle": "Nurse", "otherMails": ["anna@home.example"]}))
    for _ in range(2):
        await rename(tenant, renaming("anna.alm@contoso.com", "anna@home.example", NAME))
        seen = await tenant.see(ANNA)
        assert seen.login_name == "anna.alm@contoso.com"
        assert seen.attributes["otherMails"] == ["anna@home.example", NAME]
        assert seen.attributes["jobTitle"] == "Nurse"
    assert not await tenant.directory.names_taken([NAME])


async def test_a_renaming_without_other_addresses_leaves_those_that_there_are(tenant: Tenant) -> None:
    await tenant.add(User(ANNA, NAME, attributes={"otherMails": ["anna@home.example"]}))
    await rename(tenant, renaming("anna.alm@contoso.com"))
    assert (await tenant.see(ANNA)).attributes["otherMails"] == ["anna@home.example"]


@pytest.mark.parametrize(
    "holder",
    [
        pytest.param(User(OTHER, "ANNA.alm@contoso.com"), id="as its login name"),
        pytest.param(User(OTHER, "o@contoso.com", proxy_addresses=("smtp:anna.alm@contoso.com",)), id="as an alias"),
    ],
)
async def test_a_new_name_that_somebody_else_has_is_refused(tenant: Tenant, holder: User) -> None:
    await tenant.add(User(ANNA, NAME))
    await tenant.add(holder)
    with pytest.raises(NameTaken):
        await rename(tenant, renaming("anna.alm@contoso.com", NAME))
    assert (await tenant.see(ANNA)).login_name == NAME
    await rename(tenant, renaming("Anna.Ek@contoso.com"))


@pytest.mark.parametrize(
    ("user", "cause"),
    [
        pytest.param(User(ANNA, NAME, administrator=True), AccessDenied, id="of an administrator"),
        pytest.param(User(ANNA, NAME, synced=True), Refused, id="of an account that is mastered on premises"),
        pytest.param(User(OTHER, NAME), AccountMissing, id="of an account that is not there"),
    ],
)
async def test_a_renaming_is_refused(tenant: Tenant, user: User, cause: type[Refused]) -> None:
    await tenant.add(user)
    with pytest.raises(cause) as refused:
        await rename(tenant, renaming("anna.alm@contoso.com", NAME))
    assert type(refused.value) is cause
