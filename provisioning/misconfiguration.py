"""What becomes of messages while an app setting keeps the parts that work them off from being built."""

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
        _logger.error("an app setting keeps people from being provisioned: %s", wrong)  # noqa: TRY400 - it says where
        with suppress(Misconfigured, TemporaryFailure):
            await gate().failed(OwnFault(SETTINGS, str(wrong)))
        await queue.put_raw(body, LOOK_AGAIN)
