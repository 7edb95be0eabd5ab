"""Finds users by the properties that matching looks at, so that a tenant of many thousands stays quick."""

from collections import defaultdict
from collections.abc import Iterator

from local.graph.odata.tree import And, AnyOf, Comparison, Condition, Membership, Or
from local.graph.stored_user import StoredUser

_INDEXED = ("userPrincipalName", "mail", "employeeId", "proxyAddresses", "otherMails")


class UserIndex:
    """Ids by property and value; values compare without regard to case."""

    def __init__(self) -> None:
        self._ids: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, user: StoredUser) -> None:
        """Make the user findable."""
        for key in _keys(user):
            self._ids[key].add(user.id)

    def remove(self, user: StoredUser) -> None:
        """Take the user out; its values must be those that it was added with."""
        for key in _keys(user):
            self._ids[key].discard(user.id)
            if not self._ids[key]:
                del self._ids[key]

    def clear(self) -> None:
        """Forget all users."""
        self._ids.clear()

    def ids(self, name: str, value: str) -> frozenset[str]:
        """Return the ids of the users whose property has this value or, for a collection, contains it."""
        return frozenset(self._ids.get((name, value.casefold()), ()))

    def candidates(self, condition: Condition) -> frozenset[str] | None:
        """Return ids among which are all users that meet the condition, or None: all users must be tried."""
        match condition:
            case Comparison(path, "eq", str(value)) if path.root in _INDEXED:
                return self.ids(path.root, value)
            case Membership(path, values) if path.root in _INDEXED and None not in values:
                return frozenset().union(*(self.ids(path.root, str(value)) for value in values))
            case AnyOf(path, _, Comparison(_, "eq", str(value))) if path.root in _INDEXED:
                return self.ids(path.root, value)
            case And(left, right):
                of_left = self.candidates(left)
                return self.candidates(right) if of_left is None else of_left
            case Or(left, right):
                of_left, of_right = self.candidates(left), self.candidates(right)
                return None if of_left is None or of_right is None else of_left | of_right
            case _:
                return None


def _keys(user: StoredUser) -> Iterator[tuple[str, str]]:
    for name in _INDEXED:
        for text in set(user.texts(name)):
            yield name, text.casefold()
