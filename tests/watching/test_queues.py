"""What is told of messages that wait on the queues."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from provisioning.model import AlertKind
from provisioning.settings import Settings
from provisioning.watching.queues import QueueDepths
from tests.builders import NOON


@dataclass(slots=True)
class Queue:
    """QueueDepth port: so many messages, the next of which waits for so many minutes, or on purpose (None)."""

    count: int = 0
    minutes: float | None = None
    peeks: int = 0

    async def length(self) -> int:
        """See ports.QueueLength."""
        return self.count

    async def first_put_at(self) -> datetime | None:
        """See ports.QueueDepth."""
        self.peeks += 1
        return None if self.minutes is None else NOON - timedelta(minutes=self.minutes)


def queues(**special: Queue) -> Mapping[str, Queue]:
    """Return all queues; those that are not named are empty. An underscore stands for a hyphen."""
    names = ("hr-events", "hr-events-poison", "cycles", "cycles-poison")
    return {name: special.get(name.replace("-", "_"), Queue()) for name in names}


async def test_how_many_messages_wait_is_told_of_every_queue() -> None:
    sight = await QueueDepths(queues(hr_events=Queue(7, 3), cycles_poison=Queue(1, 2))).look(Settings(), NOON)
    assert sight.figures == {"hrEvents": 7, "hrEventsPoison": 0, "cycles": 0, "cyclesPoison": 1}
    assert not sight.alerts


async def test_a_queue_without_messages_is_not_asked_for_the_next_one() -> None:
    all_queues = queues(hr_events=Queue(7, 3))
    await QueueDepths(all_queues).look(Settings(), NOON)
    assert {name for name, queue in all_queues.items() if queue.peeks} == {"hr-events"}


@pytest.mark.parametrize(
    ("queue", "minutes", "told"),
    [
        pytest.param("hr_events", 90, False, id="an event waits because Graph asked for that"),
        pytest.param("hr_events", 91, True, id="an event waits for longer than that"),
        pytest.param("hr_events", None, False, id="all events wait on purpose"),
        pytest.param("cycles", 91, True, id="a cycle's step waits for longer"),
        pytest.param("hr_events_poison", 15, False, id="what failed too often is parked within minutes"),
        pytest.param("hr_events_poison", 16, True, id="what failed too often is not parked"),
        pytest.param("cycles_poison", 16, True, id="a step that failed too often stays"),
    ],
)
async def test_messages_that_wait_too_long_are_an_alert(queue: str, minutes: float | None, *, told: bool) -> None:
    sight = await QueueDepths(queues(**{queue: Queue(2, minutes)})).look(Settings(), NOON)
    assert [(alert.kind, alert.key) for alert in sight.alerts] == [
        (AlertKind.WAITING_MESSAGES, f"queue/{queue.replace('_', '-')}")
    ] * told


async def test_the_alert_says_how_many_wait_for_how_long_and_where_to_look() -> None:
    waiting = queues(hr_events=Queue(4_000, 125), hr_events_poison=Queue(1, 20))
    first, second = (await QueueDepths(waiting).look(Settings(), NOON)).alerts
    assert first.sentence == (
        "about 4000 messages wait on the queue hr-events, the next one for 2 h 5 min: more comes than is worked off, "
        "or nobody works; look whether the function app runs, and at graphQuota and the quarantine in GET /api/health"
    )
    assert (first.count, first.since) == (4_000, NOON - timedelta(minutes=125))
    assert second.sentence == (
        "1 message waits on the queue hr-events-poison, the next one for 20 min: they are not the app's, or the app "
        "does not take them to park them; look whether the function app runs"
    )
