"""What somebody changed in Entra is told from what the HR system changed, and left or written over as is set."""

from datetime import datetime, timedelta
from typing import Final

import pytest
from pydantic import JsonValue

from provisioning.model import (
    Change,
    CreateAccount,
    EmployeeRecord,
    LinkOrigin,
    SetManager,
    Status,
    StepName,
    UpdateAccount,
)
from provisioning.rules.drifting import Finding, Memory
from provisioning.rules.matching import Match
from provisioning.rules.values.comparing import fingerprint
from provisioning.settings import Settings
from tests.builders import ANA_IN_ENTRA, BOSS_ACCOUNT, NOON, account, ana, record
from tests.rules.mappings import direct, expression, mapped
from tests.rules.planning import BY_NUMBER, LEFT, LINKED, USUAL, planned, sentences

ENFORCE: Final = Settings(drift="enforce")
OTHER_ACCOUNT: Final = "c0110000-0000-4000-8000-000000000009"
IN_FORCE: Final = {name: fingerprint(name, value) for name, value in ANA_IN_ENTRA.items()}
YESTERDAY: Final = NOON - timedelta(days=1)
IN_FIVE_MINUTES: Final = NOON + timedelta(minutes=5)
ON_CREATION: Final = mapped(direct("jobTitle", "jobTitle", apply="onCreation"))
PROMOTED_BY_HAND: Final = account(attributes={**ANA_IN_ENTRA, "jobTitle": "Boss"})
REPORTED: Final = (
    "jobTitle is 'Boss' in Entra and 'Engineer' in the HR system, which has not changed it since; "
    "left as it is (drift: report)"
)
ENFORCED: Final = "somebody changed jobTitle to 'Boss' in Entra; the HR system's is written (drift: enforce)"


def kept(at: datetime = YESTERDAY, manager: str | None = None, **said: JsonValue) -> EmployeeRecord:
    """Return Ana's record, whose account was right when we last looked; HR may have said something since."""
    in_force = IN_FORCE | ({"manager": fingerprint("manager", manager)} if manager else {})
    return record(ana(**said), link=LINKED, inForce=in_force, inForceAt=at)


def title(old: JsonValue, new: JsonValue) -> UpdateAccount:
    return UpdateAccount(changes=(Change(attribute="jobTitle", old=old, new=new),))


@pytest.mark.parametrize(
    ("remembered", "wanted", "actual", "expected"),
    [
        pytest.param("A", "A", "A", Finding.RIGHT, id="nothing happened"),
        pytest.param("A", "B", "A", Finding.OUTDATED, id="HR changed it"),
        pytest.param("A", "A", "X", Finding.DRIFTED, id="somebody changed it in Entra"),
        pytest.param("A", "B", "X", Finding.OUTDATED, id="both did: HR's is newer than what we wrote"),
        pytest.param("A", "X", "X", Finding.RIGHT, id="both did, to the same"),
        pytest.param(None, "A", "X", Finding.OUTDATED, id="nothing is remembered"),
        pytest.param(None, "A", "A", Finding.RIGHT, id="nothing is remembered, and it is right"),
        pytest.param("A", None, "A", Finding.OUTDATED, id="HR emptied it"),
        pytest.param("A", "A", None, Finding.DRIFTED, id="somebody emptied it in Entra"),
    ],
)
def test_who_changed_a_value(remembered: str | None, wanted: str | None, actual: str | None, expected: Finding) -> None:
    in_force = {"jobTitle": fingerprint("jobTitle", remembered)} if remembered else {}
    assert Memory(in_force).compare("jobTitle", wanted, actual) is expected


@pytest.mark.parametrize(
    ("wanted", "actual", "expected"),
    [
        pytest.param("A", "X", Finding.UNSETTLED, id="the state before our write, perhaps"),
        pytest.param("B", "B", Finding.OUTDATED, id="B, A, B: that it is B already may be the state before our A"),
        pytest.param("B", "A", Finding.OUTDATED, id="HR changed it again"),
        pytest.param("A", "A", Finding.RIGHT, id="what we wrote"),
    ],
)
def test_a_moment_after_our_own_write_a_read_is_not_trusted(wanted: str, actual: str, expected: Finding) -> None:
    memory = Memory({"jobTitle": fingerprint("jobTitle", "A")}, fresh=True)
    assert memory.compare("jobTitle", wanted, actual) is expected


def test_what_somebody_changed_in_entra_is_reported_and_left() -> None:
    found = planned(kept(), PROMOTED_BY_HAND)
    assert found.operations == ()
    assert sentences(found)[-1] == (StepName.PROCESSING, Status.WARNING, REPORTED)
    assert found.review_at is None


