"""What a month on Azure costs: the arithmetic, and what docs/cost.md says of it in words."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from local.cost.__main__ import main
from local.cost.bill import PRIVATE_ENDPOINTS, bill, total
from local.cost.inputs import HOURS_A_MONTH, Inputs, inputs
from local.cost.prices import EXECUTION, OTHER_RULE, PRICES, TABLE_SPACE, URGENT_RULE, Price
from local.cost.volumes import POLL_SECONDS, QUEUES, TICKS_OF_REVIEW_DUE, TICKS_OF_WATCH, billed, volumes, work
from local.pages.cost_page import SIZES, page
from provisioning.setting_groups.cycles import Cycles

ROOT = Path(__file__).resolve().parents[2]
NOBODY = Inputs(people=0)
SMALL, LARGE = Inputs(people=SIZES[0]), Inputs(people=SIZES[-1])


def line(name: str, inputs_given: Inputs) -> float:
    """Return the dollars of one line of a bill."""
    (found,) = (each.dollars for each in bill(inputs_given) if each.what == name)
    return found


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.0, 1.0), (0.3, 1.0), (1.0, 1.0), (1.01, 1.1), (1.1, 1.1), (1.56, 1.6), (120.0, 120.0)],
)
def test_an_execution_is_billed_as_a_second_at_least_and_then_in_begun_tenths(seconds: float, expected: float) -> None:
    assert billed(seconds) == pytest.approx(expected)


@pytest.mark.parametrize(("units", "dollars"), [(0, 0), (100_000, 0), (100_001, 0.000026), (1_100_000, 26)])
def test_what_is_free_is_taken_off_once(units: float, dollars: float) -> None:
    assert EXECUTION.of(units) == pytest.approx(dollars)


def test_a_price_is_for_so_many_units() -> None:
    assert Price(0.40, 1_000_000, "execution", "here", "there").of(2_500_000) == pytest.approx(1.0)


def test_a_month_of_nobody_is_timers_polling_and_leases() -> None:
    done = work(NOBODY)
    assert (done.webhooks, done.looks, done.turns) == (0, 0, 0)
    assert done.ticks == pytest.approx(43_800 + 8_760 + 1_460 + 730 / 24)
    assert volumes(NOBODY).queue_calls > QUEUES * HOURS_A_MONTH * 3600 / POLL_SECONDS


def test_the_work_of_a_small_company_is_this() -> None:
    done = work(Inputs(people=1_200))
    assert done.hires == done.leavers == 15
    assert done.webhooks == (15 + 15 + 1_200) * 2
    assert done.looks == done.webhooks * 2
    assert done.turns == pytest.approx(1_200 * 730 / 24 + 1_230)


def test_the_gb_seconds_of_a_month_of_nobody_are_those_of_timers_and_of_empty_cycles() -> None:
    ticks_and_steps = work(NOBODY).ticks + work(NOBODY).steps
    assert volumes(NOBODY).other_gb_seconds == pytest.approx(ticks_and_steps * 2)


def test_a_ready_instance_costs_its_memory_for_every_second_of_a_month() -> None:
    assert line("Functions: kept ready", Inputs(always_ready=1)) == pytest.approx(2 * 2_628_000 * 0.000004)
    assert line("Functions: kept ready", Inputs(always_ready=2, memory_mb=512)) == pytest.approx(2_628_000 * 0.000004)


def test_the_private_network_is_four_endpoints_and_four_zones_and_what_passes() -> None:
    assert line("Private network", Inputs(private_network=1)) == pytest.approx(29.2 + 2 + 0.4, abs=0.1)


def test_alert_rules_cost_by_how_often_they_look() -> None:
    assert line("Alert rules", Inputs(urgent_rules=4, other_rules=3)) == pytest.approx(7.5)


AMOUNT_NAMES = [one.name for one in inputs() if one.default >= 1 and one.name not in {"memory_mb", "instances_up"}]
DEARER_WHEN_LESS = {"full_every_hours", "cycle_every_minutes", "at_once", "people_a_second"}


@pytest.mark.parametrize("name", AMOUNT_NAMES)
def test_twice_as_much_of_anything_never_costs_less(name: str) -> None:
    before = LARGE.model_dump()
    after = total(Inputs.model_validate(before | {name: before[name] * 2}))
    assert after <= total(LARGE) if name in DEARER_WHEN_LESS else after >= total(LARGE)


@given(people=st.integers(0, 200_000), memory=st.sampled_from([512, 2048, 4096]), ready=st.integers(0, 3))
def test_no_line_of_any_bill_is_below_nothing(people: int, memory: int, ready: int) -> None:
    assert all(each.dollars >= 0 for each in bill(Inputs(people=people, memory_mb=memory, always_ready=ready)))


@pytest.mark.parametrize(
    ("name", "value"),
    [("people", -1), ("memory_mb", 0), ("private_network", 2), ("full_every_hours", 0), ("poeple", 5)],
)
def test_what_cannot_be_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValidationError):
        Inputs.model_validate({name: value})


def test_every_input_says_what_it_is_and_where_its_default_comes_from() -> None:
    assert [one.name for one in inputs()] == [*Inputs.model_fields]
    assert [one.name for one in inputs() if not one.what or not one.source] == []


def test_every_price_names_the_page_on_which_to_check_it() -> None:
    assert [price for price in PRICES if "https://azure.microsoft.com/pricing/" not in price.page] == []


class TestTheArithmeticAgreesWithTheApp:
    """What is counted here is what the app does by default."""

    def test_in_how_often_everybody_is_looked_at(self) -> None:
        assert Inputs().full_every_hours == Cycles().full_every_hours

    def test_in_how_often_queues_are_asked(self) -> None:
        queues = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))["extensions"]["queues"]
        assert queues["maxPollingInterval"] == f"00:00:{POLL_SECONDS:02}"
        assert Inputs().at_once <= queues["batchSize"] + queues["newBatchThreshold"]

    def test_in_the_timers_and_the_queues(self) -> None:
        text = (ROOT / "function_app.py").read_text(encoding="utf-8")
        assert len(re.findall(r"@app\.queue_trigger", text)) == QUEUES
        assert sorted(re.findall(r'@app\.timer_trigger\("timer", "(.+)"\)', text)) == [
            "%RECONCILE_SCHEDULE%",
            "%REVIEW_DUE_SCHEDULE%",
            "0 */5 * * * *",
            "0 30 3 * * *",
        ]
        schedules = json.loads((ROOT / "local.settings.example.json").read_text(encoding="utf-8"))["Values"]
        assert schedules["REVIEW_DUE_SCHEDULE"] == "0 * * * * *"
        assert schedules["RECONCILE_SCHEDULE"] == f"0 */{Inputs().cycle_every_minutes:g} * * * *"
        assert (TICKS_OF_REVIEW_DUE, TICKS_OF_WATCH) == (HOURS_A_MONTH * 60, HOURS_A_MONTH * 12)

    def test_in_the_alert_rules_that_are_deployed(self) -> None:
        text = (ROOT / "infra" / "modules" / "alerts.bicep").read_text(encoding="utf-8")
        every = re.findall(r"^ +every: (\w+)$", text, re.MULTILINE)
        assert re.findall(r"^var (?:urgent|soon) = 'PT(\d+)M'$", text, re.MULTILINE) == ["5", "15"]
        assert (every.count("urgent"), every.count("soon")) == (Inputs().urgent_rules, Inputs().other_rules)
        assert len(every) == every.count("urgent") + every.count("soon")

    def test_in_the_memory_of_an_instance_the_endpoints_and_the_kind_of_storage(self) -> None:
        main = (ROOT / "infra" / "main.bicep").read_text(encoding="utf-8")
        network = (ROOT / "infra" / "modules" / "network.bicep").read_text(encoding="utf-8")
        assert f"param instanceMemoryMB int = {Inputs().memory_mb:g}\n" in main
        assert f"param alwaysReadyHttpInstances int = {Inputs().always_ready:g}\n" in main
        assert "param storageSku string = 'Standard_ZRS'\n" in main
        assert "ZRS" in TABLE_SPACE.unit
        assert len(re.findall(r"^    service: '\w+'$", network, re.MULTILINE)) == PRIVATE_ENDPOINTS


class TestWhatThePageSaysInWordsIsSo:
    """docs/cost.md, "What it comes to" and "What drives it": claims beside the tables."""

    def test_timers_alone_use_up_the_free_grant_at_2048_mb_and_a_quarter_of_it_at_512_mb(self) -> None:
        at_2048 = work(NOBODY).ticks * 2
        assert at_2048 > EXECUTION.free
        assert at_2048 / 4 == pytest.approx(EXECUTION.free / 4, rel=0.1)

    def test_the_full_cycle_is_about_half_of_the_bill_of_a_large_company(self) -> None:
        never = Inputs(people=SIZES[-1], full_every_hours=10**9)
        assert (total(LARGE) - total(never)) / total(LARGE) == pytest.approx(0.5, abs=0.1)

    def test_the_private_network_costs_more_than_everything_else_of_a_small_company(self) -> None:
        with_it = Inputs(people=SIZES[0], private_network=1)
        assert line("Private network", with_it) > total(with_it) / 2

    def test_alert_rules_are_the_largest_part_of_the_bill_of_a_small_company(self) -> None:
        assert max(bill(SMALL), key=lambda each: each.dollars).what == "Alert rules"
        assert URGENT_RULE.of(1) == 3 * OTHER_RULE.of(1)

    def test_an_instance_kept_ready_costs_the_same_for_every_company(self) -> None:
        kept = {line("Functions: kept ready", Inputs(people=people, always_ready=1)) for people in SIZES}
        assert len(kept) == 1

    def test_no_placeholder_is_left(self) -> None:
        assert "{{" not in page()


def test_the_command_prints_the_bill_for_inputs_of_ones_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--people", "1200", "--always-ready", "1"]) == 0
    printed = capsys.readouterr().out
    assert f"${total(Inputs(people=1_200, always_ready=1)):,.2f}" in printed


def test_the_command_refuses_an_impossible_input_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--people", "-1"]) == 2
    assert capsys.readouterr().err == "people must be 0.0 or more; see ./dev cost --help\n"
