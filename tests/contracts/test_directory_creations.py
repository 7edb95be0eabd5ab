"""The contract of Directory about making accounts."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest
from pydantic import JsonValue

from provisioning.model import AppliedOperation, CreateAccount, Status
from provisioning.ports import NameTaken, Refused
from tests.contracts.tenants import KNOWN_EXTENSION, SECRETS, UNKNOWN_EXTENSION, Tenant
from tests.fakes.directory import User

NAME, ADDRESS = "anna.ek@contoso.com", "anna@contoso.com"
SECRET = "DEFAULT_PASSWORD_TEST"
OTHER = User("other", "other@contoso.com", attributes={"mail": ADDRESS})


def creation(login_name: str = NAME, attributes: Mapping[str, JsonValue] = MappingProxyType({})) -> CreateAccount:
    needed: dict[str, JsonValue] = {"displayName": "Anna Ek", "mailNickname": "AnnaEk"}
    return CreateAccount(
        user_principal_name=login_name,
        account_enabled=True,
        attributes={**needed, **attributes},
        must_change_password=True,
    )


async def made(tenant: Tenant, operation: CreateAccount) -> tuple[str, AppliedOperation]:
    account_id, applied = await tenant.directory.apply(None, operation)
    assert applied.operation == operation
    assert applied.request_ids
    assert all(applied.request_ids)
    return account_id, applied


async def test_an_account_is_created_with_every_attribute(tenant: Tenant) -> None:
    attributes: dict[str, JsonValue] = {
        "jobTitle": "Läkare & 'chef'",
        "department": "Ward 3",
        "employeeId": "7",
        "mobilePhone": "+46 70 1",
        "businessPhones": ["+46 8 1"],
        "employeeHireDate": "2026-03-01T00:00:00Z",
        "otherMails": ["anna@home.example", "anna@work.example"],
        "showInAddressList": True,
        "extensionAttribute1": "one",
        "extensionAttribute15": "fifteen",
        "employeeOrgData.division": "North",
        KNOWN_EXTENSION: "x",
    }
    account_id, applied = await made(tenant, creation(attributes=attributes))
    seen = await tenant.see(account_id)
    assert (seen.enabled, seen.manager_id, seen.sessions_revoked) == (True, None, False)
    assert seen.attributes == {"displayName": "Anna Ek", "mailNickname": "AnnaEk"} | attributes
    assert (applied.status, applied.message, len(applied.request_ids)) == (Status.SUCCESS, None, 1)
    read = await tenant.directory.read(account_id, extra=[KNOWN_EXTENSION])
    assert read
    assert {name: read.attributes.get(name) for name in attributes} == attributes


async def test_no_password_is_in_what_is_told_of_a_creation(tenant: Tenant) -> None:
    _, applied = await made(tenant, creation())
    named = {"must_change_password", "password_secret"}
    assert "password" not in applied.model_dump_json(exclude={"operation": named}).lower()


async def test_a_default_password_comes_from_the_app_setting_that_is_named_and_is_told_to_nobody(
    tenant: Tenant,
) -> None:
    _, applied = await made(tenant, creation().model_copy(update={"password_secret": SECRET}))
    assert SECRETS[SECRET] not in applied.model_dump_json()


async def test_without_the_app_setting_no_account_is_made_and_the_refusal_names_it(tenant: Tenant) -> None:
    operation = creation().model_copy(update={"password_secret": "DEFAULT_PASSWORD_FORGOTTEN"})
    with pytest.raises(Refused, match="the app setting DEFAULT_PASSWORD_FORGOTTEN is not set") as refused:
        await tenant.directory.apply(None, operation)
    assert not isinstance(refused.value, NameTaken)
    assert not await tenant.directory.names_taken([operation.user_principal_name])


@pytest.mark.parametrize("taken", ["anna.ek@contoso.com", "Anna.EK@Contoso.com"])
async def test_a_name_that_is_taken_is_refused_whatever_its_case(tenant: Tenant, taken: str) -> None:
    await made(tenant, creation())
    with pytest.raises(NameTaken):
        await tenant.directory.apply(None, creation(taken))


async def test_a_name_that_is_somebody_elses_address_is_refused(tenant: Tenant) -> None:
    await tenant.add(User("other", "other@contoso.com", attributes={"mail": "anna.ek@contoso.com"}))
    with pytest.raises(NameTaken):
        await tenant.directory.apply(None, creation())


@pytest.mark.parametrize(
    "holder",
    [
        pytest.param(User("other", "other@contoso.com", attributes={"mail": "Anna@contoso.com"}), id="as its address"),
        pytest.param(User("other", "ANNA@contoso.com"), id="as its login name"),
        pytest.param(User("other", "other@contoso.com", proxy_addresses=("smtp:anna@contoso.com",)), id="as an alias"),
    ],
)
async def test_a_mail_address_that_another_has_is_left_out_with_a_warning(tenant: Tenant, holder: User) -> None:
    await tenant.add(holder)
    account_id, applied = await made(tenant, creation(attributes={"jobTitle": "Nurse", "mail": ADDRESS}))
    assert applied.status is Status.WARNING
    assert applied.message
    assert applied.message.startswith("mail not written, as the address is taken: ")
    assert applied.left_out == ("mail",)
    seen = await tenant.see(account_id)
    assert seen.login_name == NAME
    assert (seen.attributes["jobTitle"], seen.attributes.get("mail")) == ("Nurse", None)


async def test_a_mail_address_that_is_free_is_written(tenant: Tenant) -> None:
    account_id, applied = await made(tenant, creation(attributes={"mail": ADDRESS}))
    assert (applied.status, applied.message) == (Status.SUCCESS, None)
    assert (await tenant.see(account_id)).attributes["mail"] == ADDRESS


async def test_of_a_name_and_a_mail_address_that_are_both_taken_it_is_the_name_that_counts(tenant: Tenant) -> None:
    await tenant.add(OTHER)
    await tenant.add(User("namesake", NAME))
    with pytest.raises(NameTaken) as taken:
        await made(tenant, creation(attributes={"mail": ADDRESS}))
    assert taken.value.certain


async def test_of_a_name_that_is_taken_and_a_mail_address_that_is_free_it_is_the_name_too(tenant: Tenant) -> None:
    await tenant.add(User("namesake", NAME))
    with pytest.raises(NameTaken) as taken:
        await made(tenant, creation(attributes={"mail": ADDRESS}))
    assert taken.value.certain
    assert not await tenant.directory.names_taken([ADDRESS])


async def test_a_mail_address_that_is_the_login_name_is_taken_with_it(tenant: Tenant) -> None:
    await tenant.add(OTHER)
    with pytest.raises(NameTaken) as taken:
        await made(tenant, creation(ADDRESS, {"mail": "Anna@Contoso.com"}))
    assert taken.value.certain


async def test_an_extension_that_nobody_registered_is_left_out_with_a_warning(tenant: Tenant) -> None:
    wanted = {UNKNOWN_EXTENSION: "42", KNOWN_EXTENSION: "C-1", "jobTitle": "Nurse"}
    account_id, applied = await made(tenant, creation(attributes=wanted))
    assert applied.status is Status.WARNING
    assert applied.message
    assert applied.message.startswith(f"{UNKNOWN_EXTENSION} not written, as Entra does not")
    assert applied.left_out == (UNKNOWN_EXTENSION,)
    assert KNOWN_EXTENSION not in applied.message
    assert "42" not in applied.message
    attributes = (await tenant.see(account_id)).attributes
    assert (attributes["jobTitle"], attributes[KNOWN_EXTENSION]) == ("Nurse", "C-1")


async def test_an_extension_and_a_mail_address_that_are_refused_are_both_left_out_and_told(tenant: Tenant) -> None:
    await tenant.add(OTHER)
    account_id, applied = await made(tenant, creation(attributes={UNKNOWN_EXTENSION: "42", "mail": ADDRESS}))
    assert applied.status is Status.WARNING
    assert applied.message
    assert [part.split(",")[0] for part in applied.message.split("; ")] == [
        f"{UNKNOWN_EXTENSION} not written",
        "mail not written",
    ]
    assert "mail" not in (await tenant.see(account_id)).attributes


@pytest.mark.parametrize("attributes", [{}, {"mail": ADDRESS}], ids=["without an address", "with an address"])
async def test_after_a_lost_answer_it_is_not_certain_who_has_the_name(
    tenant: Tenant, attributes: Mapping[str, JsonValue]
) -> None:
    await tenant.lose_an_answer()
    with pytest.raises(NameTaken) as taken:
        await made(tenant, creation(attributes=attributes))
    assert not taken.value.certain
    names = [NAME, *(str(address) for address in attributes.values())]
    assert await tenant.directory.names_taken(names) == set(names)
