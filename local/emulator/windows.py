"""A rolling window: so much may happen within so many seconds."""

import math
from collections import deque
from collections.abc import Callable


class RollingWindow:
    """Adds up what was spent during the last `seconds`."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._spent: deque[tuple[float, int]] = deque()
        self._sum = 0

    def used(self) -> int:
        """Return what was spent within the window that ends now."""
        now = self._monotonic()
        while self._spent and now - self._spent[0][0] >= self._seconds:
            self._sum -= self._spent.popleft()[1]
        return self._sum

    def spend(self, cost: int) -> None:
        """Book a cost now, whatever the limit."""
        self._spent.append((self._monotonic(), cost))
        self._sum += cost

    def seconds_until_free(self, cost: int, limit: int) -> int:
        """Return after how many whole seconds `cost` fits below `limit`: 0 now; the whole window when it never does."""
        excess = self.used() + cost - limit
        if excess <= 0:
            return 0
        for spent_at, spent in self._spent:
            excess -= spent
            if excess <= 0:
                return max(1, math.ceil(self._seconds - (self._monotonic() - spent_at)))
        return math.ceil(self._seconds)

    def clear(self) -> None:
        """Forget everything that was spent."""
        self._spent.clear()
        self._sum = 0
