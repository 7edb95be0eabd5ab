"""Ask queues and tables whether they can be read and written, and leave nothing behind.

To show that it may be written, a message and a row are changed that do not exist: whoever may do it is answered that
there is none, whoever may not is answered 403 before that. Source: Azure Storage REST reference, Update Message (needs
the action messages/write) and Merge Entity (needs entities/write); "Authorize with Microsoft Entra ID" (403).
"""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError
from azure.data.tables import UpdateMode
from azure.data.tables.aio import TableServiceClient
from azure.storage.queue.aio import QueueClient

from provisioning.ports.setup import Place, PlaceAnswer

_NOBODY: Final = "00000000-0000-0000-0000-000000000000"
_RECEIPT: Final = b64encode(bytes((2, 0, 0, 0, 3, *(0,) * 15))).decode()
"""In the form of a pop receipt, so that it is not refused as none."""
_KEY: Final = "setup-check"
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_NO_ROLE: Final = frozenset({"AuthorizationPermissionMismatch", "InsufficientAccountPermissions"})
"""Codes of a 403 that a missing role has; others, such as AuthorizationFailure, are of a firewall or a key."""
_THERE_IS_NONE: Final = frozenset({"QueueNotFound", "TableNotFound"})


@dataclass(frozen=True, slots=True)
class AskingStorage:
    """Storage port on Azure Storage.

    Args:
        tables: Opens tables; it should not be patient.
        queue: Opens a queue by name; likewise.
        queue_names: Of the queues that the app uses.
        table_names: Of the tables.
    """

    tables: Callable[[], TableServiceClient]
    queue: Callable[[str], QueueClient]
    queue_names: Sequence[str]
    table_names: Sequence[str]

    async def ask(self) -> Mapping[Place, PlaceAnswer]:
        """See ports.setup.Storage. Two transactions a place."""
        async with self.tables() as service:
            asked: dict[Place, Coroutine[None, None, PlaceAnswer]] = {}
            asked |= {Place("queue", name): self._ask_queue(name) for name in self.queue_names}
            asked |= {Place("table", name): _ask_table(service, name) for name in self.table_names}
            return dict(zip(asked, await asyncio.gather(*asked.values()), strict=True))

    async def _ask_queue(self, name: str) -> PlaceAnswer:
        async with self.queue(name) as client:
            return await _both(
                client.get_queue_properties,
                lambda: client.update_message(_NOBODY, _RECEIPT, "", visibility_timeout=0),
            )


async def _ask_table(service: TableServiceClient, name: str) -> PlaceAnswer:
    table, nothing = service.get_table_client(name), {"PartitionKey": _KEY, "RowKey": _KEY}

    async def read() -> None:
        async for _ in table.query_entities(f"PartitionKey eq '{_KEY}'", results_per_page=1):
            return

    return await _both(read, lambda: table.update_entity(nothing, UpdateMode.MERGE))


async def _both(read: Callable[[], Awaitable[object]], write: Callable[[], Awaitable[object]]) -> PlaceAnswer:
    answer = await _answer(read)
    if answer not in {PlaceAnswer.WORKS, PlaceAnswer.MISSING}:
        return answer
    written = await _answer(write)
    return answer if written is PlaceAnswer.WORKS else written


async def _answer(call: Callable[[], Awaitable[object]]) -> PlaceAnswer:
    try:
        await call()
    except HttpResponseError as error:
        return _meaning(error)
    except AzureError:
        return PlaceAnswer.SILENT
    return PlaceAnswer.WORKS


def _meaning(error: HttpResponseError) -> PlaceAnswer:
    code: object = getattr(error, "error_code", None)  # each SDK puts it there, and azure.core does not declare it
    if error.status_code == _FORBIDDEN and code in _NO_ROLE:
        return PlaceAnswer.DENIED
    if isinstance(error, ClientAuthenticationError) or error.status_code in {_UNAUTHORIZED, _FORBIDDEN}:
        return PlaceAnswer.REFUSED  # an identity without a token is told like this as well, whatever its status
    if error.status_code == _NOT_FOUND:
        return PlaceAnswer.MISSING if code in _THERE_IS_NONE else PlaceAnswer.WORKS
    return PlaceAnswer.UNCLEAR
