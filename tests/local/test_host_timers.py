"""The local host runs timers on NCRONTAB schedules, one run at a time, and makes up for a missed run once."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local.host.schedule import Schedule
from tests.local.running_host import RunningHost, running_host, write_app

SECONDLY = """
    import asyncio
    import azure.functions as func

    app = func.FunctionApp()
    running = 0

    @app.timer_trigger(arg_name="timer", schedule="%EVERY_SECOND%")
    async def slow(timer: func.TimerRequest) -> None:
        global running
        running += 1
        print("SLOW", running, flush=True)
        await asyncio.sleep(1.3)
        running -= 1

    @app.timer_trigger(arg_name="timer", schedule="* * * * * *")
    def failing(timer: func.TimerRequest) -> None:
        print("FAILING", timer.past_due, flush=True)
        raise ValueError("always")

    @app.timer_trigger(arg_name="timer", schedule="0 0 0 1 1 *", run_on_startup=True)
    def on_startup(timer: func.TimerRequest) -> None:
        print("STARTUP", timer.past_due, flush=True)

    @app.timer_trigger(arg_name="timer", schedule="0 0 0 1 1 *")
    def new_year(timer: func.TimerRequest) -> None:
        print("NEW-YEAR", timer.past_due, timer.schedule_status.get("Next"), flush=True)
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory, azurite: str) -> Iterator[RunningHost]:
    folder = tmp_path_factory.mktemp("timers")
    settings = folder / "local.settings.json"
    settings.write_text(json.dumps({"Values": {"EVERY_SECOND": "*/1 * * * * *"}}))
    with running_host(write_app(folder, SECONDLY), azurite, "--settings", str(settings)) as running:
        yield running


def test_a_timer_never_overlaps_itself(host: RunningHost) -> None:
    assert set(host.wait_for("SLOW", count=3)) == {"1"}


def test_a_failing_timer_goes_on(host: RunningHost) -> None:
    assert set(host.wait_for("FAILING", count=3)) == {"False"}


def test_a_timer_runs_at_startup_only_when_it_says_so(host: RunningHost) -> None:
    assert host.wait_for("STARTUP") == ["False"]
    host.wait_for("FAILING")
    assert host.seen("NEW-YEAR") == []


def test_a_run_missed_while_the_host_was_down_is_made_up_for_once(tmp_path: Path, azurite: str) -> None:
    app = write_app(tmp_path, SECONDLY.replace("%EVERY_SECOND%", "* * * * * *"))
    status_file = tmp_path / "data" / "timers" / "new_year.json"
    with running_host(app, azurite) as first:
        first.wait_for("FAILING")
    status = json.loads(status_file.read_text())
    assert datetime.fromisoformat(status["Next"]) > datetime.now(UTC)
    status_file.write_text(json.dumps({**status, "Next": "2020-01-01T00:00:00+00:00"}))
    with running_host(app, azurite) as second:
        assert second.wait_for("NEW-YEAR") == ["True 2020-01-01T00:00:00+00:00"]
    with running_host(app, azurite) as third:
        third.wait_for("FAILING")
        assert len(third.seen("NEW-YEAR")) == 1


@pytest.mark.parametrize(
    ("expression", "next_run"),
    [
        ("*/5 * * * * *", "2027-03-05T10:20:35"),
        ("0 */5 * * * *", "2027-03-05T10:25:00"),
        ("0 30 9 * * Mon-Fri", "2027-03-08T09:30:00"),
        ("0 0 9-17 * * *", "2027-03-05T11:00:00"),
        ("30 5 * * *", "2027-03-06T05:30:00"),
        ("0 0 0 13 * 5", "2027-08-13T00:00:00"),
    ],
)
def test_a_schedule_has_the_next_run_that_ncrontab_gives_it(expression: str, next_run: str) -> None:
    moment = datetime(2027, 3, 5, 10, 20, 30, 500, tzinfo=UTC)
    assert Schedule(expression).next_after(moment) == datetime.fromisoformat(f"{next_run}+00:00")


@pytest.mark.parametrize("expression", ["", "* * * *", "61 * * * * *", "0 0 0 L * *", "0 0 0 31 2 *", "@daily", "5m"])
def test_what_ncrontab_does_not_know_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="is not an NCRONTAB expression"):
        Schedule(expression)
