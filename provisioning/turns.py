"""One worker a person at a time, within a process. Between processes the employee store's ETags see to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """Hands out turns by key. A key that nobody uses takes no memory."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[str, ...], asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, *key: str) -> AsyncIterator[None]:
        """Wait until nobody else in this process holds the key, and hold it."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            yield
