"""Drives azure-functions-runtime in the production worker's order: start, initialise, index, load, invoke.

The runtime keeps the app in module globals, so a process can run one app only.
"""

import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import azure_functions_runtime as runtime

from local.host import protos
from local.host.metadata import Function, UnsupportedAppError, parse_function


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an invocation ended: with what the function returned, or with the exception that it raised."""

    returned: protos.TypedData | None
    failure: protos.RpcException | None


class Worker:
    """The loaded app."""

    def __init__(self, functions: Sequence[Function]) -> None:
        self.functions = tuple(functions)

    async def invoke(
        self, function: Function, value: protos.TypedData, metadata: Mapping[str, protos.TypedData]
    ) -> Outcome:
        """Run a function once, and return how it ended; nothing that the function raises escapes.

        Args:
            function: one of `functions`.
            value: the trigger's value: a request, a message or a timer's state.
            metadata: the trigger metadata, such as a message's id.
        """
        response = await runtime.invocation_request(_request(invocation_request=_invocation(function, value, metadata)))
        failed = response.result.status != protos.StatusResult.Success
        return Outcome(
            returned=None if failed else response.return_value,
            failure=response.result.exception if failed else None,
        )


async def load_app(app_folder: Path) -> Worker:
    """Load and index the app in a folder, as the production worker does when the host starts.

    Raises:
        UnsupportedAppError: the app cannot be indexed; the message is the runtime's reason.
    """
    _enter(app_folder)
    runtime.start_threadpool_executor()
    initialised = await runtime.worker_init_request(
        _request(worker_init_request=SimpleNamespace(capabilities={}, function_app_directory=str(app_folder)))
    )
    _expect_success(initialised, app_folder)
    indexed = await runtime.functions_metadata_request(_request())
    # An app without functions is reported as None.
    results = indexed.function_metadata_results or []
    for found in results:
        loaded = await runtime.function_load_request(
            _request(function_load_request=SimpleNamespace(function_id=found.function_id))
        )
        _expect_success(loaded, app_folder)
    return Worker(_functions(results))


def _enter(app_folder: Path) -> None:
    if not (app_folder / "function_app.py").exists():
        raise UnsupportedAppError(f"There is no function_app.py in {app_folder}.")
    sys.path.insert(0, str(app_folder))
    os.chdir(app_folder)


def _functions(results: Sequence[Any]) -> list[Function]:
    parsed = [parse_function(found.function_id, found.name, found.raw_bindings, os.environ) for found in results]
    return [function for function in parsed if function is not None]


def _request(**fields: object) -> SimpleNamespace:
    return SimpleNamespace(request=SimpleNamespace(**fields), properties={"protos": protos, "host": "127.0.0.1"})


def _expect_success(response: Any, app_folder: Path) -> None:  # noqa: ANN401 - the runtime is untyped
    if response.result.status != protos.StatusResult.Success:
        reason = response.result.exception
        raise UnsupportedAppError(f"{reason.stack_trace}\nThe app in {app_folder} cannot be loaded: {reason.message}")


def _invocation(
    function: Function, value: protos.TypedData, metadata: Mapping[str, protos.TypedData]
) -> SimpleNamespace:
    return SimpleNamespace(
        invocation_id=str(uuid4()),
        function_id=function.function_id,
        input_data=[protos.ParameterBinding(function.trigger.parameter, value)],
        trigger_metadata=metadata,
        trace_context=SimpleNamespace(
            trace_parent=f"00-{uuid4().hex}-{secrets.token_hex(8)}-00", trace_state="", attributes={}
        ),
        retry_context=SimpleNamespace(retry_count=0, max_retry_count=0, exception=None),
    )
