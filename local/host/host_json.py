"""The settings in host.json that the local host follows, with the real host's defaults."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from local.host.metadata import UnsupportedAppError


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """`extensions.queues`; defaults are the storage extension's."""

    batch_size: int
    new_batch_threshold: int
    max_polling_interval: timedelta
    retry_delay: timedelta
    max_dequeue_count: int
    base64: bool


@dataclass(frozen=True, slots=True)
class HostSettings:
    """What of host.json the local host follows."""

    route_prefix: str
    queues: QueueSettings


def read_host_json(app_folder: Path) -> HostSettings:
    """Read host.json in the app's folder; an absent file means the defaults.

    Raises:
        UnsupportedAppError: the file is not JSON, or a value has the wrong form.
    """
    path = app_folder / "host.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        extensions = document.get("extensions", {})
        return HostSettings(
            route_prefix=str(extensions.get("http", {}).get("routePrefix", "api")),
            queues=_queue_settings(extensions.get("queues", {})),
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise UnsupportedAppError(f"{path} cannot be used: {error}.") from error


def _queue_settings(queues: Mapping[str, Any]) -> QueueSettings:
    batch_size = int(queues.get("batchSize", 16))
    return QueueSettings(
        batch_size=batch_size,
        new_batch_threshold=int(queues.get("newBatchThreshold", batch_size // 2 * (os.cpu_count() or 1))),
        max_polling_interval=_time_span(queues.get("maxPollingInterval", "00:01:00")),
        retry_delay=_time_span(queues.get("visibilityTimeout", "00:00:00")),
        max_dequeue_count=int(queues.get("maxDequeueCount", 5)),
        base64=str(queues.get("messageEncoding", "base64")).lower() == "base64",
    )


def _time_span(text: str) -> timedelta:
    hours, minutes, seconds = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
