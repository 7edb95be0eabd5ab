"""While one app setting is wrong: it is told of, and what does not need it goes on."""

from collections.abc import Mapping

import pytest
from pydantic import JsonValue

from provisioning.bootstrap import App
from tests.engine.people import anna, nudge, updated
from tests.engine.world import World
from tests.fakes.notices import NoticesInMemory
from tests.fakes.quarantine import QuarantinesInMemory
from tests.fakes.quotas import QuotasInMemory
from tests.fakes.steps import StepsInMemory
from tests.test_bootstrap import CREDENTIALS
from tests.watching.sending import MailerInMemory, PosterInMemory
from tests.web.requests import document, request

CONNECTED = CREDENTIALS | {"NOTIFICATION_WEBHOOK_TEAMS": "https://example.com/hook"}
OF_HR_SYSTEMS = {
    "BOB_API_BASE_URL": "http://example.com/v1",
    "PERSONIO_API_VERSION": "v3",
    "PERSONIO_API_BASE_URL": "example.com",
    "BAMBOOHR_API_BASE_URL": "https://10.0.0.4/v1",
    "BAMBOOHR_API_KEY": "@Microsoft.KeyVault(SecretUri=https://x)",
}
WRONG = OF_HR_SYSTEMS | {
    "GRAPH_BASE_URL": "http://example.com/v1.0",
    "AZURE_CLIENT_ID": "@Microsoft.KeyVault(SecretUri=https://x)",
    "HR_SOURCES": "generic,workday",
}
TOLD: Mapping[str, JsonValue] = {
    "notifications": {
        "email": {"sender": "robot@contoso.com", "to": ["it@contoso.com"]},
        "webhook": "NOTIFICATION_WEBHOOK_TEAMS",
    }
}


class Running:
    """The app as it is built, but for its stores and, where a test says so, Entra, which are in memory."""

    def __init__(self, setting: str) -> None:
        self.world, self.poster = World(), PosterInMemory()
        self.app = App(CONNECTED | {setting: WRONG[setting]})
        world, engine = self.world, self.world.worker()
        vars(self.app).update(
            clock=world.clock,
            settings=world.settings,
            employees=world.employees,
            log=world.log,
            own_queue=world.queue,
            steps=StepsInMemory(world.clock),
            cycle_store=world.cycles,
            audit=world.audit,
            timings=world.timings,
            parked=world.parked,
            heard=world.heard,
            batches=world.batches,
            staging=engine.staging,
            quarantines=QuarantinesInMemory(),
            notices=NoticesInMemory(),
            quota_store=QuotasInMemory(),
            queue_depths={},
            poster=self.poster,
        )

    async def health(self) -> str:
        """Return what health tells as alerts, in one text."""
        return "\n".join(document(await self.app.health_api.health(request()))["alerts"])

    async def work_off(self) -> None:
        """Let what is on the queue now be worked off, each message once."""
        for _ in range(len(self.world.queue)):
            self.world.turn_to_the_queue()
            await self.app.work(self.world.queue.first_body(), 1)
            self.world.queue.remove_first()


@pytest.mark.parametrize("setting", WRONG)
async def test_health_names_it_and_can_tell_all_else(setting: str) -> None:
    told = await Running(setting).health()
    assert "an app setting is wrong, and what needs it does not work until it is corrected: " in told
    assert setting in told
    assert "please report it" not in told
    assert ("it cannot be told" in told) is (setting == "HR_SOURCES")


@pytest.mark.parametrize("setting", WRONG)
async def test_administrators_are_told_of_it_by_the_webhook(setting: str) -> None:
    running = Running(setting)
    await running.world.settings.put(TOLD)
    if setting not in {"GRAPH_BASE_URL", "AZURE_CLIENT_ID"}:
        vars(running.app)["mailer"] = MailerInMemory()
    await running.app.watch.tick()
    assert running.poster.posted == [CONNECTED["NOTIFICATION_WEBHOOK_TEAMS"]]


@pytest.mark.parametrize("setting", WRONG)
async def test_no_timer_dies_of_it(setting: str) -> None:
    running = Running(setting)
    assert await running.app.review_due() == 0
    started = await running.app.reconcile()
    assert started == (2 if setting in OF_HR_SYSTEMS else 0)


@pytest.mark.parametrize("setting", OF_HR_SYSTEMS)
async def test_who_leaves_by_another_hr_system_is_disabled(setting: str) -> None:
    running = Running(setting)
    world = running.world
    vars(running.app)["directory"] = world.entra
    for event in (updated(anna()), updated(anna(last_day_of_work="2026-03-01"), minute=1)):
        await world.queue.put(event)
        await running.work_off()
    assert not world.accounts()["anna.ek@contoso.com"].enabled


@pytest.mark.parametrize("setting", ["BOB_API_BASE_URL", "GRAPH_BASE_URL"])
async def test_events_that_need_it_wait_in_a_quarantine_that_names_it(setting: str) -> None:
    running = Running(setting)
    await running.world.queue.put(nudge(anna()))
    await running.work_off()
    assert len(running.world.queue) == 1
    (quarantine,) = await running.app.gate.all()
    assert setting in quarantine.reason
    assert quarantine.where == ("bob" if setting in OF_HR_SYSTEMS else "settings")


async def test_the_settings_can_be_changed_whatever_hr_sources_names() -> None:
    running = Running("HR_SOURCES")
    answered = await running.app.api.change_settings(request({"enabled": False}))
    assert document(answered)["enabled"] is False
    assert (await running.world.settings.read())[0].enabled is False
