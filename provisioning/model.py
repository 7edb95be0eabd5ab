"""The words of the product as frozen types: people of HR, accounts of Entra, what is to be done, what was done."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal, override

from pydantic import Field, JsonValue
from pydantic.alias_generators import to_camel

from provisioning.fields import ABSENT, Absent, Frozen, HrId, Instant, Text, WallDate

CUSTOM_PREFIX: Final = "custom."
_LAST_LETTER: Final = chr(0x10FFFF)


class Employee(Frozen):
    """A person as an HR system describes them; a field is absent unless it is in `model_fields_set`.

    Dates are the calendar dates of the employee's own place; they become instants only in `rules.lifecycle`.
    `employee_number` is what Entra's employeeId shall hold; `id` is the HR system's own key.
    """

    id: HrId
    employee_number: Text = None
    first_name: Text = None
    last_name: Text = None
    display_name: Text = None
    preferred_name: Text = None
    work_email: Text = None
    private_email: Text = None
    start_date: WallDate = None
    termination_date: WallDate = None
    last_day_of_work: WallDate = None
    status: Text = None
    job_title: Text = None
    department: Text = None
    company_name: Text = None
    site: Text = None
    country: Text = None
    time_zone: Text = None
    manager_id: Text = None
    work_phone: Text = None
    work_mobile: Text = None
    employment_type: Text = None
    created_at: Text = None
    custom: Mapping[str, JsonValue] = Field(default_factory=dict)

    def get(self, attribute: str) -> JsonValue | Absent:
        """Return an attribute by its JSON name ('jobTitle', 'custom.costCenter') as a JSON value, or ABSENT."""
        return self.attributes().get(attribute, ABSENT)

    def attributes(self) -> dict[str, JsonValue]:
        """Return every attribute that the source sent, custom ones as 'custom.<name>', without the id."""
        plain = self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"id", "custom"})
        return plain | {f"{CUSTOM_PREFIX}{name}": value for name, value in self.custom.items()}


EMPLOYEE_ATTRIBUTES: Final = frozenset(to_camel(name) for name in Employee.model_fields) - {"id", "custom"}


class EventType(StrEnum):
    """What an event says; each is a nudge to look; the deletion and those about access carry a fact."""

    CREATED = "employee.created"
    UPDATED = "employee.updated"
    DELETED = "employee.deleted"
    ACCESS_REVOKED = "employee.accessRevoked"  # access ends now, whatever the dates say
    ACCESS_RESTORED = "employee.accessRestored"  # takes that back
    REVIEW = "review"  # our own: the time that a plan named has come


class HrEvent(Frozen):
    """One event about one employee. Without `employee` it is thin: the record is fetched from the HR system.

    `numbered_by_id` says that the source's ids are employee numbers, for as long as it names no other number.
    """

    id: HrId
    source: str
    type: EventType
    occurred_at: Instant
    employee_id: HrId
    employee: Employee | None = None
    numbered_by_id: bool = False

    @override
    def to_json(self) -> dict[str, JsonValue]:
        """Return the JSON form; fields of the employee that the source left out stay out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @property
    def version(self) -> str:
        """A text that sorts by time, then by event id: the newer of two statements about a field has the larger."""
        return f"{self.occurred_at.isoformat(timespec='microseconds')} {self.id}"

    @property
    def ending_version(self) -> str:
        """The version of a statement that ends access: newer than whatever else is said of the same moment."""
        return f"{self.occurred_at.isoformat(timespec='microseconds')} {_LAST_LETTER}{self.id}"


class Stamped(Frozen):
    """A field's value and the version of the event that said so."""

    value: JsonValue
    version: str

    @property
    def said_at(self) -> datetime:
        """When the event happened that said so (UTC)."""
        return datetime.fromisoformat(self.version.partition(" ")[0])


class LinkOrigin(StrEnum):
    """How a person came to be linked to an account."""

    CREATED = "created"
    MATCHED = "matched"


class Link(Frozen):
    """The tie between a person and an account, by Entra's object id, which never changes."""

    account_id: str
    origin: LinkOrigin
    linked_at: Instant


class Intended(Frozen):
    """An account that we were about to create at `at`: after a crash it may be there, and not be visible yet."""

    login_name: str
    at: Instant


