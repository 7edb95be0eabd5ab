"""Puts the HR stand-in together as an aiohttp application; each HR system adds its APIs and its control routes."""

from collections.abc import Mapping

from aiohttp import web

from local.emulator.clock import Clock
from local.emulator.control import STATE, State, control_errors, serve_control
from local.emulator.gate import Gate
from local.emulator.json_values import JsonObject
from local.emulator.serving import LARGEST_BODY_BYTES, serve_api
from local.hr.bamboohr.api import BambooApi
from local.hr.bamboohr.people import BambooPeople
from local.hr.bob.api import BobApi
from local.hr.bob.people import BobPeople
from local.hr.control import serve_people_control
from local.hr.personio.people import PersonioPeople
from local.hr.personio.v1 import PersonioV1Api
from local.hr.personio.v2 import PersonioV2Api


class HrState:
    """The state of all HR systems, saved under the name of each."""

    def __init__(self, systems: Mapping[str, State]) -> None:
        self._systems = systems

    def reset(self) -> None:
        """Empty every system."""
        for system in self._systems.values():
            system.reset()

    def dump(self) -> JsonObject:
        """Return what each system wants to keep."""
        return {name: system.dump() for name, system in self._systems.items()}

    def load(self, saved: JsonObject) -> None:
        """Give each system what it returned earlier; one that is not in the file stays empty."""
        for name, system in self._systems.items():
            kept = saved.get(name)
            if isinstance(kept, dict):
                system.load(kept)


def hr_app(clock: Clock | None = None) -> web.Application:
    """Return the HR stand-in without any people.

    Args:
        clock: the time that it sees; the system's by default.
    """
    gate = Gate(clock or Clock())
    parts = gate.clock, gate.faults
    bob, personio, bamboo = BobPeople(*parts), PersonioPeople(*parts), BambooPeople(*parts)
    apis = (
        BobApi(bob, *parts),
        PersonioV1Api(personio, *parts),
        PersonioV2Api(personio, *parts),
        BambooApi(bamboo, *parts),
    )
    state = HrState({"bob": bob, "personio": personio, "bamboohr": bamboo})
    app = web.Application(middlewares=[control_errors], client_max_size=LARGEST_BODY_BYTES)
    app[STATE] = state
    serve_control(app, gate, [state, *apis])
    serve_people_control(app, "bob/people", bob)
    serve_people_control(app, "personio/employees", personio)
    serve_people_control(app, "bamboohr/employees", bamboo)
    for api in apis:
        serve_api(app, api, gate)
    return app
