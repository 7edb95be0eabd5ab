"""`python -m local.standins`: both stand-ins in a process of their own."""

import asyncio
import json
import signal
import sys
from pathlib import Path

from aiohttp import ClientSession

_GRAPH_HEADERS = {"Authorization": "Bearer any"}


class RunningCommand:
    """The command as a child process, with the addresses that it printed."""

    def __init__(self, process: asyncio.subprocess.Process, addresses: dict[str, str]) -> None:
        self._process = process
        self.graph = addresses["graph"]
        self.hr = addresses["hr"]

    async def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return await self._process.wait()


async def _start(*arguments: str) -> RunningCommand:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "error", "-m", "local.standins", "--graph-port", "0", "--hr-port", "0", *arguments),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    return RunningCommand(process, json.loads(await process.stdout.readline()))


async def test_the_state_survives_a_stop_and_a_start(tmp_path: Path) -> None:
    state_file = tmp_path / "kept" / "state.json"
    first = await _start("--state", str(state_file))
    async with ClientSession(raise_for_status=True) as session:
        seed_address = first.graph.replace("/v1.0", "/emulator/seed")
        await session.post(seed_address, json={"users": [{"id": "ana", "userPrincipalName": "ana@contoso.com"}]})
        await session.put(f"{first.hr}/emulator/bob/people/7", json={"root.firstName": "Ana"})
        assert await first.stop() == 0

    second = await _start("--state", str(state_file))
    async with ClientSession(raise_for_status=True) as session:
        async with session.get(f"{second.graph}/users/ana", headers=_GRAPH_HEADERS) as response:
            assert (await response.json())["userPrincipalName"] == "ana@contoso.com"
        assert await second.stop() == 0
    assert json.loads(state_file.read_text())["hr"]["bob"] == {"7": {"firstName": "Ana", "id": "7"}}


async def test_it_stops_cleanly_without_a_state_file() -> None:
    command = await _start()

    assert await command.stop() == 0
