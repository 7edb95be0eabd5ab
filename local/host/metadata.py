"""What the app's functions are: the bindings that the runtime found, checked and typed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.host.app_settings import AppSettingsError, resolve


class UnsupportedAppError(Exception):
    """The app asks for something that the host cannot give it; the message says what."""


@dataclass(frozen=True, slots=True)
class HttpTrigger:
    """A function that answers HTTP requests."""

    parameter: str
    methods: frozenset[str]
    auth_level: str
    route: str


@dataclass(frozen=True, slots=True)
class QueueTrigger:
    """A function that processes the messages of a storage queue."""

    parameter: str
    queue_name: str
    connection: str


@dataclass(frozen=True, slots=True)
class TimerTrigger:
    """A function that runs on an NCRONTAB schedule, in UTC."""

    parameter: str
    schedule: str
    run_on_startup: bool
    use_monitor: bool


type Trigger = HttpTrigger | QueueTrigger | TimerTrigger


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the app."""

    function_id: str
    name: str
    trigger: Trigger


def parse_function(
    function_id: str, name: str, raw_bindings: Sequence[str], environment: Mapping[str, str]
) -> Function | None:
    """Type one function's bindings.

    Args:
        function_id: the runtime's id of the function.
        name: the function's name.
        raw_bindings: the bindings as JSON texts, as the runtime reports them.
        environment: where `%NAME%` references are looked up.

    Returns:
        The function, or None when the setting `AzureWebJobs.NAME.Disabled` switches it off.

    Raises:
        UnsupportedAppError: a binding is of a kind that the host does not know, or refers to a missing setting.
    """
    if environment.get(f"AzureWebJobs.{name}.Disabled", "").lower() in {"1", "true"}:
        return None
    try:
        bindings = [_resolved(json.loads(raw), environment) for raw in raw_bindings]
    except AppSettingsError as error:
        raise UnsupportedAppError(f"The function {name} cannot be started: {error}.") from error
    return Function(function_id, name, _trigger(name, bindings))


def _resolved(binding: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    return {key: resolve(value, environment) if isinstance(value, str) else value for key, value in binding.items()}


def _trigger(name: str, bindings: Sequence[Mapping[str, Any]]) -> Trigger:
    triggers = [binding for binding in bindings if binding["type"] != "http"]
    if len(triggers) != 1 or triggers[0]["type"] not in _TRIGGER_PARSERS:
        kinds = ", ".join(sorted(str(binding["type"]) for binding in bindings))
        raise UnsupportedAppError(
            f"The function {name} has the bindings {kinds}; the local host runs one HTTP, queue or timer trigger each."
        )
    return _TRIGGER_PARSERS[triggers[0]["type"]](name, triggers[0])


def _http_trigger(name: str, binding: Mapping[str, Any]) -> HttpTrigger:
    return HttpTrigger(
        parameter=binding["name"],
        methods=frozenset(method.upper() for method in binding.get("methods") or ()),
        auth_level=(binding.get("authLevel") or "function").lower(),
        route=name if binding.get("route") is None else binding["route"],
    )


def _queue_trigger(_name: str, binding: Mapping[str, Any]) -> QueueTrigger:
    return QueueTrigger(
        parameter=binding["name"],
        queue_name=binding["queueName"],
        connection=binding.get("connection") or "AzureWebJobsStorage",
    )


def _timer_trigger(_name: str, binding: Mapping[str, Any]) -> TimerTrigger:
    return TimerTrigger(
        parameter=binding["name"],
        schedule=binding["schedule"],
        run_on_startup=bool(binding.get("runOnStartup")),
        use_monitor=binding.get("useMonitor") is not False,
    )


_TRIGGER_PARSERS: dict[str, Callable[[str, Mapping[str, Any]], Trigger]] = {
    "httpTrigger": _http_trigger,
    "queueTrigger": _queue_trigger,
    "timerTrigger": _timer_trigger,
}
