"""Which alerts are told of when."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.model import Alert, AlertKind, ChannelNotices
from provisioning.rules.notifying import KEPT_AT_MOST, grouped, is_time, not_delivered, noticed, told
from provisioning.setting_groups.safety import Notifications
from tests.builders import NOON

USUAL: Final = Notifications()
NOTHING: Final = ChannelNotices(channel="email")
MINUTE: Final = timedelta(minutes=1)


def alert(key: str, kind: AlertKind = AlertKind.PARKED) -> Alert:
    return Alert(kind=kind, key=key, sentence=f"{key} is wrong", since=NOON)


A, B = alert("a"), alert("b")


class Told:
    """A channel that is told of the alerts of one look after the other, and what each message held."""

    def __init__(self, *, works: bool = True) -> None:
        self.notices, self.works = NOTHING, works
        self.messages: list[tuple[list[str], list[str], list[str]]] = []
        self.grown: list[list[str]] = []

    def look(self, minutes: float, *alerts: Alert, unknown: Collection[str] = ()) -> None:
        """Look so many minutes after noon, and be told nothing of the parts that are unknown."""
        now = NOON + minutes * MINUTE
        self.notices = noticed(self.notices, alerts, unknown)
        if is_time(self.notices, USUAL, now):
            said = grouped(self.notices, USUAL, now)
            self.messages.append((keys(said.began), keys(said.ended), keys(said.again)))
            self.grown.append(keys(said.grown))
            done = told(self.notices, USUAL, now) if self.works else not_delivered(self.notices, "no answer", now)
            self.notices = done

    def failing(self) -> tuple[datetime | None, str | None]:
        """Return since when messages are not delivered, and why."""
        return self.notices.failing_since, self.notices.fault


def keys(alerts: Sequence[Alert]) -> list[str]:
    return sorted(each.key for each in alerts)


@pytest.mark.parametrize(
    ("looks", "messages"),
    [
        pytest.param([(0,)], [], id="nothing, while there is nothing"),
        pytest.param([(0, A)], [(["a"], [], [])], id="an alert that begins, at once"),
        pytest.param([(0, A), (5, A), (60, A)], [(["a"], [], [])], id="one that goes on, once"),
        pytest.param([(0, A, B)], [(["a", "b"], [], [])], id="several in one message"),
        pytest.param([(0, A), (20,)], [(["a"], [], []), ([], ["a"], [])], id="one that ends"),
        pytest.param(
            [(0, A), (5, A, B), (10, A, B), (15, A, B)],
            [(["a"], [], []), (["b"], [], [])],
            id="what begins within a quarter of an hour of a message waits for the next one",
        ),
        pytest.param(
            [(0, A), (5, A, B), (10, A), (15, A)],
            [(["a"], [], []), ([], ["b"], [])],
            id="what begins and ends between two messages is told as well",
        ),
        pytest.param(
            [(0, A), (5,), (10, A), (20, A)], [(["a"], [], [])], id="what ends and begins again in between went on"
        ),
        pytest.param(
            [(0, A), (24 * 60 - 1, A), (24 * 60, A), (24 * 60 + 5, A)],
            [(["a"], [], []), ([], [], ["a"])],
            id="what goes on for a day, once more",
        ),
        pytest.param(
            [(0, A), (20,), (40, A)],
            [(["a"], [], []), ([], ["a"], []), (["a"], [], [])],
            id="what comes back, anew",
        ),
    ],
)
def test_a_channel_tells(
    looks: list[tuple[float | Alert, ...]], messages: list[tuple[list[str], list[str], list[str]]]
) -> None:
    channel = Told()
    for minutes, *alerts in looks:
        assert isinstance(minutes, int | float)
        channel.look(minutes, *(each for each in alerts if isinstance(each, Alert)))
    assert channel.messages == messages


def test_a_message_that_is_not_delivered_is_sent_again_at_the_next_look_with_all_there_is_to_tell_by_then() -> None:
    channel = Told(works=False)
    channel.look(0, A)
    assert channel.failing() == (NOON, "no answer")
    channel.look(5, A, B)
    assert channel.failing() == (NOON, "no answer")
    channel.works = True
    channel.look(10, A, B)
    assert channel.messages == [(["a"], [], []), (["a", "b"], [], []), (["a", "b"], [], [])]
    assert channel.failing() == (None, None)
    channel.look(30, A, B)
    assert len(channel.messages) == 3


def test_what_is_not_seen_as_its_part_cannot_be_told_is_neither_over_nor_new_when_it_is_seen_again() -> None:
    channel = Told()
    late = alert("late").model_copy(update={"part": "disables"})
    channel.look(0, late, A)
    channel.look(20, unknown=["disables"])
    assert channel.messages[1:] == [([], ["a"], [])]
    channel.look(40, late)
    assert len(channel.messages) == 2
    channel.look(60)
    assert channel.messages[2:] == [([], ["late"], [])]


@pytest.mark.parametrize(
    ("counts", "told_of_growth"),
    [
        pytest.param([1, 1, 1], 0, id="not what stays as it is"),
        pytest.param([10, 19, 19], 0, id="not what grows a little"),
        pytest.param([10, 20, 39], 1, id="what doubles"),
        pytest.param([1, 2, 380], 2, id="what doubles again and again, each time"),
        pytest.param([2, 1, 2, 1, 2], 0, id="not what comes and goes"),
    ],
)
def test_an_alert_is_told_of_again_when_it_has_grown(counts: list[int], told_of_growth: int) -> None:
    channel = Told()
    for number, count in enumerate(counts):
        channel.look(20 * number, A.model_copy(update={"count": count}))
    assert channel.grown == [[], *[["a"]] * told_of_growth]


@pytest.mark.parametrize(
    ("looks", "told_of_growth"),
    [
        pytest.param(["x", "x", "x"], 0, id="nobody new"),
        pytest.param(["xyz", "xy", "x"], 0, id="fewer"),
        pytest.param(["xyz", "wxyz"], 1, id="one more among many"),
        pytest.param(["x", "y"], 1, id="another one in the same number"),
        pytest.param(["xy", "x", "xy"], 1, id="one who comes again"),
    ],
)
def test_of_those_whom_nobody_may_join_unseen_each_new_one_is_told(looks: list[str], told_of_growth: int) -> None:
    channel = Told()
    for number, marks in enumerate(looks):
        channel.look(20 * number, A.model_copy(update={"count": len(marks), "marks": tuple(marks)}))
    assert channel.grown == [[], *[["a"]] * told_of_growth]


def test_growth_waits_for_the_next_message_like_all_else() -> None:
    channel = Told()
    for minutes, count in ((0, 1), (5, 40), (10, 380), (15, 380)):
        channel.look(minutes, A.model_copy(update={"count": count}))
    assert channel.grown == [[], ["a"]]


def test_the_loudest_come_first_and_a_storm_of_kinds_has_an_end() -> None:
    quiet = [alert(f"parked {number}") for number in range(KEPT_AT_MOST)]
    after = noticed(NOTHING, [*quiet, alert("late", AlertKind.LATE_DISABLES)])
    assert after.noticed[0].alert.key == "late"
    assert len(after.noticed) == KEPT_AT_MOST


LOOKS = st.lists(st.tuples(st.integers(1, 90), st.sets(st.sampled_from("abcde"))), max_size=30)


@given(LOOKS)
def test_whatever_happens_there_is_no_more_than_one_message_in_a_quarter_of_an_hour(
    looks: list[tuple[int, set[str]]],
) -> None:
    channel, sent_at, now = Told(), list[datetime](), 0
    for minutes, present in looks:
        before, now = len(channel.messages), now + minutes
        channel.look(now, *map(alert, present))
        if len(channel.messages) > before:
            sent_at.append(NOON + now * MINUTE)
    assert all(later - earlier >= 15 * MINUTE for earlier, later in pairwise(sent_at))


@given(LOOKS)
def test_an_hour_later_administrators_know_of_everything_that_began_and_of_its_end(
    looks: list[tuple[int, set[str]]],
) -> None:
    channel, now, began = Told(), 0, set[str]()
    for minutes, present in looks:
        now += minutes
        began |= present
        channel.look(now, *map(alert, present))
    last = looks[-1][1] if looks else set[str]()
    for _ in range(4):
        now += 15
        channel.look(now, *map(alert, last))
    known = set[str]()
    for new, over, again in channel.messages:
        assert known >= set(again)
        known = (known | {*new}) - {*over}
    assert known == last
    assert began == {key for new, over, _ in channel.messages for key in (*new, *over)}
