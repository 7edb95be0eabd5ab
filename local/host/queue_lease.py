"""Keeps a queue message hidden while a function works on it."""

import asyncio
import logging
from types import TracebackType
from typing import Self

from azure.core.exceptions import AzureError, HttpResponseError
from azure.storage.queue import QueueMessage
from azure.storage.queue.aio import QueueClient

_log = logging.getLogger("host")


class Lease:
    """Hides a message again at half-time, for as long as the block runs, as the real host does.

    Each renewal gives the message a new pop receipt; only the newest one can delete it.
    """

    def __init__(self, queue: QueueClient, message: QueueMessage, seconds: int) -> None:
        self.pop_receipt: str = message.pop_receipt or ""
        self._queue = queue
        self._message_id = message.id
        self._seconds = seconds
        self._released = asyncio.Event()
        self._renewing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._renewing = asyncio.create_task(self._renew())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # A renewal under way is waited for, not cancelled: its pop receipt is the one that counts.
        self._released.set()
        if self._renewing is not None:
            await self._renewing

    async def _renew(self) -> None:
        while not await self._released_within(self._seconds / 2):
            try:
                renewed = await self._queue.update_message(
                    self._message_id, self.pop_receipt, visibility_timeout=self._seconds
                )
            except HttpResponseError as error:
                _log.warning("A message was lost to somebody else while it was processed (%s).", error.reason)
                return
            except AzureError as error:
                _log.warning("A message could not be kept hidden (%s).", type(error).__name__)
            else:
                self.pop_receipt = renewed.pop_receipt or ""

    async def _released_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._released.wait(), seconds)
        except TimeoutError:
            return False
        return True
