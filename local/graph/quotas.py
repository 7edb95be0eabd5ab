"""Graph's quotas for an app in a tenant: writes within 150 seconds and resource units within 10 seconds."""

from collections.abc import Mapping

from local.emulator.clock import Clock
from local.emulator.exchange import Call
from local.emulator.faults import FaultPlan
from local.emulator.routing import Route
from local.emulator.windows import RollingWindow
from local.graph.errors import throttled

_WRITE_SECONDS = 150
_UNIT_SECONDS = 10
_SMALL_PAGE = 20
_WARNING_FROM = 0.8


class Quotas:
    """Two rolling windows, whose limits are those of the fault settings in force."""

    def __init__(self, clock: Clock, faults: FaultPlan) -> None:
        self._faults = faults
        self._writes = RollingWindow(_WRITE_SECONDS, clock.monotonic)
        self._units = RollingWindow(_UNIT_SECONDS, clock.monotonic)

    def spend(self, route: Route, call: Call) -> int:
        """Book what an operation costs, and return the units; a throttled one costs nothing.

        Raises:
            GraphError: 429 with the seconds after which the operation fits into both windows.
        """
        units, writes, limits = resource_units(route, call.query), int(route.writes), self._faults.settings
        wait = self._units.seconds_until_free(units, limits.units_per_10s)
        if writes:
            wait = max(wait, self._writes.seconds_until_free(writes, limits.writes_per_150s))
        if wait:
            raise throttled(wait)
        self._units.spend(units)
        self._writes.spend(writes)
        return units

    def headers(self) -> Mapping[str, str]:
        """Return `x-ms-throttle-limit-percentage` (a fraction, in spite of its name) from 0.8 upwards."""
        limits = self._faults.settings
        used = max(
            self._units.used() / max(limits.units_per_10s, 1),
            self._writes.used() / max(limits.writes_per_150s, 1),
        )
        return {"x-ms-throttle-limit-percentage": f"{used:.2f}"} if used >= _WARNING_FROM else {}

    def reset(self) -> None:
        """Forget what was spent."""
        self._units.clear()
        self._writes.clear()


def resource_units(route: Route, query: Mapping[str, str]) -> int:
    """Return the cost of an operation, at least 1: `$select` and a `$top` below 20 save one, `$expand` adds one."""
    top = query.get("$top", "")
    is_small = top.isdecimal() and int(top) < _SMALL_PAGE
    return max(1, route.units - ("$select" in query) + ("$expand" in query) - is_small)
