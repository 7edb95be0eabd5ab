"""The directory of accounts: a reader, and what writes as well."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from provisioning.model import (
    Account,
    AppliedOperation,
    Criterion,
    DeletedAccount,
    Domains,
    MatchingAttribute,
    Membership,
    Operation,
)


class DirectoryReader(Protocol):
    """Reads accounts; cannot write, so that a preview cannot either. Any call may raise TemporaryFailure."""

    async def read(self, account_id: str, *, extra: Collection[str] = ()) -> Account | None:
        """Read an account with its manager by object id; None when there is none, or none visible yet.

        Args:
            account_id: Which.
            extra: Attributes to read besides those that every account is read with: directory extensions, and those
                that need a permission of their own. Names that are read anyway change nothing. What Graph refuses to
                show is missing in the account's attributes.
        """
        ...

    async def find(self, criteria: Sequence[Criterion], *, extra: Collection[str] = ()) -> Sequence[Account]:
        """Find accounts that meet at least one criterion, in one call; `extra` as for `read`."""
        ...

    async def domains(self) -> Domains | None:
        """Return the tenant's domains; None when the app may not read them."""
        ...

    async def read_deleted(self, account_id: str) -> DeletedAccount | None:
        """Read an account in the deleted items, where it stays for 30 days; None when it is not there."""
        ...

    async def names_taken(self, names: Sequence[str], *, but_by: str | None = None) -> frozenset[str]:
        """Return which of these addresses somebody holds, in lower case.

        As user principal name, mail or proxy address of a user, or as the login name that a user in the deleted items
        had; without regard to case.
        """
        ...

    async def memberships(self, account_id: str) -> Sequence[Membership]:
        """Return the groups and directory roles that an account belongs to, directly or through other groups.

        Raises:
            AccessDenied: The app may not read them.
            TemporaryFailure: There is no such account, or none visible yet: nobody knows what it belongs to.
        """
        ...


class Directory(DirectoryReader, Protocol):
    """Writes accounts as well."""

    async def apply(self, account_id: str | None, operation: Operation) -> tuple[str, AppliedOperation]:
        """Carry out one operation and return the account's object id with what was done.

        Repeating an operation that already took effect is harmless, but for CreateAccount, which then raises
        NameTaken. RestoreAccount and RenameAccount may raise NameTaken as well, when a name or an address is somebody
        else's by now. An update or a creation of which a part is refused writes the rest, and says so with a warning.

        Args:
            account_id: The account, or None for CreateAccount.
            operation: What to do.

        Raises:
            TemporaryFailure: Whether it took effect is not known.
            Refused: It did not take effect, and will not if repeated.
        """
        ...


class ListedAccount(NamedTuple):
    """An account's object id and its matching attributes, those without a value left out."""

    id: str
    values: Mapping[MatchingAttribute, str]


class AccountLister(Protocol):
    """Lists all accounts of the tenant."""

    def accounts(self, attributes: Collection[MatchingAttribute]) -> AsyncIterator[ListedAccount]:
        """Yield every account with these attributes, a page of 999 at a time; holds no more than a page.

        Raises:
            TemporaryFailure, AccessDenied: A page could not be read.
        """
        ...
