"""The first step of a cycle: everybody it is about is found, and stored as an item to be worked off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from provisioning.cycles.account_index import AccountIndex
from provisioning.cycles.events import unhurried
from provisioning.cycles.people import People, PeopleOfCycle, snapshot_of
from provisioning.model import (
    Cycle,
    CycleItem,
    CycleKind,
    CyclePhase,
    EmployeeRecord,
    HrEvent,
    Listing,
    MatchingAttribute,
    SourceState,
)
from provisioning.ports import AccountLister, Clock, CycleStore, SettingsReader
from provisioning.rules import matching
from provisioning.rules.cycles.choosing import COMPLETE
from provisioning.rules.cycles.ordering import managers_first
from provisioning.rules.cycles.sharing import SharedKeys
from provisioning.settings import Settings


@dataclass(frozen=True, slots=True)
class CycleLister:
    """Lists whom a cycle is about. Repeating it replaces what an interrupted try stored."""

    people: PeopleOfCycle
    accounts: AccountLister
    cycles: CycleStore
    settings: SettingsReader
    clock: Clock

    async def rests(self, cycle: Cycle) -> bool:
        """Whether a cycle is not to go on, as provisioning is switched off.

        What it has not done yet is left to the next one. An import goes on: nobody else says what it says, and it is
        kept for when provisioning is on again.
        """
        settings, _ = await self.settings.read()
        return not settings.enabled and cycle.kind is not CycleKind.IMPORT

    async def list(self, cycle: Cycle, state: SourceState) -> Cycle:
        """Store the items of a cycle and return it, ready to be worked off.

        The initial cycle reads all accounts once, a page of 999 at a time, and looks for everybody's among them: so
        whoever has an account is known before anybody gets one, and nobody needs a search of their own.

        Raises:
            NotBelieved: The list is not believed.
            TemporaryFailure, AccessDenied: Somebody did not answer.
        """
        settings, _ = await self.settings.read()
        read_at = self.clock.now()
        index = await self._index(settings) if cycle.kind is CycleKind.INITIAL else None
        people = await self.people.of(cycle, state, settings, read_at)
        looked_at = await _LookedAt.at(people, settings, read_at, index, whole=cycle.kind in COMPLETE)
        await self.cycles.add_items(cycle.id, looked_at.items())
        return cycle.model_copy(
            update={
                "phase": CyclePhase.MATCHED,
                "listed_at": people.asked_at,
                "listed": people.listed,
                "total": len(people.events),
                "matched": len(looked_at.first),
                "missing": people.missing,
                "changed_at": self.clock.now(),
            }
        )

    async def _index(self, settings: Settings) -> AccountIndex:
        return await AccountIndex.built(self.accounts.accounts(_attributes(settings)))


class _LookedAt:
    """Everybody of a cycle, in their order, with what a whole list tells of each: shared keys, and accounts found.

    Attributes:
        first: Who has an account, or one that may be theirs; in a cycle of some people only, everybody.
    """

    def __init__(
        self, people: People, settings: Settings, read_at: datetime, index: AccountIndex | None, *, whole: bool
    ) -> None:
        self._people, self._settings, self._read_at, self._index = people, settings, read_at, index
        self._whole = whole
        self._keys = SharedKeys(settings, read_at)
        self._managers: dict[str, str | None] = {}
        self.first = {employee_id for employee_id in people.linked if employee_id in people.events}

    @classmethod
    async def at(
        cls, people: People, settings: Settings, read_at: datetime, index: AccountIndex | None, *, whole: bool
    ) -> Self:
        """Look at everybody, one at a time; `whole` says that the list is of everybody."""
        looked_at = cls(people, settings, read_at, index, whole=whole)
        async for event in unhurried(people.events.each()):
            looked_at._managers[event.employee_id] = event.employee.manager_id if event.employee else None
            if whole and event.employee:
                looked_at._look_at(event)
        if not whole:
            looked_at.first = {*people.events}
        return looked_at

    def items(self) -> Iterator[CycleItem]:
        """Yield who comes first before all others, and managers before their people."""
        order = managers_first(self._managers)
        later = [employee_id for employee_id in order if employee_id not in self.first]
        shared = self._keys.sentences()
        for number, employee_id in enumerate([*filter(self.first.__contains__, order), *later], start=1):
            event = self._people.events[employee_id]
            if self._whole and event.employee:
                told = (event.listing or Listing()).model_copy(update={"shared_key": shared.get(employee_id)})
                event = event.model_copy(update={"listing": told})
            yield CycleItem(number=number, event=event)

    def _look_at(self, event: HrEvent) -> None:
        record = _alone(event)
        self._keys.add(record)
        if self._index is None:
            return
        wanted = matching.criteria(record, self._settings, self._read_at)
        told = Listing(asked=matching.asked(wanted), found=self._index.find(wanted), at=self._read_at)
        self._people.events.put(event.model_copy(update={"listing": told}))
        if told.found:
            self.first.add(event.employee_id)


def _attributes(settings: Settings) -> frozenset[MatchingAttribute]:
    return frozenset(rule if isinstance(rule, str) else rule.attribute for rule in settings.matching)


def _alone(event: HrEvent) -> EmployeeRecord:
    """Return the record that a person would have of whom nothing but the list is known."""
    return snapshot_of(EmployeeRecord(source=event.source, employee_id=event.employee_id), event)
