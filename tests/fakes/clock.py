"""A clock that stands still until it is turned."""

from datetime import UTC, datetime, timedelta


class TurnedClock:
    """Clock port; begins at noon UTC on Monday, 2 March 2026."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def now(self) -> datetime:
        """See ports.Clock."""
        return self._now

    def turn(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass at once."""
        self._now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)

    def turn_to(self, moment: str) -> None:
        """Go on to a later moment, written like 2026-03-08T22:59:59Z."""
        later = datetime.fromisoformat(moment)
        assert later >= self._now, "the clock does not go backwards"
        self._now = later
