"""Ask whether the app can work somewhere again, with one cheap call that is about nobody in particular."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from provisioning.ports import (
    EmployeeStore,
    Misconfigured,
    PeopleReader,
    PersonMissing,
    Reachable,
    Refused,
    SettingsReader,
    TemporaryFailure,
)
from provisioning.rules.quarantine import ENTRA, SETTINGS

_ASKED_FOR_IN_TURN: Final = 20

type Probe = Callable[[], Awaitable[bool]]
"""Makes the call, and returns whether it worked."""


@dataclass(frozen=True, slots=True)
class Probes:
    """What can be called. `readers` holds the HR systems whose people are read one by one, by source name."""

    entra: Reachable
    settings: SettingsReader
    readers: Mapping[str, PeopleReader]
    employees: EmployeeStore

    async def of(self, where: str, turn: int = 0) -> Probe | None:
        """Return the call that shows whether the app can work there; None: only an event can.

        HR systems have no call that is about nobody, so one of the people who are known already is read, another one
        each turn: what is wrong with one of them alone must not keep all others waiting.

        Raises:
            TemporaryFailure: The people who are known could not be read.
        """
        if where == ENTRA:
            return lambda: _works(self.entra.reach)
        if where == SETTINGS:
            return lambda: _works(self.settings.read)
        reader = self.readers.get(where)
        known = await self._some_known(where) if reader else []
        if reader is None or not known:
            return None
        return lambda: _works(lambda: reader.fetch(known[turn % len(known)]))

    async def _some_known(self, source: str) -> list[str]:
        some: list[str] = []
        async for record in self.employees.everybody(source):
            some.append(record.employee_id)
            if len(some) == _ASKED_FOR_IN_TURN:
                break
        return some


async def _works(call: Callable[[], Awaitable[object]]) -> bool:
    try:
        await call()
    except PersonMissing:
        return True  # an answer, for which our credential was taken
    except (TemporaryFailure, Refused, Misconfigured):
        return False
    return True
