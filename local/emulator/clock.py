"""The time that a stand-in sees, replaceable so that tests never wait."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _system_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """The three ways in which a stand-in meets time.

    Attributes:
        utc_now: the date and time as an aware datetime in UTC, for what answers show.
        monotonic: seconds that only ever grow, for windows and lags.
        sleep: waits the given number of seconds, for the injected latency.
    """

    utc_now: Callable[[], datetime] = _system_now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


def graph_timestamp(moment: datetime) -> str:
    """Write an aware datetime as Graph does: UTC, whole seconds, a closing Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
