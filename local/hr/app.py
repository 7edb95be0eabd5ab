"""Puts the HR stand-in together as an aiohttp application; each HR system adds its API and its control routes."""

from collections.abc import Mapping

from aiohttp import web

from local.emulator.clock import Clock
from local.emulator.control import STATE, State, control_errors, serve_control
from local.emulator.gate import Gate
from local.emulator.json_values import JsonObject
from local.emulator.serving import LARGEST_BODY_BYTES, serve_api
from local.hr.bob import BobApi
from local.hr.bob_control import serve_bob_control
from local.hr.bob_people import BobPeople


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
    people = BobPeople(gate.clock, gate.faults)
    bob = BobApi(people, gate.clock, gate.faults)
    state = HrState({"bob": people})
    app = web.Application(middlewares=[control_errors], client_max_size=LARGEST_BODY_BYTES)
    app[STATE] = state
    serve_control(app, gate, [state, bob])
    serve_bob_control(app, people)
    serve_api(app, bob, gate)
    return app
