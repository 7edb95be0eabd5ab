"""Which events this instance has taken in a moment ago, so that one that is sent again is not worked off again.

An HR system repeats a call whose answer it did not see, and somebody who recorded a call can send it again. Working an
event off twice changes nothing, so this only saves work: it may forget, and each instance knows only its own.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from provisioning.model import HrEvent

WINDOW: Final = timedelta(minutes=10)
"""Longer than a sender waits before it calls again the first time."""
MOST: Final = 20_000
"""Events that are remembered at most: some 3 MB."""


class Repeats:
    """Remembers events that were queued, by all that they say, for ten minutes."""

    def __init__(self) -> None:
        self._taken: OrderedDict[bytes, datetime] = OrderedDict()

    @property
    def remembered(self) -> int:
        """How many events are remembered."""
        return len(self._taken)

    def holds(self, event: HrEvent, now: datetime) -> bool:
        """Whether the same statement was remembered less than ten minutes before `now` (UTC).

        It is the same if all of it is: source, id, time and what it says of the person. Without a time of its own an
        event carries that of its receipt, and two of them may be about two things.
        """
        taken = self._taken.get(_digest(event))
        return taken is not None and event.occurred_at < now and timedelta(0) <= now - taken < WINDOW

    def remember(self, event: HrEvent, now: datetime) -> None:
        """Remember an event that the queue has taken at `now` (UTC)."""
        self._taken[_digest(event)] = now
        self._taken.move_to_end(_digest(event))
        while len(self._taken) > MOST or now - next(iter(self._taken.values())) >= WINDOW:
            self._taken.popitem(last=False)


def _digest(event: HrEvent) -> bytes:
    return sha256(event.model_dump_json(exclude_unset=True).encode()).digest()
