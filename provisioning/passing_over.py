"""Pass a message over that failed before, if another attempt has done what it asks for since; the log says so."""

from collections.abc import Collection
from typing import Final

from provisioning.engine import Engine
from provisioning.model import HrEvent, LogEntry, Plan, Status, Step, StepName
from provisioning.ports import LogQuery, Message
from provisioning.reports import Report, log_entry
from provisioning.rules.superseding import CLOCKS_DIFFER_BY, is_thin_event, may_be_superseded, superseding

_LOOKED_THROUGH: Final = 20
"""Log entries of a person; when there were more since a failure, the message is simply worked on."""


async def passed_over(message: Message, event: HrEvent, engine: Engine, thin: Collection[str]) -> bool:
    """Return whether a message is passed over; if so, an entry stands in the log.

    A message that was delivered before may have been half worked off since it was put back, and is worked on. The look
    costs a read, and another one if the record holds all that the event says; a message that never failed costs none.

    Args:
        message: The message.
        event: What it is about.
        engine: Whose store and log are looked into.
        thin: The HR systems whose events are thin.

    Raises:
        TemporaryFailure: It cannot be told.
    """
    if message.retry is None or message.deliveries > 1:
        return False
    is_thin = is_thin_event(event, thin)
    clock = engine.gatherer.clock
    started, stored = clock.now(), await engine.employees.read(event.source, event.employee_id)
    if not may_be_superseded(event, stored.record, is_thin=is_thin):
        return False
    since = message.retry.failed_at + CLOCKS_DIFFER_BY
    person = LogQuery(event.source, event.employee_id, since=since, limit=_LOOKED_THROUGH)
    done = superseding((await engine.log.read(person)).entries, message.retry, is_thin=is_thin)
    if done is None:
        return False
    await engine.log.write(log_entry(event, started, clock.now(), _told(done)))
    return True


def _told(done: LogEntry) -> Report:
    sentence = f"nothing left to do: a later attempt, at {done.at:%Y-%m-%d %H:%M:%S} UTC, did what this event asks for"
    step = Step(name=StepName.PROCESSING, status=Status.SKIPPED, description=sentence)
    return Report(Plan(steps=(step,), skip_reason=sentence), (step,))
