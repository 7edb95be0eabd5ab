"""The contract of DirectoryReader."""

from collections.abc import Mapping, Sequence

import pytest
from pydantic import JsonValue

from provisioning.model import Criterion, MatchingAttribute
from tests.contracts.tenants import KNOWN_EXTENSION, Tenant
from tests.fakes.directory import User

NURSE: Mapping[str, JsonValue] = {
    "jobTitle": "Nurse",
    "businessPhones": ["+46 8 1"],
    "mail": "a@contoso.com",
    "employeeId": "7",
    "otherMails": ["a@home.example"],
    "showInAddressList": False,
    "extensionAttribute1": "one",
    "extensionAttribute15": "fifteen",
    "employeeOrgData.costCenter": "100",
    "employeeOrgData.division": "North",
}
UNKNOWN_EXTENSION = "extension_0123456789abcdef0123456789abcdef_shoeSize"


def by(attribute: MatchingAttribute, value: str) -> Criterion:
    return Criterion(attribute=attribute, value=value)


async def found(tenant: Tenant, *criteria: Criterion) -> Sequence[str]:
    return sorted(account.id for account in await tenant.directory.find(criteria))


async def test_nobody_is_read_as_none(tenant: Tenant) -> None:
    assert await tenant.directory.read("11111111-2222-3333-4444-555555555555") is None


async def test_an_account_is_read_with_its_manager_and_its_attributes(tenant: Tenant) -> None:
    boss = await tenant.add(User("boss", "boss@contoso.com"))
    await tenant.add(User("anna", "Anna.Ek@contoso.com", attributes={**NURSE}, manager_id=boss))
    account = await tenant.directory.read("anna")
    assert account
    assert (account.id, account.user_principal_name, account.manager_id) == ("anna", "Anna.Ek@contoso.com", "boss")
    assert (account.account_enabled, account.guest, account.synced_from_on_premises) == (True, False, False)
    assert {name: account.attributes.get(name) for name in NURSE} == NURSE
    assert account.attributes.get("department") is None
    assert account.attributes.get("extensionAttribute2") is None


@pytest.mark.parametrize("name", [KNOWN_EXTENSION, "employeeLeaveDateTime"])
async def test_some_attributes_are_read_only_for_whoever_asks_for_them(tenant: Tenant, name: str) -> None:
    value = "2026-09-30T23:59:59Z"
    await tenant.add(User("anna", "anna@contoso.com", attributes={**NURSE, name: value}))
    criteria = [by("employeeId", "7")]
    for asked, expected in (((), None), ((name,), value), ((name, "jobTitle", name), value)):
        for account in (
            await tenant.directory.read("anna", extra=asked),
            *await tenant.directory.find(criteria, extra=asked),
        ):
            assert account
            assert account.attributes.get(name) == expected
            assert account.attributes["jobTitle"] == "Nurse"
            assert not {"id", "accountEnabled", "manager"} & account.attributes.keys()


async def test_an_extension_that_nobody_registered_does_not_keep_an_account_from_being_read(tenant: Tenant) -> None:
    await tenant.add(User("anna", "anna@contoso.com", attributes={**NURSE}))
    account = await tenant.directory.read("anna", extra=[UNKNOWN_EXTENSION])
    (found_by_id,) = await tenant.directory.find([by("employeeId", "7")], extra=[UNKNOWN_EXTENSION])
    assert account
    for each in (account, found_by_id):
        assert each.attributes["jobTitle"] == "Nurse"
        assert UNKNOWN_EXTENSION not in each.attributes


async def test_nor_does_it_hide_one_that_is_registered(tenant: Tenant) -> None:
    await tenant.add(User("anna", "anna@contoso.com", attributes={**NURSE, KNOWN_EXTENSION: "C-1"}))
    both = [UNKNOWN_EXTENSION, KNOWN_EXTENSION]
    account = await tenant.directory.read("anna", extra=both)
    (found_by_id,) = await tenant.directory.find([by("employeeId", "7")], extra=both)
    assert account
    for each in (account, found_by_id):
        assert each.attributes[KNOWN_EXTENSION] == "C-1"


