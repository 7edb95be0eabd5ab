"""What becomes of messages and timers while an app setting keeps the parts that do the work from being built."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from provisioning.ports import Gate, MessageQueue, Misconfigured, OwnFault, TemporaryFailure
from provisioning.rules.quarantine import LOOK_AGAIN, SETTINGS

type Work = Callable[[], Awaitable[None]]

_logger = logging.getLogger(__name__)


async def once_configured(work: Work, body: bytes, queue: MessageQueue, gate: Callable[[], Gate]) -> None:
    """Do the work for a message, which waits while an app setting keeps the parts for it from being built.

    It waits on the queue of events, in quarantine, where it neither counts as failed nor comes to an end of its life.

    Args:
        work: Builds what it needs, and works the message off.
        body: The message as it came.
        queue: Where it waits.
        gate: Gives the gate; it may be among the parts that cannot be built.

    Raises:
        TemporaryFailure: As the work, or the message could not be put back.
    """
    try:
        await work()
    except Misconfigured as wrong:
        await _tell(wrong, gate)
        await queue.put_raw(body, LOOK_AGAIN)


async def if_configured(work: Callable[[], Awaitable[int]], gate: Callable[[], Gate]) -> int:
    """Do what a timer does, and return its figure; 0 while an app setting keeps the parts for it from being built.

    Args:
        work: Builds what it needs, and does it.
        gate: As above.

    Raises:
        TemporaryFailure: As the work.
    """
    try:
        return await work()
    except Misconfigured as wrong:
        await _tell(wrong, gate)
        return 0


def fault_of(wrong: Misconfigured) -> OwnFault:
    """Return a wrong app setting as a fault of the app's own."""
    return OwnFault(SETTINGS, str(wrong))


async def _tell(wrong: Misconfigured, gate: Callable[[], Gate]) -> None:
    _logger.error("an app setting keeps people from being provisioned: %s", wrong)
    with suppress(Misconfigured, TemporaryFailure):
        await gate().failed(fault_of(wrong))
