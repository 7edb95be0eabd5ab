"""Personio's people by version 2, read over HTTP from the stand-in: the calls, and what each failure becomes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from pydantic import JsonValue

from provisioning.ports import AccessDenied, Listed, PersonMissing, TemporaryFailure
from provisioning.retrying import TRIES
from provisioning.sources.personio.v2 import PersonioV2
from tests.builders import at
from tests.sources.personio.connected import Personio, connected

LISTS, READS, EMPLOYMENTS = "GET /persons", "GET /persons/{id}", "GET /persons/{id}/employments"
UNITS, COMPANIES, AUTH = "GET /org-units/{id}", "GET /legal-entities/{id}", "POST /auth/token"
ILSE: dict[str, JsonValue] = {
    "first_name": "Ilse",
    "email": "ilse.brandt@contoso.com",
    "hire_date": "2026-06-01",
    "status": "active",
    "department": "Labor",
    "team": "Metall",
    "subcompany": "Contoso Werkstoffe GmbH",
    "supervisor": 7040,
    "termination_date": "2026-12-31",
    "last_working_day": "2026-12-18",
    "dynamic_24407": "K-5521",
}


@dataclass(frozen=True, slots=True)
class Company:
    """The stand-in and what reads it."""

    personio: Personio
    people: PersonioV2

    async def listed(self) -> list[str]:
        """Return the ids of everybody, in order."""
        return [listed.employee_id async for listed in self.people.everybody()]


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    """Give a Personio without people."""
    async with connected() as personio:
        people = PersonioV2(personio.base_url, "client", "secret", ["team", "dynamic_24407"])
        yield Company(personio, people)
        await people.close()


# One person


async def test_a_person_is_read_with_the_employment_and_the_names_in_it(company: Company) -> None:
    await company.personio.has(8112, **ILSE)
    said = (await company.people.fetch("8112")).employee.attributes()
    assert {
        "employeeNumber": "8112",
        "firstName": "Ilse",
        "workEmail": "ilse.brandt@contoso.com",
        "startDate": "2026-06-01",
        "terminationDate": "2026-12-31",
        "lastDayOfWork": "2026-12-18",
        "status": "active",
        "department": "Labor",
        "companyName": "Contoso Werkstoffe GmbH",
        "managerId": "7040",
        "employmentType": "internal",
        "custom.team": "Metall",
        "custom.dynamic_24407": "K-5521",
    }.items() <= said.items()
    assert await company.personio.calls() == {AUTH: 1, READS: 1, EMPLOYMENTS: 1, UNITS: 2, COMPANIES: 1}


async def test_what_is_not_asked_for_is_neither_kept_nor_looked_up(company: Company) -> None:
    await company.personio.has(8112, **ILSE, dynamic_24411="DE98 8989")
    assert dict((await company.people.fetch("8112")).employee.custom) == {"team": "Metall", "dynamic_24407": "K-5521"}
    without = PersonioV2(company.personio.base_url, "client", "secret")
    assert dict((await without.fetch("8112")).employee.custom) == {}
    await without.close()
    assert (await company.personio.calls())[UNITS] == 2 + 1


async def test_names_are_looked_up_once(company: Company) -> None:
    await company.personio.has(8112, **ILSE)
    for _ in range(3):
        await company.people.fetch("8112")
    assert await company.personio.calls() == {AUTH: 1, READS: 3, EMPLOYMENTS: 3, UNITS: 2, COMPANIES: 1}


@pytest.mark.parametrize("status", [403, 404], ids=["which the credential may not read", "which are not there"])
async def test_names_do_not_keep_a_person_from_being_read(company: Company, status: int) -> None:
    await company.personio.has(8112, **ILSE)
    await company.personio.fails("^/(org-units|legal-entities)/", status=status)
    ilse = (await company.people.fetch("8112")).employee
    assert not {"department", "companyName", "custom.team"} & ilse.attributes().keys()
    assert ilse.first_name == "Ilse"


async def test_names_that_cannot_be_read_for_a_moment_are_waited_for(company: Company) -> None:
    await company.personio.has(8112, **ILSE)
    await company.personio.fails("^/org-units/", status=500)
    with pytest.raises(TemporaryFailure):
        await company.people.fetch("8112")


async def test_who_belongs_nowhere_has_no_department(company: Company) -> None:
    await company.personio.has(8112, first_name="Ilse")
    ilse = (await company.people.fetch("8112")).employee
    assert (ilse.get("department"), ilse.get("companyName")) == (None, None)


async def test_what_the_credential_may_not_read_is_absent(company: Company) -> None:
    await company.personio.has(8112, **ILSE)
    hidden: list[JsonValue] = ["first_name", "hire_date", "termination_date", "department", "supervisor"]
    await company.personio.faults(personioHiddenAttributes=hidden)
    said = (await company.people.fetch("8112")).employee.attributes()
    assert not {"firstName", "startDate", "terminationDate", "lastDayOfWork", "department", "managerId"} & said.keys()


async def test_a_person_whom_personio_does_not_know_is_missing(company: Company) -> None:
    with pytest.raises(PersonMissing):
        await company.people.fetch("1")


async def test_a_person_who_is_deleted_between_two_calls_is_missing(company: Company) -> None:
    await company.personio.has(8112, **ILSE)
    await company.personio.fails("/employments$", status=404)
    with pytest.raises(PersonMissing):
        await company.people.fetch("8112")


@pytest.mark.parametrize("odd_id", ["../persons", "a/b", "x?limit=1", "ü"])
async def test_an_odd_id_stays_one_part_of_the_address(company: Company, odd_id: str) -> None:
    await company.personio.has(1, first_name="Ilse")
    with pytest.raises(PersonMissing):
        await company.people.fetch(odd_id)


@pytest.mark.parametrize("path", ["^/persons/8112$", "/employments$"], ids=["of the person", "of the employment"])
@pytest.mark.parametrize("status", [0, 429])
async def test_a_failure_of_a_moment_is_waited_out(company: Company, path: str, status: int) -> None:
    await company.personio.has(8112, **ILSE)
    await company.personio.fails(path, times=2, status=status)
    assert (await company.people.fetch("8112")).employee.first_name == "Ilse"


async def test_a_failure_that_lasts_is_temporary(company: Company) -> None:
    await company.personio.has(8112, **ILSE)
    await company.personio.fails("/employments$", status=502)
    with pytest.raises(TemporaryFailure, match="502"):
        await company.people.fetch("8112")
    assert (await company.personio.calls())[EMPLOYMENTS] == TRIES


async def test_a_token_that_personio_forgot_is_fetched_again(company: Company) -> None:
    await company.personio.has(8112, **ILSE)
    await company.people.fetch("8112")
    await company.personio.fails("^/persons/8112$", times=1, status=401)
    assert (await company.people.fetch("8112")).employee.first_name == "Ilse"
    assert (await company.personio.calls())[AUTH] == 2


# Everybody


async def test_a_list_is_one_call_for_50_people_and_one_a_person(company: Company) -> None:
    await company.personio.has_people(120)
    assert await company.listed() == [str(number) for number in range(1, 121)]
    assert await company.personio.calls() == {AUTH: 1, LISTS: 3, EMPLOYMENTS: 120}


async def test_a_list_shows_its_people_those_who_left_as_well(company: Company) -> None:
    await company.personio.has(8112, **{**ILSE, "status": "inactive"})
    [listed] = [listed async for listed in company.people.everybody()]
    assert listed == Listed("8112", await company.people.fetch("8112"))


async def test_a_company_without_people_has_an_empty_list(company: Company) -> None:
    assert await company.listed() == []


async def test_empty_pages_with_a_link_do_not_end_a_list(company: Company) -> None:
    await company.personio.has_people(60)
    await company.personio.faults(emptyPages=True)
    assert len(await company.listed()) == 60


async def test_a_list_that_breaks_off_is_a_failure(company: Company) -> None:
    await company.personio.has_people(60)
    people = company.people.everybody()
    assert [(await anext(people)).employee_id for _ in range(50)] == [str(number) for number in range(1, 51)]
    await company.personio.fails("^/persons$", status=0)
    with pytest.raises(TemporaryFailure):
        await anext(people)


async def test_a_person_who_cannot_be_read_ends_the_list_as_a_failure(company: Company) -> None:
    await company.personio.has_people(40)
    await company.personio.fails("^/persons/20/employments$", status=500)
    with pytest.raises(TemporaryFailure, match="500"):
        await company.listed()


async def test_a_person_who_is_deleted_while_the_list_is_read_is_left_to_be_looked_for_by_id(company: Company) -> None:
    await company.personio.has_people(3)
    await company.personio.fails("^/persons/2/employments$", status=404)
    listed = {listed.employee_id: listed async for listed in company.people.everybody()}
    assert listed["2"] == Listed("2")
    assert listed["3"].shown is not None


async def test_what_the_credential_may_not_do_is_not_tried_again(company: Company) -> None:
    await company.personio.fails("^/persons$", status=403)
    with pytest.raises(AccessDenied, match="403"):
        await company.listed()
    assert (await company.personio.calls())[LISTS] == 1


# Who changed


def test_version_2_alone_cannot_tell_who_changed() -> None:
    assert PersonioV2("http://personio.example", "client", "secret").changed(at("2026-01-01T00:00Z")) is None


async def test_it_can_tell_whose_own_attributes_changed_some_time_early_as_personio_tells_late(
    company: Company,
) -> None:
    await company.personio.has(1, first_name="Early", last_modified_at="2026-01-01T10:59:00+00:00")
    await company.personio.has(2, first_name="Ilse", last_modified_at="2026-01-01T11:01:00+00:00")
    updated = [listed async for listed in company.people.updated(at("2026-01-01T12:00Z"))]
    assert updated == [Listed("2", await company.people.fetch("2"))]
