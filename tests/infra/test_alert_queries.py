"""Alert rules, workbook and ready queries read what the app really writes, and every kind of alert has a rule."""

import asyncio
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import pytest

from local.kusto import checking
from provisioning.model import AlertKind
from tests.infra.queries import INFRA, QUERIES, ROOT, RULES, faults, fields_in, names_in
from tests.infra.signals_told import Signals, lines_of_all_that_can_be_wrong, signals_of, told

ALERTS: Final = (INFRA / "modules" / "alerts.bicep").read_text(encoding="utf-8")
OPERATE: Final = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
RULE: Final = re.compile(
    r"name: '(?P<name>[a-z-]+)'\s+query: loadTextContent\('\.\./queries/(?P<query>[a-z-]+)\.kql'\)\s+"
    r"severity: (?P<severity>\d)\s+every: (?P<every>urgent|soon)\s+window: (?P<window>lookBack|'PT15M')\s+"
    r"description: '(?P<description>[^'\n]+)'"
)
MINUTES: Final = {"urgent": 5, "soon": 15, "lookBack": 30, "'PT15M'": 15}
"""The variables of alerts.bicep, which another test ties to it."""
GRANULARITIES: Final = {5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880}
"""Minutes of a window that the service takes: github.com/Azure/azure-rest-api-specs/issues/21258."""
WITH_LINES: Final = [name for name, query in QUERIES.items() if "told" in query]
READ: Final = [(name, field) for name in WITH_LINES for field in fields_in(QUERIES[name])]


@pytest.fixture(scope="module")
def signals() -> Signals:
    return signals_of(asyncio.run(lines_of_all_that_can_be_wrong()))


def test_the_lines_that_queries_are_checked_against_hold_every_kind_of_alert() -> None:
    lines = told(asyncio.run(lines_of_all_that_can_be_wrong()))
    assert {each["kind"] for each in lines if each["name"] == "alert.began"} == {*AlertKind}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_reads_only_what_the_app_writes(name: str, signals: Signals) -> None:
    assert faults(QUERIES[name], signals) == []


@pytest.mark.parametrize(("name", "field"), READ)
def test_a_misspelt_field_is_found(name: str, field: str, signals: Signals) -> None:
    misspelt = re.sub(rf'(told\.|told\["){field}\b', rf"\g<1>{field}s", QUERIES[name])
    assert faults(misspelt, signals) == [f"no line has the field {field}s"]


@pytest.mark.parametrize(("name", "field"), READ)
def test_a_figure_that_is_renamed_in_the_app_is_found(name: str, field: str, signals: Signals) -> None:
    lines = {line for line in names_in(QUERIES[name]) if field in signals[line]}
    assert len(lines) == 1 or lines == {"alert.began", "alert.ended"}  # or one could hide that the other was renamed
    renamed = {**signals, **{line: signals[line] - {field} | {"renamed"} for line in lines}}
    assert faults(QUERIES[name], renamed) == [f"no line has the field {field}"]


@pytest.mark.parametrize("name", WITH_LINES)
def test_a_line_that_is_renamed_in_the_app_is_found(name: str, signals: Signals) -> None:
    for line in names_in(QUERIES[name]):
        others = {each: fields for each, fields in signals.items() if each != line}
        assert f"no line is named {line}" in faults(QUERIES[name], others)


def test_every_query_is_of_the_language_and_of_columns_that_its_tables_have() -> None:
    assert checking.faults(QUERIES) == []


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("AppTraces | where Mesage has 'signal'", "The name 'Mesage' does not refer to any known column"),
        ("AppTrace | take 1", "The name 'AppTrace' does not refer to any known table"),
        ("AppTraces | wehre true", "Query operator expected"),
        (
            "AppTraces | summarize looks = count() | where look == 0",
            "The name 'look' does not refer to any known column",
        ),
    ],
)
def test_the_check_of_the_language_finds_what_is_wrong(query: str, fault: str) -> None:
    assert [found for found in checking.faults({"it": query}) if found.startswith(f"it, line 1: {fault}")]


def rules() -> Mapping[str, Mapping[str, str]]:
    """Return the rules of the module by their names."""
    return {found["name"]: found.groupdict() for found in RULE.finditer(ALERTS)}


def test_every_query_is_one_rule_of_its_name() -> None:
    assert [(name, rule["query"]) for name, rule in rules().items()] == [
        (name, name) for name in re.findall(r"    name: '([a-z-]+)'", ALERTS)
    ]
    assert {*rules()} == {*RULES}


def test_every_kind_of_alert_has_a_rule() -> None:
    counted = [field for query in RULES.values() if names_in(query) == ("alerts",) for field in fields_in(query)]
    assert sorted(counted) == sorted(AlertKind)


def test_the_frequencies_are_those_of_the_module() -> None:
    for name, value in (("urgent", "PT5M"), ("soon", "PT15M"), ("lookBack", "PT30M")):
        assert f"var {name} = '{value}'" in ALERTS


@pytest.mark.parametrize("name", RULES)
def test_a_rule_looks_often_enough_back_far_enough_and_over_a_window_that_the_service_takes(name: str) -> None:
    rule = rules()[name]
    every, window = MINUTES[rule["every"]], MINUTES[rule["window"]]
    assert every <= window
    assert window in GRANULARITIES
    since = [int(minutes) for minutes in re.findall(r"ago\((\d+)m\)", RULES[name])]
    assert all(minutes <= window for minutes in since)
    assert timedelta(minutes=window) >= timedelta(minutes=15)  # a line may take minutes to arrive


def test_what_cannot_wait_is_looked_for_every_five_minutes_and_no_rule_mutes_itself() -> None:
    urgent = {name for name, rule in rules().items() if rule["every"] == "urgent"}
    assert urgent == {"overdue-disables", "app-silent", "late-disables", "quarantine", "failed-executions"}
    assert [name for name, rule in rules().items() if rule["severity"] == "0"] == ["overdue-disables"]
    assert all(rules()[name]["severity"] <= "1" for name in urgent)
    assert "autoMitigate: true" in ALERTS
    assert "muteActionsDuration:" not in ALERTS  # the service refuses the two together


@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_what_to_do_and_has_its_section_in_the_runbook(name: str) -> None:
    assert rules()[name]["description"].count(".") >= 2
    section = OPERATE.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    for heading in ("**It means**", "**Do first**", "**It ends**"):
        assert heading in section


def test_the_runbook_has_no_section_of_a_rule_that_is_gone() -> None:
    runbook = OPERATE.partition("\n## The alerts\n")[2].partition("\n## ")[0]
    assert re.findall(r"^### (.+)$", runbook, re.MULTILINE) == [*rules()]


def test_the_parser_is_pinned_by_its_content_and_by_no_address() -> None:
    lock_file = (ROOT / "local" / "kusto" / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity": "sha512-' in lock_file
    assert '"resolved"' not in lock_file
