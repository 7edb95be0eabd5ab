"""What can be done to an account: a closed set."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from provisioning.fields import Frozen


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