DisableCause = Literal["notStarted", "status", "scope"]
"""Why we blocked somebody who did not leave."""


class EmployeeRecord(Frozen):
    """What the employee store keeps of one person: the merged fields, the link, and what we did and still have to do.

    `intended` is written before an account is created, so that a crash leaves a trace to look for.
    `disabled_at` is set only by our own disable: it is the right to enable the account again; `disabled_because` says
    why, None for somebody who left.
    `lost_account` is the account that the person was linked to, until it was deleted for good.
    `named_after` holds the employee's attributes, with their values, that the login name was made from.
    `succeeded_by` is the HR id under which the person goes on, who has taken over the account.
    """

    source: str
    employee_id: str
    fields: Mapping[str, Stamped] = Field(default_factory=dict)
    link: Link | None = None
    intended: Intended | None = None
    disabled_at: Instant | None = None
    disabled_because: DisableCause | None = None
    sessions_revoked: bool = False
    lost_account: str | None = None
    review_at: Instant | None = None
    waiting_for_manager: str | None = None
    named_after: Mapping[str, str] | None = None
    succeeded_by: str | None = None

    @property
    def employee(self) -> Employee:
        """The person as last known, absent fields still absent."""
        known = {name: stamped.value for name, stamped in self.fields.items() if name not in FACTS}
        plain = {name: value for name, value in known.items() if not name.startswith(CUSTOM_PREFIX)}
        custom = {n.removeprefix(CUSTOM_PREFIX): value for n, value in known.items() if n.startswith(CUSTOM_PREFIX)}
        return Employee.model_validate(plain | {"id": self.employee_id} | ({"custom": custom} if custom else {}))

    @property
    def known(self) -> bool:
        """Whether the HR system ever said anything about the person, apart from what events state by their type."""
        return any(name not in FACTS for name in self.fields)

    @property
    def deleted(self) -> bool:
        """Whether the HR system said that the person's file was deleted, and nothing newer since."""
        stamped = self.fields.get(DELETED_FIELD)
        return stamped is not None and stamped.value is True

    @property
    def access_revoked_at(self) -> datetime | None:
        """When the HR system said that access ends at once (UTC), and nothing newer since; else None.

        A leave date that is null says nothing about it: whose access was revoked may have none yet.
        """
        revoked = self.fields.get(REVOKED_FIELD)
        return revoked.said_at if revoked is not None and revoked.value is True else None


DELETED_FIELD: Final = "deleted"
REVOKED_FIELD: Final = "accessRevoked"
FACTS: Final = frozenset({DELETED_FIELD, REVOKED_FIELD})
"""Fields of a record that events state by their type; they are no attributes of the employee."""


class Account(Frozen):
    """A user in Entra, as read. `attributes` holds Graph's own property names; `manager_id` is None unless read."""

    id: str
    user_principal_name: str
    account_enabled: bool
    guest: bool = False
    synced_from_on_premises: bool = False
    created_at: Instant | None = None
    attributes: Mapping[str, JsonValue] = Field(default_factory=dict)
    manager_id: str | None = None


class DeletedAccount(Frozen):
    """A user in Entra's deleted items, with the login name from before the deletion."""

    id: str
    user_principal_name: str
    deleted_at: Instant


class Membership(Frozen):
    """A group or a directory role that an account belongs to, directly or through other groups."""

    kind: Literal["group", "directoryRole"]
    id: str
    name: str


class Domains(Frozen):
    """The tenant's verified domains in lower case, and which is the default."""

    verified: frozenset[str]
    default: str | None = None


MatchingAttribute = Literal["employeeId", "userPrincipalName", "mail", "mailNickname"]


class Criterion(Frozen):
    """An account's attribute and the value by which it is looked for; texts compare without regard to case.

    `own` says that it is the login name of an account that we meant to create ourselves.
    """

    attribute: MatchingAttribute
    value: str
    own: bool = False


class Change(Frozen):
    """One attribute of an account, before and after."""

    attribute: str
    old: JsonValue = None
    new: JsonValue = None


