"""Which cycle of a source is due."""

from datetime import datetime, timedelta

import pytest

from provisioning.model import CycleKind, SourceState
from provisioning.rules.cycles.choosing import due_kind
from provisioning.setting_groups.cycles import Cycles
from tests.builders import NOON

USUAL = Cycles()


def ago(hours: float) -> datetime:
    return NOON - timedelta(hours=hours)


CASES = {
    "nobody was ever listed: the initial cycle": (None, None, CycleKind.INITIAL),
    "the initial cycle failed a moment ago: it is tried again": (None, 0.1, CycleKind.INITIAL),
    "everybody was looked at an hour ago: what changed": (1, None, CycleKind.DELTA),
    "everybody was looked at just less than a day ago: what changed": (23.9, None, CycleKind.DELTA),
    "everybody was looked at a day ago: everybody again": (24, None, CycleKind.FULL),
    "the full cycle failed an hour ago: meanwhile what changed": (30, 1, CycleKind.DELTA),
    "the full cycle failed six hours ago: it is tried again": (30, 6, CycleKind.FULL),
}


@pytest.mark.parametrize(("complete", "failed", "kind"), CASES.values(), ids=CASES.keys())
def test_of_a_source_that_can_be_listed(complete: float | None, failed: float | None, kind: CycleKind) -> None:
    state = SourceState(
        source="personio",
        complete_at=None if complete is None else ago(complete),
        complete_count=None if complete is None else 100,
        failed_at=None if failed is None else ago(failed),
    )
    assert due_kind(state, USUAL, NOON, listable=True) is kind


@pytest.mark.parametrize(
    ("complete", "kind"),
    [(None, CycleKind.FULL), (1, None), (24, CycleKind.FULL)],
    ids=["never looked at", "looked at an hour ago", "looked at a day ago"],
)
def test_of_a_source_that_only_sends_events_whoever_is_known_is_looked_at_once_a_day(
    complete: float | None, kind: CycleKind | None
) -> None:
    state = SourceState(source="generic", complete_at=None if complete is None else ago(complete))
    assert due_kind(state, USUAL, NOON, listable=False) is kind


def test_how_often_everybody_is_looked_at_is_a_setting() -> None:
    state = SourceState(source="bob", complete_at=ago(2), complete_count=100)
    assert due_kind(state, Cycles(full_every_hours=2), NOON, listable=True) is CycleKind.FULL
    assert due_kind(state, Cycles(full_every_hours=3), NOON, listable=True) is CycleKind.DELTA


def test_of_a_source_that_can_be_listed_only_now_everybody_is_listed_first() -> None:
    state = SourceState(source="personio", complete_at=ago(1), changes_since=ago(1))
    assert due_kind(state, USUAL, NOON, listable=True) is CycleKind.INITIAL
