"""The one policy for messages that failed for a passing reason: when they are tried again, and when not any more.

Waits double, and differ from message to message, so that what failed in one outage does not come back in one moment.
The difference is worked out from the message's own key, so that the same message always waits the same time.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from provisioning.model import Retry

FIRST_WAIT: Final = timedelta(seconds=15)
LONGEST_WAIT: Final = timedelta(minutes=30)
LONGEST_ASKED_FOR: Final = timedelta(hours=1)
"""Who asks for a longer wait is asked again all the same: a cause that is gone earlier must not cost a day."""
LEAST_AFTER_ASKING: Final = timedelta(minutes=1)
"""Who asks for short waits again and again gets longer ones, up to this."""
LONGEST_HELD: Final = timedelta(minutes=15)
"""A message that is held looks again so often whether it still is: to look costs nothing in Entra."""


def wait_after(attempts: int, asked_for: timedelta | None, key: str) -> timedelta:
    """Return how long a message waits for its next attempt.

    Args:
        attempts: How often it failed, from 1; 0 for one that is not to blame.
        asked_for: The wait that the other side asked for, if it did; up to an hour it is never cut short.
        key: Names the message.

    Returns:
        Between half and all of 15 seconds, 30 seconds, and so on, to half an hour; or, if a wait was asked for,
        between it and a quarter more.
    """
    share = _share(f"{key}|{attempts}")
    doubled = _doubled(attempts) * (1 + share) / 2
    if asked_for is None:
        return doubled
    return max(min(asked_for, LONGEST_ASKED_FOR), min(doubled, LEAST_AFTER_ASKING)) * (1 + share / 4)


def wait_while_held(held_for: timedelta, key: str) -> timedelta:
    """Return how long a message waits that nobody tries now, as the app cannot work: a quarter of an hour at most.

    A quarter more comes on top, message by message.
    """
    return max(min(held_for, LONGEST_HELD), timedelta(seconds=1)) * (1 + _share(key) / 4)


def failed_again(retry: Retry | None, now: datetime) -> Retry:
    """Return how often a message failed that failed just now (UTC)."""
    if retry is None:
        return Retry(attempts=1, since=now, failed_at=now)
    return retry.model_copy(update={"attempts": retry.attempts + 1, "failed_at": now})


def not_to_blame(retry: Retry | None, wait: timedelta, failed_at: datetime | None = None) -> Retry | None:
    """Return what is kept of a message that waits for a reason of the app's own: that time does not count.

    `failed_at` (UTC) is given if it was tried, and not only held.
    """
    if retry is None:
        return None
    return retry.model_copy(update={"since": retry.since + wait, "failed_at": failed_at or retry.failed_at})


def is_to_be_parked(retry: Retry, park_after_hours: int, now: datetime) -> bool:
    """Whether a message that failed just now (UTC) has failed for so long that it is not tried any more."""
    return now - retry.since >= timedelta(hours=park_after_hours)


def _doubled(attempts: int) -> timedelta:
    enough = (LONGEST_WAIT // FIRST_WAIT).bit_length()
    return min(FIRST_WAIT * (1 << min(max(attempts - 1, 0), enough)), LONGEST_WAIT)


def _share(key: str) -> float:
    """Return a number from 0 up to, not including, 1 that looks random and is the same for the same key."""
    return int.from_bytes(sha256(key.encode()).digest()[:4]) / 2**32
