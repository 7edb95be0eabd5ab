"""What the timer `watch` does: figures and alerts to the application log, and one message to administrators."""

import json
import logging
from datetime import timedelta
from typing import Any, Final

import pytest

from provisioning.model import AlertKind, EventType, LogEntry, Status
from provisioning.ports import OwnFault, Refused, StoredNotices, TemporaryFailure
from provisioning.signals import signal
from provisioning.watching.expiring import ExpiringSecrets
from provisioning.watching.failures import Failures
from provisioning.watching.figures import figure_lines
from provisioning.watching.lookout import Lookout
from provisioning.watching.messages import text
from provisioning.watching.notifying import Delivery, Notifier
from provisioning.watching.watch import Watch
from tests.fakes.clock import TurnedClock
from tests.fakes.log import LogInMemory
from tests.fakes.notices import ChannelInMemory, NoticesInMemory
from tests.fakes.settings import SettingsInMemory

BOTH: Final[dict[str, Any]] = {
    "notifications": {
        "email": {"sender": "robot@contoso.com", "to": ["it@contoso.com"]},
        "webhook": "NOTIFICATION_WEBHOOK_TEAMS",
    }
}


class Watching:
    """The timer over fakes: failures in the log, an e-mail and a webhook that work, and a clock."""

    def __init__(self) -> None:
        self.clock, self.log, self.settings = TurnedClock(), LogInMemory(), SettingsInMemory()
        self.notices = NoticesInMemory()
        self.email, self.webhook = ChannelInMemory("email"), ChannelInMemory("webhook")
        self.lookout = Lookout([Failures(self.log), Delivery(self.notices)])
        self.watch = self.another()

    def another(self) -> Watch:
        """Return the timer of another process."""
        notifier = Notifier([self.email, self.webhook], self.notices)
        return Watch(self.lookout, notifier, self.settings, self.clock)

    async def fail(self, employee_id: str, reason: str = "Bob answered 401") -> None:
        """Log an attempt that fails now."""
        await self.log.write(
            LogEntry(
                id=f"{employee_id}-{self.clock.now()}",
                at=self.clock.now(),
                duration_ms=1,
                source="bob",
                employee_id=employee_id,
                event_id="event-1",
                event_type=EventType.UPDATED,
                status=Status.FAILURE,
                reason=reason,
                steps=(),
            )
        )

    async def tick(self, *, times: int = 1) -> None:
        """Let the timer look, five minutes apart."""
        for _ in range(times):
            self.clock.turn(minutes=5)
            await self.watch.tick()


@pytest.fixture
async def watching() -> Watching:
    made = Watching()
    await made.settings.put(BOTH)
    return made


async def test_a_storm_of_a_thousand_failures_is_one_message_a_channel(watching: Watching) -> None:
    for number in range(1_000):
        await watching.fail(f"p{number}")
    await watching.tick(times=12)
    assert (len(watching.email.sent), len(watching.webhook.sent)) == (1, 1)
    (told,) = watching.email.sent
    assert "200 attempts" in text(told)
    assert told == watching.webhook.sent[0]


async def test_that_it_is_over_is_told_as_well(watching: Watching) -> None:
    await watching.fail("1")
    await watching.tick()
    await watching.tick(times=80)
    assert [message.subject for message in watching.email.sent] == [
        "HR provisioning: 1 new",
        "HR provisioning: 1 over",
    ]


async def test_a_channel_that_fails_is_an_alert_of_the_other_and_is_tried_again_at_each_tick(
    watching: Watching,
) -> None:
    watching.email.fault = Refused("the app may not send from the mailbox")
    await watching.fail("1")
    await watching.tick()
    assert len(watching.webhook.sent) == 1
    (alert,) = [each for each in (await watching.lookout.look(*await watching_now(watching))).alerts if _is_ours(each)]
    assert alert.sentence == "notifications by email are not delivered: the app may not send from the mailbox"
    await watching.tick(times=3)
    assert "notifications by email are not delivered" in text(watching.webhook.sent[1])
    watching.email.fault = None
    await watching.tick()
    assert len(watching.email.sent) == 1
    assert "Bob answered 401" in text(watching.email.sent[0])
    await watching.tick()
    assert not [each for each in (await watching.lookout.look(*await watching_now(watching))).alerts if _is_ours(each)]


