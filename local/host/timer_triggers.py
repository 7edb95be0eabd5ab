"""Timer functions: runs each when its schedule says so, one run at a time."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from local.host.invocations import Invocations
from local.host.metadata import Function, TimerTrigger
from local.host.protos import TypedData
from local.host.schedule import Schedule

# A laptop that slept must notice that its clock has moved on, so no wait is longer.
_LONGEST_WAIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class TimerStatus:
    """What is remembered of a timer: its last run and the run that was to come next."""

    last: datetime | None
    next: datetime

    def as_json(self) -> dict[str, str | None]:
        """Return the status as the real host stores it and shows it to functions."""
        last = self.last.isoformat() if self.last else None
        return {"Last": last, "Next": self.next.isoformat(), "LastUpdated": last}


def timer_value(status: TimerStatus | None, *, past_due: bool) -> TypedData:
    """Return what a timer function gets as its parameter."""
    shown = status.as_json() if status else None
    return TypedData(
        json=json.dumps({"Schedule": {"AdjustForDST": True}, "ScheduleStatus": shown, "IsPastDue": past_due})
    )


class TimerListener:
    """Runs one timer function for as long as the host lives."""

    def __init__(self, function: Function, trigger: TimerTrigger, data_folder: Path, invocations: Invocations) -> None:
        """Prepare a timer.

        Raises:
            ValueError: the schedule is not NCRONTAB.
        """
        self._function = function
        self._run_on_startup = trigger.run_on_startup
        self._schedule = Schedule(trigger.schedule)
        self._invocations = invocations
        self._stopping = asyncio.Event()
        watched = trigger.use_monitor and not self._schedule.repeats_within_a_minute(datetime.now(UTC))
        self._status_file = data_folder / "timers" / f"{function.name}.json" if watched else None

    def stop(self) -> None:
        """Start no more runs; `listen` returns when the one under way is done."""
        self._stopping.set()

    async def listen(self) -> None:
        """Run the function when due, until stopped. A failed run is logged, and the schedule goes on."""
        status = self._read_status()
        past_due = status is not None and status.next < datetime.now(UTC)
        if past_due or self._run_on_startup:
            status = await self._run(status, past_due=past_due)
        else:
            status = self._remember(status.last if status else None)
        while await self._due(status.next):
            status = await self._run(status, past_due=False)

    async def _due(self, moment: datetime) -> bool:
        """Wait for a moment; return False when the host stops first."""
        while (seconds := (moment - datetime.now(UTC)).total_seconds()) > 0:
            try:
                await asyncio.wait_for(self._stopping.wait(), min(seconds, _LONGEST_WAIT_SECONDS))
            except TimeoutError:
                continue
            return False
        return not self._stopping.is_set()

    async def _run(self, status: TimerStatus | None, *, past_due: bool) -> TimerStatus:
        started = datetime.now(UTC)
        await self._invocations.run(self._function, timer_value(status, past_due=past_due))
        return self._remember(started)

    def _remember(self, last: datetime | None) -> TimerStatus:
        """Note the next run, counted from now: what was missed meanwhile is not made up for one by one."""
        status = TimerStatus(last, self._schedule.next_after(datetime.now(UTC)))
        if self._status_file is not None:
            self._status_file.parent.mkdir(parents=True, exist_ok=True)
            document = {"expression": self._schedule.expression, **status.as_json()}
            self._status_file.write_text(json.dumps(document), encoding="utf-8")
        return status

    def _read_status(self) -> TimerStatus | None:
        """Return what was remembered under the same schedule; a changed schedule starts afresh."""
        if self._status_file is None or not self._status_file.exists():
            return None
        document = json.loads(self._status_file.read_text(encoding="utf-8"))
        if document["expression"] != self._schedule.expression:
            return None
        last = document["Last"]
        return TimerStatus(datetime.fromisoformat(last) if last else None, datetime.fromisoformat(document["Next"]))
