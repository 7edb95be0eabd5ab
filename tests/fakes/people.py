"""An HR system's people in memory, for sources whose events are thin."""

from provisioning.model import Employee
from provisioning.ports import AccessDenied, PersonMissing, Shown, TemporaryFailure


class PeopleInMemory:
    """PeopleReader port.

    Attributes:
        shown: What a read answers, by id; a test that wants an old answer leaves an old one here.
        failure: What a read raises instead, if anything.
        reads: How many reads there were.
        unreadable: Fields that a read says it could not make sense of.
    """

    def __init__(self) -> None:
        self.shown: dict[str, Employee] = {}
        self.failure: TemporaryFailure | AccessDenied | None = None
        self.reads = 0
        self.unreadable: frozenset[str] = frozenset()

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
