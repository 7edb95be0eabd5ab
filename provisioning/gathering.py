"""Gather what a plan is made from. Everything here reads; nothing writes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from provisioning.model import Account, Employee, EmployeeRecord, EventType, HrEvent, Link, Status, Step, StepName
from provisioning.ports import (
    AccessDenied,
    Clock,
    DirectoryReader,
    EmployeeStore,
    PeopleReader,
    PersonMissing,
    SettingsStore,
    Shown,
    StoredRecord,
    TemporaryFailure,
)
from provisioning.rules import lifecycle, mapping, matching
from provisioning.rules.lifecycle import Phase
from provisioning.rules.matching import Hold, Match
from provisioning.rules.merging import merge
from provisioning.rules.planner import Facts, is_fresh
from provisioning.settings import Settings

READS_MAY_BE_OLD_FOR: Final = timedelta(seconds=20)
"""Bob: a read may show the state before an update for up to 20 s (vendor's API reference)."""
MARGIN: Final = timedelta(seconds=5)
SOURCE_DOWN_LOOK_AGAIN: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts for a plan, the record as it is stored, and what the import said."""

    stored: StoredRecord
    facts: Facts
    imported: Step


@dataclass(frozen=True, slots=True)
class _Import:
    """What the event says, what the HR system shows of the person now if it was asked, and when to ask again."""

    event: HrEvent
    step: Step
    snapshot: HrEvent | None = None
    look_again_at: datetime | None = None
    unreadable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Reads a person and their account. `people` holds the HR systems whose events are thin, by source name."""

    employees: EmployeeStore
    directory: DirectoryReader
    settings: SettingsStore
    people: Mapping[str, PeopleReader]
    clock: Clock

    async def gather(self, event: HrEvent) -> Gathered:
        """Read everything about the event's person, with the event merged in.

        Raises:
            TemporaryFailure, AccessDenied: A read failed; nothing was changed.
        """
        settings, _ = await self.settings.read()
        stored = await self.employees.read(event.source, event.employee_id)
        imported = await self._import(event, stored.record)
        record = merge(stored.record, imported.event)
        if imported.snapshot:
            record = merge(record, imported.snapshot, snapshot=True)
        facts = await self._facts(record, settings)
        told = replace(facts, look_again_at=imported.look_again_at, unreadable=imported.unreadable)
        return Gathered(stored, told, imported.step)

    async def _import(self, event: HrEvent, known: EmployeeRecord) -> _Import:
        reader = self.people.get(event.source)
        if reader is None or event.employee is not None or event.type is EventType.DELETED:
            return _Import(event, _imported(_SENTENCES[event.type]))
        asked_at = self.clock.now()
        # The first look after an event may see the old state; a review is the second look.
        again = None if event.type is EventType.REVIEW else _look_again(asked_at, known.review_at)
        try:
            shown = await reader.fetch(event.employee_id)
        except PersonMissing:
            unknown = _imported("the HR system does not know the person", Status.WARNING)
            return _Import(event, unknown, look_again_at=again)
        except (TemporaryFailure, AccessDenied) as failure:
            if event.type is not EventType.REVIEW or not known.known:
                raise
            # A last day is acted on with what is known, rather than late.
            sentence = f"went on with what is known, as the HR system did not answer: {failure}"
            look_again_at = asked_at + SOURCE_DOWN_LOOK_AGAIN
            return _Import(event, _imported(sentence, Status.WARNING), look_again_at=look_again_at)
        # That the person is there holds as of the event, for an answer may be older than a deletion.
        there = event.model_copy(update={"employee": Employee(id=event.employee_id)})
        fields = {"type": EventType.REVIEW, "employee": shown.employee, "occurred_at": asked_at}
        return _Import(there, _read_step(shown), event.model_copy(update=fields), again, shown.unreadable)

    async def _facts(self, record: EmployeeRecord, settings: Settings) -> Facts:
        now = self.clock.now()
        stage = lifecycle.stage(record.employee, deleted=record.deleted, settings=settings, now=now)
        facts = Facts(record, stage, settings, now)
        concerns_account = record.link or stage.phase in {Phase.EMPLOYED, Phase.LEFT}
        if not settings.enabled or not (record.known or record.deleted) or not concerns_account:
            return facts
        account, found = await self._account(record, settings, leaving=stage.phase is Phase.LEFT)
        creating = account is None and found is None and stage.phase is Phase.EMPLOYED
        manager = await self._manager(record, settings) if stage.phase is not Phase.LEFT else None
        return replace(
            facts,
            account=account,
            found=found,
            manager_account_id=manager.account_id if manager else None,
            manager_is_fresh=is_fresh(manager, now),
            verified_domains=await self.directory.verified_domains() if creating else None,
        )

    async def _account(
        self, record: EmployeeRecord, settings: Settings, *, leaving: bool
    ) -> tuple[Account | None, Match | Hold | None]:
        if record.link:
            return await self.directory.read(record.link.account_id), None
        wanted = matching.criteria(record, settings)
        candidates = await self.directory.find(wanted) if wanted else ()
        owners = {account.id: owner for account in candidates if (owner := await self.employees.owner(account.id))}
        found = matching.match(record, wanted, candidates, owners, settings, leaving=leaving)
        if not isinstance(found, Match):
            return None, found
        # Read again by id: a search does not bring the manager along.
        return await self.directory.read(found.account.id) or found.account, found

    async def _manager(self, record: EmployeeRecord, settings: Settings) -> Link | None:
        manager_id = mapping.manager_id(record.employee, settings)
        if not isinstance(manager_id, str) or manager_id == record.employee_id:
            return None
        return (await self.employees.read(record.source, manager_id)).record.link


def _look_again(asked_at: datetime, planned: datetime | None) -> datetime:
    """Return when a second look cannot be too old; of several events in a row, one look serves all."""
    earliest = asked_at + READS_MAY_BE_OLD_FOR
    return planned if planned and earliest <= planned <= earliest + MARGIN else earliest + MARGIN


_SENTENCES: Final = {
    EventType.CREATED: "the HR system added the person",
    EventType.UPDATED: "the HR system changed the person",
    EventType.DELETED: "the HR system deleted the person",
    EventType.REVIEW: "looks at what is known of the person",
}


def _read_step(shown: Shown) -> Step:
    if not shown.unreadable:
        return _imported("read the person from the HR system")
    names = ", ".join(sorted(shown.unreadable))
    return _imported(f"the HR system's {names} could not be read and stays as it was", Status.WARNING)


def _imported(sentence: str, status: Status = Status.SUCCESS) -> Step:
    return Step(name=StepName.IMPORT, status=status, description=sentence)
