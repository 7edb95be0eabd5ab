"""Every run of a function, whatever triggered it, and the line that the log has about it."""

import logging
from collections.abc import Callable, Mapping
from time import perf_counter

from local.host.metadata import Function
from local.host.protos import TypedData
from local.host.worker import Outcome, Worker

_log = logging.getLogger("host")


class Invocations:
    """Runs functions, logs one line about each run, and tells who asked when one has ended."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._when_one_ends: list[Callable[[], object]] = []

    def when_one_ends(self, tell: Callable[[], object]) -> None:
        """Call `tell` whenever a run has ended: what just ran may have put something on a queue."""
        self._when_one_ends.append(tell)

    async def run(
        self, function: Function, value: TypedData, metadata: Mapping[str, TypedData] | None = None
    ) -> Outcome:
        """Run a function once, and return how it ended; nothing that the function raises escapes."""
        started = perf_counter()
        outcome = await self._worker.invoke(function, value, metadata or {})
        _log_run(function.name, outcome, round((perf_counter() - started) * 1000))
        for tell in self._when_one_ends:
            tell()
        return outcome


def _log_run(name: str, outcome: Outcome, milliseconds: int) -> None:
    if outcome.failure is not None:
        _log.error("%s failed in %d ms\n%s", name, milliseconds, outcome.failure.stack_trace.rstrip())
    elif outcome.returned is not None and outcome.returned.WhichOneof("data") == "http":
        _log.info("%s answered %s in %d ms", name, outcome.returned.http.status_code, milliseconds)
    else:
        _log.info("%s succeeded in %d ms", name, milliseconds)
