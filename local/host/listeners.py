"""Makes what listens for the functions that no HTTP request starts: queues and timers."""

import os
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from azure.storage.queue.aio import QueueClient

from local.host.host_json import QueueSettings
from local.host.invocations import Invocations
from local.host.metadata import Function, HttpTrigger, QueueTrigger, TimerTrigger, UnsupportedAppError
from local.host.queue_triggers import QueueListener, TriggerQueue
from local.host.timer_triggers import TimerListener

type Listener = QueueListener | TimerListener


@dataclass(frozen=True, slots=True)
class ListenerBuilder:
    """What listeners are made from.

    Attributes:
        queue_settings: host.json's settings for queues.
        message_lease_seconds: how long a running message is hidden before it is renewed.
        data_folder: where timers keep their status.
        invocations: what runs the functions.
        clients: closes the storage clients in the end.
    """

    queue_settings: QueueSettings
    message_lease_seconds: int
    data_folder: Path
    invocations: Invocations
    clients: AsyncExitStack

    async def listener_for(self, function: Function) -> Listener | None:
        """Return a function's listener, or None when it waits for HTTP requests.

        Raises:
            UnsupportedAppError: the schedule or the connection string is none.
        """
        try:
            match function.trigger:
                case QueueTrigger() as trigger:
                    queue = await self._trigger_queue(function, trigger)
                    return QueueListener(queue, self.queue_settings, self.message_lease_seconds, self.invocations)
                case TimerTrigger() as trigger:
                    return TimerListener(function, trigger, self.data_folder, self.invocations)
                case HttpTrigger():
                    return None
        except ValueError as error:
            raise UnsupportedAppError(f"The function {function.name} cannot be started: {error}.") from error

    async def _trigger_queue(self, function: Function, trigger: QueueTrigger) -> TriggerQueue:
        connection = _connection_string(trigger.connection)
        is_poison_queue = trigger.queue_name.endswith("-poison")
        return TriggerQueue(
            function=function,
            messages=await self._client(connection, trigger.queue_name),
            poison=None if is_poison_queue else await self._client(connection, f"{trigger.queue_name}-poison"),
        )

    async def _client(self, connection: str, queue_name: str) -> QueueClient:
        # The listener itself tries again, and sooner than the client's own policy would.
        client = QueueClient.from_connection_string(connection, queue_name, retry_total=0)
        return await self.clients.enter_async_context(client)


def _connection_string(setting: str) -> str:
    connection = os.environ.get(setting) or os.environ.get(f"AzureWebJobs{setting}")
    if not connection:
        raise ValueError(f"the setting {setting} holds no connection string")
    return connection
