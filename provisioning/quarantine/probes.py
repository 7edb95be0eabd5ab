"""Ask whether the app can work, with cheap calls that are about nobody in particular."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Final

from provisioning.ports import (
    EmployeeStore,
    Misconfigured,
    OwnFault,
    PeopleReader,
    PersonMissing,
    Reachable,
    Refused,
    SettingsReader,
    TemporaryFailure,
)
from provisioning.rules.quarantine import ENTRA, SETTINGS

_ASKED_FOR_IN_TURN: Final = 20
_DECIDE: Final = 2
"""So many other people must be denied as well, before it is their HR system that denies us everybody."""


class Answer(Enum):
    """What came of a call."""

    WORKS = auto()
    DENIED = auto()  # for a reason of our own side
    UNKNOWN = auto()  # no answer, or one that says nothing about us, such as 503


type Probe = Callable[[], Awaitable[Answer]]
"""Makes the call, and returns what came of it."""


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
        if where in self._everybodys:
            return partial(_answer, self._everybodys[where])
        known = await self._some_known(where)
        return self._reading(where, known[turn % len(known)]) if known else None

    async def deciding(self, where: str, turn: int, *, but: str | None) -> Sequence[Probe]:
        """Return the calls that must all be denied before the app cannot work there; none: an event's word is taken.

        Of an HR system two people are read, others in each turn, and not the one whom the attempt that failed was about
        (`but`). If fewer are known, it is fewer.

        Raises:
            TemporaryFailure: The people who are known could not be read.
        """
        if where in self._everybodys:
            return [partial(_answer, self._everybodys[where])]
        others = [each for each in await self._some_known(where) if each != but]
        first = turn * _DECIDE % len(others) if others else 0
        return [self._reading(where, each) for each in (others[first:] + others[:first])[:_DECIDE]]

    @property
    def _everybodys(self) -> Mapping[str, Callable[[], Awaitable[object]]]:
        return {ENTRA: self.entra.reach, SETTINGS: self.settings.read}

    def _reading(self, source: str, employee_id: str) -> Probe:
        return partial(_answer, partial(self.readers[source].fetch, employee_id))

    async def _some_known(self, source: str) -> list[str]:
        """Return some people who can be read one by one."""
        some: list[str] = []
        if source not in self.readers:
            return some
        async for record in self.employees.everybody(source):
            some.append(record.employee_id)
            if len(some) == _ASKED_FOR_IN_TURN:
                break
        return some


async def _answer(call: Callable[[], Awaitable[object]]) -> Answer:
    try:
        await call()
    except PersonMissing:
        return Answer.WORKS  # our credential was taken for that
    except (OwnFault, Misconfigured):
        return Answer.DENIED
    except (TemporaryFailure, Refused):
        return Answer.UNKNOWN
    return Answer.WORKS
