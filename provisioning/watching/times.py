"""Times and lengths of time, as they are written in alerts."""

from datetime import UTC, datetime, timedelta
from typing import Final

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


def written(instant: datetime) -> str:
    """Return an instant in UTC, to the second: 2026-06-01T12:00:00Z."""
    return instant.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def length(time: timedelta) -> str:
    """Return a length of time as people say it: 45 s, 12 min, 2 h 5 min, 3 d 4 h."""
    if time < _MINUTE:
        return f"{time // timedelta(seconds=1)} s"
    if time < _HOUR:
        return f"{time // _MINUTE} min"
    if time < _DAY:
        return f"{time // _HOUR} h {time % _HOUR // _MINUTE} min"
    return f"{time // _DAY} d {time % _DAY // _HOUR} h"
