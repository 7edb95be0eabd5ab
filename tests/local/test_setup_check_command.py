"""`./dev setup-check`: whom it asks with which key, and what it makes of the answer."""

import json
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, override

import pytest

from local.setup_check.__main__ import main

FINE = {"check": "storage", "subject": "queues", "status": "ok", "sentence": "4 queues work", "remedy": None}
WRONG = {"check": "domains", "subject": "tenant", "status": "failed", "sentence": "no [red]rights", "remedy": "grant"}
ODD = {**FINE, "status": "unknown", "remedy": "look again"}


class App:
    """An app on this machine that answers with what a test says, and remembers what it was asked."""

    def __init__(self, status: int, body: str) -> None:
        self.asked: list[tuple[str, str | None]] = []
        app = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                app.asked.append((self.path, self.headers.get("x-functions-key")))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body.encode())

            @override
            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def apps() -> Iterator[list[App]]:
    """Give a list of apps that are stopped at the end."""
    started: list[App] = []
    yield started
    for app in started:
        app.server.shutdown()
        app.server.server_close()


@pytest.fixture(autouse=True)
def wide_and_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("FUNCTIONS_KEY", raising=False)


def serve(apps: list[App], body: object, status: int = 200) -> App:
    app = App(status, body if isinstance(body, str) else json.dumps(body))
    apps.append(app)
    Thread(target=app.server.serve_forever, daemon=True).start()
    return app


def setup(*findings: Mapping[str, Any]) -> dict[str, Any]:
    ready = all(each["status"] == "ok" for each in findings)
    return {"status": "ok", "setup": {"ready": ready, "checkedAt": "2026-06-01T12:00:00Z", "checks": [*findings]}}


@pytest.mark.parametrize(
    ("findings", "code", "verdict"),
    [
        ([FINE], 0, "The setup is right: 1 ok."),
        ([FINE, ODD], 1, "The setup is not proven to be right: 1 ok, 1 unknown."),
        ([FINE, WRONG], 1, "The setup is not proven to be right: 1 ok, 1 failed."),
    ],
    ids=["all is fine", "something could not be looked at", "something failed"],
)
def test_it_shows_findings_with_remedies_and_fails_unless_all_is_proven(
    apps: list[App],
    capsys: pytest.CaptureFixture[str],
    findings: list[Mapping[str, Any]],
    code: int,
    verdict: str,
) -> None:
    app = serve(apps, setup(*findings))
    assert main(["--url", app.url, "--key", "k"]) == code
    shown = capsys.readouterr().out
    assert verdict in shown
    for each in findings:
        assert each["sentence"] in shown
        assert each["remedy"] is None or f"→ {each['remedy']}" in shown
    assert app.asked == [("/api/health?deep=1", "k")]


def test_what_is_wrong_with_storage_is_shown_although_the_answer_is_503(
    apps: list[App], capsys: pytest.CaptureFixture[str]
) -> None:
    app = serve(apps, {"error": "no storage", **setup(WRONG)}, status=503)
    assert main(["--url", f"{app.url}/", "--key", "k"]) == 1
    assert "no [red]rights" in capsys.readouterr().out


@pytest.mark.parametrize("key", ["ключ", "a\nb"])
def test_what_can_be_no_key_is_told_before_anybody_is_asked(capsys: pytest.CaptureFixture[str], key: str) -> None:
    assert main(["--url", "https://func-hr.example.com", "--key", key]) == 2
    assert "copy it again" in capsys.readouterr().err


def test_the_key_comes_from_the_variable_and_is_not_shown(
    apps: list[App], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = serve(apps, setup(FINE))
    monkeypatch.setenv("FUNCTIONS_KEY", "a-key-of-the-app")
    assert main(["--url", app.url]) == 0
    assert app.asked == [("/api/health?deep=1", "a-key-of-the-app")]
    told = capsys.readouterr()
    assert "a-key-of-the-app" not in told.out + told.err


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (401, "", "does not take the key"),
        (404, "", "has no /api/health"),
        (200, {"status": "ok"}, "nothing about its setup"),
        (500, "<html>", "answered 500, and nothing about its setup"),
    ],
)
def test_an_answer_that_is_none_is_told_in_a_sentence(
    apps: list[App], capsys: pytest.CaptureFixture[str], status: int, body: object, sentence: str
) -> None:
    assert main(["--url", serve(apps, body, status).url, "--key", "k"]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--url", "https://contoso.azurewebsites.net"], "A key is needed: set the variable FUNCTIONS_KEY"),
        (["--url", "http://contoso.azurewebsites.net", "--key", "k"], "is not https"),
        (["--url", "ftp://127.0.0.1", "--key", "k"], "is not https"),
        (["--url", "https://", "--key", "k"], "is no address"),
        (["--url", "http://127.0.0.1:1", "--key", "k"], "did not answer"),
    ],
)
def test_a_key_is_needed_and_goes_nowhere_in_the_clear(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_without_an_address_and_a_stack_it_says_how_to_start_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path)]) == 2
    assert "start one by ./dev up" in capsys.readouterr().err
