"""A contractor becomes an employee under a new HR id: the account passes on, if HR says so and not before it may."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from provisioning.model import Account, EmployeeRecord, TakenOver
from provisioning.rules.lifecycle import stage
from provisioning.rules.matching import Hold, Match
from provisioning.rules.passing_on import former_id, take_over
from provisioning.settings import Settings
from tests.builders import NOON, account, ana, at, employee, link, record

SETTINGS = Settings(former_id_attribute="custom.formerId")
NOW_EMPLOYEE = record(ana(custom={"formerId": "c-9"}))
IN_ENTRA = account()
CONTRACTOR = record(employee(id="c-9", firstName="Ana", terminationDate="2026-05-31"), link=link(), disabledAt=NOON)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("c-9", "c-9", id="as it is sent"),
        pytest.param(" c-9 ", "c-9", id="blanks around it do not count"),
        pytest.param(9, "9", id="a number"),
        pytest.param(None, None, id="null"),
        pytest.param("7", None, id="the person's own id"),
        pytest.param(["c-9"], None, id="no text"),
        pytest.param("c" * 129, None, id="longer than an id can be"),
    ],
)
def test_the_former_id_is_what_the_field_of_the_settings_says(said: JsonValue, expected: str | None) -> None:
    assert former_id(record(ana(custom={"formerId": said})), SETTINGS) == expected


def test_without_the_setting_or_the_field_nobody_was_known_before() -> None:
    assert former_id(NOW_EMPLOYEE, Settings()) is None
    assert former_id(record(ana()), SETTINGS) is None


def test_who_has_an_account_goes_on_with_it() -> None:
    assert former_id(NOW_EMPLOYEE.model_copy(update={"link": link()}), SETTINGS) is None


def passes_on(former: EmployeeRecord = CONTRACTOR, in_entra: Account | None = IN_ENTRA) -> object:
    return take_over(NOW_EMPLOYEE, former, stage(former, SETTINGS, NOON), in_entra, NOON)


def test_the_account_passes_on_with_what_we_had_done_to_it() -> None:
    expected = TakenOver(employee_id="c-9", disabled_at=NOON, sessions_revoked=False)
    assert passes_on() == Match(account(), taken_over=expected)


def test_it_waits_until_the_former_id_has_left() -> None:
    works = record(employee(id="c-9", firstName="Ana", terminationDate="2026-06-30"), link=link())
    sentence = "ana.ruiz@contoso.com passes on when employee c-9, the former id, has left"
    assert passes_on(works) == Hold(sentence, NOON + timedelta(hours=1))
    leaves_at_noon = record(employee(id="c-9", firstName="Ana", terminationDate="2026-05-31"), link=link())
    soon = Settings.model_validate({**SETTINGS.to_json(), "disabling": {"localTime": "12:30"}})
    found = take_over(NOW_EMPLOYEE, leaves_at_noon, stage(leaves_at_noon, soon, NOON), IN_ENTRA, NOON)
    assert found == Hold(sentence, at("2026-06-01T12:30Z"))


def test_it_waits_as_well_while_the_former_id_works_and_has_no_account_yet() -> None:
    works = record(employee(id="c-9", firstName="Ana"))
    sentence = "the account passes on when employee c-9, the former id, has left"
    assert passes_on(works, None) == Hold(sentence, NOON + timedelta(hours=1))


def test_it_waits_for_an_account_that_is_not_visible_yet() -> None:
    new = CONTRACTOR.model_copy(update={"link": link(since=NOON)})
    sentence = "the account of employee c-9, the former id, is not visible in Entra yet"
    assert passes_on(new, None) == Hold(sentence, NOON + timedelta(seconds=30))


def test_it_does_not_pass_on_twice() -> None:
    elsewhere = CONTRACTOR.model_copy(update={"succeeded_by": "8"})
    assert passes_on(elsewhere) == Hold("employee c-9 goes on as employee 8 already")


def test_a_passing_on_that_was_interrupted_goes_on() -> None:
    begun = CONTRACTOR.model_copy(update={"succeeded_by": "7"})
    assert isinstance(passes_on(begun), Match)


def test_who_had_no_account_has_none_to_pass_on() -> None:
    assert passes_on(CONTRACTOR.model_copy(update={"link": None}), None) is None
    assert passes_on(CONTRACTOR, None) is None


def test_an_id_of_which_hr_never_spoke_passes_nothing_on() -> None:
    assert passes_on(EmployeeRecord(source="generic", employee_id="c-9"), None) is None