def test_it_is_written_over_if_the_settings_say_so() -> None:
    found = planned(kept(), PROMOTED_BY_HAND, settings=ENFORCE)
    assert found.operations == (title("Boss", "Engineer"),)
    assert (StepName.PROCESSING, Status.SUCCESS, ENFORCED) in sentences(found)


@pytest.mark.parametrize("settings", [USUAL, ENFORCE], ids=["report", "enforce"])
@pytest.mark.parametrize(
    "before",
    [
        pytest.param(kept(jobTitle="Architect"), id="HR changed it as well"),
        pytest.param(record(ana(jobTitle="Architect"), link=LINKED), id="linked before anything was remembered"),
    ],
)
def test_what_the_hr_system_changed_is_written_whatever_is_there(before: EmployeeRecord, settings: Settings) -> None:
    found = planned(before, PROMOTED_BY_HAND, settings=settings)
    assert found.operations == (title("Boss", "Architect"),)
    assert not [step for step in sentences(found) if "drift" in step[2]]


@pytest.mark.parametrize("settings", [USUAL, ENFORCE], ids=["report", "enforce"])
def test_within_five_minutes_of_our_write_it_is_neither_written_nor_reported_but_looked_at_again(
    settings: Settings,
) -> None:
    found = planned(kept(NOON - timedelta(minutes=4, seconds=59)), PROMOTED_BY_HAND, settings=settings)
    assert (found.operations, found.review_at) == ((), IN_FIVE_MINUTES)
    sentence = "Entra does not show yet what was written to jobTitle a moment ago; looked at again in 5 minutes"
    assert sentences(found)[-1] == (StepName.PROCESSING, Status.SUCCESS, sentence)
    assert REPORTED in sentences(planned(kept(NOON - timedelta(minutes=5)), PROMOTED_BY_HAND))[-1]


def test_what_drifted_does_not_keep_the_rest_from_being_written() -> None:
    found = planned(kept(department="Research"), PROMOTED_BY_HAND)
    assert found.operations == (UpdateAccount(changes=(Change(attribute="department", new="Research"),)),)
    assert sentences(found)[-1] == (StepName.PROCESSING, Status.WARNING, REPORTED)


def test_what_hr_left_out_drifts_from_nothing() -> None:
    silent = record(ana(), link=LINKED, inForce=IN_FORCE, inForceAt=YESTERDAY)
    fields = {name: said for name, said in silent.fields.items() if name != "jobTitle"}
    found = planned(silent.model_copy(update={"fields": fields}), PROMOTED_BY_HAND)
    assert found.operations == ()
    assert sentences(found)[-1][2] == "every attribute is as it should be"
    assert found.in_force == IN_FORCE


@pytest.mark.parametrize(
    ("there", "said", "words"),
    [
        pytest.param(None, "Engineer", "jobTitle is empty in Entra and 'Engineer' in", id="emptied"),
        pytest.param("B" * 65, "Engineer", f"jobTitle is '{'B' * 64}…' in Entra and 'Engineer' in", id="long"),
    ],
)
def test_values_are_told_in_words(there: JsonValue, said: str, words: str) -> None:
    found = planned(kept(jobTitle=said), account(attributes={**ANA_IN_ENTRA, "jobTitle": there}))
    assert sentences(found)[-1][2].startswith(words)


def test_a_redacted_value_is_not_told() -> None:
    reported = mapped(expression("jobTitle", "Redact([jobTitle])"))
    enforced = reported.model_copy(update={"drift": "enforce"})
    told = [*sentences(planned(kept(), PROMOTED_BY_HAND, settings=reported))]
    assert told[-1][2] == REPORTED.replace("'Boss' in Entra and 'Engineer'", "another one in Entra than")
    told += sentences(planned(kept(), PROMOTED_BY_HAND, settings=enforced))
    assert ENFORCED.replace("'Boss'", "another value") in told[-1][2]
    assert not [step for step in told if "Boss" in step[2] or "Engineer" in step[2]]


def test_what_is_written_on_creation_only_never_drifts() -> None:
    found = planned(kept(), PROMOTED_BY_HAND, settings=ON_CREATION)
    assert found.operations == ()
    assert sentences(found)[-1][2] == "every attribute is as it should be"


def test_what_is_no_longer_mapped_is_forgotten_so_that_a_new_mapping_writes_as_on_the_first_day() -> None:
    without = Settings.model_validate({"attributeMappings": []})
    assert planned(kept(), PROMOTED_BY_HAND, settings=without).in_force == {}
    on_creation = planned(kept(), PROMOTED_BY_HAND, settings=ON_CREATION)
    assert on_creation.in_force == {}


