"""A table of operations: which endpoint answers a method and a path, and what the operation costs."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from local.emulator.exchange import Answer, Call

UNKNOWN_TEMPLATE = "(unknown path)"


@dataclass(frozen=True, slots=True)
class Route:
    """One operation.

    Attributes:
        method: in capitals.
        template: a path with placeholders such as `/users/{id}`; the counters show it as it stands.
        endpoint: computes the answer; a vendor's refusals are exceptions that the vendor's API turns into answers.
        units: what it costs before query options are considered, in Graph's resource units.
        writes: whether it counts against the write quota.
    """

    method: str
    template: str
    endpoint: Callable[[Call], Answer]
    units: int = 1
    writes: bool = False


class RouteTable:
    """Finds the route of a call; earlier routes win, so fixed paths stand before placeholders."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = [(_pattern(route.template), route) for route in routes]

    def find(self, call: Call) -> tuple[Route, Call] | None:
        """Return the route and the call with its `params` filled in, or None when no operation has this path."""
        for pattern, route in self._routes:
            match = pattern.fullmatch(call.path) if route.method == call.method else None
            if match is not None:
                return route, replace(call, params=match.groupdict())
        return None

    def template(self, call: Call) -> str:
        """Return the path with its ids replaced by placeholders, as the counters show it."""
        found = self.find(call)
        return found[0].template if found else UNKNOWN_TEMPLATE


def _pattern(template: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", template)
    literal_and_name = (re.escape(piece) if at % 2 == 0 else f"(?P<{piece}>[^/]+)" for at, piece in enumerate(pieces))
    return re.compile("".join(literal_and_name))
