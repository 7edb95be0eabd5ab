"""The local host answers HTTP as the real one does."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.local.running_host import RunningHost, running_host, write_app

APP = """
    import json
    import azure.functions as func

    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

    @app.route("people/{source}/{id}", methods=["GET", "POST"])
    async def person(req: func.HttpRequest) -> func.HttpResponse:
        seen = {"method": req.method, "url": req.url, "route": dict(req.route_params), "query": dict(req.params),
                "headers": dict(req.headers), "body": req.get_body().decode()}
        return func.HttpResponse(json.dumps(seen), status_code=201, mimetype="application/json")

    @app.route("people/all/{id}")
    def literal_first(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse("everybody")

    @app.route("files/{*path}")
    def files(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse(req.route_params.get("path", "(none)"))

    @app.route("years/{year:int}")
    def years(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse(req.route_params["year"])

    @app.route("mirror", methods=["POST"])
    def mirror(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse(req.get_body(), mimetype="application/octet-stream")

    @app.route("cookies")
    def cookies(req: func.HttpRequest) -> func.HttpResponse:
        response = func.HttpResponse(headers={"X-Own": "1"})
        response.headers.add("Set-Cookie", "one=1; Path=/; HttpOnly; SameSite=Lax")
        response.headers.add("Set-Cookie", "two=2; Path=/api; Max-Age=60; Secure")
        response.headers.add("Set-Cookie", "three=3; Expires=Fri, 01 Jan 2027 00:00:00 GMT")
        return response

    @app.route("function-level", auth_level=func.AuthLevel.FUNCTION)
    def function_level(req: func.HttpRequest) -> str:
        return "in"

    @app.route("admin-level", auth_level=func.AuthLevel.ADMIN)
    def admin_level(req: func.HttpRequest) -> str:
        return "in"

    @app.route("broken")
    async def broken(req: func.HttpRequest) -> func.HttpResponse:
        raise RuntimeError("the reason, for the log only")
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory, azurite: str) -> Iterator[RunningHost]:
    with running_host(write_app(tmp_path_factory.mktemp("http"), APP), azurite) as running:
        yield running


def test_a_function_gets_the_route_the_query_the_headers_and_the_body(host: RunningHost) -> None:
    answer = httpx.post(
        f"{host.url}/api/people/bob/a%20b?tag=1&tag=2&empty=&Name=x",
        headers=[("X-Twice", "a"), ("X-Twice", "b")],
        content=b"hello",
    )
    seen = answer.json()
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert seen["method"] == "POST"
    assert seen["url"] == f"{host.url}/api/people/bob/a%20b?tag=1&tag=2&empty=&Name=x"
    assert seen["route"] == {"source": "bob", "id": "a b"}
    assert seen["query"] == {"tag": "1,2", "Name": "x"}
    assert seen["headers"]["x-twice"] == "a,b"
    assert seen["body"] == "hello"


def test_an_encoded_slash_stays_within_its_segment(host: RunningHost) -> None:
    assert host.request("GET", "/api/people/bob/a%2Fb").json()["route"]["id"] == "a%2Fb"


def test_a_chunked_body_arrives_empty(host: RunningHost) -> None:
    answer = httpx.post(f"{host.url}/api/people/bob/1", content=iter([b"lost"]))
    assert answer.json()["body"] == ""


def test_bytes_travel_both_ways_unchanged(host: RunningHost) -> None:
    body = bytes(range(256)) * 1000
    assert host.request("POST", "/api/mirror", content=body).content == body


@pytest.mark.parametrize("path", ["/", "/api/nothing", "/people/bob/1", "/api/people/bob", "/api/years/soon"])
def test_an_unknown_path_is_404_without_a_body(host: RunningHost, path: str) -> None:
    answer = host.request("GET", path)
    assert (answer.status_code, answer.content) == (404, b"")


def test_a_method_that_the_function_does_not_take_is_404_too(host: RunningHost) -> None:
    answer = host.request("DELETE", "/api/people/bob/1")
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/people/all/1", "everybody"),
        ("/API/People/ALL/1", "everybody"),
        ("/api/files/a/b.txt", "a/b.txt"),
        ("/api/files", "(none)"),
        ("/api/years/2030", "2030"),
    ],
)
def test_literal_segments_win_catch_alls_take_the_rest_and_case_does_not_matter(
    host: RunningHost, path: str, body: str
) -> None:
    assert host.request("GET", path).text == body


def test_every_cookie_that_a_function_sets_arrives(host: RunningHost) -> None:
    answer = host.request("GET", "/api/cookies")
    assert answer.headers["x-own"] == "1"
    assert answer.headers.get_list("set-cookie") == [
        "one=1; HttpOnly; Path=/; SameSite=Lax",
        "two=2; Max-Age=60; Path=/api; Secure",
        "three=3; expires=Fri, 01 Jan 2027 00:00:00 GMT",
    ]


@pytest.mark.parametrize(
    ("path", "key", "status"),
    [
        ("/api/function-level", None, 401),
        ("/api/function-level", "wrong", 401),
        ("/api/function-level", "function", 200),
        ("/api/function-level", "master", 200),
        ("/api/admin-level", None, 401),
        ("/api/admin-level", "function", 401),
        ("/api/admin-level", "master", 200),
    ],
)
def test_a_function_wants_a_key_of_its_level(host: RunningHost, path: str, key: str | None, status: int) -> None:
    shown = {"function": host.keys.function, "master": host.keys.master}.get(key or "", key)
    answer = host.request("GET", path, key=shown)
    assert answer.status_code == status
    assert answer.text == ("in" if status == 200 else "")


def test_a_key_in_the_header_wins_over_one_in_the_query(host: RunningHost) -> None:
    path = f"/api/function-level?code={host.keys.function}"
    assert host.request("GET", path).status_code == 200
    assert host.request("GET", path, key="wrong").status_code == 401


def test_an_exception_is_500_without_a_body_and_in_the_log(host: RunningHost) -> None:
    answer = host.request("GET", "/api/broken")
    assert (answer.status_code, answer.content) == (500, b"")
    assert "broken failed in" in host.log()
    assert "RuntimeError: the reason, for the log only" in host.log()


def test_the_log_has_a_line_for_each_run_and_no_keys(host: RunningHost) -> None:
    host.request("GET", f"/api/function-level?code={host.keys.function}")
    host.request("GET", "/api/people/all/1")
    assert "literal_first answered 200 in" in host.log()
    assert host.keys.function not in host.log()
    assert host.keys.master not in host.log()


def test_only_the_owner_can_read_the_keys(host: RunningHost) -> None:
    keys_file = host.child.log_file.parent / "host-keys.json"
    assert keys_file.stat().st_mode & 0o777 == 0o600


def test_the_route_prefix_comes_from_host_json(tmp_path: Path, azurite: str) -> None:
    app = write_app(tmp_path, APP, {"extensions": {"http": {"routePrefix": ""}}})
    with running_host(app, azurite) as unprefixed:
        assert unprefixed.request("GET", "/years/1999").text == "1999"
