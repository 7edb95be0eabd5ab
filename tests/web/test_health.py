"""What health tells, and when it says that the app cannot work."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from provisioning.model import Alert, AlertKind, Quarantine
from provisioning.ports import OwnFault, RequestRejected, Sight, TemporaryFailure, Watched
from provisioning.settings import Settings
from provisioning.setup.checking import SetupCheck
from provisioning.setup.findings import Finding, Outcome
from provisioning.watching.disables import Disables
from provisioning.watching.failures import Failures
from provisioning.watching.lookout import Lookout
from provisioning.web import health
from provisioning.web.health import HealthApi
from tests.builders import NOON
from tests.engine.world import World
from tests.fakes.quarantine import QuarantinesInMemory
from tests.web.known import Names
from tests.web.requests import document, request


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the app that shows what it is given."""

    name: str
    sight: Sight

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched."""
        del settings, now
        return self.sight


@dataclass(frozen=True, slots=True)
class Shows:
    """A check that finds whether provisioning is on in the settings that it is given."""

    name: str = "shown"
    subject: str = "settings"

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """See Check."""
        return [Finding(self.name, self.subject, Outcome.OK, f"enabled is {settings.enabled}")]


def setup_of(world: World) -> SetupCheck:
    return SetupCheck(lambda: [Shows()], world.clock)


def health_of(world: World, *parts: Watched) -> HealthApi:
    return HealthApi(world.settings, Lookout(parts), world.clock, setup_of(world))


@pytest.mark.parametrize("told", ["on", "off"])
async def test_health_says_whether_provisioning_is_on(told: str) -> None:
    world = World()
    await world.settings.put({"enabled": told == "on"})
    assert document(await health_of(world).health(request())) == {
        "status": "ok",
        "provisioning": told,
        "alerts": [],
        "details": [],
        "quarantine": [],
        "figures": {},
    }


async def test_the_status_stays_ok_whatever_an_administrator_must_know() -> None:
    alert = Alert(kind=AlertKind.PARKED, key="parked", sentence="3 messages are parked", since=NOON)
    part = Part("parked", Sight([alert], {"count": 3}))
    shown = document(await health_of(World(), part).health(request()))
    assert (shown["status"], shown["alerts"]) == ("ok", ["3 messages are parked"])
    assert shown["details"] == [
        {"kind": "parked", "key": "parked", "sentence": "3 messages are parked", "since": "2026-06-01T12:00:00Z"}
    ]
    assert shown["figures"] == {"parked": {"count": 3}}


async def test_where_the_app_cannot_work_stands_at_the_top() -> None:
    place = Quarantine(where="entra", reason="grant it", since=NOON, tries=2, next_try_at=NOON + timedelta(minutes=5))
    part = Part("quarantine", Sight((), {"places": [place.to_json()], "messagesWaiting": 4}))
    shown = document(await health_of(World(), part).health(request()))
    assert shown["quarantine"] == [
        {
            "where": "entra",
            "reason": "grant it",
            "since": "2026-06-01T12:00:00Z",
            "tries": 2,
            "nextTryAt": "2026-06-01T12:05:00Z",
        }
    ]


async def test_a_disable_that_is_overdue_is_seen_while_it_is() -> None:
    world = World()
    stored = await world.employees.read("generic", "7")
    since = world.clock.now() - timedelta(hours=1)
    await world.employees.save(stored, stored.record.model_copy(update={"overdue_since": since}))
    parts = (Disables(world.timings, world.employees, Names("generic"), QuarantinesInMemory()), Failures(world.log))
    shown = document(await health_of(world, *parts).health(request()))
    assert shown["alerts"][0].startswith("BLOCK BY HAND NOW: 1 account is due to be blocked, since up to 1 h 0 min")
    assert shown["figures"]["disables"]["overdue"] == 1


@dataclass(frozen=True, slots=True)
class Unread:
    """SettingsReader whose settings cannot be read, for some reason, or not in time (None)."""

    fault: Exception | None

    async def read(self) -> tuple[Settings, str]:
        """See ports.SettingsReader."""
        if self.fault is None:
            await asyncio.Event().wait()
        raise self.fault or AssertionError


async def test_settings_that_no_one_can_read_do_not_hide_the_rest() -> None:
    world, part = World(), Part("parked", Sight((), {"count": 3}))
    unreadable = Unread(OwnFault("settings", "the stored settings cannot be read by this version"))
    shown = document(await HealthApi(unreadable, Lookout([part]), world.clock, setup_of(world)).health(request()))
    assert (shown["status"], shown["provisioning"], shown["figures"]) == ("ok", "unknown", {"parked": {"count": 3}})


@pytest.mark.parametrize(
    "fault", [TemporaryFailure("the storage account did not do its part"), None], ids=["no", "late"]
)
async def test_storage_that_does_not_answer_is_a_failure(
    fault: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_PATIENCE_SECONDS", 0.05)
    with pytest.raises(TemporaryFailure):
        await HealthApi(Unread(fault), Lookout(()), World().clock, setup_of(World())).health(request())


@pytest.mark.parametrize("deep", ["1", "true", "True"])
async def test_a_deep_look_adds_the_setup_and_changes_nothing_else(deep: str) -> None:
    world = World()
    await world.settings.put({"enabled": False})
    shown = document(await health_of(world).health(request(params={"deep": deep})))
    setup = shown.pop("setup")
    assert (setup["ready"], [each["sentence"] for each in setup["checks"]]) == (True, ["enabled is False"])
    assert shown == document(await health_of(world).health(request()))


@pytest.mark.parametrize("plain", ["", "0", "false"])
async def test_whoever_does_not_ask_for_it_gets_no_setup(plain: str) -> None:
    assert "setup" not in document(await health_of(World()).health(request(params={"deep": plain})))


@pytest.mark.parametrize("odd", ["2", "yes", "1 ", "0x1"])
async def test_a_depth_that_makes_no_sense_is_refused(odd: str) -> None:
    with pytest.raises(RequestRejected, match="deep must be 1 or true") as refused:
        await health_of(World()).health(request(params={"deep": odd}))
    assert refused.value.status == 400


async def test_while_storage_does_not_answer_a_deep_look_is_503_and_tells_the_setup() -> None:
    silent = Unread(TemporaryFailure("the storage account did not do its part"))
    answer = await HealthApi(silent, Lookout(()), World().clock, setup_of(World())).health(
        request(params={"deep": "1"})
    )
    assert answer.status_code == 503
    shown = document(answer)
    assert shown["error"] == "the storage account did not do its part; try again later"
    assert shown["setup"]["checks"][0]["check"] == "shown"
