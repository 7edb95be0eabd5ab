"""Note whose account is to be blocked and is not: an attempt failed before it was known what to do, or none is made.

Such a note costs nothing while attempts succeed; it goes with the next one that does.
"""

import logging
from dataclasses import dataclass

from provisioning import own_faults
from provisioning.model import HrEvent
from provisioning.ports import Clock, ConcurrentChange, EmployeeStore, SettingsReader, TemporaryFailure
from provisioning.rules import lifecycle
from provisioning.rules.lateness import due_at, is_overdue
from provisioning.rules.merging import merge
from provisioning.rules.planning.facts import Facts
from provisioning.rules.scoping import out_of_scope

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OverdueNotes:
    """Notes in a person's record that a block is overdue."""

    employees: EmployeeStore
    settings: SettingsReader
    clock: Clock

    async def note(self, event: HrEvent) -> bool:
        """Note it if it is so by what is known with the event, and return whether it is noted now.

        What fails is passed over. Whoever changes the record at the same time looks at the person themselves.
        """
        try:
            return await self._note(event)
        except (TemporaryFailure, ConcurrentChange):
            return False
        except Exception as error:  # noqa: BLE001 - the attempt failed already, and must be told of as it did
            own_faults.told(error, _logger)
            return False

    async def _note(self, event: HrEvent) -> bool:
        stored = await self.employees.read(event.source, event.employee_id)
        if stored.record.link is None or stored.record.overdue_since:
            return stored.record.overdue_since is not None
        settings, _ = await self.settings.read()
        record, now = merge(stored.record, event), self.clock.now()
        facts = Facts(
            record,
            lifecycle.stage(record, settings, now),
            settings,
            now,
            out_of_scope=out_of_scope(record, settings),
            before=stored.record,
            told_at=event.told_at,
        )
        if not is_overdue(facts):
            return False
        await self.employees.save(stored, stored.record.model_copy(update={"overdue_since": due_at(facts)}))
        return True
