"""All checks together: within their time, side by side, and not too often."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest

from provisioning.ports import Misconfigured, OwnFault, Refused, TemporaryFailure
from provisioning.settings import Settings
from provisioning.setup.checking import KEPT_FOR, SetupCheck
from provisioning.setup.findings import Check, Finding, Outcome, Report
from tests.builders import NOON
from tests.fakes.clock import TurnedClock

FINE = Finding("fine", "it", Outcome.OK, "it is fine")


@dataclass(frozen=True, slots=True)
class Doing:
    """A check that does what a test says."""

    look_at: Callable[[], Awaitable[Sequence[Finding]]]
    name: str = "odd"
    subject: str = "thing"

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """See Check."""
        del settings
        return await self.look_at()


async def never() -> Sequence[Finding]:
    await asyncio.Event().wait()
    raise AssertionError


async def fine() -> Sequence[Finding]:
    return [FINE]


def raising(error: Exception) -> Callable[[], Awaitable[Sequence[Finding]]]:
    async def raise_it() -> Sequence[Finding]:
        raise error

    return raise_it


def checking(*checks: Check, clock: TurnedClock | None = None) -> SetupCheck:
    return SetupCheck(lambda: checks, clock or TurnedClock(), patience=0.05)


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (TemporaryFailure("Bob answered 503"), Outcome.UNKNOWN, "Bob answered 503"),
        (Refused("it said no"), Outcome.UNKNOWN, "it said no"),
        (OwnFault("entra", "the app has no access"), Outcome.FAILED, "the app has no access"),
        (Misconfigured("GRAPH_BASE_URL: the address must"), Outcome.FAILED, "GRAPH_BASE_URL: the address must"),
        (KeyError("anna.ek@contoso.com"), Outcome.UNKNOWN, "the app failed (KeyError); please report it"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else "",
)
async def test_a_check_that_fails_is_a_finding_and_hides_no_other(
    error: Exception, status: Outcome, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    report = await checking(Doing(raising(error)), Doing(fine)).run(Settings())
    odd, good = report.findings
    assert (odd.check, odd.subject, odd.status, odd.sentence) == ("odd", "thing", status, sentence)
    assert odd.remedy
    assert good == FINE
    assert not report.ready
    assert "anna.ek" not in caplog.text


async def test_a_check_that_does_not_come_back_is_unknown_after_its_time_and_the_others_do_not_wait_for_it() -> None:
    report = await checking(Doing(never), Doing(never), Doing(fine)).run(Settings())
    assert [each.status for each in report.findings] == [Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.OK]
    assert report.findings[0].sentence == "there was no answer within 0.05 seconds"


async def test_they_run_side_by_side() -> None:
    both = asyncio.Barrier(2)

    async def meet() -> Sequence[Finding]:
        await both.wait()
        return [FINE]

    assert (await checking(Doing(meet), Doing(meet)).run(Settings())).ready


async def test_who_asks_again_within_half_a_minute_gets_the_last_result_with_its_time() -> None:
    looks: list[int] = []

    async def count() -> Sequence[Finding]:
        looks.append(1)
        return [FINE]

    clock = TurnedClock()
    check = checking(Doing(count), clock=clock)
    first = await check.run(Settings())
    clock.turn(seconds=KEPT_FOR.total_seconds() - 1)
    assert await check.run(Settings()) is first
    clock.turn(seconds=1)
    again = await check.run(Settings())
    assert (again.at - first.at, len(looks)) == (KEPT_FOR, 2)


async def test_many_who_ask_at_once_cost_one_look() -> None:
    looks: list[int] = []

    async def count() -> Sequence[Finding]:
        looks.append(1)
        await asyncio.sleep(0)
        return [FINE]

    check = checking(Doing(count))
    reports = await asyncio.gather(*(check.run(Settings()) for _ in range(20)))
    assert (len(looks), len({id(each) for each in reports})) == (1, 1)


async def test_whoever_gives_up_waiting_keeps_nobody_else_from_looking() -> None:
    check = checking(Doing(fine))
    first = asyncio.create_task(check.run(Settings()))
    await asyncio.sleep(0)
    first.cancel()
    assert (await check.run(Settings())).ready


@pytest.mark.parametrize(
    ("status", "told"),
    [
        pytest.param(Outcome.WARNING, "ready", id="warnings keep nothing from working"),
        pytest.param(Outcome.FAILED, "not ready", id="something is wrong"),
        pytest.param(Outcome.UNKNOWN, "not ready", id="what could not be looked at is not proven"),
    ],
)
def test_it_is_ready_when_everything_was_looked_at_and_nothing_is_wrong(status: Outcome, told: str) -> None:
    report = Report([FINE, Finding("a", "b", status, "c", "d")], NOON)
    assert report.ready is (told == "ready")


def test_a_report_stands_on_the_wire_as_the_page_says_on_one_line_each() -> None:
    told = Finding("domains", "tenant", Outcome.FAILED, "two\nlines", "do it")
    assert Report([told], NOON).to_json() == {
        "ready": False,
        "checkedAt": "2026-06-01T12:00:00Z",
        "checks": [
            {
                "check": "domains",
                "subject": "tenant",
                "status": "failed",
                "sentence": "two lines",
                "remedy": "do it",
            }
        ],
    }
