"""The control routes below `/emulator`: reset, faults and counters, alike on every stand-in."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from aiohttp import web
from pydantic import ValidationError

from local.emulator.faults import FaultSettings
from local.emulator.gate import Gate
from local.emulator.json_values import JsonObject, NotAJsonObjectError, parse_object

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ControlError(Exception):
    """A control call that cannot be carried out; its text is the sentence that the caller gets with the 400."""


class UnknownSubjectError(ControlError):
    """The control call names something that does not exist; the caller gets a 404."""


class Resettable(Protocol):
    """Something that a reset brings back to its beginning."""

    def reset(self) -> None:
        """Forget everything since the start."""


class State(Resettable, Protocol):
    """What a stand-in knows and can save."""

    def dump(self) -> JsonObject:
        """Return everything worth keeping."""

    def load(self, saved: JsonObject) -> None:
        """Take over what `dump` returned earlier."""


STATE = web.AppKey("state", State)


@web.middleware
async def control_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a refused control call into a status and one sentence."""
    try:
        return await handler(request)
    except UnknownSubjectError as error:
        return web.json_response({"error": str(error)}, status=404)
    except (ControlError, NotAJsonObjectError) as error:
        return web.json_response({"error": str(error)}, status=400)


async def control_body(request: web.Request) -> JsonObject:
    """Read the body of a control call.

    Raises:
        NotAJsonObjectError: it is no JSON object.
    """
    return parse_object(await request.read())


def serve_control(app: web.Application, gate: Gate, subjects: Sequence[Resettable]) -> None:
    """Add `POST /emulator/reset`, `POST /emulator/faults` and `GET /emulator/stats`.

    Args:
        app: gets the routes; it must carry the `control_errors` middleware.
        gate: whose faults and counters are controlled.
        subjects: what a reset brings back to its beginning, besides faults and counters.
    """

    async def reset(_: web.Request) -> web.Response:
        for subject in (*subjects, gate.stats):
            subject.reset()
        gate.faults.replace(FaultSettings())
        return web.json_response({"reset": True})

    async def faults(request: web.Request) -> web.Response:
        gate.faults.replace(_parse_faults(await request.read()))
        return web.json_response(gate.faults.settings.model_dump(mode="json"))

    async def stats(_: web.Request) -> web.Response:
        return web.json_response(gate.stats.to_json())

    app.router.add_post("/emulator/reset", reset)
    app.router.add_post("/emulator/faults", faults)
    app.router.add_get("/emulator/stats", stats)


def _parse_faults(raw: bytes) -> FaultSettings:
    try:
        return FaultSettings.model_validate_json(raw)
    except ValidationError as error:
        raise ControlError(
            "; ".join(_sentence(problem["loc"], problem["msg"]) for problem in error.errors())
        ) from error


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, place)) or 'body'}: {message}"
