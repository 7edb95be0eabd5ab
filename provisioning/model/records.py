"""What the employee store keeps of a person."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from pydantic import Field, JsonValue

from provisioning.fields import Frozen, Instant
from provisioning.model.employees import CUSTOM_PREFIX, Employee
from provisioning.model.staging import Staged


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
    `overdue_since` is since when the account is to be blocked that is not, as the attempt failed, or is under way.
    `enabled_at` is when we last allowed a sign-in again that we had blocked, until we block it again.
    `overruled_at` is when we had made the block that somebody lifted in Entra since, which we left so; it is no right
    to anything.
    `lost_account` is the account that the person was linked to, until it was deleted for good.
    `named_after` holds the employee's attributes, with their values, that the login name was made from.
    `succeeded_by` is the HR id under which the person goes on, who has taken over the account.
    `shared_key` says which matching key other living people have as well, by the last complete list.
    `staged` says that the account is to be disabled, and that this is for an administrator to decide, or was rejected.
    `parked_at` is since when messages about the person are parked; when none is any more, the next success clears it.
    `in_force` holds, for each attribute that we wrote or found right, a fingerprint of its value, as of `in_force_at`:
    what differs from it was changed in Entra, what HR wants and differs from it was changed in HR.
    """

    source: str
    employee_id: str
    fields: Mapping[str, Stamped] = Field(default_factory=dict)
    link: Link | None = None
    intended: Intended | None = None
    disabled_at: Instant | None = None
    disabled_because: DisableCause | None = None
    sessions_revoked: bool = False
    overdue_since: Instant | None = None
    enabled_at: Instant | None = None
    overruled_at: Instant | None = None
    lost_account: str | None = None
    review_at: Instant | None = None
    waiting_for_manager: str | None = None
    named_after: Mapping[str, str] | None = None
    succeeded_by: str | None = None
    shared_key: str | None = None
    staged: Staged | None = None
    parked_at: Instant | None = None
    in_force: Mapping[str, str] = Field(default_factory=dict)
    in_force_at: Instant | None = None

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
