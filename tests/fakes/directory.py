"""Entra in memory: the rules of Microsoft Graph that provisioning meets, without the wire."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import count
from typing import override

from pydantic import JsonValue

from provisioning.attributes import EXTENSION
from provisioning.model import (
    AppliedOperation,
    CreateAccount,
    DisableAccount,
    EnableAccount,
    Operation,
    RenameAccount,
    RestoreAccount,
    RevokeSessions,
    SetManager,
    Status,
    UpdateAccount,
)
from provisioning.ports import AccountMissing, Clock, NameTaken, Refused, TemporaryFailure
from tests.fakes.directory_reading import ReadableEntra
from tests.fakes.users import User

__all__ = ["EntraInMemory", "User"]


class EntraInMemory(ReadableEntra):
    """Directory port.

    Attributes:
        extensions: The directory extensions that are registered.
        secrets: The app settings that hold passwords.
        hidden_for: How long a new account is not found, as in Graph's replication.
        refused_names: Names in lower case that objects hold which are no users, such as groups.
        outage: Whether no write is taken.
        loses_an_answer: Whether the next creation takes effect unanswered, so that its repetition meets its own work.
        writes: The kinds of the operations that were carried out.
        passwords: The default password that each account was made with, by object id; random ones are left out.
    """

    @override
    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._ids = count(1)
        self.extensions: set[str] = set()
        self.secrets: dict[str, str] = {}
        self.hidden_for = timedelta(0)
        self.refused_names: set[str] = set()
        self.outage = False
        self.loses_an_answer = False
        self.writes: list[str] = []
        self.passwords: dict[str, str] = {}

    async def apply(self, account_id: str | None, operation: Operation) -> tuple[str, AppliedOperation]:
        """See ports.Directory."""
        if self.outage:
            raise TemporaryFailure("Entra takes no writes")
        refused: Mapping[str, str] = {}
        if isinstance(operation, CreateAccount):
            account_id, refused = self._create(operation)
        else:
            if isinstance(operation, RestoreAccount):
                self._restore(account_id or "", operation)
            user = self.visible(account_id or "")
            if user is None:
                raise AccountMissing(f"no account {account_id}")
            refused = self._change(user, operation)
            account_id = user.id
        self.writes.append(operation.type)
        not_done = "not written" if isinstance(operation, CreateAccount) else "not changed"
        return account_id, AppliedOperation(
            operation=operation,
            status=Status.WARNING if refused else Status.SUCCESS,
            request_ids=(f"request-{len(self.writes)}",),
            message="; ".join(f"{name} {not_done}, {reason}" for name, reason in refused.items()) or None,
            left_out=tuple(refused),
        )

    def _check_free(self, names: Iterable[str], own_id: str = "") -> None:
        names = [*names]
        if self.refused_names & {name.lower() for name in names}:
            raise NameTaken("another object, no user, has this name or address")
        others = [user for user in self.users.values() if user.id != own_id]
        if any(name.lower() in user.addresses for name in names for user in others):
            raise NameTaken("another object has this name or address")

    def _create(self, operation: CreateAccount) -> tuple[str, Mapping[str, str]]:
        password = self._password(operation.password_secret)
        self._check_free([operation.user_principal_name])
        refused = self._refused(operation.attributes)
        user = User(f"account-{next(self._ids)}", operation.user_principal_name, operation.account_enabled)
        user.attributes = {name: value for name, value in operation.attributes.items() if name not in refused}
        user.created_at = self.clock.now()
        user.visible_from = user.created_at + self.hidden_for
        if password is not None:
            self.passwords[user.id] = password
        self.add(user)
        self._lose_answer()
        return user.id, refused

    def _lose_answer(self) -> None:
        if self.loses_an_answer:
            self.loses_an_answer = False
            taken = NameTaken("another object has this name, which may be the account that the first try made")
            taken.certain = False
            raise taken

    def _password(self, secret_name: str | None) -> str | None:
        if secret_name is not None and secret_name not in self.secrets:
            raise Refused(f"the app setting {secret_name} is not set")
        return self.secrets[secret_name] if secret_name else None

    def _restore(self, account_id: str, operation: RestoreAccount) -> None:
        user = self.in_deleted_items().get(account_id)
        if user is None:
            return
        user.check_role()
        if operation.new_user_principal_name:
            self._check_free([operation.new_user_principal_name])
            user.login_name = operation.new_user_principal_name
            self._drop_taken_addresses(user)
        else:
            self._check_free(user.addresses)
        user.deleted_at = None
        self.add(self.deleted.pop(account_id))

    def _drop_taken_addresses(self, user: User) -> None:
        taken = frozenset[str]().union(*(other.addresses for other in self.users.values()))
        if str(user.attributes.get("mail")).lower() in taken:
            user.attributes["mail"] = None
        user.proxy_addresses = tuple(a for a in user.proxy_addresses if a.lower().removeprefix("smtp:") not in taken)

    def _change(self, user: User, operation: Operation) -> Mapping[str, str]:
        match operation:
            case UpdateAccount(changes=changes):
                values = {change.attribute: change.new for change in changes}
                return user.update(values, self._refused(values, user.id))
            case DisableAccount() | EnableAccount():
                user.check_sensitive()
                user.enabled = isinstance(operation, EnableAccount)
            case RenameAccount(new=new, other_mails=other_mails):
                user.check_sensitive()
                self._check_free([new], user.id)
                user.login_name = new
                user.attributes |= {"otherMails": [*other_mails]} if other_mails else {}
            case RevokeSessions():
                user.sessions_revoked += 1
            case SetManager(new=new):
                if new is not None and self.visible(new) is None:
                    raise AccountMissing(f"no account {new}")
                user.manager_id = new
        return {}

    def _refused(self, values: Mapping[str, JsonValue], own_id: str = "") -> Mapping[str, str]:
        refused = dict.fromkeys(self._unknown(values), "as Entra does not know the directory extension")
        mail = values.get("mail")
        try:
            self._check_free([str(mail)] if mail else (), own_id)
        except NameTaken as taken:
            refused["mail"] = f"as the address is taken: {taken}"
        return refused

    def _unknown(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name.startswith(EXTENSION) and name not in self.extensions]
