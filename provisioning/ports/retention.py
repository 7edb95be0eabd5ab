"""What can be kept for a number of days, and what is kept of one person: shown, and erased."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pydantic import JsonValue


class Forgets(Protocol):
    """A store that deletes what is old."""

    async def forget_before(self, before: datetime, at_most: int) -> int:
        """Delete what is from before this time (UTC), the oldest or the newest of it first; return how much it was.

        Less than `at_most`: nothing is left. Repeating it, also twice at once, is harmless.

        Raises:
            TemporaryFailure: Not everything could be deleted.
        """
        ...


class KeepsPeople(Protocol):
    """A store, other than the employee store and the log, that holds something about people."""

    async def export(self, source: str, employee_id: str) -> Sequence[Mapping[str, JsonValue]]:
        """Return all that is kept of a person, in JSON; empty if there is nothing."""
        ...

    async def erase(self, source: str, employee_id: str, until: datetime | None = None) -> int:
        """Take away all that names a person, and return from how many places; repeating it changes nothing.

        With `until` (UTC), what came in after it may be a new statement about the person, and stays.
        """
        ...
