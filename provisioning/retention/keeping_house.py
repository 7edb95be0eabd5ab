"""Once a night: what is older than the settings allow is deleted, and what crashes left lying about.

Each step can be repeated, cut short, and taken by two hosts at once. What a night does not come to, the next one does.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from provisioning.auditing import THE_APP, Auditor
from provisioning.model import AuditEntry, EmployeeRecord
from provisioning.ports import (
    AuditTrail,
    Clock,
    CycleStore,
    EmployeeStore,
    Forgets,
    ProvisioningLog,
    SettingsReader,
    TimingStore,
)
from provisioning.retention.erasing import ERASED, Eraser, StillNeeded
from provisioning.rules.forgetting import left_long_ago
from provisioning.settings import Settings

BUDGET: Final = timedelta(minutes=5)
AUDIT_DAYS: Final = 365
"""Who decided what is kept for a year at least, whatever `retention.logDays` says."""
DISABLES_DAYS: Final = 30
"""How late disables were is kept for a month at least, as figures and alerts look at the last week; without
`retention.logDays` it is kept for a year and a month, so that a year can be compared with the one before."""
DISABLES_DAYS_WITHOUT_SETTING: Final = 400
_AT_ONCE: Final = 1_000
_FINISHED_WITHIN: Final = timedelta(days=2)
_ADDED_WITHIN: Final = timedelta(days=1)
_BEGAN: Final = re.compile(r"-(\d{8}T\d{6})-[0-9a-f]+$")


@dataclass(slots=True)
class Night:
    """What was done in a night, by what it was; `complete`: nothing was left for the next one."""

    done: Counter[str] = field(default_factory=Counter)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class HouseKeeper:
    """Keeps house, over the stores that grow."""

    employees: EmployeeStore
    log: ProvisioningLog
    cycles: CycleStore
    timings: TimingStore
    audit: AuditTrail
    settings: SettingsReader
    eraser: Eraser
    auditor: Auditor
    clock: Clock

    async def run(self) -> Night:
        """Do a night's work, for about five minutes at most, and return what was done.

        Raises:
            TemporaryFailure: A store did not answer; the next night goes on.
        """
        settings, _ = await self.settings.read()
        night, until = Night(), self.clock.now() + BUDGET
        night.done["itemsOfNoCycle"] = await self._clear_items()
        night.done["leftOfErased"] = await self._finish_erasures()
        await self._erase_leavers(settings, night, until)
        for name, store, before in self._old(settings):
            await self._forget(name, store, before, night, until)
        await self._account_for(night)
        return night

    async def _clear_items(self) -> int:
        """Take away the people of cycles that ended or never began; return of how many cycles."""
        ids = [cycle_id async for cycle_id in self.cycles.with_items()]
        cleared = 0
        for cycle_id in ids:
            stored = await self.cycles.read(cycle_id)
            if stored.cycle.ended if stored else self._never_began(cycle_id):
                await self.cycles.forget_items(cycle_id)
                cleared += 1
        return cleared

    def _never_began(self, cycle_id: str) -> bool:
        """An import's people are stored before it begins, which a crash may prevent. The id of a cycle tells its time.

        One that tells none is not of ours, and is left alone.
        """
        began = _BEGAN.search(cycle_id)
        if began is None:
            return False
        at = datetime.strptime(began[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        return self.clock.now() - at > _ADDED_WITHIN

    async def _finish_erasures(self) -> int:
        return sum(
            [
                await self.eraser.finish(str(entry.details["source"]), str(entry.details["employeeId"]), entry.at)
                async for entry in self._entries_since(self.clock.now() - _FINISHED_WITHIN)
                if entry.action == ERASED
            ]
        )

    async def _entries_since(self, since: datetime) -> AsyncIterator[AuditEntry]:
        cursor = None
        while True:
            page = await self.audit.read(cursor, 200)
            for entry in page.entries:
                if entry.at < since:
                    return
                yield entry
            cursor = page.cursor
            if cursor is None:
                return

    async def _erase_leavers(self, settings: Settings, night: Night, until: datetime) -> None:
        days = settings.retention.leaver_days
        if days is None:
            return
        now, reason = self.clock.now(), f"blocked as a leaver more than {days} days ago (retention.leaverDays)"

        def objection(record: EmployeeRecord) -> str | None:
            return None if left_long_ago(record, settings, now) else "the person did not leave so long ago"

        async for record in self._everybody():
            if not left_long_ago(record, settings, now):
                continue
            if self.clock.now() >= until:
                night.complete = False
                return
            try:
                if await self.eraser.erase(record.source, record.employee_id, objection, THE_APP, reason):
                    night.done["leavers"] += 1
            except StillNeeded:
                continue

    async def _everybody(self) -> AsyncIterator[EmployeeRecord]:
        async for source in self.employees.sources():
            async for record in self.employees.everybody(source):
                yield record

    def _old(self, settings: Settings) -> list[tuple[str, Forgets, datetime]]:
        """Return what is deleted by age, and from before when."""
        days, now = settings.retention.log_days, self.clock.now()
        disables_days = max(days, DISABLES_DAYS) if days else DISABLES_DAYS_WITHOUT_SETTING
        disables: tuple[str, Forgets, datetime] = ("disables", self.timings, now - timedelta(days=disables_days))
        if days is None:
            return [disables]
        before, before_audit = now - timedelta(days=days), now - timedelta(days=max(days, AUDIT_DAYS))
        return [
            ("auditEntries", self.audit, before_audit),
            ("cycles", self.cycles, before),
            ("logEntries", self.log, before),
            disables,
        ]

    async def _forget(self, name: str, store: Forgets, before: datetime, night: Night, until: datetime) -> None:
        while self.clock.now() < until:
            deleted = await store.forget_before(before, _AT_ONCE)
            night.done[name] += deleted
            if deleted < _AT_ONCE:
                return
        night.complete = False

    async def _account_for(self, night: Night) -> None:
        figures: Mapping[str, int] = {name: count for name, count in night.done.items() if count}
        if figures:
            told = ", ".join(f"{name} {count}" for name, count in sorted(figures.items()))
            await self.auditor.note(THE_APP, "retention.run", f"deleted what is not kept any longer: {told}", **figures)
