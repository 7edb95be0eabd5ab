"""The app as the production worker sees it, and how little it loads for that.

Each question is put to a process of its own: the worker's library keeps one app a process, and what is loaded must not
be mixed with what the tests load.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCHEDULE = "15 * * * * *"
HALF_HOURLY = "0 */30 * * * *"
NIGHTLY = "0 30 3 * * *"
INDEX = """
import asyncio, dataclasses, json, pathlib
from local.host.worker import load_app
worker = asyncio.run(load_app(pathlib.Path.cwd()))
print(json.dumps({f.name: dataclasses.asdict(f.trigger) for f in worker.functions}, default=sorted))
"""
LOADED = "import function_app, sys, json; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
LOADED_BY_INTAKE = """
import asyncio, json, sys
import azure.functions as func
import function_app
request = func.HttpRequest(method="POST", url="/", body=b"{}", route_params={"source": "generic"}, headers={})
answer = asyncio.run(function_app.hr_events.build().get_user_function()(request))
assert answer.status_code == 415, answer.get_body()
function_app.parts.queue
print(json.dumps(sorted(sys.modules)))
"""


def ask(script: str) -> Any:  # noqa: ANN401 - JSON
    """Run a script in a new Python and return the JSON that it prints last."""
    storage = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;QueueEndpoint=http://127.0.0.1:1/a"
    schedules = {"REVIEW_DUE_SCHEDULE": SCHEDULE, "RECONCILE_SCHEDULE": HALF_HOURLY}
    environment = {**schedules, "AzureWebJobsStorage": storage, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_worker_finds_every_function_with_its_trigger() -> None:
    functions = ask(INDEX)
    routes = {
        name: (trigger["route"], trigger["methods"], trigger["auth_level"])
        for name, trigger in functions.items()
        if "route" in trigger
    }
    assert routes == {
        "hr_events": ("hr-events/{source}", ["POST"], "function"),
        "health": ("health", ["GET"], "function"),
        "test_notifications": ("notifications/test", ["POST"], "admin"),
        "employees": ("employees/{source}/{id}", ["GET"], "function"),
        "provisioning_log": ("provisioning-log", ["GET"], "function"),
        "list_parked": ("parked", ["GET"], "function"),
        "replay_parked": ("parked/replay", ["POST"], "admin"),
        "discard_parked": ("parked/discard", ["POST"], "admin"),
        "audit_log": ("audit-log", ["GET"], "function"),
        "export_person": ("employees/{source}/{id}/export", ["GET"], "admin"),
        "erase_person": ("employees/{source}/{id}/erase", ["POST"], "admin"),
        "read_settings": ("settings", ["GET"], "admin"),
        "change_settings": ("settings", ["PUT"], "admin"),
        "settings_history": ("settings/history", ["GET"], "admin"),
        "try_settings": ("settings/preview", ["POST"], "admin"),
        "preview": ("preview", ["POST"], "function"),
        "provision": ("provision", ["POST"], "admin"),
        "try_quarantines": ("quarantine/probe", ["POST"], "admin"),
        "list_staged_disables": ("staged-disables", ["GET"], "function"),
        "read_staged_disables": ("staged-disables/{id}", ["GET"], "function"),
        "approve_staged_disables": ("staged-disables/{id}/approve", ["POST"], "admin"),
        "reject_staged_disables": ("staged-disables/{id}/reject", ["POST"], "admin"),
        "list_cycles": ("cycles", ["GET"], "function"),
        "start_cycle": ("cycles", ["POST"], "admin"),
        "read_cycle": ("cycles/{id}", ["GET"], "function"),
        "stop_cycle": ("cycles/{id}/stop", ["POST"], "admin"),
        "import_people": ("imports", ["POST"], "admin"),
    }
    queues = {name: trigger["queue_name"] for name, trigger in functions.items() if "queue_name" in trigger}
    assert queues == {
        "provision_event": "hr-events",
        "park_event": "hr-events-poison",
        "run_cycle": "cycles",
        "drop_step": "cycles-poison",
    }
    schedules = {name: trigger["schedule"] for name, trigger in functions.items() if "schedule" in trigger}
    assert schedules == {
        "keep_house": NIGHTLY,
        "review_due": SCHEDULE,
        "reconcile": HALF_HOURLY,
        "watch": "0 */5 * * * *",
    }


def test_importing_the_app_loads_neither_graph_nor_identity_nor_templates() -> None:
    loaded = ask(LOADED)
    assert not {"msgraph", "msgraph_core", "msal", "jinja2", "httpx", "aiohttp", "kiota_http"} & set(loaded)
    assert "azure.identity" not in ask(LOADED.replace(".partition('.')[0]", ""))


@pytest.mark.parametrize(
    "unneeded",
    [
        *("msgraph", "azure.identity", "azure.data.tables", "httpx", "jmespath"),
        *("provisioning.engine", "provisioning.rules", "provisioning.cycles", "provisioning.imports"),
        "provisioning.setup",
    ],
)
def test_taking_an_event_in_loads_only_the_queue(unneeded: str) -> None:
    loaded = ask(LOADED_BY_INTAKE)
    assert "azure.storage.queue" in loaded
    assert unneeded not in loaded


LOGGED = """
import logging, sys, json
logging.basicConfig(level=logging.DEBUG)
import function_app
names = ["httpx", "httpcore.http11", "azure.core.pipeline.policies.http_logging_policy", "azure.identity.aio", "msal"]
print(json.dumps({name: logging.getLogger(name).isEnabledFor(logging.INFO) for name in names}))
"""


def test_libraries_do_not_log_the_addresses_that_they_call() -> None:
    assert set(ask(LOGGED).values()) == {False}


def test_a_failed_message_waits_minutes_before_it_is_tried_again() -> None:
    queues = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))["extensions"]["queues"]
    hours, minutes, seconds = map(int, queues["visibilityTimeout"].split(":"))
    assert hours * 60 + minutes + seconds / 60 >= 1
    assert queues["messageEncoding"] == "base64"


QUIET = {"provision_event", "review_due", "run_cycle"}
"""Functions that run so often that the host's own lines on each run would be most of the application log."""


def test_the_application_log_keeps_every_line_of_the_app() -> None:
    logging = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))["logging"]
    sampling = logging["applicationInsights"]["samplingSettings"]
    assert not sampling["isEnabled"] or {"Trace", "Request", "Exception"} <= {*sampling["excludedTypes"].split(";")}
    levels = logging["logLevel"]
    assert levels.pop("default") == "Information"
    assert levels.pop("Host.Aggregator") == "Warning"  # figures about the host that no query reads
    assert levels == {
        category: level
        for name in sorted(QUIET)
        for category, level in ((f"Function.{name}", "Warning"), (f"Function.{name}.User", "Information"))
    }


def test_a_quiet_function_is_one_of_the_app() -> None:
    assert set(ask(INDEX)) >= QUIET
