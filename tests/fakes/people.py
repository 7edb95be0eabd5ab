"""An HR system's people in memory, for sources whose events are thin."""

from collections.abc import AsyncIterator
from datetime import datetime

from provisioning.model import Employee
from provisioning.ports import AccessDenied, Listed, PersonMissing, Shown, TemporaryFailure


class PeopleInMemory:
    """PeopleReader and PeopleLister port.

    Attributes:
        shown: What a read answers, by id; a test that wants an old answer leaves an old one here.
        failure: What a read raises instead, if anything.
        reads: How many reads there were.
        unreadable: Fields that a read says it could not make sense of.
        left_out: Whom lists leave out, though they can be read by id.
        changes: What a list of changes holds, with the time of each; None: the HR system cannot tell.
        breaks_after: After how many people a list breaks off with `failure`.
        lists: How many lists there were.
    """

    def __init__(self) -> None:
        self.shown: dict[str, Employee] = {}
        self.failure: TemporaryFailure | AccessDenied | None = None
        self.reads = 0
        self.unreadable: frozenset[str] = frozenset()
        self.left_out: set[str] = set()
        self.changes: list[tuple[datetime, Listed]] | None = None
        self.breaks_after: int | None = None
        self.lists = 0

    def show(self, employee: Employee) -> None:
        """Answer with this from now on."""
        self.shown[employee.id] = employee

    async def fetch(self, employee_id: str) -> Shown:
        """See ports.PeopleReader."""
        self.reads += 1
        if self.failure:
            raise self.failure
        try:
            return Shown(self.shown[employee_id], self.unreadable)
        except KeyError:
            raise PersonMissing from None

    async def everybody(self) -> AsyncIterator[Listed]:
        """See ports.PeopleLister."""
        self.lists += 1
        people = [Listed(each.id, Shown(each)) for each in self.shown.values() if each.id not in self.left_out]
        for number, listed in enumerate(people):
            if self.failure and number == (self.breaks_after or 0):
                raise self.failure
            yield listed

    def changed(self, since: datetime) -> AsyncIterator[Listed] | None:
        """See ports.PeopleLister."""
        return None if self.changes is None else self._changed(since)

    async def _changed(self, since: datetime) -> AsyncIterator[Listed]:
        for at, listed in self.changes or ():
            if at >= since:
                yield listed
