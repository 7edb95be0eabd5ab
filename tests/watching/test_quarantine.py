"""What administrators are told of quarantines, and of sources that have fallen silent."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from provisioning.hearing import NOTED_EVERY, Hearing
from provisioning.model import AlertKind, Cycle, CycleKind, CyclePhase, CycleTurn, EventType, HrEvent, Retry
from provisioning.ports import Message
from provisioning.rules.quarantine import begun
from provisioning.settings import Settings
from provisioning.watching.quarantine import Quarantines
from provisioning.watching.silence import SilentSources
from tests.builders import NOON
from tests.cycles.world import SourcesByName
from tests.fakes.clock import TurnedClock
from tests.fakes.cycles import CyclesInMemory
from tests.fakes.quarantine import HeardInMemory, QuarantinesInMemory

HOURS = timedelta(hours=1)
ON = Settings.model_validate({"enabled": True, "monitoring": {"silentAfterHours": 10}})


class Queue:
    """QueueLength port; `asked` counts the calls."""

    def __init__(self, length: int) -> None:
        self._length = length
        self.asked = 0

    async def length(self) -> int:
        """See ports.QueueLength."""
        self.asked += 1
        return self._length


async def test_without_quarantine_there_is_no_alert_and_the_queue_is_not_asked() -> None:
    queue = Queue(5)
    sight = await Quarantines(QuarantinesInMemory(), queue).look(ON, NOON)
    assert not sight.alerts
    assert sight.figures == {"places": [], "messagesWaiting": 0}
    assert queue.asked == 0


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("entra", "nothing is read or written in Microsoft Entra ID: check it; the next try"),
        ("settings", "nobody is provisioned: check it; the next try"),
        ("bob", "nobody of bob is read, and what cannot wait is done with what is known: check it; the next try"),
    ],
)
async def test_a_quarantine_is_an_alert_with_its_reason_since_when_and_what_to_do(where: str, words: str) -> None:
    store = QuarantinesInMemory()
    await store.save(None, begun(where, "check it", NOON))
    sight = await Quarantines(store, Queue(7)).look(ON, NOON)
    (alert,) = sight.alerts
    assert (alert.kind, alert.since) == (AlertKind.QUARANTINE, NOON)
    assert alert.sentence.startswith(
        f"quarantine of {where}: since 2026-06-01T12:00:00Z {words} is at 2026-06-01T12:05"
    )
    assert alert.sentence.endswith("POST /api/quarantine/probe tries at once; about 7 messages wait, and none is lost")
    assert sight.figures == {
        "places": [
            {
                "where": where,
                "reason": "check it",
                "since": "2026-06-01T12:00:00Z",
                "tries": 0,
                "nextTryAt": "2026-06-01T12:05:00Z",
            }
        ],
        "messagesWaiting": 7,
    }


async def test_the_alert_keeps_its_key_while_tries_fail() -> None:
    store = QuarantinesInMemory()
    first = begun("entra", "check it", NOON)
    await store.save(None, first)
    watched = Quarantines(store, Queue(0))
    before = (await watched.look(ON, NOON)).alerts[0].key
    await store.save(first, first.model_copy(update={"tries": 4, "reason": "consent"}))
    assert (await watched.look(ON, NOON)).alerts[0].key == before


async def silent(
    heard: Mapping[str, datetime], *, read_at: datetime | None = None, settings: Settings = ON
) -> Mapping[str, datetime]:
    """Return the silent sources of generic and bob, and since when; of bob, lists are read."""
    store, cycles = HeardInMemory(), CyclesInMemory()
    for source, at in heard.items():
        await store.note(source, at)
    if read_at:
        cycle = Cycle(id="c", source="bob", kind=CycleKind.FULL, by="a test", started_at=read_at, changed_at=read_at)
        await cycles.start(cycle)
        stored = await cycles.read("c")
        assert stored
        state = (await cycles.state("bob")).model_copy(update={"running": None, "complete_at": read_at})
        await cycles.end(stored, cycle.model_copy(update={"phase": CyclePhase.FINISHED}), state)
    sight = await SilentSources(store, cycles, SourcesByName(), {"bob"}).look(settings, NOON)
    assert {alert.kind for alert in sight.alerts} <= {AlertKind.SILENT_SOURCE}
    return {alert.sentence.partition(" ")[0]: alert.since for alert in sight.alerts}


@pytest.mark.parametrize(
    ("heard", "read_at", "expected"),
    [
        pytest.param({}, None, {}, id="who never said anything and is not read is not silent"),
        pytest.param({"generic": 9}, None, {}, id="who spoke within the time is not silent"),
        pytest.param({"generic": 10}, None, {"generic": 10}, id="who has not since then is"),
        pytest.param({"bob": 30}, 9, {}, id="a list that was read counts like an event"),
        pytest.param({"bob": 9}, 30, {}, id="as an event counts like a list"),
        pytest.param({"bob": 30}, 20, {"bob": 20}, id="the later of the two counts"),
        pytest.param({"bob": 30, "generic": 40}, None, {"bob": 30, "generic": 40}, id="each source by itself"),
    ],
)
async def test_who_is_silent(heard: Mapping[str, int], read_at: int | None, expected: Mapping[str, int]) -> None:
    told = await silent(
        {source: NOON - hours * HOURS for source, hours in heard.items()},
        read_at=NOON - read_at * HOURS if read_at else None,
    )
    assert told == {source: NOON - hours * HOURS for source, hours in expected.items()}


async def test_a_connected_source_that_never_said_anything_is_silent_since_provisioning_was_switched_on() -> None:
    activated = ON.model_copy(update={"activated_at": NOON - 11 * HOURS})
    assert await silent({}, settings=activated) == {"bob": NOON - 11 * HOURS}


async def test_while_provisioning_is_off_nobody_is_silent() -> None:
    assert await silent({"generic": NOON - 99 * HOURS}, settings=ON.model_copy(update={"enabled": False})) == {}


def message(kind: EventType = EventType.UPDATED, *, source: str = "bob") -> Message:
    return Message(HrEvent(id="1", source=source, type=kind, occurred_at=NOON, employee_id="e1"))


async def test_a_source_that_speaks_all_the_time_is_noted_every_five_minutes() -> None:
    store, clock = HeardInMemory(), TurnedClock()
    hearing = Hearing(store, clock)
    for _ in range(600):
        await hearing.note(message())
        clock.turn(seconds=6)
    assert store.notes == timedelta(hours=1) / NOTED_EVERY
    assert clock.now() - (await store.heard())["bob"] <= NOTED_EVERY


async def test_each_source_is_noted_by_itself() -> None:
    store = HeardInMemory()
    hearing = Hearing(store, TurnedClock())
    for source in ("bob", "generic", "bob"):
        await hearing.note(message(source=source))
    assert set(await store.heard()) == {"bob", "generic"}
    assert store.notes == 2


@pytest.mark.parametrize(
    "unheard",
    [
        pytest.param(message(EventType.REVIEW), id="a look of our own"),
        pytest.param(message(EventType.LISTED), id="somebody of a cycle"),
        pytest.param(Message(CycleTurn(cycle="c", number=1)), id="a turn in a cycle"),
        pytest.param(
            Message(message().content, Retry(attempts=1, since=NOON, failed_at=NOON)), id="an event that failed before"
        ),
        pytest.param(Message(message().content, deliveries=2), id="an event that was delivered before"),
    ],
)
async def test_what_says_nothing_about_the_source_is_not_noted(unheard: Message) -> None:
    store = HeardInMemory()
    await Hearing(store, TurnedClock()).note(unheard)
    assert store.notes == 0
