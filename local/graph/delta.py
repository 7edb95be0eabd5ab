"""`/users/delta`: all users first, then whatever changed since the last round."""

from collections.abc import Iterable
from dataclasses import dataclass

from local.emulator.exchange import Answer, Call
from local.emulator.json_values import JsonObject
from local.emulator.routing import Route
from local.graph.errors import invalid_token
from local.graph.paging import Cursor, cut, link, preferred_page_size, read_token, write_token
from local.graph.selection import check_options, parse_selection
from local.graph.stored_user import StoredUser
from local.graph.tenant import Tenant

_PAGE_SIZE = 200
_LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Removal:
    """A user who is gone: reason `changed` for the recycle bin, `deleted` for good."""

    id: str
    reason: str


type Change = StoredUser | Removal


@dataclass(frozen=True, slots=True)
class Round:
    """One round of delta, as its links carry it.

    Attributes:
        since: changes up to this number were reported in earlier rounds; 0 in the first round.
        until: what the next round begins after.
        cursor: where the page begins.
        select: the `$select` of the first call, which holds for all that follow.
    """

    since: int
    until: int
    cursor: Cursor
    select: str | None

    def token(self) -> str:
        """Write the round into a token."""
        position: JsonObject = {"after": self.cursor.after, "page": self.cursor.page}
        return write_token({"since": self.since, "until": self.until, "select": self.select, **position})


class DeltaEndpoints:
    """The operation `/users/delta`. Changes of managers are not reported, since that needs an expansion in Graph."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._directory = tenant.directory

    def routes(self) -> list[Route]:
        """Return the operation; the SDK writes it with parentheses."""
        return [
            Route("GET", "/users/delta", self.delta, units=2),
            Route("GET", "/users/delta()", self.delta, units=2),
        ]

    def delta(self, call: Call) -> Answer:
        """Return a page of changed users, deleted ones as `@removed`; the last page carries a deltaLink.

        Raises:
            GraphError: 400 for a token that no link carried, or a query option that delta does not take.
        """
        check_options(call.query, {"$select", "$skiptoken", "$deltatoken"})
        current = self._round(call)
        names = ("id", *parse_selection({} if current.select is None else {"$select": current.select}).names)
        self._directory.check_extensions(names)
        size = preferred_page_size(call.headers, _PAGE_SIZE)
        changes = sorted(self._changes(current.since), key=lambda change: change[0])
        page, following = cut(changes, current.cursor, size, self._tenant.empty_page_every)
        body: JsonObject = {
            "@odata.context": f"{call.base_url}/$metadata#users",
            "value": [_shown(change, names) for change in page],
        }
        if following is None:
            done = Round(current.until, current.until, Cursor(current.until), current.select)
            return Answer(200, body | {"@odata.deltaLink": link(call, {"$deltatoken": done.token()})})
        further = Round(current.since, current.until, following, current.select)
        return Answer(200, body | {"@odata.nextLink": link(call, {"$skiptoken": further.token()})})

    def _round(self, call: Call) -> Round:
        until = self._reportable_until()
        if "$skiptoken" in call.query:
            return _read_round(call.query["$skiptoken"])
        if "$deltatoken" not in call.query:
            return Round(0, until, Cursor(), call.query.get("$select"))
        if call.query["$deltatoken"] == _LATEST:
            return Round(until, until, Cursor(until), call.query.get("$select"))
        previous = _read_round(call.query["$deltatoken"])
        return Round(previous.until, until, Cursor(previous.until), previous.select)

    def _reportable_until(self) -> int:
        """Return the last change before which nothing is still waiting for replication, so that none is missed."""
        now = self._tenant.clock.monotonic()
        waiting = (user.changed - 1 for user in self._directory.users.values() if user.visible_at > now)
        return min(waiting, default=self._directory.sequence)

    def _changes(self, since: int) -> Iterable[tuple[int, Change]]:
        now = self._tenant.clock.monotonic()
        for user in self._directory.users.values():
            if user.changed > since and user.visible_at <= now:
                yield user.changed, user
        if since:
            yield from self._removals(since)

    def _removals(self, since: int) -> Iterable[tuple[int, Change]]:
        for user in self._directory.deleted.values():
            if user.changed > since:
                yield user.changed, Removal(user.id, "changed")
        for purged_id, changed in self._directory.purged.items():
            if changed > since:
                yield changed, Removal(purged_id, "deleted")


def _shown(change: Change, names: Iterable[str]) -> JsonObject:
    """Return what is selected of a user; a property that was never set is left out, as Graph does in delta."""
    match change:
        case Removal(removed_id, reason):
            return {"id": removed_id, "@removed": {"reason": reason}}
        case StoredUser():
            return {name: change.values[name] for name in names if name in change.values}


def _read_round(token: str) -> Round:
    match read_token(token):
        case {"since": int(since), "until": int(until), "after": int(after), "page": int(page), "select": select}:
            return Round(since, until, Cursor(after, page), select if isinstance(select, str) else None)
        case _:
            raise invalid_token()
