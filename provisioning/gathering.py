"""Gather what a plan is made from. Everything here reads; nothing writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from provisioning.attributes import EMPLOYEE_ID, EXTENSION, READ_ON_REQUEST
from provisioning.model import (
    Account,
    Criterion,
    Employee,
    EmployeeRecord,
    EventType,
    HrEvent,
    Link,
    Listing,
    Status,
    Step,
    StepName,
)
from provisioning.ports import (
    AccessDenied,
    Clock,
    DirectoryReader,
    DisableReader,
    EmployeeStore,
    PeopleReader,
    PersonMissing,
    SettingsReader,
    Shown,
    StoredRecord,
    TemporaryFailure,
)
from provisioning.rules import lifecycle, login_names, mapping, matching, passing_on
from provisioning.rules.lifecycle import Phase
from provisioning.rules.matching import Hold, Match
from provisioning.rules.merging import merge
from provisioning.rules.planner import (
    concerns_account,
    needs_disables,
    needs_memberships,
    needs_names,
    needs_to_know_taken,
    plan,
)
from provisioning.rules.planning.facts import Facts, is_fresh
from provisioning.rules.planning.returning import without_lost_link
from provisioning.rules.scoping import out_of_scope
from provisioning.rules.superseding import READ_FROM_HR, UNKNOWN_TO_HR
from provisioning.settings import Settings

READS_MAY_BE_OLD_FOR: Final = timedelta(seconds=20)
"""Bob: a read may show the state before an update for up to 20 s (vendor's API reference)."""
MARGIN: Final = timedelta(seconds=5)
SOURCE_DOWN_LOOK_AGAIN: Final = timedelta(minutes=15)
SOURCE_DOWN_LOOK_AGAIN_WITHIN: Final = timedelta(days=1)
SEARCHES_HOLD_FOR: Final = timedelta(hours=2)
"""How long the initial cycle's own reading of all accounts takes the place of a search for each person. An account that
an administrator makes in between is noticed by its name, which Graph lets nobody have twice."""
_FEW: Final = 5


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts for a plan, the record as it is stored, and what the import said.

    `former` is the record of a former HR id from which the account passes on.
    """

    stored: StoredRecord
    facts: Facts
    imported: Step
    former: StoredRecord | None = None


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
    settings: SettingsReader
    people: Mapping[str, PeopleReader]
    clock: Clock
    disables: DisableReader

    async def gather(
        self, event: HrEvent, refused: frozenset[str] = frozenset(), rewritten: frozenset[str] = frozenset()
    ) -> Gathered:
        """Read everything about the event's person, with the event merged in.

        Args:
            event: What happened.
            refused: Login names, in lower case, that Graph refused a moment ago because somebody holds them.
            rewritten: Attributes of the account that an earlier round of this attempt wrote.

        Raises:
            TemporaryFailure, AccessDenied: A read failed; nothing was changed.
        """
        settings, _ = await self.settings.read()
        stored = await self.employees.read(event.source, event.employee_id)
        imported = await self._import(event, stored.record)
        record = merge(stored.record, imported.event)
        if imported.snapshot:
            record = merge(record, imported.snapshot, snapshot=True)
        now = self.clock.now()
        if event.listing:
            shared_key = matching.shared_key_after(record, event, settings, now)
            record = record.model_copy(update={"shared_key": shared_key})
        facts = Facts(
            record,
            lifecycle.stage(record, settings, now),
            settings,
            now,
            out_of_scope=out_of_scope(record, settings),
            look_again_at=imported.look_again_at,
            unreadable=imported.unreadable,
            rewritten=rewritten,
            before=stored.record,
            told_at=event.told_at,
        )
        if not concerns_account(facts):
            return Gathered(stored, facts, imported.step)
        facts, former = await self._with_account(facts, event.listing)
        facts = await self._with_names(await self._with_manager(facts), refused)
        return Gathered(stored, await self._with_restraints(facts), imported.step, former)

    async def _import(self, event: HrEvent, known: EmployeeRecord) -> _Import:
        if event.type is EventType.LISTED and event.employee:
            there = event.model_copy(update={"employee": Employee(id=event.employee_id)})
            return _Import(there, _imported("the HR system lists the person"), snapshot=event)
        reader = self.people.get(event.source)
        if reader is None or event.employee is not None or event.type is EventType.DELETED:
            return _Import(event, _imported(_SENTENCES[event.type]))
        asked_at = self.clock.now()
        # The first look after an event may see the old state; a review is the second look, and a cycle comes again.
        again = None if event.type in _NO_NEWS else _look_again(asked_at, known.review_at)
        try:
            shown = await reader.fetch(event.employee_id)
        except PersonMissing:
            unknown = _imported(UNKNOWN_TO_HR, Status.WARNING)
            return _Import(event, unknown, look_again_at=again)
        except (TemporaryFailure, AccessDenied) as failure:
            if event.type not in _CANNOT_WAIT or not known.known:
                raise
            # A last day, or access that ends now, is acted on with what is known, rather than late.
            sentence = f"went on with what is known, as the HR system did not answer: {failure}"
            look_again_at = asked_at + _while_down(failure)
            return _Import(event, _imported(sentence, Status.WARNING), look_again_at=look_again_at)
        # That the person is there holds as of the event, for an answer may be older than a deletion.
        kind = EventType.CREATED if event.type is EventType.UPDATED else event.type
        there = event.model_copy(update={"type": kind, "employee": Employee(id=event.employee_id)})
        fields = {"type": EventType.REVIEW, "employee": shown.employee, "occurred_at": asked_at}
        return _Import(there, _read_step(shown), event.model_copy(update=fields), again, shown.unreadable)

    async def _with_account(self, facts: Facts, listing: Listing | None) -> tuple[Facts, StoredRecord | None]:
        """Return the facts with the account, and the record of the former HR id from which it passes on."""
        if facts.record.link:
            facts = await self._with_linked_account(facts, facts.record.link)
        if facts.record.link:
            return facts, None
        former, found = await self._passed_on(facts)
        if former and not former.record.known:
            facts = replace(facts, unknown_former_id=former.record.employee_id)
        if found is None:
            former, found = None, await self._matched(facts, listing)
        if not isinstance(found, Match):
            return replace(facts, found=found), None
        # Read again by id: a search does not bring the manager along.
        account = found.account if former else await self._read(found.account.id, facts.settings) or found.account
        return replace(facts, found=found, account=account), former

    async def _with_linked_account(self, facts: Facts, link: Link) -> Facts:
        account = await self._read(link.account_id, facts.settings)
        if account:
            return replace(facts, account=account)
        deleted = await self.directory.read_deleted(link.account_id)
        return replace(facts, deleted=deleted) if deleted else without_lost_link(facts, link)

    async def _passed_on(self, facts: Facts) -> tuple[StoredRecord | None, Match | Hold | None]:
        former_id = passing_on.former_id(facts.record, facts.settings)
        if former_id is None:
            return None, None
        former = await self.employees.read(facts.record.source, former_id)
        link = former.record.link
        account = await self._read(link.account_id, facts.settings) if link else None
        stage = lifecycle.stage(former.record, facts.settings, facts.now)
        return former, passing_on.take_over(facts.record, former.record, stage, account, facts.now)

    async def _matched(self, facts: Facts, listing: Listing | None) -> Match | Hold | None:
        record, settings = facts.record, facts.settings
        held = matching.hold_for_shared_key(record)
        if held:
            return held
        wanted = matching.criteria(record, settings, facts.now)
        candidates = await self._candidates(wanted, facts, listing)
        owners = {account.id: owner for account in candidates if (owner := await self.employees.owner(account.id))}
        number = mapping.employee_number(record, settings, facts.now) if settings.mapping_of(EMPLOYEE_ID) else None
        leaving = facts.stage.phase is Phase.LEFT
        return matching.match(record, wanted, candidates, owners, number, leaving=leaving)

    async def _candidates(
        self, wanted: Sequence[Criterion], facts: Facts, listing: Listing | None
    ) -> Sequence[Account]:
        """Return the accounts that meet a criterion; a search that a cycle made for everybody is not made again."""
        if not wanted:
            return ()
        if listing is None or not _holds(listing, wanted, facts.now):
            return await self.directory.find(wanted, extra=_on_request(facts.settings))
        found = [await self._read(account_id, facts.settings) for account_id in listing.found]
        return [account for account in found if account]

    async def _read(self, account_id: str, settings: Settings) -> Account | None:
        return await self.directory.read(account_id, extra=_on_request(settings))

    async def _with_manager(self, facts: Facts) -> Facts:
        record = facts.record
        manager_id = mapping.manager_id(record.employee, facts.settings)
        elsewhere = isinstance(manager_id, str) and manager_id != record.employee_id
        if not elsewhere or facts.stage.phase is Phase.LEFT or facts.out_of_scope:
            return facts
        link = (await self.employees.read(record.source, str(manager_id))).record.link
        fresh = is_fresh(link, facts.now)
        return replace(facts, manager_account_id=link.account_id if link else None, manager_is_fresh=fresh)

    async def _with_names(self, facts: Facts, refused: frozenset[str]) -> Facts:
        """Return the facts with login names, where one is to be chosen, and which of them are taken."""
        facts = replace(facts, names_taken=refused)
        if not needs_names(facts):
            return facts
        names = login_names.names(facts.record, facts.settings, await self.directory.domains(), facts.now)
        facts = replace(facts, names=names)
        if not needs_to_know_taken(facts):
            return facts
        own = facts.account.id if facts.account else None
        taken = await self.directory.names_taken(names.candidates, but_by=own)
        return replace(facts, names_taken=refused | taken)

    async def _with_restraints(self, facts: Facts) -> Facts:
        """Return the facts with what is asked only when the account is to be changed, or disabled."""
        if facts.account and needs_memberships(facts, plan(facts)):
            facts = replace(facts, memberships=await self.directory.memberships(facts.account.id))
        if facts.account and needs_disables(facts, plan(facts)):
            window = timedelta(hours=facts.settings.disable_threshold.window_hours)
            facts = replace(facts, disables=await self.disables.known(facts.record, window, facts.now))
        return facts


def _on_request(settings: Settings) -> frozenset[str]:
    """Return the mapped attributes that Graph shows, or lets us read, only when they are asked for."""
    targets = (each.target for each in settings.attribute_mappings)
    return frozenset(name for name in targets if name.startswith(EXTENSION) or name in READ_ON_REQUEST)


def _while_down(failure: TemporaryFailure | AccessDenied) -> timedelta:
    """Return when to look again while an HR system does not answer: not before it is tried again in a quarantine."""
    asked_for = failure.retry_after if isinstance(failure, TemporaryFailure) else None
    return min(max(SOURCE_DOWN_LOOK_AGAIN, asked_for or timedelta()), SOURCE_DOWN_LOOK_AGAIN_WITHIN)


def _look_again(asked_at: datetime, planned: datetime | None) -> datetime:
    """Return when a second look cannot be too old; of several events in a row, one look serves all."""
    earliest = asked_at + READS_MAY_BE_OLD_FOR
    return planned if planned and earliest <= planned <= earliest + MARGIN else earliest + MARGIN


def _holds(listing: Listing, wanted: Sequence[Criterion], now: datetime) -> bool:
    """Whether what a cycle found for a person is still what a search would find."""
    if listing.at is None or now - listing.at > SEARCHES_HOLD_FOR or len(listing.found) > _FEW:
        return False
    return listing.asked == matching.asked(wanted)


_CANNOT_WAIT: Final = frozenset({EventType.REVIEW, EventType.LISTED, EventType.ACCESS_REVOKED})
_NO_NEWS: Final = frozenset({EventType.REVIEW, EventType.LISTED})
_SENTENCES: Final = {
    EventType.CREATED: "the HR system added the person",
    EventType.UPDATED: "the HR system changed the person",
    EventType.DELETED: "the HR system deleted the person",
    EventType.ACCESS_REVOKED: "the HR system revoked the person's access immediately",
    EventType.ACCESS_RESTORED: "the revocation of the person's access was taken back",
    EventType.REVIEW: "looks at what is known of the person",
    EventType.LISTED: "a cycle looks at what is known of the person",
}


def _read_step(shown: Shown) -> Step:
    if not shown.unreadable:
        return _imported(READ_FROM_HR)
    names = ", ".join(sorted(shown.unreadable))
    return _imported(f"the HR system's {names} could not be read and stays as it was", Status.WARNING)


def _imported(sentence: str, status: Status = Status.SUCCESS) -> Step:
    return Step(name=StepName.IMPORT, status=status, description=sentence)
