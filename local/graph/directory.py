"""The tenant's state: users, deleted users, groups and domains, and what must be unique among them."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from local.emulator.json_values import JsonObject
from local.graph.errors import conflict, not_found, unknown_extensions
from local.graph.index import UserIndex
from local.graph.properties import is_directory_extension
from local.graph.stored_user import StoredUser

INITIAL_DOMAINS = ("contoso.com", "contoso.onmicrosoft.com")
_RECYCLE_BIN_KEEPS = timedelta(days=30)


class Directory:
    """All objects of one tenant; every change gets a number, which is what delta tokens count.

    Attributes:
        users: the active ones by object id.
        deleted: those in the recycle bin by object id.
        purged: the number of the change that removed a user for good, by object id.
        groups: kept as they were seeded, `members` included, by object id.
        extension_properties: the names of the directory extensions that apps have registered.
        domains: whether each is verified, by name in lower case.
        mails: what was sent, the first first.
        sequence: the number of the latest change.
    """

    def __init__(self) -> None:
        self.users: dict[str, StoredUser] = {}
        self.deleted: dict[str, StoredUser] = {}
        self.purged: dict[str, int] = {}
        self.groups: dict[str, JsonObject] = {}
        self.extension_properties: set[str] = set()
        self.domains: dict[str, bool] = dict.fromkeys(INITIAL_DOMAINS, True)
        self.mails: list[JsonObject] = []
        self.sequence = 0
        self.index = UserIndex()
        self._ordinal = 0

    def clear(self) -> None:
        """Return to the initial domains and nothing else; the numbers of changes go on, so old tokens stay valid."""
        for objects in (self.users, self.deleted, self.purged, self.groups, self.extension_properties, self.domains):
            objects.clear()
        self.mails.clear()
        self.domains |= dict.fromkeys(INITIAL_DOMAINS, True)
        self.index.clear()

    def verified_domains(self) -> set[str]:
        """Return the domains that a user principal name may have."""
        return {name for name, verified in self.domains.items() if verified}

    def find(self, key: str) -> StoredUser | None:
        """Return the active user with this object id or user principal name, replicated or not."""
        if key in self.users:
            return self.users[key]
        return next((self.users[found] for found in self.index.ids("userPrincipalName", key)), None)

    def require(self, key: str, monotonic: float) -> StoredUser:
        """Return the active user that reads find at this monotonic second.

        Raises:
            GraphError: 404, also while the user is not replicated yet.
        """
        user = self.find(key)
        if user is None or user.visible_at > monotonic:
            raise not_found(key)
        return user

    def visible(self, candidates: Iterable[str] | None, monotonic: float) -> Iterator[StoredUser]:
        """Yield the replicated users in the order of their ordinals, of all or of the given ids."""
        chosen = self.users.values() if candidates is None else self._in_order(candidates)
        return (user for user in chosen if user.visible_at <= monotonic)

    def add(self, user: StoredUser) -> None:
        """Take in a new or restored user at the end of all lists."""
        self._ordinal += 1
        user.ordinal = self._ordinal
        self.place(user)
        self.touch(user)

    def place(self, user: StoredUser) -> None:
        """Take in a user whose ordinal and change number are set already, as when a saved tenant is loaded."""
        self.users[user.id] = user
        self.index.add(user)
        self._ordinal = max(self._ordinal, user.ordinal)

    def change(self, user: StoredUser, values: JsonObject) -> None:
        """Set properties of an active user."""
        self.index.remove(user)
        user.values |= values
        self.index.add(user)
        self.touch(user)

    def touch(self, user: StoredUser) -> None:
        """Number a change of the user, so that delta reports it."""
        self.sequence += 1
        user.changed = self.sequence

    def delete(self, user: StoredUser, deleted_at: str) -> None:
        """Move a user to the recycle bin; its name becomes free, as Graph puts the object id before it."""
        self.index.remove(user)
        del self.users[user.id]
        user.original_name = user.login_name
        user.values["userPrincipalName"] = user.id.replace("-", "") + user.original_name
        user.values["deletedDateTime"] = deleted_at
        self.deleted[user.id] = user
        self.touch(user)

    def require_deleted(self, key: str) -> StoredUser:
        """Return a user in the recycle bin.

        Raises:
            GraphError: 404.
        """
        if key not in self.deleted:
            raise not_found(key)
        return self.deleted[key]

    def restore(self, user: StoredUser, login_name: str) -> None:
        """Bring a user back under a name that the caller found free."""
        del self.deleted[user.id]
        user.original_name = None
        user.values["userPrincipalName"] = login_name
        user.values.pop("deletedDateTime", None)
        self.add(user)

    def purge(self, user: StoredUser) -> None:
        """Remove a user from the recycle bin for good."""
        del self.deleted[user.id]
        self.sequence += 1
        self.purged[user.id] = self.sequence

    def purge_expired(self, now: datetime) -> None:
        """Remove for good what has been in the recycle bin for 30 days."""
        for user in list(self.deleted.values()):
            deleted_at = user.text("deletedDateTime")
            if deleted_at and datetime.fromisoformat(deleted_at) + _RECYCLE_BIN_KEEPS <= now:
                self.purge(user)

    def check_extensions(self, names: Iterable[str]) -> None:
        """Demand that each directory extension among these properties is registered.

        Raises:
            GraphError: 400 naming those that are not.
        """
        unknown = [name for name in names if is_directory_extension(name) and name not in self.extension_properties]
        if unknown:
            raise unknown_extensions(unknown)

    def conflicting(self, proxy_address: str) -> bool:
        """Tell whether an active user holds an address that is written like `smtp:ana@contoso.com`."""
        return bool(self._holders(proxy_address.partition(":")[2]))

    def check_unique(self, values: JsonObject, own_id: str | None = None) -> None:
        """Demand that no other active user holds the login name or the mail address, replicated or not.

        A name also conflicts with mail and proxy addresses of others, a mail address with their names. Graph reports
        a mail conflict under proxyAddresses, because it derives these from mail.

        Raises:
            GraphError: 400 with details code ObjectConflict and the property as target.
        """
        for name, target in (("userPrincipalName", "userPrincipalName"), ("mail", "proxyAddresses")):
            value = values.get(name)
            if isinstance(value, str) and self._holders(value) - {own_id}:
                raise conflict(target)

    def _holders(self, address: str) -> frozenset[str]:
        return (
            self.index.ids("userPrincipalName", address)
            | self.index.ids("mail", address)
            | self.index.ids("proxyAddresses", f"smtp:{address}")
        )

    def _in_order(self, ids: Iterable[str]) -> list[StoredUser]:
        return sorted((self.users[found] for found in ids), key=lambda user: user.ordinal)
