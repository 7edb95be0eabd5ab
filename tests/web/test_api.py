"""The administrator's endpoints: what is refused, and what an answer looks like."""

from dataclasses import replace
from typing import Any

import pytest

from provisioning.auditing import Auditor
from provisioning.ports import RequestRejected, TemporaryFailure
from provisioning.web.queries import person_in
from tests.engine.people import anna, updated
from tests.engine.world import World
from tests.fakes.interposed import Calls, fails_before, interposed
from tests.web.requests import document, request
from tests.web.serving import api_of

ANNA = {"id": "e1", "firstName": "Anna", "lastName": "Ek", "workEmail": "anna.ek@contoso.com"}


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"employee": "e1"}, "employee is not a filter of the log"),
        ({"status": "failed"}, "status must be one of success, warning, failure, skipped"),
        ({"since": "yesterday"}, "since must be a time like"),
        ({"until": "0001-01-01T00:00:00+14:00"}, "until must be a time like"),
        ({"limit": "0"}, "limit must be a number from 1 to 200"),
        ({"limit": "201"}, "limit must be a number from 1 to 200"),
        ({"limit": "ten"}, "limit must be a number from 1 to 200"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_filter_that_makes_no_sense_is_refused(params: dict[str, str], words: str) -> None:
    with pytest.raises(RequestRejected, match=words) as rejected:
        await api_of(World()).provisioning_log(request(params=params))
    assert rejected.value.status == 400


@pytest.mark.parametrize(
    "since", ["2026-03-02T12:00:00Z", "2026-03-02T12:00:00", "2026-03-02T13:00:00 01:00", "2026-03-02T13:00:00+01:00"]
)
async def test_times_may_have_an_offset_whose_plus_the_query_string_turned_into_a_space(since: str) -> None:
    world = World()
    await world.happen(updated(anna()))
    api = api_of(world)
    shown = document(await api.provisioning_log(request(params={"since": since, "code": "key"})))
    assert [entry["employeeId"] for entry in shown["entries"]] == ["e1"]


async def test_a_log_entry_tells_old_and_new_values() -> None:
    world = World()
    await world.happen(updated(anna()), updated(anna(job_title="Midwife"), minute=1))
    newest, oldest = document(await api_of(world).provisioning_log(request()))["entries"]
    (change,) = newest["operations"]
    assert change["changes"] == [{"attribute": "jobTitle", "old": "Nurse", "new": "Midwife"}]
    assert change["requestIds"] == ["request-2"]
    created = {each["attribute"]: each["new"] for each in oldest["operations"][0]["changes"]}
    assert created["userPrincipalName"] == "anna.ek@contoso.com"
    assert created["accountEnabled"] is True


async def test_what_is_known_of_a_person() -> None:
    world = World()
    await world.happen(updated(anna()))
    shown = document(await api_of(world).employee(request(route={"source": "generic", "id": "e1"})))
    assert (shown["accountId"], shown["link"]["origin"]) == ("account-1", "created")
    assert shown["employee"]["jobTitle"] == "Nurse"
    assert "terminationDate" not in shown["employee"]


@pytest.mark.parametrize(
    ("route", "words"),
    [
        ({"source": "generic", "id": "nobody"}, "nothing is known of employee 'nobody' of generic"),
        ({"source": "workday", "id": "e1"}, "no HR source 'workday'"),
    ],
    ids=["an unknown person", "an unknown source"],
)
async def test_what_is_not_known(route: dict[str, str], words: str) -> None:
    with pytest.raises(RequestRejected, match=words) as rejected:
        await api_of(World()).employee(request(route=route))
    assert rejected.value.status == 404


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"source": "generic"}, "employeeId"),
        ({"employeeId": "e1"}, "source is missing"),
        ({"source": "generic", "employeeId": "e2", "employee": ANNA}, "one and the same id"),
        ({"source": "generic", "employee": {**ANNA, "startDate": "soon"}}, "employee.startDate is not a date"),
        ({"source": "generic", "employee_id": "e1"}, "employee_id is not a field that is known here"),
        ({"source": "workday", "employeeId": "e1"}, "no HR source 'workday'"),
        ([], "must be an object"),
    ],
    ids=lambda value: str(value)[:50],
)
async def test_a_demand_that_makes_no_sense_is_refused(body: Any, words: str) -> None:  # noqa: ANN401 - JSON
    world = World()
    with pytest.raises(RequestRejected, match=words):
        await api_of(world).preview(request(body), world.worker().gatherer)


async def test_a_person_of_a_thin_source_is_read_from_the_hr_system_on_demand() -> None:
    world = World()
    world.bob.show(anna())
    api, demand = api_of(world), {"source": "bob", "employeeId": "e1"}
    assert (
        document(await api.preview(request(demand), world.worker().gatherer))["operations"][0]["type"]
        == "createAccount"
    )
    entry = document(await api.provision(request(demand), world.worker(), world.gate))
    assert (entry["status"], list(world.accounts())) == ("success", ["anna.ek@contoso.com"])


@pytest.mark.parametrize(
    ("restored", "sentence"),
    [
        (False, "had employee e1 of generic provisioned now"),
        (True, "had employee e1 of generic provisioned now, and took back that access was revoked"),
    ],
    ids=["plain", "access restored"],
)
async def test_who_had_somebody_provisioned_stands_in_the_audit_trail(*, restored: bool, sentence: str) -> None:
    world = World()
    demand = {"source": "generic", "employee": ANNA, "accessRestored": restored}
    await api_of(world).provision(request(demand), world.worker(), world.gate)
    (entry,) = world.audit.entries
    assert (entry.action, entry.sentence) == ("person.provisioned", sentence)
    assert entry.details == {"source": "generic", "employeeId": "e1", "accessRestored": restored}


async def test_what_cannot_stand_in_the_audit_trail_is_not_done() -> None:
    world = World()
    calls = Calls(1, fails_before)
    auditor = Auditor(interposed(world.audit, calls), world.clock)
    api = replace(api_of(world), auditor=auditor)
    with pytest.raises(TemporaryFailure):
        await api.provision(request({"source": "generic", "employee": ANNA}), world.worker(), world.gate)
    assert calls.names == ["AuditInMemory.write"]
    assert world.accounts() == {}
    assert len(world.queue) == 0


async def test_a_demand_that_is_refused_does_not_stand_in_the_audit_trail() -> None:
    world = World()
    with pytest.raises(RequestRejected):
        await api_of(world).provision(request({"source": "generic"}), world.worker(), world.gate)
    assert world.audit.entries == []


@pytest.mark.parametrize(("written", "meant"), [("a%2Fb", "a/b"), ("a%2fb", "a/b"), ("1042", "1042"), ("7%", "7%")])
def test_an_employee_id_may_hold_a_slash(written: str, meant: str) -> None:
    assert person_in({"source": "generic", "id": written}) == ("generic", meant)
