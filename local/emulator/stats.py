"""What a stand-in was asked since it started or was reset."""

from collections import Counter

from local.emulator.json_values import JsonObject


class Stats:
    """Counts vendor calls; control calls are not among them.

    Attributes:
        writes: calls that were let through to change something, whether or not they were then found valid.
        throttled: answers with status 429, by a quota or by an injected fault.
        injected: calls that a rule of the faults failed.
    """

    def __init__(self) -> None:
        self.writes = 0
        self.throttled = 0
        self.injected = 0
        self._operations: Counter[str] = Counter()

    def count(self, operation: str) -> None:
        """Count one call, named by its method and its path without ids; a `$batch` and its items count each."""
        self._operations[operation] += 1

    def reset(self) -> None:
        """Begin again at zero."""
        self.writes = 0
        self.throttled = 0
        self.injected = 0
        self._operations.clear()

    def to_json(self) -> JsonObject:
        """Return the counters as `GET /emulator/stats` shows them."""
        return {
            "requests": self._operations.total(),
            "writes": self.writes,
            "throttled": self.throttled,
            "injected": self.injected,
            "byOperation": dict(self._operations),
        }
