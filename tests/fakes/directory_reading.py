"""What is read of Entra, in memory."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import timedelta
from typing import Final

from provisioning.model import Account, Criterion, DeletedAccount, Domains, MatchingAttribute, Membership
from provisioning.ports import AccessDenied, Clock, ListedAccount, TemporaryFailure
from tests.fakes.users import User

_KEPT_FOR: Final = timedelta(days=30)


class ReadableEntra:
    """DirectoryReader and AccountLister ports, and the tenant behind them.

    Attributes:
        users: Every account by object id.
        deleted: Those in the deleted items, which are gone after 30 days.
        tenant_domains: What `domains` answers; None when the app may not read them.
        memberships_readable: Whether the app may read groups and roles.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.users: dict[str, User] = {}
        self.deleted: dict[str, User] = {}
        self.tenant_domains: Domains | None = Domains(verified=frozenset({"contoso.com"}), default="contoso.com")
        self.memberships_readable = True

    def add(self, user: User) -> User:
        """Put an account there as an administrator would."""
        self.users[user.id] = user
        return user

    def delete(self, account_id: str) -> User:
        """Put an account into the deleted items as an administrator would; its name becomes free."""
        user = self.deleted[account_id] = self.users.pop(account_id)
        user.deleted_at = self.clock.now()
        return user

    def named(self, login_name: str) -> User:
        """Return the one account of this login name."""
        (user,) = (user for user in self.users.values() if user.login_name == login_name)
        return user

    async def reach(self) -> None:
        """See ports.Reachable."""

    async def read(self, account_id: str, *, extra: Collection[str] = ()) -> Account | None:
        """See ports.DirectoryReader."""
        user = self.visible(account_id)
        return user.shown(extra) if user else None

    async def find(self, criteria: Sequence[Criterion], *, extra: Collection[str] = ()) -> Sequence[Account]:
        """See ports.DirectoryReader. A search does not bring the manager along."""
        users = filter(None, map(self.visible, self.users))
        found = [user for user in users if any(map(user.meets, criteria))]
        return [user.shown(extra).model_copy(update={"manager_id": None}) for user in found]

    async def accounts(self, attributes: Collection[MatchingAttribute]) -> AsyncIterator[ListedAccount]:
        """See ports.AccountLister."""
        for user in [*filter(None, map(self.visible, self.users))]:
            yield ListedAccount(user.id, user.matched_by(attributes))

    async def domains(self) -> Domains | None:
        """See ports.DirectoryReader."""
        return self.tenant_domains

    async def read_deleted(self, account_id: str) -> DeletedAccount | None:
        """See ports.DirectoryReader."""
        user = self.in_deleted_items().get(account_id)
        if user is None or user.deleted_at is None:
            return None
        return DeletedAccount(id=user.id, user_principal_name=user.login_name, deleted_at=user.deleted_at)

    async def names_taken(self, names: Sequence[str], *, but_by: str | None = None) -> frozenset[str]:
        """See ports.DirectoryReader."""
        others = (user for user in map(self.visible, self.users) if user and user.id != but_by)
        former = (user.login_name.lower() for user in self.in_deleted_items().values())
        held = frozenset(former).union(*(user.addresses for user in others))
        return held.intersection(name.lower() for name in names)

    async def memberships(self, account_id: str) -> Sequence[Membership]:
        """See ports.DirectoryReader."""
        if not self.memberships_readable:
            raise AccessDenied("the app may not read groups and directory roles; give it Directory.Read.All")
        user = self.visible(account_id)
        if user is None:
            raise TemporaryFailure("the groups of an account that is not there are not known")
        return user.belongs_to

    def visible(self, account_id: str) -> User | None:
        """Return an account unless it is hidden yet."""
        user = self.users.get(account_id)
        hidden = user and user.visible_from and user.visible_from > self.clock.now()
        return None if hidden else user

    def in_deleted_items(self) -> dict[str, User]:
        """Return who is in the deleted items still."""
        oldest = self.clock.now() - _KEPT_FOR
        self.deleted = {user.id: user for user in self.deleted.values() if user.deleted_at and user.deleted_at > oldest}
        return self.deleted
