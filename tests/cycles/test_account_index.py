"""The index by which a cycle finds accounts among all those of a tenant."""

import tracemalloc
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.cycles.account_index import AccountIndex
from provisioning.model import Criterion, MatchingAttribute
from provisioning.ports import ListedAccount, TemporaryFailure

ATTRIBUTES: Sequence[MatchingAttribute] = ("employeeId", "userPrincipalName", "mail", "mailNickname")
MANY = 20_000
BYTES_AN_ACCOUNT = 80


async def listed(accounts: Iterable[ListedAccount]) -> AsyncIterator[ListedAccount]:
    for account in accounts:
        yield account


async def index_of(*accounts: ListedAccount) -> AccountIndex:
    return await AccountIndex.built(listed(accounts))


def account(account_id: str, values: Mapping[MatchingAttribute, str]) -> ListedAccount:
    return ListedAccount(account_id, values)


def by(attribute: MatchingAttribute, value: str, *, own: bool = False) -> Criterion:
    return Criterion(attribute=attribute, value=value, own=own)


ANNA = account("0a0b0c0d-0000-4000-8000-000000000001", {"employeeId": "A-7", "userPrincipalName": "Anna@contoso.com"})
ASTRID = account("0a0b0c0d-0000-4000-8000-000000000002", {"employeeId": "8", "mail": "STRASSE@contoso.com"})
NAMESAKE = account("0a0b0c0d-0000-4000-8000-000000000003", {"employeeId": "a-7"})


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        pytest.param([], [], id="nothing is asked for"),
        pytest.param([by("employeeId", "8")], [ASTRID], id="the value of one account"),
        pytest.param([by("employeeId", "A-7")], [ANNA, NAMESAKE], id="a value of two, whatever the case"),
        pytest.param(
            [by("mail", "straße@contoso.com")], [ASTRID], id="letters that are more than one in the other case"
        ),
        pytest.param([by("mail", "8")], [], id="the value of another attribute"),
        pytest.param([by("mailNickname", "anna")], [], id="an attribute that no account has"),
        pytest.param([by("employeeId", "")], [], id="an empty value"),
        pytest.param(
            [by("userPrincipalName", "anna@contoso.com", own=True)], [ANNA], id="the name that we meant to create"
        ),
        pytest.param(
            [by("employeeId", "9"), by("mail", "strasse@contoso.com"), by("employeeId", "8")],
            [ASTRID],
            id="an account that meets two of three",
        ),
        pytest.param(
            [by("employeeId", "8"), by("userPrincipalName", "ANNA@contoso.com")],
            [ANNA, ASTRID],
            id="two accounts by an attribute each, in the listed order",
        ),
    ],
)
async def test_accounts_are_found_by_any_of_the_values_that_they_are_matched_by(
    criteria: Sequence[Criterion], found: Sequence[ListedAccount]
) -> None:
    index = await index_of(ANNA, ASTRID, NAMESAKE)
    assert index.find(criteria) == tuple(account.id for account in found)


@pytest.mark.parametrize(
    "account_id",
    [
        pytest.param("0a0b0c0d-0000-4000-8000-00000000000f", id="a UUID"),
        pytest.param("00000000-0000-0000-0000-000000000000", id="the empty UUID"),
        pytest.param("0A0B0C0D-0000-4000-8000-00000000000F", id="a UUID in capitals"),
        pytest.param("{0a0b0c0d-0000-4000-8000-00000000000f}", id="a UUID in braces"),
        pytest.param("0a0b0c0d00004000800000000000000f", id="a UUID without hyphens"),
        pytest.param("by-hand", id="a word"),
        pytest.param("", id="nothing"),
    ],
)
async def test_an_id_comes_back_as_it_was_listed(account_id: str) -> None:
    index = await index_of(ANNA, account(account_id, {"employeeId": "1"}), ASTRID)
    assert index.find([by("employeeId", "1"), by("employeeId", "8")]) == (account_id, ASTRID.id)


async def test_an_empty_tenant_has_an_empty_index() -> None:
    index = await index_of()
    assert (len(index), index.find([by("employeeId", "1")])) == (0, ())


async def test_a_list_that_breaks_off_gives_no_index() -> None:
    async def broken() -> AsyncIterator[ListedAccount]:
        yield ANNA
        raise TemporaryFailure("a page could not be read")

    with pytest.raises(TemporaryFailure):
        await AccountIndex.built(broken())


_values = st.sampled_from(["7", "8", "anna@contoso.com", "Anna@Contoso.com", "ANNA", "ß", "ss", "İ", "i̇", "é", "é"])
_attributes = st.sampled_from(ATTRIBUTES)
_ids = st.uuids().map(str) | st.text(max_size=3)
_accounts = st.lists(st.builds(account, _ids, st.dictionaries(_attributes, _values)), max_size=12)
_criteria = st.lists(st.builds(by, _attributes, _values), max_size=4)


@given(accounts=_accounts, criteria=_criteria)
async def test_it_finds_what_a_look_at_each_account_finds(
    accounts: list[ListedAccount], criteria: list[Criterion]
) -> None:
    wanted = {(criterion.attribute, criterion.value.casefold()) for criterion in criteria}
    expected = [
        each.id
        for each in accounts
        if wanted & {(attribute, value.casefold()) for attribute, value in each.values.items()}
    ]
    assert [*(await index_of(*accounts)).find(criteria)] == expected


async def test_an_account_takes_less_than_eighty_bytes_even_while_the_index_is_built() -> None:
    def everybody() -> Iterable[ListedAccount]:
        for number in range(MANY):
            account_id = str(UUID(int=number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128))
            yield account(account_id, dict.fromkeys(ATTRIBUTES, f"p{number}@contoso.com"))

    tracemalloc.start()
    try:
        index = await AccountIndex.built(listed(everybody()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(index) == MANY
    assert peak < MANY * BYTES_AN_ACCOUNT
