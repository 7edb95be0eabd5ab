"""An HR system's people in memory, for sources whose events are thin."""

from provisioning.model import Employee
from provisioning.ports import AccessDenied, PersonMissing, TemporaryFailure


class PeopleInMemory:
    """PeopleReader port.

    Attributes:
        shown: What a read answers, by id; a test that wants an old answer leaves an old one here.
        failure: What a read raises instead, if anything.
        reads: How many reads there were.
    """

    def __init__(self) -> None:
        self.shown: dict[str, Employee] = {}
        self.failure: TemporaryFailure | AccessDenied | None = None
        self.reads = 0

    def show(self, employee: Employee) -> None:
        """Answer with this from now on."""
        self.shown[employee.id] = employee

    async def fetch(self, employee_id: str) -> Employee:
        """See ports.PeopleReader."""
        self.reads += 1
        if self.failure:
            raise self.failure
        try:
            return self.shown[employee_id]
        except KeyError:
            raise PersonMissing from None
