"""NCRONTAB schedules: seconds first, in UTC."""

import re
from datetime import datetime, timedelta

from cronsim import CronSim, CronSimError

_NCRONTAB = re.compile(r"(?:[0-9*,/-]+ ){4,5}(?:[0-9*,/-]|MON|TUE|WED|THU|FRI|SAT|SUN)+", re.IGNORECASE)


class Schedule:
    """When a timer is due."""

    def __init__(self, expression: str) -> None:
        """Parse an NCRONTAB expression.

        Raises:
            ValueError: the expression is not one.
        """
        self.expression = expression
        if _NCRONTAB.fullmatch(" ".join(expression.split())) is None:
            raise ValueError(f"{expression!r} is not an NCRONTAB expression of six fields")
        self.next_after(datetime(2000, 1, 1))  # noqa: DTZ001 - any moment serves to try the expression out

    def next_after(self, moment: datetime) -> datetime:
        """Return the first occurrence later than a moment.

        Raises:
            ValueError: there is none.
        """
        try:
            occurrences = CronSim(self.expression, moment)
            # Unlike cron, NCRONTAB wants the day of the month and the day of the week both to match.
            occurrences.day_and = True
            return next(occurrences)
        except (CronSimError, StopIteration) as error:
            raise ValueError(f"{self.expression!r} is not an NCRONTAB expression that ever comes due") from error

    def repeats_within_a_minute(self, moment: datetime) -> bool:
        """Tell whether two occurrences lie a minute apart or less: the real host keeps no status of those."""
        first = self.next_after(moment)
        return self.next_after(first) - first <= timedelta(minutes=1)
