"""What Personio's webhook told while nobody listened, joined with what its people say of changes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import override

import pytest

from provisioning.ports import AccessDenied, Listed, Shown, TemporaryFailure
from provisioning.sources.personio.catching_up import Happened, PersonioCatchUp, with_history
from provisioning.sources.personio.client import JsonObject
from provisioning.sources.personio.v1 import PersonioV1
from provisioning.sources.personio.v2 import PersonioV2
from tests.builders import at
from tests.sources.payloads import document
from tests.sources.personio.connected import Personio, connected

EVENTS = "GET /webhooks/{id}/events"
LONG_AGO = "2020-01-01T00:00:00+00:00"


def event(name: str, person: str | None, moment: str = "2026-05-11T09:00:00Z") -> JsonObject:
    about: JsonObject = {"person": {"id": person}} if person else {"id": "e-1"}
    return {"company_id": "4242", "event_name": name, "occurred_at": moment, "payload": about}


def happened(*events: JsonObject) -> Happened:
    joined = Happened()
    for each in events:
        joined.add(each)
    return joined


# What events say together

NOON, LATER = "2026-05-11T12:00:00Z", "2026-05-11T13:00:00Z"


@pytest.mark.parametrize(
    ("events", "people"),
    [
        pytest.param([], [], id="nothing happened"),
        pytest.param([event("person.updated", "1"), event("employment.updated", "1")], [Listed("1")], id="one person"),
        pytest.param(
            [event("person.created", "1"), event("person.updated", "2")], [Listed("1"), Listed("2")], id="two"
        ),
        pytest.param([event("document.created", "1"), event("x", None)], [], id="nothing about people"),
        pytest.param([event("person.deleted", "1", NOON)], [Listed("1", deleted_at=at(NOON))], id="a deletion"),
        pytest.param(
            [event("person.updated", "1", NOON), event("person.deleted", "1", LATER)],
            [Listed("1", deleted_at=at(LATER))],
            id="a deletion after a change",
        ),
        pytest.param(
            [event("person.deleted", "1", NOON), event("employment.deleted", "1", LATER)],
            [Listed("1", deleted_at=at(NOON))],
            id="a deletion whose employment is deleted later",
        ),
        pytest.param(
            [event("person.deleted", "1", LATER), event("person.created", "1", NOON)],
            [Listed("1", deleted_at=at(LATER))],
            id="a deletion that is told before the creation",
        ),
        pytest.param(
            [event("person.deleted", "1", NOON), event("person.created", "1", LATER)],
            [Listed("1")],
            id="created again",
        ),
    ],
)
def test_events_name_people_once(events: list[JsonObject], people: list[Listed]) -> None:
    joined = happened(*events)
    assert (joined.people(), joined.is_unclear) == (people, False)


def test_an_event_that_does_not_say_about_whom_makes_the_history_unclear() -> None:
    joined = happened(event("employment.updated", None), event("person.updated", "1"))
    assert (joined.people(), joined.is_unclear) == ([Listed("1")], True)


@pytest.mark.parametrize("odd", [{}, {"event_name": "person.updated"}, {"event_name": 5}], ids=str)
def test_what_is_no_event_is_a_failure_and_not_left_out(odd: JsonObject) -> None:
    with pytest.raises(TemporaryFailure, match="not an event"):
        happened(odd)


def test_an_event_in_the_history_need_not_repeat_whose_company_it_is() -> None:
    said = event("person.updated", "1")
    del said["company_id"]
    assert happened(said).people() == [Listed("1")]


def test_the_sample_names_who_changed_and_who_was_deleted() -> None:
    assert happened(*document("personio/webhook-events.json")["_data"]).people() == [
        Listed("8112"),
        Listed("7040", deleted_at=at("2026-05-11T10:00:00Z")),
    ]


# Read over HTTP


@dataclass(frozen=True, slots=True)
class Company:
    """The stand-in, what reads it, and its history."""

    personio: Personio
    v1: PersonioV1
    v2: PersonioV2
    history: PersonioCatchUp

    async def changed(self, people: PersonioV1 | PersonioV2, since: datetime | None = None) -> dict[str, Listed]:
        """Return by id who changed since an hour ago, or since then; nobody is told twice."""
        changes = with_history(people, self.history).changed(since or datetime.now(UTC) - timedelta(hours=1))
        assert changes is not None
        listed = [each async for each in changes]
        by_id = {each.employee_id: each for each in listed}
        assert len(by_id) == len(listed)
        return by_id


class Told(PersonioCatchUp):
    """A history that tells what the stand-in never would."""

    def __init__(self, told: Happened) -> None:
        super().__init__("http://personio.example", "client", "secret", "w-1")
        self._told = told

    @override
    async def since(self, since: datetime) -> Happened:
        return self._told


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    """Give a Personio without people."""
    async with connected() as personio:
        of = (personio.base_url, "client", "secret")
        company = Company(personio, PersonioV1(*of), PersonioV2(*of), PersonioCatchUp(*of, "w-1"))
        yield company
        for part in (company.v1, company.v2, company.history):
            await part.close()


async def test_a_person_of_the_list_stays_as_the_list_shows_them(company: Company) -> None:
    await company.personio.has(1, first_name="Ilse")
    assert await company.changed(company.v1) == {"1": Listed("1", await company.v1.fetch("1"))}


async def test_whom_only_the_history_names_is_told_without_being_shown(company: Company) -> None:
    await company.personio.has(1, first_name="Ilse", last_modified_at=LONG_AGO)
    assert await company.changed(company.v1) == {"1": Listed("1")}


async def test_who_was_deleted_is_told_with_the_time(company: Company) -> None:
    await company.personio.has(1, first_name="Ilse")
    before = datetime.now(UTC)
    await company.personio.loses(1)
    for people in (company.v1, company.v2):
        changed = await company.changed(people)
        deleted_at = changed["1"].deleted_at
        assert deleted_at is not None
        assert before - timedelta(seconds=1) < deleted_at <= datetime.now(UTC)


async def test_who_is_deleted_while_the_list_is_read_is_told_as_deleted(company: Company) -> None:
    await company.personio.has(1, first_name="Ilse")
    await company.personio.fails("/employments$", status=404)
    history = Told(happened(event("person.deleted", "1", NOON)))
    changes = with_history(company.v2, history).changed(datetime.now(UTC) - timedelta(hours=1))
    assert changes is not None
    [listed] = [each async for each in changes]
    assert listed == Listed("1", deleted_at=at(NOON))


async def test_the_history_is_read_to_its_end(company: Company) -> None:
    await company.personio.has_people(250)
    await company.personio.faults(listHides=[*range(1, 251)])
    assert len(await company.changed(company.v1)) == 250
    assert (await company.personio.calls())[EVENTS] == 3


async def test_with_the_history_version_2_tells_persons_and_employments(company: Company) -> None:
    await company.personio.has(1, first_name="Ilse")
    await company.personio.has(2, first_name="Jonas", last_modified_at=LONG_AGO)
    assert await company.changed(company.v2) == {"1": Listed("1", await company.v2.fetch("1")), "2": Listed("2")}


async def test_version_2_lists_everybody_if_an_event_does_not_say_about_whom(company: Company) -> None:
    await company.personio.has_people(3)
    history = Told(happened(event("employment.updated", None)))
    changes = with_history(company.v2, history).changed(datetime.now(UTC) + timedelta(days=1))
    assert changes is not None
    assert [listed.employee_id async for listed in changes] == ["1", "2", "3"]


async def test_version_2_cannot_tell_what_happened_before_the_history_begins(company: Company) -> None:
    people = with_history(company.v2, company.history)
    assert people.changed(datetime.now(UTC) - timedelta(days=31)) is None


async def test_version_1_tells_what_happened_before_the_history_begins(company: Company) -> None:
    await company.personio.has(1, last_modified_at="2026-01-01T00:00:00+00:00")
    assert "1" in await company.changed(company.v1, at("2025-12-31T00:00Z"))


async def test_who_cannot_tell_changes_cannot_tell_them_with_a_history_either(company: Company) -> None:
    class NoChanges:
        async def fetch(self, employee_id: str) -> Shown:
            return await company.v1.fetch(employee_id)

        def everybody(self) -> AsyncIterator[Listed]:
            return company.v1.everybody()

        def changed(self, since: datetime) -> None:
            del since

    assert with_history(NoChanges(), company.history).changed(datetime.now(UTC)) is None


async def test_one_person_is_read_as_ever(company: Company) -> None:
    await company.personio.has(1, first_name="Ilse")
    for people in (company.v1, company.v2):
        assert await with_history(people, company.history).fetch("1") == await people.fetch("1")


async def test_everybody_is_whom_the_api_lists(company: Company) -> None:
    await company.personio.has_people(2)
    await company.personio.loses(1)
    for people in (company.v1, company.v2):
        listed = [each.employee_id async for each in with_history(people, company.history).everybody()]
        assert listed == ["2"]


@pytest.mark.parametrize("status", [0, 500])
async def test_a_history_that_cannot_be_read_is_a_failure_and_nobody_is_told(company: Company, status: int) -> None:
    await company.personio.has(1, first_name="Ilse")
    await company.personio.fails("^/webhooks/", status=status)
    changes = with_history(company.v1, company.history).changed(datetime.now(UTC) - timedelta(hours=1))
    assert changes is not None
    with pytest.raises(TemporaryFailure):
        await anext(changes)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        pytest.param(404, "PERSONIO_WEBHOOK_ID", id="a webhook that is not there"),
        pytest.param(403, "403", id="a webhook that the credential may not read"),
    ],
)
async def test_a_wrong_webhook_is_an_administrators_matter(company: Company, status: int, sentence: str) -> None:
    await company.personio.fails("^/webhooks/", status=status)
    with pytest.raises(AccessDenied, match=sentence):
        await company.history.since(datetime.now(UTC))
