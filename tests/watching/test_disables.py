"""What is told of accounts that are blocked late, or not at all."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final, override

import pytest
from pydantic import JsonValue

from provisioning.model import Alert, DoneDisable
from provisioning.ports import OwnFault
from provisioning.rules.lateness import timing_of
from provisioning.rules.quarantine import begun
from provisioning.settings import Settings
from provisioning.watching.disables import Disables
from tests.builders import NOON, link
from tests.fakes.employees import EmployeesInMemory
from tests.fakes.quarantine import QuarantinesInMemory
from tests.fakes.timings import TimingsInMemory
from tests.web.known import Names

USUAL: Final = Settings()
NO_FIGURES: Final = {"done": 0, "late": 0, "worstSeconds": None, "medianSeconds": None}


class Watched:
    """The part, over fakes."""

    def __init__(self) -> None:
        self.timings, self.employees = TimingsInMemory(), EmployeesInMemory()
        self.quarantines = QuarantinesInMemory()
        self.part = Disables(self.timings, self.employees, Names("generic", "bob"), self.quarantines)

    async def done(self, employee_id: str, *, late: float, hours_ago: float, approved: bool = False) -> None:
        """Have an account blocked so many hours ago, and so many minutes late."""
        done_at = NOON - timedelta(hours=hours_ago)
        timing = timing_of(done_at - timedelta(minutes=late), done_at, after_approval=approved)
        await self.timings.add(DoneDisable(source="generic", employee_id=employee_id, timing=timing))

    async def kept(self, employee_id: str, source: str = "generic", **times: float) -> None:
        """Keep a person with times of the record, in minutes ago."""
        stored = await self.employees.read(source, employee_id)
        told = {name: NOON - timedelta(minutes=minutes) for name, minutes in times.items()}
        await self.employees.save(stored, stored.record.model_copy(update=told))

    async def look(self, settings: Settings = USUAL) -> tuple[dict[str, Alert], dict[str, JsonValue]]:
        """Look at noon; return the alerts by key, and the figures."""
        sight = await self.part.look(settings, NOON)
        return {alert.key: alert for alert in sight.alerts}, dict(sight.figures)


async def test_while_nothing_happens_there_is_nothing_to_tell() -> None:
    alerts, figures = await Watched().look()
    assert not alerts
    assert figures == {
        "last24Hours": NO_FIGURES,
        "last7Days": NO_FIGURES,
        "overdue": 0,
        "longestOverdueSince": None,
        "reviewsOverdue": 0,
    }


async def test_disables_are_counted_by_how_late_they_were() -> None:
    watched = Watched()
    for employee_id, late, hours_ago in (("1", 0, 1), ("2", 5, 2), ("3", 6, 3), ("4", 60, 25), ("5", 600, 24 * 8)):
        await watched.done(employee_id, late=late, hours_ago=hours_ago)
    _, figures = await watched.look()
    assert figures["last24Hours"] == {"done": 3, "late": 1, "worstSeconds": 360, "medianSeconds": 300}
    assert figures["last7Days"] == {"done": 4, "late": 2, "worstSeconds": 3600, "medianSeconds": 330}


async def test_a_disable_that_a_crash_had_counted_twice_counts_once_and_as_it_was_first() -> None:
    watched = Watched()
    due = NOON - timedelta(hours=1)
    for minutes in (1, 11):
        timing = timing_of(due, due + timedelta(minutes=minutes))
        await watched.timings.add(DoneDisable(source="generic", employee_id="1", timing=timing))
    alerts, figures = await watched.look()
    assert figures["last24Hours"] == {"done": 1, "late": 0, "worstSeconds": 60, "medianSeconds": 60}
    assert not alerts


async def test_late_disables_of_a_day_are_one_alert() -> None:
    watched = Watched()
    for number in range(7):
        await watched.done(f"p{number}", late=10 * number, hours_ago=20 - number, approved=number == 6)
    (alert,) = (await watched.look())[0].values()
    assert alert.since == NOON - timedelta(hours=19)
    assert alert.sentence == (
        "6 accounts were blocked more than 5 min late in the last 24 hours, up to 1 h 0 min: employee p1 of generic, "
        "p2 of generic, p3 of generic, p4 of generic, p5 of generic and others; 1 of them had waited for an "
        "administrator's approval; the provisioning log tells why"
    )


async def test_what_was_late_the_day_before_is_told_no_more() -> None:
    watched = Watched()
    await watched.done("1", late=90, hours_ago=25)
    assert not (await watched.look())[0]


async def test_how_late_is_late_is_for_the_settings_to_say() -> None:
    watched = Watched()
    await watched.done("1", late=9, hours_ago=1)
    patient = Settings.model_validate({"monitoring": {"lateAfterMinutes": 10}})
    assert not (await watched.look(patient))[0]


async def test_an_account_that_is_due_to_be_blocked_and_is_not_is_the_loudest_alert() -> None:
    watched = Watched()
    await watched.kept("7", overdue_since=125)
    await watched.kept("8", "bob", overdue_since=30)
    await watched.kept("9", overdue_since=5)
    alerts, figures = await watched.look()
    assert alerts.keys() == {"disables/overdue"}
    assert alerts["disables/overdue"].since == NOON - timedelta(minutes=125)
    assert alerts["disables/overdue"].sentence == (
        "BLOCK BY HAND NOW: 2 accounts are due to be blocked, since up to 2 h 5 min, and could not be: "
        "employee 7 of generic, 8 of bob; the provisioning log tells why"
    )
    assert (figures["overdue"], figures["longestOverdueSince"]) == (2, "2026-06-01T09:55:00Z")


async def test_people_whom_the_timer_did_not_put_on_the_queue_are_an_alert() -> None:
    watched = Watched()
    await watched.kept("7", review_at=61)
    await watched.kept("8", review_at=4)
    alerts, figures = await watched.look()
    assert alerts.keys() == {"disables/reviews"}
    assert "1 person should have been looked at by now, the first 1 h 1 min ago" in alerts["disables/reviews"].sentence
    assert figures["reviewsOverdue"] == 1


@pytest.mark.parametrize("times", [{"overdue_since": 60.0}, {"review_at": 60.0}], ids=["overdue", "not looked at"])
async def test_while_provisioning_is_off_nobody_is_overdue(times: dict[str, float]) -> None:
    watched = Watched()
    await watched.kept("7", "generic", **times)
    assert not (await watched.look(Settings(enabled=False)))[0]


async def linked(watched: Watched, *employee_ids: str, minutes_ago: float = 60) -> None:
    """Keep people with an account whose time has come."""
    for employee_id in employee_ids:
        await watched.kept(employee_id, review_at=minutes_ago)
        stored = await watched.employees.read("generic", employee_id)
        await watched.employees.save(stored, stored.record.model_copy(update={"link": link(f"account-{employee_id}")}))


@pytest.mark.parametrize("where", ["entra", "settings"])
async def test_in_a_quarantine_of_everybody_people_with_an_account_whose_time_has_come_are_named(where: str) -> None:
    watched = Watched()
    await watched.quarantines.save(None, begun(where, "consent", NOON - timedelta(hours=2)))
    await linked(watched, *"1234567")
    await watched.kept("no account", review_at=90)
    alerts, figures = await watched.look()
    assert alerts.keys() == {"disables/resting"}
    assert alerts["disables/resting"].sentence == (
        "BLOCK BY HAND MAY BE NEEDED: the time of 7 people with an account has come, for the first 1 h 0 min ago, and "
        f"nobody is looked at since 2026-06-01T10:00:00Z ({where} is in quarantine); see whether they are leavers: "
        "employee 1 of generic, 2 of generic, 3 of generic, 4 of generic, 5 of generic and others"
    )
    assert figures["reviewsOverdue"] == 8


async def test_in_a_quarantine_nobody_is_told_of_who_has_no_account_and_the_timer_is_not_called_behind() -> None:
    watched = Watched()
    await watched.quarantines.save(None, begun("entra", "consent", NOON))
    await watched.kept("1", review_at=60)
    assert not (await watched.look())[0]


async def test_of_many_who_wait_in_a_quarantine_some_are_counted_unread() -> None:
    watched = Watched()
    await watched.quarantines.save(None, begun("entra", "consent", NOON))
    for number in range(60):
        await watched.kept(f"p{number:02}", review_at=600 - number)
    (alert,) = (await watched.look())[0].values()
    assert "the time of up to 10 people with an account has come" in alert.sentence


async def test_in_the_quarantine_of_an_hr_system_the_timer_must_not_rest() -> None:
    watched = Watched()
    await watched.quarantines.save(None, begun("bob", "no token", NOON))
    await linked(watched, "1")
    assert (await watched.look())[0].keys() == {"disables/reviews"}


async def test_whoever_joins_the_overdue_is_news_though_the_number_stays() -> None:
    watched, other = Watched(), Watched()
    await watched.kept("7", overdue_since=60)
    await other.kept("8", overdue_since=60)
    first, second = [(await each.look())[0]["disables/overdue"] for each in (watched, other)]
    assert (first.count, second.count) == (1, 1)
    assert first.marks != second.marks


async def test_while_the_settings_cannot_be_read_people_of_all_known_sources_are_overdue() -> None:
    class Unread(Names):
        @override
        async def names(self) -> Collection[str]:
            raise OwnFault("settings", "the stored settings cannot be read by this version")

    watched = Watched()
    watched.part = Disables(watched.timings, watched.employees, Unread(), watched.quarantines)
    await watched.kept("7", "custom", overdue_since=60)
    assert (await watched.look())[0].keys() == {"disables/overdue"}
