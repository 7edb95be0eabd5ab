"""The control routes for Bob's people: `PUT` and `DELETE /emulator/bob/people/{id}`."""

from aiohttp import web

from local.emulator.control import control_body
from local.hr.bob_people import BobPeople

_PATH = "/emulator/bob/people/{id}"


def serve_bob_control(app: web.Application, people: BobPeople) -> None:
    """Add the routes; a PUT answers with the person in nested form, a DELETE of an unknown one with 404."""

    async def put(request: web.Request) -> web.Response:
        return web.json_response(people.put(request.match_info["id"], await control_body(request)))

    async def delete(request: web.Request) -> web.Response:
        person_id = request.match_info["id"]
        people.remove(person_id)
        return web.json_response({"deleted": person_id})

    app.router.add_put(_PATH, put)
    app.router.add_delete(_PATH, delete)
