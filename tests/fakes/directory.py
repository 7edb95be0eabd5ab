"""Entra in memory: the rules of Microsoft Graph that provisioning meets, without the wire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from pydantic import JsonValue

from provisioning.attributes import SENSITIVE
from provisioning.model import (
    Account,
    AppliedOperation,
    CreateAccount,
    Criterion,
    DisableAccount,
    EnableAccount,
    Operation,
    RevokeSessions,
    SetManager,
    Status,
    UpdateAccount,
)
from provisioning.ports import AccessDenied, AccountMissing, Clock, NameTaken, Refused


@dataclass(slots=True)
class User:
    """An account as Entra keeps it."""

    id: str
    login_name: str
    enabled: bool = True
    attributes: dict[str, JsonValue] = field(default_factory=dict)
    manager_id: str | None = None
    guest: bool = False
    synced: bool = False
    administrator: bool = False
    sessions_revoked: int = 0
    visible_from: datetime | None = None
    created_at: datetime | None = None

    def shown(self) -> Account:
        """Return the account as a read answers it."""
        return Account(
            id=self.id,
            user_principal_name=self.login_name,
            account_enabled=self.enabled,
            guest=self.guest,
            synced_from_on_premises=self.synced,
            attributes=dict(self.attributes),
            manager_id=self.manager_id,
            created_at=self.created_at,
        )

    def meets(self, criterion: Criterion) -> bool:
        """Whether a search by this criterion finds the account."""
        by_name = criterion.attribute == "userPrincipalName"
        value = self.login_name if by_name else self.attributes.get(criterion.attribute)
        return isinstance(value, str) and value.casefold() == criterion.value.casefold()

    def holds(self, address: str) -> bool:
        """Whether the address is taken by this account."""
        return address.casefold() in {self.login_name.casefold(), str(self.attributes.get("mail")).casefold()}


class EntraInMemory:
    """Directory port.

    Attributes:
        users: Every account by object id.
        domains: The verified ones; None when the app may not read them.
        hidden_for: How long a new account is not found, as in Graph's replication.
        writes: The kinds of the operations that were carried out.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ids = count(1)
        self.users: dict[str, User] = {}
        self.domains: frozenset[str] | None = frozenset({"contoso.com"})
        self.hidden_for = timedelta(0)
        self.writes: list[str] = []

    def add(self, user: User) -> User:
        """Put an account there as an administrator would."""
        self.users[user.id] = user
        return user

    def named(self, login_name: str) -> User:
        """Return the one account of this login name."""
        (user,) = (user for user in self.users.values() if user.login_name == login_name)
        return user

    async def read(self, account_id: str) -> Account | None:
        """See ports.DirectoryReader."""
        user = self._visible(account_id)
        return user.shown() if user else None

    async def find(self, criteria: Sequence[Criterion]) -> Sequence[Account]:
        """See ports.DirectoryReader. A search does not bring the manager along."""
        users = filter(None, map(self._visible, self.users))
        found = [user for user in users if any(map(user.meets, criteria))]
        return [user.shown().model_copy(update={"manager_id": None}) for user in found]

    async def verified_domains(self) -> frozenset[str] | None:
        """See ports.DirectoryReader."""
        return self.domains

    async def apply(self, account_id: str | None, operation: Operation) -> tuple[str, AppliedOperation]:
        """See ports.Directory."""
        message = None
        if isinstance(operation, CreateAccount):
            account_id = self._create(operation)
        else:
            user = self._visible(account_id or "")
            if user is None:
                raise AccountMissing(f"no account {account_id}")
            message = self._change(user, operation)
            account_id = user.id
        self.writes.append(operation.type)
        status = Status.WARNING if message else Status.SUCCESS
        request_ids = (f"request-{len(self.writes)}",)
        return account_id, AppliedOperation(
            operation=operation, status=status, request_ids=request_ids, message=message
        )

    def _visible(self, account_id: str) -> User | None:
        user = self.users.get(account_id)
        hidden = user and user.visible_from and user.visible_from > self._clock.now()
        return None if hidden else user

    def _create(self, operation: CreateAccount) -> str:
        if any(user.holds(operation.user_principal_name) for user in self.users.values()):
            raise NameTaken("another object has this userPrincipalName")
        user = User(f"account-{next(self._ids)}", operation.user_principal_name, operation.account_enabled)
        user.attributes = dict(operation.attributes)
        user.created_at = self._clock.now()
        user.visible_from = user.created_at + self.hidden_for
        return self.add(user).id

    def _change(self, user: User, operation: Operation) -> str | None:
        match operation:
            case UpdateAccount(changes=changes):
                return _update(user, {change.attribute: change.new for change in changes})
            case DisableAccount() | EnableAccount():
                _check_switch(user)
                user.enabled = isinstance(operation, EnableAccount)
            case RevokeSessions():
                user.sessions_revoked += 1
            case SetManager(new=new):
                if new is not None and self._visible(new) is None:
                    raise AccountMissing(f"no account {new}")
                user.manager_id = new
        return None


def _check_switch(user: User) -> None:
    if user.synced:
        raise Refused("the account is mastered on premises")
    if user.administrator:
        raise AccessDenied("the account is an administrator's")


def _update(user: User, values: Mapping[str, JsonValue]) -> str | None:
    if user.synced:
        raise Refused("the account is mastered on premises")
    refused = SENSITIVE & values.keys() if user.administrator else frozenset()
    user.attributes |= {name: value for name, value in values.items() if name not in refused}
    return f"{', '.join(sorted(refused))} not changed, as the account is an administrator's" if refused else None
