"""Erasing what is kept of one person, so that nothing comes back half, wherever it is cut short.

The audit entry comes first, so that nothing vanishes unseen. Then the record is emptied, which makes the save of
whoever is at work on the person fail, and taken away last of all, if it is still empty: so whoever interfered is
noticed, and all is erased again. What a crash leaves is an empty record, and that is finished at night, with what was
logged of attempts that had begun before.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from provisioning.auditing import Auditor
from provisioning.model import EmployeeRecord
from provisioning.ports import (
    ConcurrentChange,
    EmployeeStore,
    KeepsPeople,
    LogQuery,
    ProvisioningLog,
    StoredRecord,
    TemporaryFailure,
)
from provisioning.rules.forgetting import is_blank

ERASED: Final = "person.erased"
_ROUNDS: Final = 5

type Objection = Callable[[EmployeeRecord], str | None]
"""Says, as a sentence, why a record may not be erased; None: it may."""


class StillNeeded(Exception):
    """What is kept of the person is still needed; the text says what for, for administrators."""


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases people. `keepers` are the stores beside the employee store and the log, by what they hold."""

    employees: EmployeeStore
    log: ProvisioningLog
    keepers: Mapping[str, KeepsPeople]
    auditor: Auditor

    async def erase(
        self, source: str, employee_id: str, objection: Objection, by: str, reason: str
    ) -> Mapping[str, int] | None:
        """Erase all that is kept of a person, but for the audit trail.

        Args:
            source: The HR system.
            employee_id: Its id of the person.
            objection: What may speak against it, by the record as it is when it is emptied.
            by: Who asks, in words.
            reason: Why, as a part of a sentence; it stands in the audit trail.

        Returns:
            How much was taken away, by what it was; None if nothing is known of the person.

        Raises:
            StillNeeded: There is an objection.
            TemporaryFailure: Not everything could be erased now; to ask again goes on with it.
        """
        noted, erased = False, Counter[str]()
        for _ in range(_ROUNDS):
            stored = await self.employees.read(source, employee_id)
            if why_not := objection(stored.record):
                raise StillNeeded(why_not)
            if not noted and not await self._note(stored, by, reason):
                return None
            noted = True
            try:
                await self._erase(stored, erased)
            except ConcurrentChange:
                await self._tie_again(source, employee_id)
            else:
                return erased
        raise TemporaryFailure("others kept changing the same person")

    async def finish(self, source: str, employee_id: str, erased_at: datetime) -> int:
        """Take away what is left of somebody who was erased at that time (UTC), and return how much that was.

        That is what the log says of attempts that had begun before, and what a crash left behind. What the HR system
        said since stays.
        """
        left = Counter(logEntries=await self.log.erase(source, employee_id, erased_at))
        stored = await self.employees.read(source, employee_id)
        if stored.etag is not None and is_blank(stored.record):
            try:
                await self._erase_rest(stored, left, erased_at)
            except ConcurrentChange:
                await self._tie_again(source, employee_id)
        return left.total()

    async def _note(self, stored: StoredRecord, by: str, reason: str) -> bool:
        """Account for the erasure; return False if there is nothing to erase. A blank record was accounted for."""
        source, employee_id = stored.record.source, stored.record.employee_id
        if not await self._is_known(stored):
            return stored.etag is not None
        sentence = f"erased what was kept of employee {employee_id} of {source}: {reason}"
        await self.auditor.note(by, ERASED, sentence, source=source, employeeId=employee_id)
        return True

    async def _is_known(self, stored: StoredRecord) -> bool:
        source, employee_id = stored.record.source, stored.record.employee_id
        if not is_blank(stored.record):
            return True
        if (await self.log.read(LogQuery(source=source, employee_id=employee_id, limit=1))).entries:
            return True
        for keeper in self.keepers.values():
            if await keeper.export(source, employee_id):
                return True
        return False

    async def _erase(self, stored: StoredRecord, erased: Counter[str]) -> None:
        if stored.etag is not None and not is_blank(stored.record):
            blank = EmployeeRecord(source=stored.record.source, employee_id=stored.record.employee_id)
            stored = await self.employees.save(stored, blank)
            erased["records"] = 1
        await self._erase_rest(stored, erased, None)

    async def _erase_rest(self, stored: StoredRecord, erased: Counter[str], until: datetime | None) -> None:
        person = stored.record.source, stored.record.employee_id
        for name, keeper in self.keepers.items():
            erased[name] += await keeper.erase(*person, until)
        erased["logEntries"] += await self.log.erase(*person, until)
        erased["accountTies"] += await self.employees.release(*person)
        await self.employees.remove(stored)

    async def _tie_again(self, source: str, employee_id: str) -> None:
        """Tie the account again that somebody linked to the person while we untied it."""
        link = (await self.employees.read(source, employee_id)).record.link
        if link:
            await self.employees.claim(link.account_id, source, employee_id)
