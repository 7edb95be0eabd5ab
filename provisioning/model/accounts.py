"""Accounts in Entra, and what is looked for and read there."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, JsonValue

from provisioning.fields import Frozen, Instant


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
