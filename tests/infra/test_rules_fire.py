"""When each alert rule fires, and when it is over, on the lines that the app really writes."""

import asyncio
from collections.abc import Iterator
from typing import Final

import pytest

from provisioning.model import AlertKind
from provisioning.signals import signal
from tests.infra.alert_rules import WINDOW
from tests.infra.queries import RULES, fields_in, names_in
from tests.infra.rows import Run, rows
from tests.infra.signals_told import lines_at_rest, lines_of_all_that_can_be_wrong

type Lines = list[tuple[float, str]]

BY_COUNT: Final = {
    fields_in(query)[0]: name for name, query in RULES.items() if names_in(query) == ("alerts",) and fields_in(query)
}
"""The rules that go by the number of alerts, by the kind."""
BY_LINES: Final = [*BY_COUNT.values(), "overdue-disables", "poison-queue"]


def timed(lines: list[str]) -> Lines:
    """Return lines with the minutes of their looks; the line `alerts` is the last one of a look."""

    def minutes() -> Iterator[float]:
        minute = 0.0
        for line in lines:
            yield minute
            minute += 5 * line.startswith('signal {"name": "alerts"')

    return list(zip(minutes(), lines, strict=True))


def firing(lines: Lines, *, now: float) -> set[str]:
    """Return the rules that fire at a minute; the lines of their window are seen."""
    seen = [(minute, line) for minute, line in lines if now - WINDOW < minute <= now]
    return {name for name, query in RULES.items() if rows(query, seen, now=now)}


def counts(**kinds: int | None) -> str:
    """Return the line that counts alerts; kinds that are not named are 0."""
    return signal("alerts", **{kind.value: kinds.get(kind.value, 0) for kind in AlertKind})


@pytest.fixture(scope="module")
def wrong() -> Lines:
    return timed(asyncio.run(lines_of_all_that_can_be_wrong()))


def test_every_rule_on_lines_fires_when_all_is_wrong_but_that_the_app_is_silent(wrong: Lines) -> None:
    assert firing([each for each in wrong if each[0] <= 10], now=11) == {*BY_LINES}


def test_no_rule_fires_while_the_app_is_at_rest() -> None:
    look = asyncio.run(lines_at_rest())
    lines = [(float(minute), line) for minute in (0, 5, 10, 15, 20) for line in look]
    assert firing(lines, now=21) == set()


def test_all_is_over_once_all_is_right_again(wrong: Lines) -> None:
    last = wrong[-1][0]
    lines = [*wrong, *((last + minute, line) for minute in (5, 10, 15, 20) for line in asyncio.run(lines_at_rest()))]
    assert firing(lines, now=last + 21) == set()


@pytest.mark.parametrize(
    ("last", "silent"),
    [
        pytest.param(None, True, id="no line ever came"),
        pytest.param(0, False, id="a line came now"),
        pytest.param(19, False, id="three looks are missing"),
        pytest.param(21, True, id="four looks are missing"),
        pytest.param(60, True, id="the last line is older than the window"),
    ],
)
def test_the_silence_of_the_app_is_a_row(last: float | None, *, silent: bool) -> None:
    lines = [] if last is None else [(60 - last, counts())]
    assert firing(lines, now=60) == ({"app-silent"} if silent else set())


@pytest.mark.parametrize("kind", BY_COUNT)
def test_what_cannot_be_told_ends_no_alert_and_begins_none(kind: str) -> None:
    rule, unknown, one, none = BY_COUNT[kind], counts(**{kind: None}), counts(**{kind: 1}), counts()
    assert firing([(0, one), (5, unknown)], now=6) == {rule}
    assert firing([(0, none), (5, unknown)], now=6) == set()
    assert firing([(0, unknown)], now=6) == set()
    assert firing([(0, one), (5, none)], now=6) == set()
    assert firing([(0, none), (5, one)], now=6) == {rule}


@pytest.mark.parametrize(
    ("depths", "stuck"),
    [
        pytest.param([1, 1, 1], True, id="at three looks"),
        pytest.param([1, 1], False, id="at two looks, so far"),
        pytest.param([1, 0, 1], False, id="it was empty in between"),
    ],
)
@pytest.mark.parametrize("queue", ["hrEventsPoison", "cyclesPoison"])
def test_a_poison_queue_is_told_of_when_nobody_empties_it(depths: list[int], queue: str, *, stuck: bool) -> None:
    empty = {"hrEvents": 0, "hrEventsPoison": 0, "cycles": 0, "cyclesPoison": 0}
    lines: Lines = [(5.0 * n, signal("queues", **{**empty, queue: depth})) for n, depth in enumerate(depths)]
    assert ("poison-queue" in firing(lines, now=11)) is stuck


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        pytest.param([Run("watch", success=False)] * 3, True, id="a function that failed three times"),
        pytest.param([Run("hr_events", success=True, result="503")] * 3, True, id="calls that the app answered by 503"),
        pytest.param([Run("hr_events", success=False, result="500")] * 3, True, id="calls in which the app failed"),
        pytest.param([Run("hr_events", success=True, result="202")] * 9, False, id="calls that the app took"),
        pytest.param([Run("watch", success=False)] * 2, False, id="a function that failed twice"),
        pytest.param([Run(name, success=False) for name in ("a", "b", "c")], False, id="three functions, once each"),
        pytest.param([Run("hr_events", success=False, result="401")] * 9, False, id="calls that the app refused"),
        pytest.param([Run("watch", success=True)] * 9, False, id="runs that went well"),
    ],
)
def test_runs_that_fail_in_the_host_are_told_of_by_function(runs: list[Run], *, told: bool) -> None:
    found = rows(RULES["failed-executions"], runs=[(float(n), run) for n, run in enumerate(runs)], now=10)
    assert bool(found) is told


def test_lines_of_another_kind_make_no_rule_fire() -> None:
    lines: Lines = [(0.0, "3 cycles started"), (0.0, "a signal for nobody"), (0.0, counts())]
    assert firing(lines, now=1) == set()
