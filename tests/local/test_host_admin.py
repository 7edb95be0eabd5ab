"""The local host's admin API runs functions by hand and tells how the host is."""

from collections.abc import Iterator

import pytest

from tests.local.running_host import RunningHost, running_host, write_app

APP = """
    import azure.functions as func

    app = func.FunctionApp()

    @app.queue_trigger(arg_name="msg", queue_name="never-made", connection="AzureWebJobsStorage")
    async def from_queue(msg: func.QueueMessage) -> None:
        print("QUEUE", msg.dequeue_count, len(msg.id), msg.get_body().decode(), flush=True)

    @app.timer_trigger(arg_name="timer", schedule="0 0 0 1 1 *")
    def from_timer(timer: func.TimerRequest) -> None:
        print("TIMER", timer.past_due, flush=True)

    @app.route("from-http", auth_level=func.AuthLevel.ADMIN)
    def from_http(req: func.HttpRequest) -> str:
        print("HTTP", req.method, req.get_body().decode(), flush=True)
        return "done"
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory, azurite: str) -> Iterator[RunningHost]:
    with running_host(write_app(tmp_path_factory.mktemp("admin"), APP), azurite) as running:
        yield running


def test_a_queue_function_run_by_hand_gets_the_input_as_its_message(host: RunningHost) -> None:
    assert host.run_by_hand("from_queue", "some text").status_code == 202
    assert host.wait_for("QUEUE") == ["0 36 some text"]


def test_a_timer_function_run_by_hand_is_not_past_due(host: RunningHost) -> None:
    assert host.run_by_hand("FROM_TIMER").status_code == 202
    assert host.wait_for("TIMER") == ["False"]


def test_an_http_function_run_by_hand_gets_the_input_as_its_body(host: RunningHost) -> None:
    assert host.run_by_hand("from_http", "a body").status_code == 202
    assert host.wait_for("HTTP") == ["POST a body"]


def test_an_unknown_function_is_404(host: RunningHost) -> None:
    assert host.run_by_hand("nobody").status_code == 404


@pytest.mark.parametrize("content", [b"[1]", b"{"])
def test_a_body_that_is_no_json_object_is_400(host: RunningHost, content: bytes) -> None:
    answer = host.request("POST", "/admin/functions/from_timer", key=host.keys.master, content=content)
    assert answer.status_code == 400


@pytest.mark.parametrize(("method", "path"), [("POST", "/admin/functions/from_queue"), ("GET", "/admin/host/status")])
def test_the_function_key_is_not_enough(host: RunningHost, method: str, path: str) -> None:
    assert host.request(method, path, key=host.keys.function).status_code == 401
    assert host.request(method, path).status_code == 401


def test_anybody_may_ping_and_the_master_key_shows_the_status(host: RunningHost) -> None:
    assert host.request("GET", "/admin/host/ping").status_code == 200
    assert host.request("GET", "/admin/host/status", key=host.keys.master).json()["state"] == "Running"
