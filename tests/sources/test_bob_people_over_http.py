"""Bob's people API, read over HTTP from the stand-in: what is asked for, and what each failure becomes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from local.hr.app import hr_app
from provisioning.ports import AccessDenied, Listed, OwnFault, PersonMissing, TemporaryFailure
from provisioning.retrying import TRIES
from provisioning.sources.bob_people import BobPeople
from tests.builders import NOON

ANA = "3332883854254932743"
IN_BOB = {
    "id": ANA,
    "firstName": "Ana",
    "surname": "Ruiz",
    "displayName": "Ana Ruiz",
    "email": "ana.ruiz@contoso.com",
    "work": {"title": "Cook", "startDate": "2026-01-15", "employeeIdInCompany": 42, "reportsTo": {"id": "33"}},
    "internal": {"status": "Active", "lifecycleStatus": "Employed"},
    "payroll": {"salary": {"base": 1}},
}


class Bob:
    """The stand-in and the reader that is connected to it."""

    def __init__(self, client: TestClient[Any, Any], people: BobPeople) -> None:
        self._client = client
        self.people = people

    async def has(self, person: dict[str, Any]) -> None:
        """Put a person into Bob."""
        assert (await self._client.put(f"/emulator/bob/people/{person['id']}", json=person)).status == 200

    async def fails(self, times: int = 1_000, retry_after: float | None = None, **rule: object) -> None:
        """Have reads fail."""
        told = {"method": "POST", "path": "^/people/", "times": times, "retryAfter": retry_after, **rule}
        assert (await self._client.post("/emulator/faults", json={"rules": [told]})).status == 200

    async def suffers(self, **faults: object) -> None:
        """Have something else go wrong."""
        assert (await self._client.post("/emulator/faults", json=faults)).status == 200

    async def requests(self) -> int:
        """Return how many requests there were."""
        return int((await (await self._client.get("/emulator/stats")).json())["requests"])


@pytest.fixture
async def bob() -> AsyncIterator[Bob]:
    """Give a Bob without people."""
    async with TestClient(TestServer(hr_app())) as client:
        people = BobPeople(str(client.make_url("/bob/v1")), "service-user", "token")
        yield Bob(client, people)
        await people.close()


async def test_a_person_is_read_in_one_call(bob: Bob) -> None:
    await bob.has(IN_BOB)
    ana = (await bob.people.fetch(ANA)).employee
    assert ana.attributes() == {
        "employeeNumber": "42",
        "firstName": "Ana",
        "lastName": "Ruiz",
        "displayName": "Ana Ruiz",
        "workEmail": "ana.ruiz@contoso.com",
        "startDate": "2026-01-15",
        "status": "active",
        "jobTitle": "Cook",
        "managerId": "33",
    }
    assert await bob.requests() == 1


async def test_a_person_whom_bob_does_not_know_is_missing(bob: Bob) -> None:
    with pytest.raises(PersonMissing):
        await bob.people.fetch("1")


@pytest.mark.parametrize("odd_id", ["../search", "a/b", "x?y=1", "ü"])
async def test_an_odd_id_stays_one_part_of_the_address(bob: Bob, odd_id: str) -> None:
    await bob.has(IN_BOB)
    with pytest.raises(PersonMissing):
        await bob.people.fetch(odd_id)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_failure_of_a_moment_is_waited_out(bob: Bob, status: int) -> None:
    await bob.has(IN_BOB)
    await bob.fails(times=2, status=status)
    assert (await bob.people.fetch(ANA)).employee.first_name == "Ana"
    assert await bob.requests() == 3


@pytest.mark.parametrize("status", [0, 500])
async def test_a_failure_that_lasts_is_temporary(bob: Bob, status: int) -> None:
    await bob.has(IN_BOB)
    await bob.fails(status=status)
    with pytest.raises(TemporaryFailure):
        await bob.people.fetch(ANA)
    assert await bob.requests() == TRIES


async def test_a_long_wait_is_left_to_the_queue(bob: Bob) -> None:
    await bob.has(IN_BOB)
    await bob.fails(status=429, retry_after=60)
    with pytest.raises(TemporaryFailure) as failure:
        await bob.people.fetch(ANA)
    assert failure.value.retry_after == timedelta(seconds=60)
    assert await bob.requests() == 1


@pytest.mark.parametrize("status", [401, 403])
async def test_a_credential_that_bob_does_not_take_is_not_tried_again(bob: Bob, status: int) -> None:
    await bob.has(IN_BOB)
    await bob.fails(status=status)
    with pytest.raises(OwnFault, match=str(status)) as fault:
        await bob.people.fetch(ANA)
    assert fault.value.where == "bob"
    assert await bob.requests() == 1


@pytest.mark.parametrize(("status", "cause"), [(401, OwnFault), (403, AccessDenied)])
async def test_a_list_that_is_denied_is_a_fault_of_our_own_only_if_the_credential_is(
    bob: Bob, status: int, cause: type[OwnFault | AccessDenied]
) -> None:
    await bob.fails(status=status)
    with pytest.raises(cause, match=str(status)):
        _ = [each async for each in bob.people.everybody()]


async def test_a_bob_that_does_not_take_an_unconfirmed_field_is_asked_without_it(bob: Bob) -> None:
    await bob.has(IN_BOB)
    await bob.fails(times=1, status=400)
    assert (await bob.people.fetch(ANA)).employee.first_name == "Ana"
    assert await bob.requests() == 2
    await bob.people.fetch(ANA)
    assert await bob.requests() == 3


async def test_a_person_is_found_by_bobs_id_only_and_not_by_the_address(bob: Bob) -> None:
    await bob.has(IN_BOB)
    with pytest.raises(PersonMissing):
        await bob.people.fetch("ana.ruiz@contoso.com")


# The list of everybody

LEFT = {
    "id": "33",
    "firstName": "Bo",
    "internal": {"status": "Inactive", "lifecycleStatus": "Terminated", "terminationDate": "2026-03-31"},
}
HIRED = {"id": "44", "firstName": "Cleo", "internal": {"status": "Inactive", "lifecycleStatus": "Hired"}}


async def everybody(bob: Bob) -> dict[str, Listed]:
    return {listed.employee_id: listed async for listed in bob.people.everybody()}


async def test_everybody_is_listed_in_one_call_also_those_who_left_or_are_to_start(bob: Bob) -> None:
    for person in (IN_BOB, LEFT, HIRED):
        await bob.has(person)
    statuses = {key: listed.shown and listed.shown.employee.status for key, listed in (await everybody(bob)).items()}
    assert statuses == {ANA: "active", "33": "terminated", "44": "onboarding"}
    assert await bob.requests() == 1


async def test_the_list_shows_a_person_as_a_read_of_theirs_does(bob: Bob) -> None:
    await bob.has(IN_BOB)
    assert (await everybody(bob))[ANA] == Listed(ANA, await bob.people.fetch(ANA))


async def test_an_empty_list_lists_nobody(bob: Bob) -> None:
    assert await everybody(bob) == {}


async def test_hidden_fields_are_absent_in_the_list(bob: Bob) -> None:
    await bob.has(IN_BOB)
    await bob.suffers(bobHiddenFields=["work", "internal"])
    shown = (await everybody(bob))[ANA].shown
    assert shown is not None
    assert shown.employee.model_fields_set == {"id", "first_name", "last_name", "display_name", "work_email"}


async def test_a_list_without_ids_lists_nobody_rather_than_somebody(bob: Bob) -> None:
    await bob.has(IN_BOB)
    await bob.suffers(bobHiddenFields=["root.id"])
    with pytest.raises(TemporaryFailure, match="without an id"):
        await everybody(bob)


async def test_bob_cannot_tell_who_was_changed(bob: Bob) -> None:
    assert bob.people.changed(NOON) is None


@pytest.mark.parametrize("status", [0, 500, 503])
async def test_a_list_that_fails_for_a_moment_is_read_again(bob: Bob, status: int) -> None:
    await bob.has(IN_BOB)
    await bob.fails(times=1, status=status)
    assert {*await everybody(bob)} == {ANA}
    assert await bob.requests() == 2


async def test_beyond_bobs_limit_the_wait_is_the_one_that_bob_names(bob: Bob) -> None:
    await bob.suffers(bobSearchesPerMinute=0)
    with pytest.raises(TemporaryFailure, match="429") as failure:
        await everybody(bob)
    wait = failure.value.retry_after
    assert wait is not None
    assert timedelta(seconds=50) < wait <= timedelta(seconds=61)
    assert await bob.requests() == 1
