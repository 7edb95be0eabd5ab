"""Alert rules, workbook and ready queries read what the app really writes, and every kind of alert has a rule."""

import asyncio
import re
from typing import Final

import pytest

from local.kusto import checking
from provisioning.model import AlertKind
from tests.infra.alert_rules import RUNBOOK, SEVERITIES, URGENT, rules_of
from tests.infra.deployments import at, deployed
from tests.infra.queries import QUERIES, ROOT, RULES, faults, fields_in, names_in
from tests.infra.signals_told import Signals, lines_of_all_that_can_be_wrong, signals_of, told

DEPLOYED: Final = rules_of(deployed("the least"))
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


def test_every_kind_of_alert_has_a_rule() -> None:
    counted = [field for query in RULES.values() if names_in(query) == ("alerts",) for field in fields_in(query)]
    assert sorted(counted) == sorted(AlertKind)


def test_one_rule_alone_is_of_severity_0_and_no_urgent_one_can_wait_for_a_week() -> None:
    assert [name for name, severity in SEVERITIES.items() if severity == 0] == ["overdue-disables"]
    assert {SEVERITIES[name] for name in URGENT} == {0, 1}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_what_to_do_and_has_its_section_in_the_runbook(name: str) -> None:
    description, more, _ = str(at(DEPLOYED[name], "description")).partition(f" More: docs/operate.md, section {name}.")
    assert description.count(".") >= 2
    assert more
    section = RUNBOOK.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    for heading in ("**It means**", "**Do first**", "**It ends**"):
        assert heading in section


def test_the_runbook_has_the_sections_of_the_rules_in_their_order_and_no_other() -> None:
    runbook = RUNBOOK.partition("\n## The alerts\n")[2].partition("\n## ")[0]
    assert re.findall(r"^### (.+)$", runbook, re.MULTILINE) == [*DEPLOYED]


def test_the_parser_is_pinned_by_its_content_and_by_no_address() -> None:
    lock_file = (ROOT / "local" / "kusto" / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity": "sha512-' in lock_file
    assert '"resolved"' not in lock_file
