"""Personio's people by version 1, read over HTTP from the stand-in: the calls, and what each failure becomes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from provisioning.ports import AccessDenied, Listed, OwnFault, PersonMissing, TemporaryFailure
from provisioning.retrying import TRIES
from provisioning.sources.personio.v1 import PersonioV1
from tests.builders import at
from tests.sources.personio.connected import Personio, connected

LISTS, READS, AUTH = "GET /company/employees", "GET /company/employees/{id}", "POST /auth"
SINCE = at("2020-01-01T00:00Z")


@dataclass(frozen=True, slots=True)
class Company:
    """The stand-in and what reads it."""

    personio: Personio
    people: PersonioV1

    async def listed(self) -> list[str]:
        """Return the ids of everybody, in order."""
        return [listed.employee_id async for listed in self.people.everybody()]

    async def changed(self) -> list[Listed]:
        """Return who changed since long ago."""
        return [listed async for listed in self.people.changed(SINCE)]


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    """Give a Personio without people."""
    async with connected() as personio:
        people = PersonioV1(personio.base_url, "client", "secret", ["team", "dynamic_24407"])
        yield Company(personio, people)
        await people.close()


# One person


async def test_a_person_is_read_in_one_call_and_one_for_a_token(company: Company) -> None:
    await company.personio.has(8112, first_name="Ilse", hire_date="2026-06-01", department="Labor", supervisor=7040)
    ilse = (await company.people.fetch("8112")).employee
    said = [ilse.get(name) for name in ("firstName", "startDate", "department", "managerId", "employeeNumber")]
    assert said == ["Ilse", "2026-06-01", "Labor", "7040", "8112"]
    assert await company.personio.calls() == {AUTH: 1, READS: 1}


async def test_what_the_credential_may_not_read_is_absent(company: Company) -> None:
    await company.personio.has(8112, first_name="Ilse", hire_date="2026-06-01", department="Labor")
    await company.personio.faults(personioHiddenAttributes=["hire_date", "department"])
    ilse = (await company.people.fetch("8112")).employee
    assert not {"startDate", "department"} & ilse.attributes().keys()
    assert ilse.first_name == "Ilse"


async def test_one_person_a_list_and_changes_keep_the_same_custom_attributes_and_no_others(company: Company) -> None:
    await company.personio.has(
        8112, first_name="Ilse", team="Metall", dynamic_24407="K-5521", dynamic_24411="DE98 8989"
    )
    ilse = (await company.people.fetch("8112")).employee
    assert dict(ilse.custom) == {"team": "Metall", "dynamic_24407": "K-5521"}
    [listed] = [listed async for listed in company.people.everybody()]
    [changed] = await company.changed()
    assert [each.shown and each.shown.employee for each in (listed, changed)] == [ilse, ilse]


async def test_a_person_whom_personio_does_not_know_is_missing(company: Company) -> None:
    with pytest.raises(PersonMissing):
        await company.people.fetch("1")


@pytest.mark.parametrize("odd_id", ["../employees", "a/b", "x?limit=1", "ü"])
async def test_an_odd_id_stays_one_part_of_the_address(company: Company, odd_id: str) -> None:
    await company.personio.has(1, first_name="Ilse")
    with pytest.raises(PersonMissing):
        await company.people.fetch(odd_id)


@pytest.mark.parametrize("status", [0, 500, 502, 503])
async def test_a_failure_of_a_moment_is_waited_out(company: Company, status: int) -> None:
    await company.personio.has(8112, first_name="Ilse")
    await company.personio.fails("^/company/employees/", times=2, status=status)
    assert (await company.people.fetch("8112")).employee.first_name == "Ilse"
    assert (await company.personio.calls())[READS] == 3


@pytest.mark.parametrize("status", [0, 500])
async def test_a_failure_that_lasts_is_temporary(company: Company, status: int) -> None:
    await company.personio.has(8112, first_name="Ilse")
    await company.personio.fails("^/company/employees/", status=status)
    with pytest.raises(TemporaryFailure):
        await company.people.fetch("8112")
    assert (await company.personio.calls())[READS] == TRIES


async def test_a_long_wait_for_one_person_is_left_to_the_queue(company: Company) -> None:
    await company.personio.has(8112, first_name="Ilse")
    await company.personio.fails("^/company/employees/", status=429, retry_after=60)
    with pytest.raises(TemporaryFailure) as failure:
        await company.people.fetch("8112")
    assert failure.value.retry_after == timedelta(seconds=60)
    assert (await company.personio.calls())[READS] == 1


async def test_what_the_credential_may_not_do_is_not_tried_again(company: Company) -> None:
    await company.personio.has(8112, first_name="Ilse")
    await company.personio.fails("^/company/employees/", status=403)
    with pytest.raises(OwnFault, match="403"):
        await company.people.fetch("8112")
    assert (await company.personio.calls())[READS] == 1


async def test_a_list_that_the_credential_may_not_read_is_no_reason_to_hold_events(company: Company) -> None:
    await company.personio.fails("^/company/employees", status=403)
    with pytest.raises(AccessDenied, match="403"):
        await company.listed()


async def test_a_credential_that_is_refused_names_the_settings() -> None:
    async with connected() as personio:
        people = PersonioV1(personio.base_url, "", "")
        with pytest.raises(OwnFault, match="PERSONIO_CLIENT_ID and PERSONIO_CLIENT_SECRET"):
            await people.fetch("8112")
        assert await personio.calls() == {AUTH: 1}
        await people.close()


async def test_a_token_is_used_until_it_expires(company: Company) -> None:
    await company.personio.has(8112, first_name="Ilse")
    for _ in range(3):
        await company.people.fetch("8112")
    assert await company.personio.calls() == {AUTH: 1, READS: 3}


async def test_a_token_that_personio_forgot_is_fetched_again(company: Company) -> None:
    await company.personio.has(8112, first_name="Ilse")
    await company.people.fetch("8112")
    await company.personio.fails("^/company/employees/", times=1, status=401)
    assert (await company.people.fetch("8112")).employee.first_name == "Ilse"
    assert await company.personio.calls() == {AUTH: 2, READS: 3}


async def test_a_token_that_is_refused_again_and_again_is_fetched_once_more_only(company: Company) -> None:
    await company.personio.fails("^/company/employees/", status=401)
    with pytest.raises(OwnFault):
        await company.people.fetch("8112")
    assert await company.personio.calls() == {AUTH: 2, READS: 2}


async def test_a_token_that_expires_at_once_is_fetched_for_each_call(company: Company) -> None:
    await company.personio.has(8112, first_name="Ilse")
    await company.personio.faults(personioTokenSeconds=0)
    for _ in range(2):
        with pytest.raises(OwnFault):
            await company.people.fetch("8112")
    assert (await company.personio.calls())[AUTH] == 4


# Everybody


async def test_a_list_of_450_people_is_5_calls_and_one_for_a_token(company: Company) -> None:
    await company.personio.has_people(450)
    assert await company.listed() == [str(number) for number in range(1, 451)]
    assert await company.personio.calls() == {AUTH: 1, LISTS: 5}


async def test_a_list_shows_its_people(company: Company) -> None:
    await company.personio.has(8112, first_name="Ilse", status="inactive")
    [listed] = [listed async for listed in company.people.everybody()]
    assert listed.shown == await company.people.fetch("8112")
    assert listed.deleted_at is None


async def test_a_company_without_people_has_an_empty_list(company: Company) -> None:
    assert await company.listed() == []
    assert await company.personio.calls() == {AUTH: 1, LISTS: 1}


async def test_a_list_that_lacks_people_is_a_failure_that_names_both_figures(company: Company) -> None:
    await company.personio.has_people(130)
    await company.personio.faults(shortReadBy=3)
    with pytest.raises(TemporaryFailure, match="Personio listed 127 of the 130 people that it counts"):
        await company.listed()


async def test_a_list_that_breaks_off_is_a_failure(company: Company) -> None:
    await company.personio.has_people(150)
    people = company.people.everybody()
    assert [(await anext(people)).employee_id for _ in range(100)] == [str(number) for number in range(1, 101)]
    await company.personio.fails("^/company/employees$", status=502)
    with pytest.raises(TemporaryFailure, match="502"):
        await anext(people)


async def test_a_person_who_is_deleted_while_the_list_is_read_makes_nobody_else_disappear(company: Company) -> None:
    await company.personio.has_people(150)
    ids: list[str] = []
    async for listed in company.people.everybody():
        ids.append(listed.employee_id)
        if listed.employee_id == "100":
            await company.personio.loses(1)
    assert sorted(ids, key=int) == [str(number) for number in range(1, 151)]
    assert (await company.personio.calls())[LISTS] == 4


async def test_a_person_who_comes_while_the_list_is_read_is_on_it(company: Company) -> None:
    await company.personio.has_people(150)
    ids: list[str] = []
    async for listed in company.people.everybody():
        ids.append(listed.employee_id)
        if listed.employee_id == "100":
            await company.personio.has(151, first_name="New")
    assert ids == [str(number) for number in range(1, 152)]


async def test_people_without_an_id_are_an_administrators_matter(company: Company) -> None:
    await company.personio.has(8112, first_name="Ilse")
    await company.personio.faults(personioHiddenAttributes=["id"])
    with pytest.raises(AccessDenied, match="attribute 'id'"):
        await company.listed()


# Who changed


async def test_who_changed_is_told_with_what_is_shown_of_them(company: Company) -> None:
    await company.personio.has(1, first_name="Early", last_modified_at="2019-12-31T12:00:00+00:00")
    await company.personio.has(2, first_name="Ilse", last_modified_at="2020-01-01T00:00:01+00:00")
    [listed] = await company.changed()
    assert listed == Listed("2", await company.people.fetch("2"))


async def test_who_changed_shortly_before_is_told_as_well_as_personio_tells_late(company: Company) -> None:
    await company.personio.has(1, last_modified_at="2019-12-31T23:00:01+00:00")
    assert [listed.employee_id for listed in await company.changed()] == ["1"]


async def test_a_list_of_changes_is_complete_when_personio_ignores_pages(company: Company) -> None:
    await company.personio.has_people(130)
    assert len(await company.changed()) == 130
    assert (await company.personio.calls())[LISTS] == 1


async def test_a_list_of_changes_that_lacks_people_is_a_failure(company: Company) -> None:
    await company.personio.has_people(5)
    await company.personio.faults(shortReadBy=1)
    with pytest.raises(TemporaryFailure, match="4 of the 5"):
        await company.changed()
