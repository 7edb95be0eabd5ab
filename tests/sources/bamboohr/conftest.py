"""BambooHR's stand-in, and the reader that is connected to it."""

from collections.abc import AsyncIterator, Collection
from typing import Any, Final

import pytest
from aiohttp.test_utils import TestClient, TestServer

from local.hr.app import hr_app
from provisioning.ports import Listed
from provisioning.sources.bamboohr.people import BambooPeople

MAJA: Final = {
    "firstName": "Maja",
    "lastName": "Lindqvist",
    "workEmail": "maja.lindqvist@contoso.com",
    "hireDate": "2026-06-01",
    "status": "Active",
    "jobTitle": "Field Engineer",
    "supervisorEId": "14",
    "customCostCenter": "C-12",
}


class Bamboo:
    """The stand-in of one company."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        self._client = client
        self.people = self.reader()

    def reader(self, custom: Collection[str] = (), base: str = "/bamboohr/api/v1", key: str = "key") -> BambooPeople:
        """Return a reader of this company's people."""
        return BambooPeople(str(self._client.make_url(base)), key, custom)

    async def has(self, employee_id: str, **fields: object) -> None:
        """Put somebody into BambooHR who is like Maja but for these fields."""
        answer = await self._client.put(f"/emulator/bamboohr/employees/{employee_id}", json={**MAJA, **fields})
        assert answer.status == 200

    async def deletes(self, employee_id: str) -> None:
        """Delete somebody's file."""
        assert (await self._client.delete(f"/emulator/bamboohr/employees/{employee_id}")).status == 200

    async def suffers(self, **faults: object) -> None:
        """Have something go wrong."""
        assert (await self._client.post("/emulator/faults", json=faults)).status == 200

    async def fails(self, times: int = 1_000, retry_after: float | None = None, **rule: object) -> None:
        """Have calls fail."""
        await self.suffers(
            rules=[{"method": "GET", "path": "^/employees", "times": times, "retryAfter": retry_after, **rule}]
        )

    async def calls(self) -> dict[str, int]:
        """Return how many calls there were, by operation."""
        stats = await (await self._client.get("/emulator/stats")).json()
        return dict(stats["byOperation"])

    async def everybody(self) -> dict[str, Listed]:
        """Return the list of everybody by id."""
        return {listed.employee_id: listed async for listed in self.people.everybody()}


@pytest.fixture
async def bamboo() -> AsyncIterator[Bamboo]:
    """Give a BambooHR without people."""
    async with TestClient(TestServer(hr_app())) as client:
        company = Bamboo(client)
        yield company
        await company.people.close()
