"""The control routes for people of one HR system: `PUT` and `DELETE /emulator/<path>/{id}`."""

from collections.abc import Mapping
from typing import Protocol

from aiohttp import web

from local.emulator.control import control_body
from local.emulator.json_values import Json, JsonObject


class Controlled(Protocol):
    """People who can be put and deleted."""

    def put(self, person_id: str, given: Mapping[str, Json], /) -> JsonObject:
        """Replace a person; return what is kept.

        Raises:
            ControlError: the body cannot be taken.
        """

    def remove(self, person_id: str, /) -> None:
        """Delete a person at once.

        Raises:
            UnknownSubjectError: there is none with this id.
        """


def serve_people_control(app: web.Application, path: str, people: Controlled) -> None:
    """Add the routes; a PUT answers with the person as kept, a DELETE of an unknown one with 404."""

    async def put(request: web.Request) -> web.Response:
        return web.json_response(people.put(request.match_info["id"], await control_body(request)))

    async def delete(request: web.Request) -> web.Response:
        person_id = request.match_info["id"]
        people.remove(person_id)
        return web.json_response({"deleted": person_id})

    app.router.add_put(f"/emulator/{path}/{{id}}", put)
    app.router.add_delete(f"/emulator/{path}/{{id}}", delete)
