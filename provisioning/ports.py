"""What the engine needs of the outside world, as protocols, and the ways in which the outside world fails."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import JsonValue

from provisioning.model import (
    Account,
    AppliedOperation,
    Criterion,
    DeletedAccount,
    Domains,
    Employee,
    EmployeeRecord,
    HrEvent,
    LogEntry,
    Membership,
    Operation,
    Status,
)
from provisioning.settings import Settings


class TemporaryFailure(Exception):
    """Something outside did not answer, or not now; the same call may succeed later. The text is a sentence.

    `retry_after` is the wait that the other side asked for, or None.
    """

    def __init__(self, sentence: str, *, retry_after: timedelta | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(sentence)


class Refused(Exception):
    """The other side understood and said no; repeating the same call changes nothing. The text is a sentence."""

    def __init__(self, sentence: str, *, request_ids: tuple[str, ...] = ()) -> None:
        self.request_ids = request_ids
        super().__init__(sentence)


class AccessDenied(Refused):
    """The app lacks a permission, or its credential is not taken: an administrator must act."""


class NameTaken(Refused):
    """Another object in the tenant already holds the login name or an address of the account to create.

    `certain` says that it is somebody else's for sure: no earlier try of the same creation went without an answer.
    """

    certain = True


class AccountMissing(Refused):
    """No account has this object id: deleted, or not visible yet shortly after its creation."""


class PersonMissing(Exception):
    """The HR system does not know the person."""


class ConcurrentChange(Exception):
    """The stored state was changed by somebody else since it was read."""


class MessageTooLarge(Exception):
    """An event does not fit into one queue message. The text is a sentence with both sizes."""


class Misconfigured(Exception):
    """An app setting is missing or wrong. The text is a sentence that names it."""


class BadCursor(ValueError):
    """A place in a list that no answer ever named; holds the text that was given."""


class RequestRejected(Exception):
    """An HTTP request that is not taken in. `status` is the HTTP status, the text a sentence that says what to do."""

    def __init__(self, status: int, sentence: str) -> None:
        self.status = status
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """One event of a call that was refused by itself: its place in the call, the field at fault, a sentence."""

    index: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Received:
    """What a call from an HR system holds. `events` are by their place in the call, from 0.

    A call that is taken in without an event says why in `note`.
    """

    events: Mapping[int, HrEvent] = field(default_factory=dict)
    refused: Sequence[RefusedEvent] = ()
    note: str | None = None


class HrSource(Protocol):
    """A kind of HR system that sends events: verify and parse, without any other I/O."""

    def receive(self, body: bytes, headers: Mapping[str, str]) -> Received:
        """Verify the sender on the raw body and read the events in it.

        Args:
            body: The request body as it came.
            headers: Header names in lower case.

        Raises:
            RequestRejected: 401 for a wrong sender, another 4xx for a body that cannot be read, 503 when the app
                lacks the secret to verify with.
        """
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as the HR system shows them, and our names of the fields that it shows but that cannot be read."""

    employee: Employee
    unreadable: frozenset[str] = frozenset()


class PeopleReader(Protocol):
    """An HR system that sends thin events: the person is read from its API."""

    async def fetch(self, employee_id: str) -> Shown:
        """Read one person as they are now.

        Raises:
            PersonMissing: The HR system does not know the id.
            TemporaryFailure, AccessDenied: The HR system did not give an answer.
        """
        ...


class DirectoryReader(Protocol):
    """Reads accounts; cannot write, so that a preview cannot either. Any call may raise TemporaryFailure."""

    async def read(self, account_id: str, *, extra: Collection[str] = ()) -> Account | None:
        """Read an account with its manager by object id; None when there is none, or none visible yet.

        Args:
            account_id: Which.
            extra: Attributes to read besides those that every account is read with: directory extensions, and those
                that need a permission of their own. Names that are read anyway change nothing. What Graph refuses to
                show is missing in the account's attributes.
        """
        ...

    async def find(self, criteria: Sequence[Criterion], *, extra: Collection[str] = ()) -> Sequence[Account]:
        """Find accounts that meet at least one criterion, in one call; `extra` as for `read`."""
        ...

    async def domains(self) -> Domains | None:
        """Return the tenant's domains; None when the app may not read them."""
        ...

    async def read_deleted(self, account_id: str) -> DeletedAccount | None:
        """Read an account in the deleted items, where it stays for 30 days; None when it is not there."""
        ...

    async def names_taken(self, names: Sequence[str], *, but_by: str | None = None) -> frozenset[str]:
        """Return which of these addresses somebody holds, in lower case.

        As user principal name, mail or proxy address of a user, or as the login name that a user in the deleted items
        had; without regard to case.
        """
        ...

    async def memberships(self, account_id: str) -> Sequence[Membership]:
        """Return the groups and directory roles that an account belongs to, directly or through other groups.

        Raises:
            AccessDenied: The app may not read them.
            TemporaryFailure: There is no such account, or none visible yet: nobody knows what it belongs to.
        """
        ...


