"""Route templates of HTTP functions, such as `employees/{source}/{id}`, and finding the one that fits a path."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from local.host.metadata import Function, HttpTrigger, UnsupportedAppError

_PARAMETER = re.compile(r"\{(?P<catch_all>\*?)(?P<name>\w+)(?::(?P<constraint>\w+))?(?P<optional>\??)\}")

_CONSTRAINTS = {
    "int": r"-?\d+",
    "long": r"-?\d+",
    "alpha": "[A-Za-z]+",
    "guid": "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
}


@dataclass(frozen=True, slots=True)
class Route:
    """A function with the pattern of the paths that lead to it."""

    function: Function
    methods: frozenset[str]
    auth_level: str
    pattern: re.Pattern[str]
    parameters: tuple[str, ...]
    precedence: tuple[int, ...]

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """Return the route parameters when a request fits, else None; an absent optional parameter is left out."""
        found = self.pattern.fullmatch(path)
        if found is None or (self.methods and method not in self.methods):
            return None
        return {name: value for name, value in zip(self.parameters, found.groups(), strict=True) if value is not None}


class Router:
    """The HTTP functions of an app. As in ASP.NET, literal segments win over parameters, and case does not matter."""

    def __init__(self, functions: Sequence[Function], route_prefix: str) -> None:
        routes = [
            _route(function, function.trigger, route_prefix)
            for function in functions
            if isinstance(function.trigger, HttpTrigger)
        ]
        self.routes = sorted(routes, key=lambda route: route.precedence)

    def find(self, method: str, raw_path: str) -> tuple[Route, dict[str, str]] | None:
        """Return the route for a request and its parameters, or None.

        The real host answers 404 for a wrong method too, so one None serves both.

        Args:
            method: the HTTP method in capitals.
            raw_path: the path as it was sent, percent-encoded.
        """
        path = _decoded(raw_path)
        for route in self.routes:
            parameters = route.match(method, path)
            if parameters is not None:
                return route, parameters
        return None


def _decoded(raw_path: str) -> str:
    """Decode a path, but leave an encoded slash as it is: it belongs to a segment and parts none."""
    return "%2F".join(unquote(piece) for piece in re.split("%2[Ff]", raw_path))


def _route(function: Function, trigger: HttpTrigger, route_prefix: str) -> Route:
    template = "/".join(part for part in (route_prefix.strip("/"), trigger.route.strip("/")) if part)
    segments = [segment for segment in template.split("/") if segment]
    compiled = [_segment(function.name, segment) for segment in segments]
    return Route(
        function=function,
        methods=trigger.methods,
        auth_level=trigger.auth_level,
        pattern=re.compile("".join(pattern for pattern, _, _ in compiled) + "/?", re.IGNORECASE),
        parameters=tuple(name for _, name, _ in compiled if name is not None),
        precedence=tuple(rank for _, _, rank in compiled),
    )


def _segment(function_name: str, segment: str) -> tuple[str, str | None, int]:
    """Return a segment's pattern, the parameter in it if any, and how late it is tried."""
    found = _PARAMETER.fullmatch(segment)
    if found is None and "{" in segment:
        raise UnsupportedAppError(f"The function {function_name} has a route segment {segment} that is not understood.")
    if found is None:
        return "/" + re.escape(segment), None, 0
    if found["catch_all"]:
        return "(?:/(.*))?", found["name"], 3
    constraint = found["constraint"]
    if constraint is not None and constraint not in _CONSTRAINTS:
        raise UnsupportedAppError(f"The function {function_name} has an unknown route constraint {constraint}.")
    pattern = "/(" + _CONSTRAINTS.get(constraint or "", "[^/]+") + ")"
    return f"(?:{pattern})?" if found["optional"] else pattern, found["name"], 1 if constraint else 2
