"""The one policy for calls to others that fail for a moment: a few tries within seconds, then the queue takes over."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from provisioning.ports import OwnFault, TemporaryFailure

TRIES: Final = 4
FIRST_WAIT_SECONDS: Final = 0.25
LONGEST_WAIT_SECONDS: Final = 8.0
"""Who asks for a longer wait is called again by way of the queue: a wait must not hold an instance."""

_backoff: Final = wait_random_exponential(multiplier=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS)


async def repeated[Result](call: Callable[[], Awaitable[Result]]) -> Result:
    """Await `call()`, again after a short wait while it raises TemporaryFailure, and return what it returns.

    Raises:
        TemporaryFailure: The last one, after TRIES tries or when it asks for a long wait; other errors at once.
    """

    async def once() -> Result:  # tenacity awaits nothing but coroutine functions
        return await call()

    attempts = AsyncRetrying(
        retry=retry_if_exception(_worth_repeating_now), stop=stop_after_attempt(TRIES), wait=_wait, reraise=True
    )
    return await attempts(once)


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Return the wait that an HTTP answer asks for in seconds, whole or not; None if it names none."""
    try:
        return timedelta(seconds=float(headers["Retry-After"]))
    except (KeyError, ValueError, OverflowError):
        return None


def limit_reset(headers: Mapping[str, str]) -> timedelta | None:
    """Return the wait until X-RateLimit-Reset (seconds since 1970), as HiBob sends it; None without it.

    It is counted from the answer's own Date header, so that a clock of ours that is wrong does not matter.
    """
    try:
        reset_at = datetime.fromtimestamp(float(headers["X-RateLimit-Reset"]), UTC)
        return max(reset_at - parsedate_to_datetime(headers["Date"]), timedelta())
    except (KeyError, ValueError, TypeError, OverflowError, OSError):
        return None


def _worth_repeating_now(error: BaseException) -> bool:
    if not isinstance(error, TemporaryFailure) or isinstance(error, OwnFault):
        return False
    return error.retry_after is None or error.retry_after.total_seconds() <= LONGEST_WAIT_SECONDS


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, TemporaryFailure) else None
    return max(asked.total_seconds() if asked else 0, _backoff(state))
