"""What is told of attempts that failed."""

from datetime import timedelta

import pytest

from provisioning.model import EventType, LogEntry, Status
from provisioning.settings import Settings
from provisioning.watching.failures import Failures, told
from tests.builders import NOON
from tests.fakes.log import LogInMemory

THROTTLED = "Microsoft Graph answered 429 TooManyRequests: wait; tried again later"


async def attempt(
    log: LogInMemory, employee_id: str, reason: str = THROTTLED, status: Status = Status.FAILURE, *, ago: float = 1
) -> None:
    """Log an attempt that ended like this, so many hours before noon."""
    await log.write(
        LogEntry(
            id=f"{employee_id}-{ago}-{status}",
            at=NOON - timedelta(hours=ago),
            duration_ms=1,
            source="generic",
            employee_id=employee_id,
            event_id="event-1",
            event_type=EventType.UPDATED,
            status=status,
            reason=reason,
            steps=(),
        )
    )


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        pytest.param(THROTTLED, "Microsoft Graph answered 429 TooManyRequests", id="a status stays"),
        pytest.param(
            "Microsoft Graph answered 400 Request_BadRequest: Invalid value 'Rocket Surgeon' for jobTitle",
            "Microsoft Graph answered 400 Request_BadRequest",
            id="what another system says is left out",
        ),
        pytest.param(
            "anna.ek@example.com is taken by ana@contoso.com", "(address) is taken by (address)", id="addresses"
        ),
        pytest.param("jobTitle 'Rocket Surgeon' is refused", "jobTitle '…' is refused", id="what is quoted"),
        pytest.param("account 8f3a-11 of employee 4711 is gone", "account # of employee # is gone", id="numbers"),
        pytest.param("call +46 70 123 45 67 now", "call # # # # # now", id="telephone numbers"),
    ],
)
def test_a_reason_is_told_without_what_is_about_people(reason: str, expected: str) -> None:
    assert told(reason) == expected


async def test_without_failures_there_is_nothing_to_tell() -> None:
    log = LogInMemory()
    await attempt(log, "1", "done", Status.SUCCESS)
    sight = await Failures(log).look(Settings(), NOON)
    assert (sight.alerts, sight.figures) == ((), {"last24Hours": 0, "lasting": 0})


async def test_failures_are_told_by_reason_with_a_few_employee_ids() -> None:
    log = LogInMemory()
    for number in range(8):
        await attempt(log, f"p{number}", ago=2 + number / 10)
    await attempt(log, "q", "Bob answered 401")
    sight = await Failures(log).look(Settings(), NOON)
    commonest, other = sight.alerts
    assert commonest.sentence == (
        "8 attempts of the last 6 hours failed, for which nothing better came since: Microsoft Graph answered 429 "
        "TooManyRequests (employee p0 of generic, p1 of generic, p2 of generic, p3 of generic, p4 of generic and 3 "
        "others); see the provisioning log"
    )
    assert commonest.since == NOON - timedelta(hours=2.7)
    assert other.sentence.startswith("1 attempt of the last 6 hours failed")
    assert sight.figures == {"last24Hours": 9, "lasting": 9}


async def test_a_person_of_whom_a_later_attempt_succeeded_is_no_matter_any_more() -> None:
    log = LogInMemory()
    await attempt(log, "1", ago=2)
    await attempt(log, "1", "done", Status.SUCCESS, ago=1)
    await attempt(log, "2", "done", Status.SUCCESS, ago=2)
    await attempt(log, "2", ago=1)
    sight = await Failures(log).look(Settings(), NOON)
    assert ["p" for alert in sight.alerts if "employee 2 of generic" in alert.sentence] == ["p"]
    assert sight.figures == {"last24Hours": 2, "lasting": 1}


@pytest.mark.parametrize("status", [Status.SUCCESS, Status.WARNING, Status.SKIPPED])
async def test_whatever_ended_otherwise_than_in_failure_is_better(status: Status) -> None:
    log = LogInMemory()
    await attempt(log, "1", ago=2)
    await attempt(log, "1", "done", status, ago=1)
    assert not (await Failures(log).look(Settings(), NOON)).alerts


async def test_after_an_outage_nobody_is_named_who_is_well_however_many_succeeded_since() -> None:
    log = LogInMemory()
    for number in range(12):
        await attempt(log, f"p{number}", ago=2)
        await attempt(log, f"p{number}", "done", Status.SUCCESS, ago=1.5)
    await attempt(log, "q", ago=2)
    for number in range(250):
        await attempt(log, f"r{number}", "done", Status.SUCCESS, ago=1 - number / 1_000)
    sight = await Failures(log).look(Settings(), NOON)
    (alert,) = sight.alerts
    assert alert.sentence == (
        "1 attempt of the last 6 hours failed, for which nothing better came since: Microsoft Graph answered 429 "
        "TooManyRequests (employee q of generic); see the provisioning log"
    )
    assert (alert.count, sight.figures) == (1, {"last24Hours": 13, "lasting": 1})


async def test_of_more_people_than_are_asked_about_it_is_not_said_that_nothing_better_came() -> None:
    log = LogInMemory()
    for number in range(50):
        await attempt(log, f"p{number:02}", ago=2 + number / 100)
    await attempt(log, "q", "Bob answered 401", ago=5)
    many, one = (await Failures(log).look(Settings(), NOON)).alerts
    assert many.sentence.startswith("50 attempts of the last 6 hours failed, for which nothing better came since: ")
    assert "(employee p00 of generic, " in many.sentence
    assert "and 45 others; 31 of these people may have succeeded since)" in many.sentence
    assert "may have succeeded" not in one.sentence
    assert many.count == 50


async def test_what_failed_this_morning_is_counted_and_alarms_no_more() -> None:
    log = LogInMemory()
    await attempt(log, "1", ago=7)
    await attempt(log, "2", ago=25)
    sight = await Failures(log).look(Settings(), NOON)
    assert (list(sight.alerts), sight.figures) == ([], {"last24Hours": 1, "lasting": 0})


async def test_a_thousand_failures_for_as_many_reasons_are_six_alerts() -> None:
    log = LogInMemory()
    for number in range(1_000):
        letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        await attempt(log, f"p{number}", f"reason {letters}", ago=1 + number / 1_000)
    sight = await Failures(log).look(Settings(), NOON)
    assert len(sight.alerts) == 6
    assert sight.alerts[-1].sentence == "195 attempts failed for 195 other reasons; see the provisioning log"


async def test_the_same_matter_keeps_its_key_whomever_it_is_about() -> None:
    first, second = LogInMemory(), LogInMemory()
    await attempt(first, "1", "account 17 of ana@contoso.com is gone")
    await attempt(second, "2", "account 21 of bo@contoso.com is gone")
    keys = [(await Failures(log).look(Settings(), NOON)).alerts[0].key for log in (first, second)]
    assert keys[0] == keys[1]