async def test_after_a_crash_between_sending_and_storing_it_is_told_twice_and_never_not_at_all(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(before: StoredNotices, after: object) -> None:
        del before, after
        raise TemporaryFailure("the storage account did not do its part")

    await watching.fail("1")
    with monkeypatch.context() as broken:
        broken.setattr(watching.notices, "save", dies)
        await watching.tick()
    assert len(watching.email.sent) == 1
    await watching.tick(times=5)
    assert len(watching.email.sent) == 2


async def test_two_instances_at_one_moment_keep_one_truth(watching: Watching) -> None:
    await watching.fail("1")
    watching.clock.turn(minutes=5)
    await watching.watch.tick()
    await watching.another().tick()
    await watching.tick(times=10)
    assert len(watching.email.sent) == 1


async def test_nothing_is_stored_while_nothing_changes(watching: Watching) -> None:
    await watching.fail("1")
    await watching.tick()
    saves = watching.notices.saves
    await watching.tick(times=5)
    assert watching.notices.saves == saves


async def test_without_a_channel_nobody_is_told_and_nothing_is_stored(watching: Watching) -> None:
    await watching.settings.put({"notifications": None})
    await watching.fail("1")
    await watching.tick()
    assert (watching.email.sent, watching.webhook.sent, watching.notices.saves) == ([], [], 0)


async def test_planted_private_words_are_in_no_message(watching: Watching) -> None:
    planted = "anna.private@example.org", "Rocket Surgeon", "+46701234567"
    for number, word in enumerate(planted):
        await watching.fail(f"p{number}", f"Microsoft Graph answered 400 Request_BadRequest: {word} is invalid")
        await watching.fail(f"q{number}", f"the value '{word}' is not taken")
    await watching.fail("r", f"{planted[0]} is held by another object, reach them at {planted[2]}")
    await watching.tick()
    sent = "".join(map(text, [*watching.email.sent, *watching.webhook.sent]))
    assert "Request_BadRequest" in sent
    assert not [word for word in planted if word in sent]


async def test_figures_and_alerts_stand_in_the_application_log_in_a_fixed_form(
    watching: Watching, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "provisioning.watching.watch")
    await watching.fail("1", "Anna Ek failed")
    await watching.tick()
    watching.clock.turn(hours=7)
    await watching.tick()
    lines = [record.getMessage() for record in caplog.records]
    assert all(line.startswith("signal {") for line in lines)
    told = [json.loads(line.removeprefix("signal ")) for line in lines]
    assert {"name": "failures", "last24Hours": 1, "lasting": 1} in told
    assert {"name": "notifications", "channels": 2, "failing": 0, "waiting": 0} in told
    begun = [each for each in told if each["name"].startswith("alert.")]
    assert [(each["name"], each["kind"]) for each in begun] == [
        ("alert.began", "failures"),
        ("alert.ended", "failures"),
    ]
    assert begun[0]["key"] == begun[1]["key"]
    assert "Anna" not in "".join(lines)


async def fails(*_: object) -> object:
    """Fail as all reads do when storage is away."""
    raise TemporaryFailure("the storage account did not do its part (ServiceRequestError)")


async def cannot_be_read() -> object:
    """Fail as the settings of a later version do."""
    raise OwnFault("settings", "the stored settings cannot be read by this version")


async def test_what_cannot_be_told_for_a_while_is_not_over(
    watching: Watching, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await watching.fail("1")
    await watching.tick()
    caplog.clear()
    caplog.set_level(logging.INFO, "provisioning.watching.watch")
    with monkeypatch.context() as broken:
        broken.setattr(watching.log, "read", fails)
        await watching.tick(times=4)
    await watching.tick(times=4)
    assert [message.subject for message in watching.email.sent] == [
        "HR provisioning: 1 new",
        "HR provisioning: 1 new",
        "HR provisioning: 1 over",
    ]
    assert all("how failures stands" in text(message) for message in watching.email.sent[1:])
    assert changes(caplog) == [("alert.began", "cannotTell"), ("alert.ended", "cannotTell")]


async def test_what_ended_unseen_is_over_as_soon_as_it_can_be_told(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watching.fail("1")
    await watching.tick()
    with monkeypatch.context() as broken:
        broken.setattr(watching.log, "read", fails)
        await watching.tick(times=73)
    await watching.tick(times=4)
    assert watching.email.sent[-1].subject == "HR provisioning: 2 over"


async def test_while_the_settings_cannot_be_read_it_is_told_by_the_channels_that_were_chosen_last(
    watching: Watching, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await watching.settings.put({**BOTH, "monitoring": {"secretExpiry": {"BOB_TOKEN": "2026-01-31"}}})
    watching.lookout = Lookout([*watching.lookout.parts, ExpiringSecrets()])
    watching.watch = watching.another()
    await watching.tick()
    caplog.clear()
    caplog.set_level(logging.INFO, "provisioning.watching.watch")
    monkeypatch.setattr(watching.settings, "read", cannot_be_read)
    await watching.fail("1")
    await watching.tick(times=4)
    for channel in (watching.email, watching.webhook):
        assert [message.subject for message in channel.sent] == ["HR provisioning: 1 new"] * 2
        assert "Bob answered 401" in text(channel.sent[1])
    assert changes(caplog) == [("alert.began", "failures")]
    assert "the stored settings cannot be read by this version" in caplog.text


async def test_a_channel_that_is_not_chosen_any_more_is_not_used_while_the_settings_cannot_be_read(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watching.tick()
    await watching.settings.put({"notifications": {**BOTH["notifications"], "webhook": None}})
    await watching.tick()
    monkeypatch.setattr(watching.settings, "read", cannot_be_read)
    await watching.fail("1")
    await watching.tick()
    assert (len(watching.email.sent), len(watching.webhook.sent)) == (1, 0)


async def test_a_tick_that_fails_is_logged_and_does_not_stop_the_timer(
    watching: Watching, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching.notices, "read", fails)
    await watching.tick()
    assert "nobody could be told of alerts: the storage account" in caplog.text


async def test_every_look_counts_the_alerts_of_every_kind(watching: Watching, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "provisioning.watching.watch")
    for reason in ("Bob answered 401", "Bob answered 403"):
        await watching.fail(reason[-1], reason)
    await watching.tick(times=2)
    watching.clock.turn(hours=7)
    await watching.tick()
    counts = counted(caplog)
    none = {kind.value: 0 for kind in AlertKind}
    assert counts == [{**none, "failures": 2}, {**none, "failures": 2}, none]


async def test_what_cannot_be_told_is_not_counted_as_none(
    watching: Watching, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "provisioning.watching.watch")
    await watching.fail("1")
    await watching.tick()
    monkeypatch.setattr(watching.log, "read", fails)
    await watching.tick()
    watching.watch = watching.another()  # which has not seen what was told before
    await watching.tick()
    unknown = {kind.value: None for kind in AlertKind}
    assert counted(caplog)[1:] == [{**unknown, "failures": 1, "cannotTell": 1}, {**unknown, "cannotTell": 1}]


def test_groups_inside_a_part_are_named_behind_a_dot_and_texts_and_lists_are_left_out() -> None:
    figures: dict[str, dict[str, Any]] = {
        "disables": {"overdue": 2, "last24Hours": {"done": 3, "worstSeconds": None}, "longestOverdueSince": "2026"},
        "quarantine": {"places": [{"where": "entra"}]},
    }
    assert list(figure_lines(figures)) == [
        'signal {"name": "disables", "overdue": 2}',
        'signal {"name": "disables.last24Hours", "done": 3}',
    ]


def test_the_form_of_a_signal() -> None:
    assert signal("disable", dueAt="2026-06-01T00:00:00Z", lateSeconds=4) == (
        'signal {"name": "disable", "dueAt": "2026-06-01T00:00:00Z", "lateSeconds": 4}'
    )


def changes(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Return which alerts began and ended by the application log."""
    lines = [record.getMessage() for record in caplog.records if record.getMessage().startswith("signal ")]
    told = [json.loads(line.removeprefix("signal ")) for line in lines]
    return [(each["name"], each["kind"]) for each in told if each["name"].startswith("alert.")]


def counted(caplog: pytest.LogCaptureFixture) -> list[dict[str, int | None]]:
    """Return how many alerts of each kind each look counted by the application log."""
    lines = [record.getMessage() for record in caplog.records if record.getMessage().startswith("signal ")]
    told = [json.loads(line.removeprefix("signal ")) for line in lines]
    return [each for each in told if each.pop("name") == "alerts"]


async def watching_now(watching: Watching) -> tuple[Any, Any]:
    """Return what a look needs."""
    return (await watching.settings.read())[0], watching.clock.now() + timedelta(seconds=1)


def _is_ours(alert: Any) -> bool:  # noqa: ANN401 - an alert
    return bool(alert.kind is AlertKind.NOT_NOTIFIED)
