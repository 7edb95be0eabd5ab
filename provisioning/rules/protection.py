"""Which accounts are never touched."""

from collections.abc import Iterable

from provisioning.model import Account, Membership
from provisioning.settings import Settings


def untouchable(account: Account, settings: Settings, memberships: Iterable[Membership]) -> str | None:
    """Return why an account must never be changed by us, as a sentence; None when it may be.

    Protected are the accounts that the settings name, the members of the groups and roles that they name, and whoever
    holds a directory role, unless the settings allow the account or each of its roles.
    """
    name = account.user_principal_name
    if account.synced_from_on_premises:
        return f"{name} is synchronised from an on-premises directory; change it there"
    if account.guest:
        return f"{name} is a guest"
    by_name = protected_by_name(account.id, name, settings)
    if by_name:
        return by_name
    protected, allowed = (
        _in_small_letters(settings.protected_accounts),
        _in_small_letters(settings.allowed_administrators),
    )
    itself = _in_small_letters((account.id, name))
    return _protected_by(memberships, protected, name) or _role_of(memberships, allowed, itself, name)


def protected_by_name(account_id: str, login_name: str, settings: Settings) -> str | None:
    """Return that the settings protect an account by its id or login name, as a sentence; None if they do not."""
    protected = _in_small_letters(settings.protected_accounts)
    return f"{login_name} is a protected account" if protected & _in_small_letters((account_id, login_name)) else None


def _in_small_letters(names: Iterable[str]) -> set[str]:
    return {name.lower() for name in names}


def _protected_by(memberships: Iterable[Membership], protected: set[str], name: str) -> str | None:
    kinds = {"group": "a member of the protected group", "directoryRole": "a holder of the protected role"}
    by = (held for held in memberships if _in_small_letters((held.id, held.name)) & protected)
    return next((f"{name} is {kinds[held.kind]} {held.name}" for held in by), None)


def _role_of(memberships: Iterable[Membership], allowed: set[str], itself: set[str], name: str) -> str | None:
    if allowed & itself:
        return None
    roles = (held for held in memberships if held.kind == "directoryRole")
    forbidden = (held for held in roles if not _in_small_letters((held.id, held.name)) & allowed)
    return next(
        (
            f"{name} holds the directory role {held.name}; name the account or the role in allowedAdministrators "
            "if it shall be provisioned"
            for held in forbidden
        ),
        None,
    )
