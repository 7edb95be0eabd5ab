"""The local host says in a sentence why it cannot start, and stops in order."""

import json
import socket
from pathlib import Path

import httpx
import pytest

from tests.local.running_host import running_host, start_host, write_app
from tests.waiting import wait_until

HEAD = """
    import azure.functions as func
    app = func.FunctionApp()
"""


def refusal(app_folder: Path, *options: str, port: int | None = None) -> str:
    """Return the last line that a host prints which cannot start."""
    host, _ = start_host(app_folder, "AccountName=none;AccountKey=bm9uZQ==", *options, port=port)
    assert host.process.wait(timeout=30) == 1
    return host.log_file.read_text(encoding="utf-8").splitlines()[-1]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            """
    @app.route("x")
    def typed_wrongly(req: func.HttpRequest) -> dict:
        return {}
            """,
            "cannot load the typed_wrongly function",
        ),
        ("    import nothing_like_this", "No module named 'nothing_like_this'"),
        (
            """
    @app.timer_trigger(arg_name="timer", schedule="every day")
    def daily(timer: func.TimerRequest) -> None: ...
            """,
            "The function daily cannot be started: 'every day' is not an NCRONTAB expression of six fields.",
        ),
        (
            """
    @app.queue_trigger(arg_name="msg", queue_name="%NOT_SET%", connection="AzureWebJobsStorage")
    def lost(msg: func.QueueMessage) -> None: ...
            """,
            "The function lost cannot be started: the setting NOT_SET is not set.",
        ),
        (
            """
    @app.queue_trigger(arg_name="msg", queue_name="q", connection="OTHER_STORAGE")
    def lost(msg: func.QueueMessage) -> None: ...
            """,
            "The function lost cannot be started: the setting OTHER_STORAGE holds no connection string.",
        ),
        (
            """
    @app.route("x/{id:float}")
    def measured(req: func.HttpRequest) -> str: ...
            """,
            "The function measured has an unknown route constraint float.",
        ),
        (
            """
    @app.blob_trigger(arg_name="blob", path="a/b", connection="AzureWebJobsStorage")
    def pictures(blob: func.InputStream) -> None: ...
            """,
            "The function pictures has the bindings blobTrigger;",
        ),
    ],
)
def test_an_app_that_the_real_host_would_refuse_is_refused_with_the_reason(
    tmp_path: Path, source: str, reason: str
) -> None:
    assert reason in refusal(write_app(tmp_path, HEAD + source))


def test_a_folder_without_an_app_is_refused(tmp_path: Path) -> None:
    app = write_app(tmp_path, "")
    (app / "function_app.py").unlink()
    assert refusal(app) == f"There is no function_app.py in {app}."


def test_a_host_json_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    app = write_app(tmp_path, HEAD)
    (app / "host.json").write_text("{")
    assert refusal(app).startswith(f"{app / 'host.json'} cannot be used")


@pytest.mark.parametrize(
    ("content", "reason"),
    [("{", "is not JSON"), ("[]", "must hold texts"), ('{"IsEncrypted": true, "Values": {}}', "is encrypted")],
)
def test_a_settings_file_that_cannot_be_used_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    settings = tmp_path / "local.settings.json"
    settings.write_text(content)
    assert reason in refusal(write_app(tmp_path, HEAD), "--settings", str(settings))


def test_a_port_in_use_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refusal(write_app(tmp_path, HEAD), port=port) == (
            f"The host cannot run on port {port}: Address already in use."
        )


def test_the_environment_wins_over_the_settings_file(
    tmp_path: Path, azurite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FROM_BOTH", "environment")
    settings = tmp_path / "local.settings.json"
    settings.write_text(json.dumps({"Values": {"FROM_BOTH": "file", "FROM_FILE": "file"}}))
    source = (
        HEAD + '    import os\n    print("SETTINGS", os.environ["FROM_BOTH"], os.environ["FROM_FILE"], flush=True)\n'
    )
    with running_host(write_app(tmp_path, source), azurite, "--settings", str(settings)) as host:
        assert host.seen("SETTINGS") == ["environment file"]


def test_a_switched_off_function_is_not_there(tmp_path: Path, azurite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AzureWebJobs.hello.Disabled", "true")
    source = (
        HEAD
        + """
    @app.route("hello", auth_level=func.AuthLevel.ANONYMOUS)
    def hello(req: func.HttpRequest) -> str:
        return "hello"
    """
    )
    with running_host(write_app(tmp_path, source), azurite) as host:
        assert host.request("GET", "/api/hello").status_code == 404


def test_a_stopping_host_lets_what_runs_finish(tmp_path: Path, azurite: str) -> None:
    source = (
        HEAD
        + """
    import asyncio

    @app.route("slow", auth_level=func.AuthLevel.ADMIN)
    async def slow(req: func.HttpRequest) -> str:
        print("BEGUN", flush=True)
        await asyncio.sleep(1)
        print("FINISHED", "well", flush=True)
        return "ok"
    """
    )
    with running_host(write_app(tmp_path, source), azurite) as host:
        pid_file = tmp_path / "data" / "host.pid"
        assert int(pid_file.read_text()) == host.child.process.pid
        assert host.run_by_hand("slow").status_code == 202
        wait_until(lambda: "BEGUN" in host.log())
        host.child.ask_to_stop()
        assert host.child.process.wait(timeout=10) == 0
        assert host.seen("FINISHED") == ["well"]
        assert not pid_file.exists()
        with pytest.raises(httpx.ConnectError):
            host.request("GET", "/admin/host/ping")


def test_a_function_that_never_ends_does_not_keep_the_host_alive(tmp_path: Path, azurite: str) -> None:
    source = (
        HEAD
        + """
    import threading

    @app.route("stuck", auth_level=func.AuthLevel.ADMIN)
    def stuck(req: func.HttpRequest) -> str:
        print("STUCK", flush=True)
        threading.Event().wait()
        return "never"
    """
    )
    with running_host(write_app(tmp_path, source), azurite) as host:
        host.run_by_hand("stuck")
        wait_until(lambda: "STUCK" in host.log())
        host.child.ask_to_stop()
        assert host.child.process.wait(timeout=10) == 0
