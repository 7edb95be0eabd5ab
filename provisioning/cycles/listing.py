"""The first step of a cycle: everybody it is about is found, and stored as an item to be worked off."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from provisioning.cycles.account_index import AccountIndex
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

    async def list(self, cycle: Cycle, state: SourceState) -> Cycle:
        """Store the items of a cycle and return it, ready to be worked off.

        The initial cycle reads all accounts once, a page of 999 at a time, and looks for everybody's among them: so
        whoever has an account is known before anybody gets one, and nobody needs a search of their own.

        Raises:
            NotBelieved: The list is not believed.
            TemporaryFailure, AccessDenied: Somebody did not answer.
        """
        settings, _ = await self.settings.read()
        index = await self._index(settings) if cycle.kind is CycleKind.INITIAL else None
        read_at = self.clock.now()
        people = await self.people.of(cycle, state, settings, read_at)
        with_listing = _Enriched(people, settings, read_at, index) if _is_complete(cycle) else None
        ordered = [*_ordered(people, with_listing)]
        await self.cycles.add_items(cycle.id, _items(ordered, with_listing))
        found = with_listing.matched if with_listing else set(people.events)
        return cycle.model_copy(
            update={
                "phase": CyclePhase.MATCHED,
                "listed_at": people.asked_at,
                "listed": people.listed,
                "total": len(ordered),
                "matched": sum(event.employee_id in found for event in ordered),
                "missing": people.missing,
                "changed_at": self.clock.now(),
            }
        )

    async def _index(self, settings: Settings) -> AccountIndex:
        return await AccountIndex.built(self.accounts.accounts(_attributes(settings)))


class _Enriched:
    """What a whole list tells of each person in it: shared keys, and accounts that may be theirs."""

    def __init__(self, people: People, settings: Settings, read_at: datetime, index: AccountIndex | None) -> None:
        self._settings, self._read_at, self._index = settings, read_at, index
        self._shared = self._shared_keys(people)
        self.matched = set(people.linked)
        if index:
            self.matched |= {key for key, event in people.events.items() if self._found(event)[1]}

    def event(self, event: HrEvent) -> HrEvent:
        """Return a person's event with what the list tells of them."""
        if event.employee is None:
            return event
        asked, found = self._found(event)
        at = self._read_at if self._index else None
        shared = self._shared.get(event.employee_id)
        return event.model_copy(update={"listing": Listing(shared_key=shared, asked=asked, found=found, at=at)})

    def _found(self, event: HrEvent) -> tuple[str | None, tuple[str, ...]]:
        if self._index is None or event.employee is None:
            return None, ()
        wanted = matching.criteria(_alone(event), self._settings, self._read_at)
        return matching.asked(wanted), self._index.find(wanted)

    def _shared_keys(self, people: People) -> Mapping[str, str]:
        keys = SharedKeys(self._settings, self._read_at)
        for event in people.events.values():
            if event.employee is not None:
                keys.add(_alone(event))
        return keys.sentences()


def _attributes(settings: Settings) -> frozenset[MatchingAttribute]:
    return frozenset(rule if isinstance(rule, str) else rule.attribute for rule in settings.matching)


def _is_complete(cycle: Cycle) -> bool:
    return cycle.kind in {CycleKind.INITIAL, CycleKind.FULL}


def _alone(event: HrEvent) -> EmployeeRecord:
    """Return the record that a person would have of whom nothing but the list is known."""
    return snapshot_of(EmployeeRecord(source=event.source, employee_id=event.employee_id), event)


def _ordered(people: People, enriched: _Enriched | None) -> Iterator[HrEvent]:
    """Yield who has an account before all others, and managers before their people."""
    managers = {key: event.employee.manager_id if event.employee else None for key, event in people.events.items()}
    order = managers_first(managers)
    matched: Sequence[str] = [key for key in order if enriched is None or key in enriched.matched]
    first = set(matched)
    for key in [*matched, *(key for key in order if key not in first)]:
        yield people.events[key]


def _items(ordered: Sequence[HrEvent], enriched: _Enriched | None) -> Iterator[CycleItem]:
    for number, event in enumerate(ordered, start=1):
        yield CycleItem(number=number, event=enriched.event(event) if enriched else event)
