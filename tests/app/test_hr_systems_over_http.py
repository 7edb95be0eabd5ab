"""Each HR system with its own payloads, from the hire to the last day, and what happens when its webhooks get lost."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import httpx
import pytest

from local.stack import Stack
from local.stack.client import StackClient
from tests.app.people import LONG_AGO, TODAY, bob_person
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("hr")

YESTERDAY: Final = TODAY - timedelta(days=1)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give a stack of these stories' own: cycles are about everybody in an HR system."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECONCILE_SCHEDULE", "0 0 0 1 1 *")  # cycles start when a story says so
        with Stack.start(data_dir=tmp_path_factory.mktemp("stack")) as running:
            yield running


@pytest.fixture(scope="module")
def client(stack: Stack) -> Iterator[StackClient]:
    """Give a client of the stack."""
    with StackClient(stack) as connected:
        yield connected


def personio_person(number: int, title: str = "Engineer", last_day: date | None = None) -> dict[str, Any]:
    return {
        "id": 700_000 + number,
        "first_name": "Lea",
        "last_name": f"Vogt{number}",
        "email": f"lea.vogt{number}@contoso.com",
        "status": "active",
        "position": title,
        "department": "Research",
        "office": "Berlin",
        "employment_type": "internal",
        "hire_date": LONG_AGO.isoformat(),
        "termination_date": last_day.isoformat() if last_day else None,
        "dynamic_24407": "C-100",
    }


def bamboohr_person(number: int, title: str = "Engineer", last_day: date | None = None) -> dict[str, Any]:
    return {
        "id": str(800 + number),
        "employeeNumber": f"N{number}",
        "firstName": "Max",
        "lastName": f"Stone{number}",
        "workEmail": f"max.stone{number}@contoso.com",
        "status": "Active",
        "jobTitle": title,
        "department": "Research",
        "location": "Lindon",
        "hireDate": LONG_AGO.isoformat(),
        "terminationDate": last_day.isoformat() if last_day else "0000-00-00",
    }


def bob(number: int, title: str = "Engineer", last_day: date | None = None) -> dict[str, Any]:
    return bob_person(number, title=title, last_day=last_day)


def bob_webhook(client: StackClient, employee_id: str, what: str) -> httpx.Response:
    kinds = {"hire": "employee.created", "change": "table.entry.updated", "leave": "employee.left"}
    return client.send_bob_webhook(kinds[what], employee_id)


def personio_webhook(client: StackClient, employee_id: str, what: str) -> httpx.Response:
    kinds = {"hire": "person.created", "change": "employment.updated", "leave": "employment.terminated"}
    payload = {"person": {"id": employee_id}, "employment": {"id": "0195c7a8-0000-7000-8000-000000000001"}}
    return client.send_personio_webhook(kinds[what], payload)


def bamboohr_webhook(client: StackClient, employee_id: str, what: str) -> httpx.Response:
    now = datetime.now(UTC)
    if what == "leave":
        entry = {"action": "Updated", "id": employee_id, "timestamp": now.isoformat(), "changedFields": ["Status"]}
        return client.send_bamboohr_webhook(json.dumps({"employees": [entry | {"fields": {}}]}).encode())
    event = {
        "type": {"hire": "employee.created", "change": "employee.updated"}[what],
        "timestamp": f"{now:%Y-%m-%dT%H:%M:%S}+0000",
        "data": {"companyId": "12345", "employeeId": employee_id, "changedFields": ["jobTitle"]},
    }
    return client.send_bamboohr_webhook(json.dumps(event).encode())


@dataclass(frozen=True, slots=True)
class System:
    """An HR system: a person in its own form, its webhooks, and how its address field is called."""

    name: str
    person: Callable[..., dict[str, Any]]
    webhook: Callable[[StackClient, str, str], httpx.Response]
    address: str

    def put(self, client: StackClient, person: Mapping[str, Any]) -> None:
        """Create or replace a person in the stand-in."""
        getattr(client, f"put_person_into_{self.name}")(person)

    def tell(self, client: StackClient, person: Mapping[str, Any], what: str) -> None:
        """Send a webhook and wait until it is worked off."""
        answer = self.webhook(client, str(person["id"]), what)
        assert answer.status_code == 202, answer.text
        client.wait_for_log(answer.json()["eventIds"])


SYSTEMS: Final = (
    System("bob", bob, bob_webhook, "email"),
    System("personio", personio_person, personio_webhook, "email"),
    System("bamboohr", bamboohr_person, bamboohr_webhook, "workEmail"),
)
each_system = pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)


def account(client: StackClient, login_name: str) -> dict[str, Any]:
    """Return an account by its login name; an empty one if there is none."""
    return next((user for user in client.accounts() if user["userPrincipalName"] == login_name), {})


def run_cycle(client: StackClient, source: str, kind: str = "delta", **more: object) -> dict[str, Any]:
    return client.wait_for_cycle(client.start_cycle(source, kind, **more)["id"])


@each_system
def test_a_hire_a_change_and_a_last_day_by_webhooks(client: StackClient, system: System, number: int) -> None:
    person = system.person(number)
    system.put(client, person)
    system.tell(client, person, "hire")
    hired = account(client, person[system.address])
    assert (hired["jobTitle"], hired["department"], hired["accountEnabled"]) == ("Engineer", "Research", True)

    system.put(client, system.person(number, "Lead"))
    system.tell(client, person, "change")
    assert account(client, person[system.address])["jobTitle"] == "Lead"

    system.put(client, system.person(number, "Lead", YESTERDAY))
    system.tell(client, person, "leave")
    assert account(client, person[system.address])["accountEnabled"] is False


@each_system
def test_what_no_webhook_told_of_is_found_by_the_next_cycle(client: StackClient, system: System, number: int) -> None:
    known, hired = system.person(number), system.person(number + 5_000)
    system.put(client, known)
    first = run_cycle(client, system.name, "initial")
    assert first["phase"] == "finished", first
    assert account(client, known[system.address])["jobTitle"] == "Engineer"

    system.put(client, system.person(number, "Lead"))
    system.put(client, hired)
    delta = run_cycle(client, system.name)
    assert delta["phase"] == "finished", delta
    assert account(client, known[system.address])["jobTitle"] == "Lead"
    assert account(client, hired[system.address])["accountEnabled"] is True

    system.put(client, system.person(number, "Lead", YESTERDAY))
    run_cycle(client, system.name)
    assert account(client, known[system.address])["accountEnabled"] is False


@each_system
@pytest.mark.parametrize("status", [503, 0], ids=["answers 503", "drops the connection"])
def test_an_hr_system_that_fails_changes_nothing(
    client: StackClient, stack: Stack, system: System, number: int, status: int
) -> None:
    person = system.person(number)
    system.put(client, person)
    run_cycle(client, system.name, "full")
    system.put(client, system.person(number, "Lead"))
    writes = client.graph_stats()["writes"]
    faults = f"{stack.hr_url}/emulator/faults"
    client.http.post(faults, json={"rules": [{"path": ".*", "status": status, "times": 10_000}]}).raise_for_status()
    begun = client.start_cycle(system.name, "full")
    wait_until(lambda: "tried again" in (cycle_of(client, begun["id"])["reason"] or ""), seconds=60)
    client.http.post(client.functions(f"cycles/{begun['id']}/stop"), headers=client.master_key).raise_for_status()
    client.http.post(faults, json={}).raise_for_status()
    assert client.graph_stats()["writes"] == writes
    assert account(client, person[system.address])["jobTitle"] == "Engineer"
    run_cycle(client, system.name)
    assert account(client, person[system.address])["jobTitle"] == "Lead"


def cycle_of(client: StackClient, cycle_id: str) -> dict[str, Any]:
    answer = client.http.get(client.functions(f"cycles/{cycle_id}"), headers=client.function_key)
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


@each_system
def test_who_was_deleted_without_a_webhook_is_blocked_after_two_complete_lists_at_the_latest(
    client: StackClient, system: System, number: int
) -> None:
    person = system.person(number)
    system.put(client, person)
    system.put(client, system.person(number + 9_000))  # a list of nobody would not be believed
    run_cycle(client, system.name, "full")
    assert account(client, person[system.address])["accountEnabled"] is True
    client.remove_from(system.name, str(person["id"]))
    once = run_cycle(client, system.name, "full")
    assert str(person["id"]) in once["missing"]["first"]
    assert account(client, person[system.address])["accountEnabled"] is True
    run_cycle(client, system.name, "full")
    assert account(client, person[system.address])["accountEnabled"] is False


def test_the_tick_of_the_timer_starts_a_cycle_for_each_hr_system_with_credentials(
    client: StackClient, number: int
) -> None:
    for system in SYSTEMS:
        system.put(client, system.person(number))
    client.tick()
    wait_until(lambda: all(account(client, system.person(number)[system.address]) for system in SYSTEMS), seconds=60)
    assert {"bob", "personio", "bamboohr"} <= {cycle["source"] for cycle in client.cycles()}
    wait_until(lambda: all(cycle["finishedAt"] for cycle in client.cycles()), seconds=60)


def test_an_event_that_names_only_an_employment_has_personio_asked_for_changes(
    client: StackClient, number: int
) -> None:
    person = personio_person(number)
    client.put_person_into_personio(person)
    run_cycle(client, "personio", "full")
    client.put_person_into_personio(personio_person(number, "Lead"))
    answer = client.send_personio_webhook("employment.updated", {"id": "0195c7a8-0000-7000-8000-000000000002"})
    assert answer.status_code == 202
    wait_until(lambda: account(client, person["email"])["jobTitle"] == "Lead", seconds=60)


def test_a_scim_bulk_request_hires_changes_and_ends_access(client: StackClient, number: int) -> None:
    login_name = f"babs.jensen{number}@contoso.com"

    def operation(**fields: object) -> dict[str, Any]:
        user = {"externalId": f"S{number}", "userName": login_name, **fields}
        return {"method": "POST", "bulkId": f"op-{number}", "path": "/Users", "data": user}

    name = {"givenName": "Babs", "familyName": f"Jensen{number}"}
    answer = client.send_scim_bulk([operation(name=name, title="Guide", active=True)])
    assert answer.status_code == 202
    assert answer.json()["Operations"][0]["status"] == "202"
    wait_until(lambda: account(client, login_name), seconds=30)

    client.send_scim_bulk([operation(title="Lead")])
    wait_until(lambda: account(client, login_name)["jobTitle"] == "Lead", seconds=30)
    assert account(client, login_name)["accountEnabled"] is True

    client.send_scim_bulk([operation(active=False)])
    wait_until(lambda: account(client, login_name)["accountEnabled"] is False, seconds=30)


def test_a_csv_file_is_checked_first_and_provisioned_when_that_is_asked_for(client: StackClient, number: int) -> None:
    login_name = f"ida.holm{number}@contoso.com"
    text = f'"Nr.";"Vorname";"Name";"Mail";"Eintritt"\n"I{number}";"Ida";"Holm{number}";"{login_name}";"01.02.2024"\n'
    columns = {"Nr.": "id", "Vorname": "firstName", "Name": "lastName", "Mail": "workEmail", "Eintritt": "startDate"}
    options: dict[str, object] = {"columns": columns}
    asked = client.import_csv(text, options)
    assert asked.status_code == 400
    assert asked.json()["questions"]

    options |= {"delimiter": ";", "dates": "DD.MM.YYYY"}
    tried = client.import_csv(text, options)
    assert tried.status_code == 200, tried.text
    assert tried.json()["report"]["ready"] == 1
    assert not account(client, login_name)

    done = client.import_csv(text, options | {"dryRun": False})
    assert done.status_code == 202, done.text
    cycle = client.wait_for_cycle(done.json()["cycle"]["id"])
    assert cycle["outcomes"] == {"success": 1}
    assert account(client, login_name)["accountEnabled"] is True


def test_a_system_that_only_the_settings_know_sends_its_own_json(client: StackClient, number: int) -> None:
    system = {
        "events": "changes",
        "eventId": "ref",
        "type": "what",
        "types": {"joined": "employee.created", "moved": "employee.updated"},
        "occurredAt": "when",
        "fields": {
            "id": "person.number",
            "firstName": "person.name.first",
            "lastName": "person.name.last",
            "workEmail": "person.mail",
            "startDate": "person.since",
        },
        "verification": {"type": "key"},
    }
    client.change_settings({"hrSystems": {"acme-hr": system}}).raise_for_status()
    login_name = f"uma.rao{number}@contoso.com"
    person = {
        "number": f"A{number}",
        "name": {"first": "Uma", "last": f"Rao{number}"},
        "mail": login_name,
        "since": LONG_AGO.isoformat(),
    }
    body = {"changes": [{"ref": "1", "what": "joined", "when": datetime.now(UTC).isoformat(), "person": person}]}
    answer = client.http.post(client.functions("hr-events/acme-hr"), json=body, headers=client.function_key)
    assert answer.status_code == 202, answer.text
    wait_until(lambda: account(client, login_name), seconds=30)
