"""Personio's stand-in with people in it, for tests that read it over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from pydantic import JsonValue

from local.hr.app import hr_app


@dataclass(frozen=True, slots=True)
class Personio:
    """The stand-in and its address."""

    client: TestClient[Any, Any]

    @property
    def base_url(self) -> str:
        """What stands before /v1 and /v2."""
        return str(self.client.make_url("/personio"))

    async def has(self, employee_id: int, **attributes: JsonValue) -> None:
        """Put an employee into Personio, by version 1's names of attributes."""
        answer = await self.client.put(f"/emulator/personio/employees/{employee_id}", json=attributes)
        assert answer.status == 200, await answer.text()

    async def has_people(self, count: int) -> None:
        """Put so many people into Personio, with ids from 1."""
        for some in range(0, count, 50):
            ids = range(some + 1, min(some + 50, count) + 1)
            await asyncio.gather(*(self.has(number, first_name=f"Person {number}") for number in ids))

    async def loses(self, employee_id: int) -> None:
        """Delete an employee."""
        assert (await self.client.delete(f"/emulator/personio/employees/{employee_id}")).status == 200

    async def faults(self, **settings: JsonValue) -> None:
        """Replace the faults."""
        assert (await self.client.post("/emulator/faults", json=settings)).status == 200

    async def fails(self, path: str, times: int = 1_000, retry_after: float | None = None, status: int = 500) -> None:
        """Have calls of a path fail."""
        rule: dict[str, JsonValue] = {"path": path, "times": times, "status": status, "retryAfter": retry_after}
        await self.faults(rules=[rule])

    async def calls(self) -> Mapping[str, int]:
        """Return how often each operation was called."""
        stats = await (await self.client.get("/emulator/stats")).json()
        counts: Mapping[str, int] = stats["byOperation"]
        return counts


@asynccontextmanager
async def connected() -> AsyncIterator[Personio]:
    """Give a Personio without people."""
    async with TestClient(TestServer(hr_app())) as client:
        yield Personio(client)
