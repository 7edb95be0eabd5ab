"""Places where the app cannot work for a while, and gates of several instances on one store."""

import asyncio
from datetime import datetime
from typing import override

from provisioning.model import AuditEntry, EmployeeRecord
from provisioning.ports import OwnFault, Reachable, SettingsReader, StoredRecord, TemporaryFailure
from provisioning.quarantine.gate import QuarantineGate
from provisioning.quarantine.probes import Probes
from tests.fakes.audit import AuditInMemory
from tests.fakes.clock import TurnedClock
from tests.fakes.employees import EmployeesInMemory
from tests.fakes.people import PeopleInMemory
from tests.fakes.quarantine import QuarantinesInMemory
from tests.fakes.settings import SettingsInMemory

NO_TOKEN = OwnFault("entra", "the app has no access to Microsoft Entra ID; check its identity")
WRONG_TOKEN = OwnFault("bob", "Bob answered 401; check the service user")


class Entra:
    """Reachable port. `failure` is what a call raises; `calls` counts them."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.calls = 0

    async def reach(self) -> None:
        """See ports.Reachable."""
        self.calls += 1
        if self.failure:
            raise self.failure


class Trail(AuditInMemory):
    """AuditTrail port. `rows` are the actions of all rows, `failing` is an action that cannot be written."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = dict[tuple[datetime, str], str]()
        self.failing: str | None = None
        self.after_writing = _nothing

    @property
    def rows(self) -> list[str]:
        """The actions, a row for each time and id, as a table keeps them."""
        return list(self._rows.values())

    @override
    async def write(self, entry: AuditEntry) -> None:
        """See ports.AuditTrail."""
        if entry.action == self.failing:
            raise TemporaryFailure("the tables did not answer")
        await super().write(entry)
        self._rows[entry.at, entry.id] = entry.action
        self.after_writing()
        await asyncio.sleep(0)  # others come in between


class Places:
    """What is outside of the gate, shared by all instances. Of Bob's people nobody is known unless a test says so."""

    def __init__(self, entra: Reachable | None = None) -> None:
        self.clock = TurnedClock()
        self.store = QuarantinesInMemory()
        self.audit = Trail()
        self.entra = Entra()
        self.settings = SettingsInMemory()
        self.employees = EmployeesInMemory()
        self.bob = PeopleInMemory()
        self._reachable = entra or self.entra

    def gate(self, settings: SettingsReader | None = None) -> QuarantineGate:
        """Return the gate of one more instance."""
        probes = Probes(self._reachable, settings or self.settings, {"bob": self.bob}, self.employees)
        return QuarantineGate(self.store, probes, self.audit, self.clock)

    async def know(self, *employee_ids: str) -> None:
        """Have people of Bob's be known."""
        for employee_id in employee_ids:
            record = EmployeeRecord(source="bob", employee_id=employee_id)
            await self.employees.save(StoredRecord(record), record)


def _nothing() -> object:
    return None