@pytest.mark.parametrize(
    ("user", "enabled", "guest", "synced"),
    [
        (User("a", "a@contoso.com", enabled=False), False, False, False),
        (User("a", "a_x.com#EXT#@contoso.com", guest=True), True, True, False),
        (User("a", "a@contoso.com", synced=True), True, False, True),
    ],
)
async def test_what_must_not_be_touched_is_seen(  # noqa: PLR0917, RUF100 - a table
    tenant: Tenant, user: User, *, enabled: bool, guest: bool, synced: bool
) -> None:
    await tenant.add(user)
    for account in (await tenant.directory.read("a"), *await tenant.directory.find([by("mail", "a"), _name(user)])):
        assert account
        assert (account.account_enabled, account.guest, account.synced_from_on_premises) == (enabled, guest, synced)


def _name(user: User) -> Criterion:
    return by("userPrincipalName", user.login_name)


@pytest.mark.parametrize(
    "criterion",
    [
        by("employeeId", "A-7"),
        by("employeeId", "a-7"),
        by("userPrincipalName", "s.o'brien@contoso.com"),
        by("userPrincipalName", "S.O'BRIEN@CONTOSO.COM"),
        by("mail", "sinéad.o'brien@contoso.com"),
        by("mail", "SINÉAD.O'Brien@contoso.com"),
        by("mailNickname", "sineadobrien"),
        by("mailNickname", "SineadOBrien"),
    ],
)
async def test_an_account_is_found_by_each_attribute_whatever_the_case(tenant: Tenant, criterion: Criterion) -> None:
    attributes: dict[str, JsonValue] = {
        "employeeId": "A-7",
        "mail": "sinéad.o'brien@contoso.com",
        "mailNickname": "sineadobrien",
    }
    await tenant.add(User("sinead", "s.o'brien@contoso.com", attributes=attributes))
    await tenant.add(User("other", "other@contoso.com", attributes={"employeeId": "A-77"}))
    assert await found(tenant, criterion) == ["sinead"]


@pytest.mark.parametrize(
    "value", ["' or employeeId eq '8", "8' or true", "''", "'", "\\'", "8 ", "%", "&$top=1", "+", "#", "å"]
)
async def test_a_value_never_becomes_a_part_of_the_question(tenant: Tenant, value: str) -> None:
    await tenant.add(User("other", "other@contoso.com", attributes={"employeeId": "8"}))
    assert await found(tenant, by("employeeId", value)) == []
    await tenant.add(User("odd", "odd@contoso.com", attributes={"employeeId": value[:16]}))
    assert await found(tenant, by("employeeId", value[:16])) == ["odd"]


async def test_whoever_meets_any_criterion_is_found_once(tenant: Tenant) -> None:
    await tenant.add(User("by-id", "a@contoso.com", attributes={"employeeId": "7", "mail": "x@contoso.com"}))
    await tenant.add(User("by-name", "x@contoso.com"))
    await tenant.add(User("neither", "n@contoso.com"))
    criteria = (by("employeeId", "7"), by("userPrincipalName", "x@contoso.com"), by("mail", "x@contoso.com"))
    assert await found(tenant, *criteria) == ["by-id", "by-name"]


async def test_nothing_is_found_without_criteria_or_without_a_hit(tenant: Tenant) -> None:
    await tenant.add(User("anna", "anna@contoso.com"))
    assert await found(tenant) == []
    assert await found(tenant, by("employeeId", "7"), by("mail", "anna@contoso.com")) == []


async def test_hits_on_every_page_are_found(tenant: Tenant) -> None:
    for n in range(35):
        await tenant.add(User(f"u{n:02}", f"u{n:02}@contoso.com", attributes={"employeeId": "7"}))
    assert await found(tenant, by("employeeId", "7")) == [f"u{n:02}" for n in range(35)]


async def test_verified_domains_are_in_lower_case_and_one_is_the_default(tenant: Tenant) -> None:
    await tenant.verify(["Fabrikam.COM"])
    expected = {"contoso.com", "contoso.onmicrosoft.com", "fabrikam.com"}
    domains = await tenant.directory.domains()
    assert domains
    assert (domains.verified, domains.default) == (frozenset(expected), "contoso.com")
