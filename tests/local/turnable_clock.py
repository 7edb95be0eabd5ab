"""A clock for tests: time stands still until it is turned forward, and sleeping turns it."""

from datetime import UTC, datetime, timedelta

from local.emulator.clock import Clock

_BEGINNING = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


class TurnableClock:
    """Holds the seconds since the beginning, 2026-03-01T12:00:00Z.

    Attributes:
        clock: what the stand-in gets.
        slept: the seconds of each sleep so far, those of zero left out.
    """

    def __init__(self) -> None:
        self._elapsed = 0.0
        self.slept: list[float] = []
        self.clock = Clock(self._utc_now, lambda: self._elapsed, self._sleep)

    def turn(self, *, seconds: float = 0, days: float = 0) -> None:
        """Let time pass at once."""
        self._elapsed += seconds + timedelta(days=days).total_seconds()

    def _utc_now(self) -> datetime:
        return _BEGINNING + timedelta(seconds=self._elapsed)

    async def _sleep(self, seconds: float) -> None:
        if seconds:
            self.slept.append(seconds)
            self.turn(seconds=seconds)
