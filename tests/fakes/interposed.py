"""A faulty outside world: any port, with something happening at one chosen call."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from inspect import iscoroutinefunction
from typing import Final, cast, override
from warnings import catch_warnings, simplefilter

from provisioning.ports import TemporaryFailure

type Call = Callable[[], Awaitable[object]]
type Disturbance = Callable[[Call], Awaitable[object]]


_ASKED_FOR: Final = timedelta(seconds=40)


class ProcessDied(BaseException):
    """Stands for the end of a process in the middle of its work: nothing of ours catches it."""


class UnforeseenError(Exception):
    """Stands for a mistake of ours, or a library's, that no port speaks of."""


class Calls:
    """Counts the calls of one worker to the outside world, across all ports, and disturbs so many from `at` on."""

    def __init__(self, at: int = 0, disturbance: Disturbance | None = None, times: int = 1) -> None:
        self._disturbed = range(at, at + times)
        self._disturbance = disturbance
        self.names: list[str] = []

    async def make(self, name: str, call: Call) -> object:
        """Make a call, disturbed if it is its turn."""
        self.names.append(name)
        if self._disturbance and len(self.names) in self._disturbed:
            return await self._disturbance(call)
        return await call()


class OldAnswers(Calls):
    """Calls of which the one number `at`, if it reads a port, is answered as before the last write to that port.

    Args:
        at: Its number.
        writes: The calls that write, by name; the port's state before the last of them is kept.
        reads: The calls that may be answered so.
    """

    def __init__(self, at: int, writes: Collection[str], reads: Collection[str]) -> None:
        super().__init__()
        self._at = at
        self._writes = writes
        self._reads = reads
        self._before: object = None
        self.was_old = False

    @override
    async def make(self, name: str, call: Call) -> object:
        assert isinstance(call, _Call)
        self.names.append(name)
        if name in self._writes:
            before = copied(call.port)
            answer = await call()
            self._before = before
            return answer
        if name in self._reads and len(self.names) == self._at and self._before:
            self.was_old = True
            return await replace(call, port=self._before)()
        return await call()


def copied[Port](port: Port) -> Port:
    """Return another port in the same state."""
    with catch_warnings():
        # Of the fakes' counters, which Python 3.14 no longer copies.
        simplefilter("ignore", DeprecationWarning)
        return deepcopy(port)


@dataclass(frozen=True, slots=True)
class _Call:
    """What is asked of a port."""

    port: object
    method: str
    arguments: tuple[object, ...]
    named: Mapping[str, object]

    async def __call__(self) -> object:
        return await getattr(self.port, self.method)(*self.arguments, **self.named)


class _Interposed:
    def __init__(self, port: object, calls: Calls) -> None:
        self._port = port
        self._calls = calls

    def __getattr__(self, name: str) -> object:
        method = getattr(self._port, name)
        if not iscoroutinefunction(method):
            return method

        async def interposed(*arguments: object, **named: object) -> object:
            call = _Call(self._port, name, arguments, named)
            return await self._calls.make(f"{type(self._port).__name__}.{name}", call)

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


async def is_throttled(_: Call) -> object:
    """Be told to come again later, without any effect."""
    raise TemporaryFailure("the other side is asked too often", retry_after=_ASKED_FOR)


async def is_throttled_after(call: Call) -> object:
    """Be told to come again later, though it took effect."""
    await call()
    raise TemporaryFailure("the other side is asked too often", retry_after=_ASKED_FOR)


async def breaks_before(_: Call) -> object:
    """Fail with something that nobody expects, without any effect."""
    raise UnforeseenError("a sentence that may hold anything")


async def breaks_after(call: Call) -> object:
    """Take effect, and fail with something that nobody expects."""
    await call()
    raise UnforeseenError("a sentence that may hold anything")


async def dies_before(_: Call) -> object:
    """Die before the call is made."""
    raise ProcessDied


async def dies_after(call: Call) -> object:
    """Die when the answer has come."""
    await call()
    raise ProcessDied