class CreateAccount(Frozen):
    """Create the account with every attribute in one request; the password is made while applying, never planned.

    `until_start` says of a blocked account that we shall allow sign-in later, as if we had blocked it.
    `password_secret` names the app setting with the default password; None for a random one.
    """

    type: Literal["createAccount"] = "createAccount"
    user_principal_name: str
    account_enabled: bool
    attributes: Mapping[str, JsonValue]
    must_change_password: bool
    until_start: bool = False
    password_secret: str | None = None


class RestoreAccount(Frozen):
    """Bring the account back from the deleted items; under another name if its own is taken by now."""

    type: Literal["restoreAccount"] = "restoreAccount"
    new_user_principal_name: str | None = None


class RenameAccount(Frozen):
    """Give the account another login name, and keep the old one among its other mail addresses.

    `other_mails` holds all of these; empty: they are left as they are.
    """

    type: Literal["renameAccount"] = "renameAccount"
    old: str
    new: str
    other_mails: tuple[str, ...] = ()


class UpdateAccount(Frozen):
    """Change attributes that differ."""

    type: Literal["updateAccount"] = "updateAccount"
    changes: tuple[Change, ...]


class DisableAccount(Frozen):
    """Block sign-in."""

    type: Literal["disableAccount"] = "disableAccount"


class EnableAccount(Frozen):
    """Allow sign-in again, after our own disable."""

    type: Literal["enableAccount"] = "enableAccount"


class RevokeSessions(Frozen):
    """Make every refresh token and browser session invalid."""

    type: Literal["revokeSessions"] = "revokeSessions"


class SetManager(Frozen):
    """Point the account's manager at another account (object ids); `new` None removes the reference."""

    type: Literal["setManager"] = "setManager"
    old: str | None
    new: str | None


Operation = Annotated[
    CreateAccount
    | RestoreAccount
    | RenameAccount
    | UpdateAccount
    | DisableAccount
    | EnableAccount
    | RevokeSessions
    | SetManager,
    Field(discriminator="type"),
]


class StepName(StrEnum):
    """The steps of Entra's provisioning logs."""

    IMPORT = "import"
    SCOPING = "scoping"
    MATCHING = "matching"
    PROCESSING = "processing"
    REFERENCE_RESOLUTION = "referenceResolution"
    EXPORT = "export"


class Status(StrEnum):
    """How a step or a whole attempt ended, in the words of Entra's provisioning logs."""

    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"
    SKIPPED = "skipped"


class Step(Frozen):
    """One step of an attempt, with a sentence for the administrator."""

    name: StepName
    status: Status
    description: str


class TakenOver(Frozen):
    """The HR id from which an account passes on, and what we had done to the account under it."""

    employee_id: str
    disabled_at: Instant | None = None
    sessions_revoked: bool = False


class Plan(Frozen):
    """What shall be done for one person, decided without doing it.

    `account_id` is the account that the operations are about: None when the plan creates it.
    `found` says that the account was found without a link, and is to be linked: one that was there before, or one that
    we had created without having learnt that.
    `review_at` (UTC) is when to look again whatever happens; None means: when HR next says something.
    `taken_over` names the HR id under which the person was known before, whose account it was.
    `named_after` is what the account's login name is made from now, if that is to be remembered.
    `disables` says that the account is to be blocked now, and `disabled_because` why, as in the record.
    """

    steps: tuple[Step, ...]
    operations: tuple[Operation, ...] = ()
    account_id: str | None = None
    found: LinkOrigin | None = None
    skip_reason: str | None = None
    review_at: Instant | None = None
    waiting_for_manager: str | None = None
    taken_over: TakenOver | None = None
    named_after: Mapping[str, str] | None = None
    disables: bool = False
    disabled_because: DisableCause | None = None


class AppliedOperation(Frozen):
    """An operation as it was carried out, with Graph's request ids and, if it failed in part or whole, why."""

    operation: Operation
    status: Status
    request_ids: tuple[str, ...] = ()
    message: str | None = None


class LogEntry(Frozen):
    """One attempt to provision one person. `at` is its start (UTC), `duration_ms` in milliseconds."""

    id: str
    at: Instant
    duration_ms: int
    source: str
    employee_id: str
    event_id: str
    event_type: EventType
    status: Status
    reason: str
    steps: tuple[Step, ...]
    operations: tuple[AppliedOperation, ...] = ()
    account_id: str | None = None
    user_principal_name: str | None = None
    review_at: Instant | None = None
