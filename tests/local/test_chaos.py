"""The chaos run in small, and its judge."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local.chaos.company import Company, Person, State, company
from local.chaos.judging import failing, judge

ROOT = Path(__file__).resolve().parents[2]
KIM, BOSS = Person(7, "generic"), Person(0, "generic")
PLOT = Company((), {BOSS: State("Cook", "Care"), KIM: State("Nurse", "Care", manager=0)})


def account(person: Person, **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    state = PLOT.states[person]
    return {
        "id": f"id-{person.number}",
        "employeeId": person.employee_number,
        "userPrincipalName": person.address,
        "accountEnabled": True,
        "jobTitle": state.title,
        "department": state.department,
        "manager": None if state.manager is None else {"id": f"id-{state.manager}"},
        **changed,
    }


@pytest.mark.faults
@pytest.mark.xdist_group("chaos")
@pytest.mark.timeout(400)
def test_sixty_events_survive_two_kills_and_a_storm_of_faults() -> None:
    command = [sys.executable, "-m", "local.chaos", "--events", "60", "--kills", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=380, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    summary = done.stdout.strip().splitlines()[-1]
    assert summary.startswith("All as it should be: events sent 60, accounts expected ")
    assert "wrong 0, duplicates 0, lost 0, parked 0, kills 2" in summary


def test_the_same_seed_sends_the_same_and_no_more_events_than_asked_for() -> None:
    first, second = company(200, seed=3), company(200, seed=3)
    assert len(first.sayings) == 200
    assert [(said.person, said.kind, said.told) for said in first.sayings] == [
        (said.person, said.kind, said.told) for said in second.sayings
    ]
    assert first.states == second.states


def test_what_is_sent_holds_hires_changes_leavers_managers_repetitions_and_disorder() -> None:
    plot = company(300, seed=1)
    kinds = {said.kind for said in plot.sayings}
    assert kinds == {"employee.created", "employee.updated", "employee.deleted"}
    assert {person.system for person in plot.states} == {"bob", "generic"}
    assert any(state.manager is not None for state in plot.states.values())
    assert any(not state.works for state in plot.states.values())
    told = [[said.at for said in plot.sayings if said.person == person] for person in plot.states]
    assert any(at != sorted(at) for at in told), "nothing comes too early"
    assert any(len(at) > len(set(at)) for at in told), "nothing comes twice"


@pytest.mark.parametrize(
    ("accounts", "right", "wrong", "lost", "duplicates"),
    [
        pytest.param([account(BOSS), account(KIM)], 2, 0, 0, 0, id="all right"),
        pytest.param([account(BOSS)], 1, 0, 1, 0, id="one lost"),
        pytest.param([account(BOSS), account(KIM, jobTitle="Cook")], 1, 1, 0, 0, id="a wrong title"),
        pytest.param([account(BOSS), account(KIM, manager=None)], 1, 1, 0, 0, id="no manager"),
        pytest.param([account(BOSS), account(KIM), account(KIM, id="other")], 2, 0, 0, 1, id="an account too many"),
        pytest.param([account(BOSS), account(KIM), account(KIM, employeeId=None)], 2, 0, 0, 1, id="nobody's account"),
    ],
)
def test_the_judge_tells_right_from_wrong_lost_and_double(
    accounts: list[dict[str, Any]], right: int, wrong: int, lost: int, duplicates: int
) -> None:
    verdict = judge(PLOT, accounts)
    assert (verdict.expected, verdict.right, len(verdict.wrong)) == (2, right, wrong)
    assert (len(verdict.lost), verdict.duplicates) == (lost, duplicates)
    assert verdict.good is (right == 2 and not duplicates)


@pytest.mark.parametrize(
    ("accounts", "expected", "good"),
    [
        pytest.param([], 0, True, id="without an account"),
        pytest.param([account(KIM, accountEnabled=False, jobTitle="Cook")], 1, True, id="blocked, with an old title"),
        pytest.param([account(KIM)], 1, False, id="who may still sign in"),
    ],
)
def test_a_leaver_needs_no_account_but_no_enabled_one(
    accounts: list[dict[str, Any]], expected: int, *, good: bool
) -> None:
    verdict = judge(Company((), {KIM: State("Nurse", "Care", works=False)}), accounts)
    assert (verdict.expected, verdict.good) == (expected, good)


def test_whose_newest_entry_is_a_failure_or_who_has_none_is_named() -> None:
    entries = [{"employeeId": "G7", "status": "failure"}, {"employeeId": "G7", "status": "success"}]
    assert failing(PLOT, entries) == [
        "G0: the newest log entry is missing",
        "G7: the newest log entry is failure",
    ]