def test_another_mapping_of_the_attribute_is_news() -> None:
    found = planned(kept(), PROMOTED_BY_HAND, settings=mapped(direct("jobTitle", "lastName")))
    assert found.operations == (title("Boss", "Ruiz"),)


@pytest.mark.parametrize(
    ("current", "did"),
    [
        pytest.param(OTHER_ACCOUNT, f"made account {OTHER_ACCOUNT} the manager", id="another"),
        pytest.param(None, "removed the manager", id="none"),
    ],
)
def test_a_manager_whom_somebody_changed_in_entra_is_reported_and_left_or_set_again(
    current: str | None, did: str
) -> None:
    before, there = kept(manager=BOSS_ACCOUNT, managerId="1"), account(manager_id=current)
    found = planned(before, there, manager_account_id=BOSS_ACCOUNT)
    sentence = f"somebody {did} in Entra, and the HR system has not changed it since; left as it is (drift: report)"
    assert found.operations == ()
    assert sentences(found)[-1] == (StepName.REFERENCE_RESOLUTION, Status.WARNING, sentence)
    enforced = planned(before, there, manager_account_id=BOSS_ACCOUNT, settings=ENFORCE)
    assert enforced.operations == (SetManager(old=current, new=BOSS_ACCOUNT),)
    assert f"somebody {did} in Entra; the HR system's is written (drift: enforce)" in sentences(enforced)[-2][2]


@pytest.mark.parametrize(
    ("new", "said"),
    [pytest.param(OTHER_ACCOUNT, "2", id="another"), pytest.param(None, None, id="none")],
)
def test_a_manager_whom_the_hr_system_changed_is_set(new: str | None, said: str | None) -> None:
    before = kept(manager=BOSS_ACCOUNT, managerId=said)
    found = planned(before, account(manager_id=BOSS_ACCOUNT), manager_account_id=new)
    assert found.operations == (SetManager(old=BOSS_ACCOUNT, new=new),)


def test_a_manager_is_not_set_again_a_moment_after_that_was_done() -> None:
    before = kept(NOON, manager=BOSS_ACCOUNT, managerId="1")
    found = planned(before, account(), manager_account_id=BOSS_ACCOUNT)
    assert (found.operations, found.review_at) == ((), IN_FIVE_MINUTES)
    assert sentences(found)[-1][2].startswith("Entra does not show yet what was written to manager")


def test_what_is_remembered_of_one_account_says_nothing_of_another() -> None:
    lost = kept().model_copy(update={"link": None})
    found = planned(lost, PROMOTED_BY_HAND, found=Match(PROMOTED_BY_HAND, BY_NUMBER))
    assert found.found is LinkOrigin.MATCHED
    assert found.operations == (title("Boss", "Engineer"),)


def test_what_an_earlier_round_wrote_is_written_again_whatever_another_worker_remembers() -> None:
    found = planned(kept(), PROMOTED_BY_HAND, rewritten=frozenset({"jobTitle"}))
    assert found.operations == (title("Boss", "Engineer"),)


def test_who_has_left_is_remembered_no_more_so_that_a_rehire_is_written_as_a_whole() -> None:
    leaver = record(LEFT, link=LINKED, inForce=IN_FORCE, inForceAt=YESTERDAY)
    assert planned(leaver, account()).in_force == {}
    back = record(ana(), link=LINKED, disabledAt=YESTERDAY, sessionsRevoked=True)
    assert title("Boss", "Engineer") in planned(back, PROMOTED_BY_HAND).operations


def test_a_protected_account_is_remembered_as_little_as_it_is_touched() -> None:
    found = planned(kept(jobTitle="Architect"), account(guest=True))
    assert (found.operations, found.in_force) == ((), None)


def test_a_new_account_is_remembered_with_all_that_it_is_to_follow() -> None:
    person = ana(managerId="1", department=None)
    found = planned(record(person), manager_account_id=BOSS_ACCOUNT)
    wanted: dict[str, JsonValue] = {**ANA_IN_ENTRA, "department": None, "manager": BOSS_ACCOUNT}
    assert found.in_force == {name: fingerprint(name, value) for name, value in wanted.items()}


def test_of_a_new_account_only_what_the_next_event_wants_as_well_is_remembered() -> None:
    settings = mapped(
        direct("jobTitle", "jobTitle", apply="onCreation"),
        direct("department", "department", default="Staff"),
        direct("city", "site"),
    )
    found = planned(record(ana(site=None)), settings=settings)
    created = [operation for operation in found.operations if isinstance(operation, CreateAccount)]
    assert created[0].attributes.items() >= {"department": "Staff", "jobTitle": "Engineer"}.items()
    assert found.in_force == {"city": fingerprint("city", None)}
