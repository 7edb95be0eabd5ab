"""A faulty outside world: any port, with something happening at one chosen call."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import cast

from provisioning.ports import TemporaryFailure

type Call = Callable[[], Awaitable[object]]
type Disturbance = Callable[[Call], Awaitable[object]]


class ProcessDied(BaseException):
    """Stands for the end of a process in the middle of its work: nothing of ours catches it."""


class Calls:
    """Counts the calls of one worker to the outside world, across all ports, and disturbs the call number `at`."""

    def __init__(self, at: int = 0, disturbance: Disturbance | None = None) -> None:
        self._at = at
        self._disturbance = disturbance
        self.names: list[str] = []

    async def make(self, name: str, call: Call) -> object:
        """Make a call, disturbed if it is its turn."""
        self.names.append(name)
        if self._disturbance and len(self.names) == self._at:
            return await self._disturbance(call)
        return await call()


class _Interposed:
    def __init__(self, port: object, calls: Calls) -> None:
        self._port = port
        self._calls = calls

    def __getattr__(self, name: str) -> object:
        method = getattr(self._port, name)
        if not iscoroutinefunction(method):
            return method

        async def interposed(*arguments: object, **named: object) -> object:
            return await self._calls.make(f"{type(self._port).__name__}.{name}", lambda: method(*arguments, **named))

        return interposed


def interposed[Port](port: Port, calls: Calls) -> Port:
    """Return the port with its awaited calls going through `calls`."""
    return cast("Port", _Interposed(port, calls))


async def fails_before(_: Call) -> object:
    """Fail without any effect."""
    raise TemporaryFailure("the other side did not answer")


async def fails_after(call: Call) -> object:
    """Take effect, and lose the answer."""
    await call()
    raise TemporaryFailure("the other side did its part, and did not answer")


async def dies_before(_: Call) -> object:
    """Die before the call is made."""
    raise ProcessDied


async def dies_after(call: Call) -> object:
    """Die when the answer has come."""
    await call()
    raise ProcessDied
