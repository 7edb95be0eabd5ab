"""Waiting for a condition with a deadline: no test sleeps for a fixed time."""

import asyncio
import time
from collections.abc import Awaitable, Callable

_POLL_SECONDS = 0.02


def wait_until[T](condition: Callable[[], T], seconds: float = 20, what: str = "the condition") -> T:
    """Return the first true value of a condition.

    Raises:
        TimeoutError: it was still false at the deadline.
    """
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {seconds:.0f} s for {what}.")
        time.sleep(_POLL_SECONDS)
    return value


async def wait_until_async[T](
    condition: Callable[[], Awaitable[T]], seconds: float = 20, what: str = "the condition"
) -> T:
    """Return the first true value of an asynchronous condition.

    Raises:
        TimeoutError: it was still false at the deadline.
    """
    deadline = time.monotonic() + seconds
    while not (value := await condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {seconds:.0f} s for {what}.")
        await asyncio.sleep(_POLL_SECONDS)
    return value
