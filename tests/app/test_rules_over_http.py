"""The rules at work in the whole app: names, states, scope, protection, and settings that explain themselves."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from local.stack.client import StackClient
from tests.app.conftest import DEFAULT_PASSWORD
from tests.app.people import TODAY, generic_event
from tests.app.test_stories_over_http import account_of, deliver

pytestmark = pytest.mark.xdist_group("app")

CHANGED = (
    "createOn",
    "statusPolicy",
    "loginName",
    "password",
    "scopingFilters",
    "leavingScope",
    "attributeMappings",
    "formerIdAttribute",
    "unmatchedExisting",
    "activatedAt",
)


@pytest.fixture
def admin(client: StackClient) -> Iterator[StackClient]:
    """Give a client whose changes of the settings are taken back."""
    yield client
    client.change_settings(dict.fromkeys(CHANGED)).raise_for_status()


def test_a_schema_gives_namesakes_names_of_their_own_in_plain_letters(admin: StackClient, number: int) -> None:
    admin.change_settings({"loginName": {"mode": "schema", "beginning": {"take": "firstLetter"}}}).raise_for_status()
    names = {"firstName": "Özge", "lastName": f"van Müller{number}", "country": "Germany"}
    deliver(admin, generic_event(number, **names))
    deliver(admin, generic_event(number, **names, id=f"N{number}", workEmail=f"o{number}@contoso.com"))
    assert account_of(admin, f"o.vanmueller{number}@contoso.com")
    assert account_of(admin, f"o.vanmueller{number}_n{number}@contoso.com")


def test_an_account_that_is_made_early_is_blocked_until_the_start_date(admin: StackClient, number: int) -> None:
    admin.change_settings({"createOn": "creation"}).raise_for_status()
    start = TODAY + timedelta(days=30)
    entry = deliver(admin, generic_event(number, startDate=start.isoformat()))
    assert entry["reason"] == f"creates pia.berg{number}@contoso.com, blocked until the start date"
    account = account_of(admin, f"pia.berg{number}@contoso.com")
    assert account is not None
    assert account["accountEnabled"] is False
    started = deliver(admin, generic_event(number, "employee.updated", startDate=TODAY.isoformat(), timeZone="UTC"))
    assert "enableAccount" in [operation["type"] for operation in started["operations"]]


def test_who_comes_back_to_a_deleted_account_gets_it_back(admin: StackClient, number: int) -> None:
    deliver(admin, generic_event(number))
    before = account_of(admin, f"pia.berg{number}@contoso.com")
    assert before is not None
    deliver(admin, generic_event(number, "employee.updated", terminationDate=str(TODAY - timedelta(days=2))))
    admin.delete_account(before["id"])
    back = deliver(admin, generic_event(number, "employee.updated", terminationDate=None))
    assert [operation["type"] for operation in back["operations"]] == ["restoreAccount", "enableAccount"]
    account = account_of(admin, f"pia.berg{number}@contoso.com")
    assert account is not None
    assert (account["id"], account["accountEnabled"]) == (before["id"], True)


def test_an_account_passes_on_to_a_new_hr_id(admin: StackClient, number: int) -> None:
    admin.change_settings({"formerIdAttribute": "custom.formerId"}).raise_for_status()
    deliver(admin, generic_event(number))
    deliver(admin, generic_event(number, "employee.updated", terminationDate=str(TODAY - timedelta(days=2))))
    deliver(admin, generic_event(number, id=f"E{number}", custom={"formerId": f"G{number}"}))
    account = account_of(admin, f"pia.berg{number}@contoso.com")
    assert account is not None
    assert (account["employeeId"], account["accountEnabled"]) == (f"E{number}", True)


def test_who_is_on_leave_is_blocked_if_the_settings_say_so(admin: StackClient, number: int) -> None:
    admin.change_settings({"statusPolicy": {"leave": "disable"}}).raise_for_status()
    deliver(admin, generic_event(number))
    deliver(admin, generic_event(number, "employee.updated", status="On Leave"))
    account = account_of(admin, f"pia.berg{number}@contoso.com")
    assert account is not None
    assert account["accountEnabled"] is False
    back = deliver(admin, generic_event(number, "employee.updated", status="active"))
    assert [operation["type"] for operation in back["operations"]] == ["enableAccount"]


def test_a_holder_of_a_directory_role_is_left_alone(admin: StackClient, number: int) -> None:
    name = f"pia.berg{number}@contoso.com"
    admin.seed_graph(users=[{"userPrincipalName": name, "directoryRoles": ["User Administrator"]}])
    entry = deliver(admin, generic_event(number))
    assert entry["status"] == "skipped"
    assert f"{name} holds the directory role User Administrator" in entry["reason"]


def test_an_existing_employee_without_an_account_is_held(admin: StackClient, number: int) -> None:
    admin.change_settings({"activatedAt": f"{TODAY}T00:00:00Z"}).raise_for_status()
    entry = deliver(admin, generic_event(number))
    assert entry["reason"].startswith("held: was in the HR system before provisioning was switched on")
    new = deliver(admin, generic_event(number, "employee.updated", createdAt=f"{TODAY}T09:00:00Z"))
    assert [operation["type"] for operation in new["operations"]] == ["createAccount"]


def test_the_default_password_is_used_and_shown_nowhere(admin: StackClient, number: int) -> None:
    admin.change_settings({"password": {"mode": "default", "secret": "DEFAULT_PASSWORD"}}).raise_for_status()
    entry = deliver(admin, generic_event(number))
    assert [operation["type"] for operation in entry["operations"]] == ["createAccount"]
    answers = [admin.http.get(admin.functions(path), headers=admin.master_key).text for path in ("settings", "health")]
    assert not [text for text in [str(entry), *answers] if DEFAULT_PASSWORD in text]


@pytest.mark.parametrize(
    ("partial", "field", "sentence"),
    [
        ({"leadDays": -1}, "leadDays", "must be 0 or more"),
        ({"password": {"mode": "default", "secret": "DEFAULT_PASSWORD_WEAK"}}, "password.secret", "three of"),
        ({"password": {"secret": "Pa55word!"}}, "password.secret", "never a password itself"),
        (
            {"attributeMappings": [{"type": "direct", "target": "id", "source": "firstName"}]},
            "attributeMappings[0].target",
            "'id'",
        ),
        (
            {"attributeMappings": [{"type": "expression", "target": "city", "expression": 'Join(".", [site]'}]},
            "attributeMappings[0].expression",
            "column 17",
        ),
        (
            {"scopingFilters": [[{"attribute": "site", "operator": "REGEX MATCH", "value": "("}]]},
            "scopingFilters[0][0].value",
            "regular expression",
        ),
        ({"timeZoneBySite": {"Here": "Europe/Berlim"}}, "timeZoneBySite.Here", "is no IANA time zone"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_setting_is_refused_by_name_and_the_last_good_one_stays(
    admin: StackClient, partial: dict[str, Any], field: str, sentence: str
) -> None:
    before = admin.http.get(admin.functions("settings"), headers=admin.master_key)
    refused = admin.change_settings(partial)
    assert refused.status_code == 400
    assert [problem["field"] for problem in refused.json()["fields"]] == [field]
    assert sentence in refused.json()["fields"][0]["message"]
    assert "Pa55word" not in refused.text
    after = admin.http.get(admin.functions("settings"), headers=admin.master_key)
    assert (after.json(), after.headers["ETag"]) == (before.json(), before.headers["ETag"])


def test_the_history_tells_who_changed_what(admin: StackClient) -> None:
    admin.change_settings({"leavingScope": "disable"}).raise_for_status()
    answer = admin.http.get(admin.functions("settings/history?limit=1"), headers=admin.master_key)
    (change,) = answer.raise_for_status().json()["changes"]
    assert (change["before"], change["after"]) == ({"leavingScope": "keep"}, {"leavingScope": "disable"})
    assert change["by"] == "an administrator with a key"


def test_a_preview_explains_itself_in_five_steps_and_writes_nothing(admin: StackClient, number: int) -> None:
    writes = admin.graph_stats()["writes"]
    demand = {
        "source": "generic",
        "employee": generic_event(number)["employee"],
        "settings": {"loginName": {"mode": "schema", "separator": "_"}},
        "expression": "ToUpper([givenName])",
    }
    assert admin.preview(demand).status_code == 400
    assert (
        admin.http.post(admin.functions("settings/preview"), json=demand, headers=admin.function_key).status_code == 401
    )
    shown = admin.try_settings(demand).raise_for_status().json()
    assert [step["step"] for step in shown["explanation"]] == ["import", "scope", "match", "decide", "act"]
    assert shown["explanation"][-1]["sentences"] == [f"would create pia_berg{number}@contoso.com"]
    assert shown["value"] == "PIA"
    assert {"target": "jobTitle", "value": "Analyst"}.items() <= {
        **next(mapping for mapping in shown["mappings"] if mapping["target"] == "jobTitle")
    }.items()
    assert admin.graph_stats()["writes"] == writes
