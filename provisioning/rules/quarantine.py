"""Where the app cannot work for a reason of its own: how long it waits between tries, and who has to wait."""

from datetime import datetime, timedelta
from typing import Final

from provisioning.model import EventType, HrEvent, Quarantine

ENTRA: Final = "entra"
SETTINGS: Final = "settings"
FIRST_PAUSE: Final = timedelta(minutes=5)
LONGEST_PAUSE: Final = timedelta(days=1)
LOOK_AGAIN: Final = timedelta(minutes=15)
"""How long a message waits before it asks again, so that it comes soon after a recovery however far the next try is."""
ENDS_ACCESS_LOOKS_AGAIN: Final = timedelta(minutes=1)
"""How long it waits if access should have ended already."""
_EVERYBODYS: Final = frozenset({ENTRA, SETTINGS})
_NEED_THE_SOURCE: Final = frozenset({EventType.CREATED, EventType.UPDATED, EventType.ACCESS_RESTORED})


def pause(tries: int) -> timedelta:
    """Return how long to wait after so many tries in vain: 5 minutes, then twice as long each time, up to a day."""
    enough = (LONGEST_PAUSE // FIRST_PAUSE).bit_length()  # doublings for a day; many more would overflow
    return min(FIRST_PAUSE * (1 << min(tries, enough)), LONGEST_PAUSE)


def begun(where: str, reason: str, now: datetime) -> Quarantine:
    """Return a quarantine that begins now (UTC)."""
    return Quarantine(where=where, reason=reason, since=now, next_try_at=now + pause(0))


def tried(quarantine: Quarantine, now: datetime) -> Quarantine:
    """Return the quarantine with one more try at `now` (UTC), which is taken to be in vain until it ends it."""
    tries = quarantine.tries + 1
    return quarantine.model_copy(update={"tries": tries, "next_try_at": now + pause(tries)})


def wait(quarantine: Quarantine, now: datetime) -> timedelta:
    """Return how long a message waits at `now` (UTC) before it asks again; nothing if it is time for a try."""
    return max(min(quarantine.next_try_at - now, LOOK_AGAIN), timedelta())


def concerns(quarantine: Quarantine, source: str | None, *, needs_source: bool = True) -> bool:
    """Whether a quarantine keeps people of a source from being worked on; without source, whether everybody.

    What does not need the HR system does not wait for it.
    """
    return quarantine.where in _EVERYBODYS or (needs_source and quarantine.where == source)


def needs_source(event: HrEvent) -> bool:
    """Whether an event waits for its HR system, if that is one whose people are read from its API.

    What says itself what is to be known does not, nor does what cannot wait: a last day that has come, access that is
    revoked, a file that was deleted. These are worked off with what is known.
    """
    return event.employee is None and event.type in _NEED_THE_SOURCE
