"""The attributes of an account as Graph writes them, and back: flat names, of which Graph keeps some inside others.

`extensionAttribute1` to 15 stand inside onPremisesExtensionAttributes, `employeeOrgData.costCenter` and
`employeeOrgData.division` inside employeeOrgData. (Source: Microsoft Graph v1.0, resource type user.)
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from pydantic import JsonValue

from provisioning.attributes import MANAGER, READ_ON_REQUEST, WRITABLE
from provisioning.model import Account, DeletedAccount
from provisioning.ports import TemporaryFailure

ORG_DATA: Final = "employeeOrgData"
ORG_DATA_PARTS: Final = (f"{ORG_DATA}.costCenter", f"{ORG_DATA}.division")
_EXTENSION_ATTRIBUTE: Final = "extensionAttribute"
_EXTENSION_ATTRIBUTES: Final = "onPremisesExtensionAttributes"
_ALWAYS_READ: Final = tuple(name for name in WRITABLE if name != MANAGER and name not in READ_ON_REQUEST)
_FIXED: Final = ("id", "userPrincipalName", "accountEnabled", "userType", "onPremisesSyncEnabled", "createdDateTime")


def read_names(extra: Collection[str]) -> tuple[str, ...]:
    """Return the flat names of the attributes that an account is read with."""
    return *_ALWAYS_READ, *(name for name in extra if name not in _ALWAYS_READ and name != MANAGER)


def selection(names: Collection[str]) -> list[str]:
    """Return what `$select` must name so that these attributes are read with all else that an account has."""
    return [*_FIXED, *dict.fromkeys(_place(name)[0] for name in names)]


def body(values: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the body that writes these attributes."""
    plain: dict[str, JsonValue] = {}
    parts: dict[str, dict[str, JsonValue]] = {}
    for name, value in values.items():
        outer, inner = _place(name)
        if inner is None:
            plain[outer] = value
        else:
            parts.setdefault(outer, {})[inner] = value
    return {**plain, **parts}


def account(user: Mapping[str, Any], names: Collection[str]) -> Account:
    """Read a user in Graph's answer, with the attributes of these flat names.

    Raises:
        TemporaryFailure: Graph did not tell whether the account may sign in; taken for blocked, a leaver would keep
            access.
    """
    manager = user.get(MANAGER)
    if not isinstance(user.get("accountEnabled"), bool):
        raise TemporaryFailure("Microsoft Graph did not tell whether the account may sign in")
    return Account(
        id=user["id"],
        user_principal_name=user["userPrincipalName"],
        account_enabled=user["accountEnabled"],
        guest=user.get("userType") == "Guest",
        synced_from_on_premises=bool(user.get("onPremisesSyncEnabled")),
        created_at=user.get("createdDateTime"),
        attributes=attributes(user, names),
        manager_id=manager["id"] if manager else None,
    )


def attributes(user: Mapping[str, Any], names: Collection[str]) -> dict[str, JsonValue]:
    """Return a user's attributes by their flat names; what has no value is null."""
    return {name: _value(user, *_place(name)) for name in names}


def deleted_account(user: Mapping[str, Any]) -> DeletedAccount:
    """Read a user in the answer about deleted items."""
    return DeletedAccount(id=user["id"], user_principal_name=former_name(user), deleted_at=user["deletedDateTime"])


def former_name(user: Mapping[str, Any]) -> str:
    """Return the login name that a deleted user had: Graph puts the object id without hyphens before it."""
    name, prefix = str(user["userPrincipalName"]), str(user["id"]).replace("-", "")
    is_prefixed = name[: len(prefix)].lower() == prefix.lower()
    return name[len(prefix) :] if is_prefixed else name


def _place(name: str) -> tuple[str, str | None]:
    """Return the property and, if that holds others, the one inside it."""
    if name.startswith(_EXTENSION_ATTRIBUTE):
        return _EXTENSION_ATTRIBUTES, name
    outer, _, inner = name.partition(".")
    return outer, inner or None


def _value(user: Mapping[str, Any], outer: str, inner: str | None) -> JsonValue:
    value: JsonValue = user.get(outer)
    if inner is None:
        return value
    return value.get(inner) if isinstance(value, dict) else None
