"""All parts of the app, looked at together."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import override

from provisioning.model import Alert, AlertKind
from provisioning.ports import Sight, TemporaryFailure
from provisioning.settings import Settings
from provisioning.watching.lookout import Lookout
from tests.builders import NOON


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the app that shows what it is given, or fails."""

    name: str
    sight: Sight = field(default_factory=Sight)
    fault: Exception | None = None
    hangs: bool = False

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched."""
        del settings, now
        if self.hangs:
            await asyncio.Event().wait()
        if self.fault:
            raise self.fault
        return self.sight


def alert(key: str, minutes_ago: int) -> Alert:
    since = NOON - timedelta(minutes=minutes_ago)
    return Alert(kind=AlertKind.PARKED, key=key, sentence=f"{key} is wrong", since=since)


async def test_alerts_come_the_oldest_first_and_figures_by_part() -> None:
    parts = [
        Part("a", Sight([alert("new", 1)], {"count": 1})),
        Part("b", Sight([alert("old", 9), alert("middle", 5)])),
    ]
    view = await Lookout(parts).look(Settings(), NOON)
    assert [each.key for each in view.alerts] == ["old", "middle", "new"]
    assert view.figures == {"a": {"count": 1}, "b": {}}


async def test_a_part_that_cannot_be_told_is_an_alert_and_hides_none_of_the_others() -> None:
    parts = [
        Part("good", Sight([alert("known", 1)])),
        Part("away", fault=TemporaryFailure("the storage account did not do its part")),
        Part("slow", hangs=True),
        Part("broken", fault=ValueError("anna.ek@contoso.com")),
    ]
    view = await Lookout(parts, patience=0.05).look(Settings(), NOON)
    told = {each.key: each.sentence for each in view.alerts}
    assert told.keys() == {"known", "cannotTell/away", "cannotTell/slow", "cannotTell/broken"}
    assert "it cannot be told how away stands: the storage account" in told["cannotTell/away"]
    assert "no answer within" in told["cannotTell/slow"]
    assert "ValueError" in told["cannotTell/broken"]
    assert "anna" not in told["cannotTell/broken"]
    assert view.unknown == {"away", "slow", "broken"}
    assert {each.key: each.part for each in view.alerts if each.kind is AlertKind.PARKED} == {"known": "good"}


async def test_parts_are_looked_at_at_the_same_time() -> None:
    looking = asyncio.Barrier(3)

    class Meeting(Part):
        @override
        async def look(self, settings: Settings, now: datetime) -> Sight:
            async with looking:
                return await super().look(settings, now)

    view = await Lookout([Meeting(name) for name in "abc"]).look(Settings(), NOON)
    assert not view.alerts
