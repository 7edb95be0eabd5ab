"""Find out whom a cycle is about: list the people of the HR system, and compare them with those who are known."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from provisioning.cycles.events import Events, unhurried
from provisioning.model import Cycle, CycleKind, Employee, EmployeeRecord, EventType, HrEvent, SourceState
from provisioning.ports import (
    AccessDenied,
    EmployeeStore,
    Listed,
    PeopleLister,
    PeopleReader,
    PersonMissing,
    TemporaryFailure,
)
from provisioning.rules.cycles.believing import why_not_believed, why_not_missing
from provisioning.rules.merging import merge
from provisioning.settings import Settings

MOST_MISSING: Final = 10_000
"""Whom a list leaves out is remembered until the next one, in one row."""


class NotBelieved(Exception):
    """A list that is not believed. The text is a sentence that says why, and what to do."""


@dataclass(slots=True)
class People:
    """Whom a cycle is about.

    Attributes:
        asked_at: When the HR system was asked (UTC).
        listed: How many people it listed.
        events: By employee id; what to work off.
        linked: Who of them has an account already.
        missing: Who is known, and was not on the last complete list.
    """

    asked_at: datetime
    listed: int = 0
    events: Events = field(default_factory=Events)
    linked: set[str] = field(default_factory=set)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleOfCycle:
    """Reads who a cycle is about. `listers` and `readers` are the HR systems with an API, by source name."""

    listers: Mapping[str, PeopleLister]
    readers: Mapping[str, PeopleReader]
    employees: EmployeeStore

    async def of(self, cycle: Cycle, state: SourceState, settings: Settings, now: datetime) -> People:
        """Return whom a cycle is about.

        Args:
            cycle: Which; of a delta cycle whose HR system cannot tell what changed, everybody is listed and compared.
            state: What earlier cycles left.
            settings: The settings in force.
            now: UTC.

        Raises:
            NotBelieved: The list is empty, or far shorter than it should be.
            TemporaryFailure, AccessDenied: The HR system or the store did not answer.
        """
        lister = self.listers.get(cycle.source)
        if lister is None:
            return await self._known(cycle, now)
        changes = lister.changed(state.changes_since) if _wants_changes(cycle) and state.changes_since else None
        if changes is not None:
            return await self._changed(cycle, state, changes, now)
        return await self._everybody(cycle, state, lister, settings, now)

    async def _known(self, cycle: Cycle, now: datetime) -> People:
        people = People(now)
        async for record in unhurried(self.employees.everybody(cycle.source)):
            if _counts(record):
                people.events.put(_look(cycle, record.employee_id, now))
                _note_link(people, record)
        return people

    async def _changed(self, cycle: Cycle, state: SourceState, changes: AsyncIterator[Listed], now: datetime) -> People:
        people = People(now)
        shown = set[str]()
        async for listed in unhurried(changes):
            people.listed += 1
            people.events.put(event_of(cycle, listed, now))
            if listed.shown:
                shown.add(listed.employee_id)
        people.missing = tuple(employee_id for employee_id in state.missing if employee_id not in shown)
        return people

    async def _everybody(
        self, cycle: Cycle, state: SourceState, lister: PeopleLister, settings: Settings, now: datetime
    ) -> People:
        people = People(now)
        async for listed in unhurried(lister.everybody()):
            people.listed += 1
            people.events.put(event_of(cycle, listed, now))
        _believe(cycle, people, why_not_believed(people.listed, state.complete_count, settings.cycles.allowed_drop))
        known, missing = await self._compare(cycle, people)
        if len(missing) > MOST_MISSING:
            raise NotBelieved(f"the list leaves out {len(missing)} people who are known; {MOST_MISSING} are the most")
        newly = len({*missing} - {*state.missing})
        _believe(cycle, people, why_not_missing(newly, known, settings.cycles.allowed_drop))
        people.missing = tuple(missing)
        if not _wants_changes(cycle):
            for employee_id in missing:
                people.events.put(_look(cycle, employee_id, now))
            if settings.cycles.missing_twice == "deleted":
                await self._find_deleted(cycle, people, _twice(missing, state))
        return people

    async def _compare(self, cycle: Cycle, people: People) -> tuple[int, list[str]]:
        """Compare with those who are known; return how many there are, and who of them is not on the list."""
        known, missing = 0, []
        async for record in unhurried(self.employees.everybody(cycle.source)):
            event = people.events.get(record.employee_id)
            known += _counts(record)
            if event is None:
                missing += [record.employee_id] if _counts(record) else []
                continue
            _note_link(people, record)
            if _wants_changes(cycle) and _says_nothing_new(record, event):
                people.events.drop(record.employee_id)
        return known, missing

    async def _find_deleted(self, cycle: Cycle, people: People, missing_again: Sequence[str]) -> None:
        """Ask for those by id whom two lists left out; whom the HR system does not know counts as deleted.

        If it does not answer for one of them, nobody else is asked for: the next complete list is another occasion.
        """
        reader = self.readers.get(cycle.source)
        if reader is None:
            return
        for employee_id in missing_again:
            try:
                await reader.fetch(employee_id)
            except PersonMissing:
                gone = _look(cycle, employee_id, people.asked_at).model_copy(update={"type": EventType.DELETED})
                people.events.put(gone)
            except (TemporaryFailure, AccessDenied):
                return


def event_of(cycle: Cycle, listed: Listed, asked_at: datetime) -> HrEvent:
    """Return the event that a person on a list stands for, of a list that was asked for at this time (UTC)."""
    event = _look(cycle, listed.employee_id, asked_at)
    if listed.deleted_at:
        return event.model_copy(update={"type": EventType.DELETED, "occurred_at": listed.deleted_at})
    if listed.shown is None or listed.shown.unreadable:
        return event  # read by id, which tells what cannot be read
    return event.model_copy(update={"employee": listed.shown.employee})


def snapshot_of(record: EmployeeRecord, event: HrEvent) -> EmployeeRecord:
    """Return a record with what a list says of the person merged in, as the engine does it."""
    there = event.model_copy(update={"employee": Employee(id=event.employee_id)})
    return merge(merge(record, there), event, snapshot=True)


def _look(cycle: Cycle, employee_id: str, now: datetime) -> HrEvent:
    return HrEvent(
        id=f"{cycle.id}/{employee_id}"[:128],
        source=cycle.source,
        type=EventType.LISTED,
        occurred_at=now,
        employee_id=employee_id,
    )


def _wants_changes(cycle: Cycle) -> bool:
    return cycle.kind is CycleKind.DELTA


def _counts(record: EmployeeRecord) -> bool:
    """Whether somebody is known whom a complete list should hold."""
    return record.known and not record.deleted and record.succeeded_by is None


def _says_nothing_new(record: EmployeeRecord, event: HrEvent) -> bool:
    return event.employee is not None and snapshot_of(record, event) is record


def _note_link(people: People, record: EmployeeRecord) -> None:
    if record.link:
        people.linked.add(record.employee_id)


def _twice(missing: Sequence[str], state: SourceState) -> list[str]:
    before = {*state.missing}
    return [employee_id for employee_id in missing if employee_id in before]


def _believe(cycle: Cycle, people: People, reason: str | None) -> None:
    accepted = cycle.accept_fewer and people.listed > 0  # nobody at all is never right
    if reason and not accepted:
        raise NotBelieved(reason)