class Directory(DirectoryReader, Protocol):
    """Writes accounts as well."""

    async def apply(self, account_id: str | None, operation: Operation) -> tuple[str, AppliedOperation]:
        """Carry out one operation and return the account's object id with what was done.

        Repeating an operation that already took effect is harmless, but for CreateAccount, which then raises
        NameTaken. RestoreAccount and RenameAccount may raise NameTaken as well, when a name or an address is somebody
        else's by now. An update or a creation of which a part is refused writes the rest, and says so with a warning.

        Args:
            account_id: The account, or None for CreateAccount.
            operation: What to do.

        Raises:
            TemporaryFailure: Whether it took effect is not known.
            Refused: It did not take effect, and will not if repeated.
        """
        ...


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as read from the store. `etag` None: not stored yet."""

    record: EmployeeRecord
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class DueReview:
    """A person whose time to be looked at has come."""

    source: str
    employee_id: str
    review_at: datetime


class EmployeeStore(Protocol):
    """Keeps one record a person, who is due when, and who waits for which manager."""

    async def read(self, source: str, employee_id: str) -> StoredRecord:
        """Read a record; an empty one without etag when the person is not known yet."""
        ...

    async def save(self, before: StoredRecord, after: EmployeeRecord) -> StoredRecord:
        """Store a record together with its entries in the due index and among those who wait, all or nothing.

        Raises:
            ConcurrentChange: The stored record is no longer the one in `before`.
        """
        ...

    async def claim(self, account_id: str, source: str, employee_id: str) -> tuple[str, str]:
        """Tie an account to a person unless it is tied already; return (source, employee id) of who holds it."""
        ...

    async def owner(self, account_id: str) -> tuple[str, str] | None:
        """Return (source, employee id) of the person that an account is tied to, or None."""
        ...

    async def pass_on(self, account_id: str, source: str, before: str, after: str) -> tuple[str, str]:
        """Tie an account to another person of the same source, if it is tied to `before` or to nobody.

        Args:
            account_id: The account.
            source: The HR system.
            before: The id under which it knew the person.
            after: The id under which it knows the person now.

        Returns:
            (source, employee id) of who holds the account then; repeating it changes nothing.
        """
        ...

    def due(self, source: str, until: datetime) -> AsyncIterator[DueReview]:
        """Yield who is due at or before `until`, the longest due first; reads nothing else."""
        ...

    async def done(self, review: DueReview) -> None:
        """Take a due entry off the index; no error when it is gone already."""
        ...

    async def waiting_for(self, source: str, manager_id: str) -> Sequence[str]:
        """Return the ids of employees who wait for this manager to have an account."""
        ...


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """One change of the settings: when (UTC), by whom, and what each changed setting was before and is since.

    `before` and `after` map a setting's name at the top of the document to its value.
    """

    at: datetime
    by: str
    before: Mapping[str, JsonValue]
    after: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class SettingsHistory:
    """Changes of the settings, newest first, and where the next page starts (None: there is none)."""

    changes: Sequence[SettingsChange]
    cursor: str | None


type SettingsCheck = Callable[[Settings], Sequence[tuple[str, str]]]
"""Looks deeper than the document's form: returns (field, sentence) for each thing that is wrong."""


class Secrets(Protocol):
    """Gives the secrets that the settings name."""

    def secret(self, name: str) -> str | None:
        """Return the value of the app setting of this name, or None when it is not set."""
        ...


class SettingsReader(Protocol):
    """Tells the settings."""

    async def read(self) -> tuple[Settings, str]:
        """Return the settings in force and their ETag."""
        ...


class SettingsStore(SettingsReader, Protocol):
    """Keeps the settings document and the history of its changes."""

    async def change(
        self,
        partial: Mapping[str, JsonValue],
        *,
        by: str,
        at: datetime,
        check: SettingsCheck,
        if_match: str | None = None,
        first_time: bool = False,
    ) -> tuple[Settings, str]:
        """Merge a partial document into the stored one, note the change, and return what is in force then.

        Objects merge, null sets back to the default unless it is a value of its own, everything else replaces. What
        changes nothing is not noted. When provisioning goes from off to on for the first time, `activatedAt` is set,
        unless the document gives it.

        Args:
            partial: The document.
            by: Who changes it.
            at: When (UTC).
            check: Called with what would be in force; what it finds counts of the settings that change.
            if_match: The ETag that must still be the current one; None for whatever it is.
            first_time: Nobody was provisioned so far, so that switching on is the first time.

        Raises:
            SettingsRefused: The result would be wrong; the stored document stays as it is.
            ConcurrentChange: `if_match` is given and is not the current ETag.
        """
        ...

    async def history(self, cursor: str | None = None, limit: int = 50) -> SettingsHistory:
        """Read one page of the changes, newest first; reads one row more than the page holds.

        Raises:
            BadCursor: The cursor is not one that an earlier page gave.
        """
        ...


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which log entries to read, newest first. Times are UTC; `until` is not included."""

    source: str | None = None
    employee_id: str | None = None
    status: Status | None = None
    since: datetime | None = None
    until: datetime | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class LogPage:
    """Log entries, newest first, and where the next page starts (None: there is none)."""

    entries: Sequence[LogEntry]
    cursor: str | None


class ProvisioningLog(Protocol):
    """Keeps what was done and why."""

    async def write(self, entry: LogEntry) -> None:
        """Add an entry; writing the same entry again changes nothing."""
        ...

    async def read(self, query: LogQuery) -> LogPage:
        """Read one page without a scan.

        Of an employee or a status, that reads one entry more than the page holds; of everything, up to that many of
        each status and day.

        Raises:
            BadCursor: The cursor is not one that an earlier page gave.
        """
        ...


class EventQueue(Protocol):
    """Takes events to be provisioned; delivers each at least once, in no order."""

    async def put(self, event: HrEvent) -> None:
        """Put an event on the queue, to stay until it is done.

        Raises:
            MessageTooLarge: It does not fit into one message.
        """
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the time in UTC, aware."""
        ...
