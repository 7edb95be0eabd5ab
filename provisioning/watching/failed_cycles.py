"""Cycles that failed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Final

from provisioning.model import Alert, AlertKind, Cycle, CyclePhase
from provisioning.ports import CycleStore, Sight
from provisioning.rules.cycles.choosing import COMPLETE
from provisioning.settings import Settings
from provisioning.watching.times import written

_LOOKED_AT: Final = 200
"""The cycles of about a day, of several HR systems."""


@dataclass(frozen=True, slots=True)
class FailedCycles:
    """Watched: tells which source's latest cycle failed. One table read."""

    store: CycleStore
    name: str = "cycles"

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched."""
        del settings, now
        cycles = (await self.store.listed(limit=_LOOKED_AT)).cycles
        found = alerts(cycles)
        return Sight(found, {"underWay": sum(not each.ended for each in cycles), "failed": len(found)})


def alerts(cycles: Iterable[Cycle]) -> list[Alert]:
    """Return an alert for each source whose latest cycle, or latest one of everybody, failed.

    `cycles` holds the latest first. A delta cycle that went well says nothing about the list that was not believed. One
    that is under way says nothing yet.
    """
    of_a_kind: dict[tuple[str, bool], list[Cycle]] = {}
    for each in cycles:
        if each.ended:
            of_a_kind.setdefault((each.source, each.kind in COMPLETE), []).append(each)
    return [_alert(same) for same in of_a_kind.values() if same[0].phase is CyclePhase.FAILED]


def _alert(latest_first: Sequence[Cycle]) -> Alert:
    latest = latest_first[0]
    first = [*takewhile(lambda each: each.phase is CyclePhase.FAILED, latest_first)][-1]
    began = written(latest.started_at)
    return Alert(
        kind=AlertKind.FAILED_CYCLE,
        key=f"cycle/{latest.source}/{'everybody' if latest.kind in COMPLETE else 'changes'}",
        sentence=f"the {latest.kind} cycle of {latest.source} that began at {began} failed: {latest.reason}",
        since=first.changed_at,
    )
