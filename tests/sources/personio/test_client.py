"""Calls of Personio's API: tokens, waiting, and lists that go on by a link, against a server that follows a script."""

import asyncio
from collections.abc import Callable

import pytest
from pydantic import JsonValue

from provisioning.ports import OwnFault, TemporaryFailure
from provisioning.retrying import TRIES
from provisioning.sources.personio.client import V1, V2, NothingThere, SignIn
from provisioning.sources.personio.times import pages_since
from tests.builders import at
from tests.sources.payloads import document
from tests.sources.personio.scripted import Answer, Script, page


async def ids(script: Script) -> list[JsonValue]:
    """Return the ids on a list, page by page."""
    pages = script.client().pages("/v2/persons", {"limit": 50})
    return [item["id"] async for page in pages for item in page]


# Tokens


@pytest.mark.parametrize(
    ("sign_in", "answer", "form"),
    [
        pytest.param(V1, "v1-auth", {"client_id": "id", "client_secret": "secret"}, id="version 1"),
        pytest.param(
            V2,
            "v2-token",
            {"grant_type": "client_credentials", "client_id": "id", "client_secret": "secret"},
            id="version 2",
        ),
    ],
)
async def test_a_token_is_asked_for_as_a_form(
    script: Script, sign_in: SignIn, answer: str, form: dict[str, str]
) -> None:
    script.token, script.answers = (200, document(f"personio/{answer}.json"), {}), [page()]
    client = script.client(sign_in)
    await client.get("/v2/persons")
    assert script.forms == [form]


@pytest.mark.parametrize(
    ("lifetime", "still_good", "too_late"),
    [
        pytest.param(86_400, 86_099, 86_100, id="of a day, up to five minutes before its end"),
        pytest.param(60, 29, 30, id="of a minute, half of it"),
        pytest.param(None, 3_299, 3_300, id="without an end, for an hour at most"),
    ],
)
async def test_a_token_is_kept_until_shortly_before_its_end(
    script: Script, lifetime: int | None, still_good: float, too_late: float
) -> None:
    script.token, script.answers = (200, {"access_token": "t", "expires_in": lifetime}, {}), [page()]
    client = script.client()
    for now, tokens in [(0, 1), (still_good, 1), (too_late, 2)]:
        script.seconds = now
        await client.get("/v2/persons")
        assert len(script.forms) == tokens


async def test_calls_at_once_share_a_token(script: Script) -> None:
    script.answers = [page()]
    client = script.client()
    await asyncio.gather(*(client.get("/v2/persons") for _ in range(5)))
    assert len(script.forms) == 1


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((200, {"access_token": ""}, {}), id="empty"),
        pytest.param((200, {"data": []}, {}), id="not there"),
        pytest.param((200, "papi", {}), id="another form"),
        pytest.param((502, None, {}), id="a failure"),
    ],
)
async def test_an_answer_without_a_token_is_a_failure_for_now(script: Script, answer: Answer) -> None:
    script.token = answer
    with pytest.raises(TemporaryFailure):
        await script.client().get("/v2/persons")
    assert len(script.forms) == TRIES


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_refused_credential_is_an_administrators_matter(script: Script, status: int) -> None:
    script.token = (status, {"error": "invalid_client"}, {})
    with pytest.raises(OwnFault, match="PERSONIO_CLIENT_SECRET") as refusal:
        await script.client().get("/v2/persons")
    assert "secret" not in str(refusal.value)
    assert refusal.value.where == "personio"


# Waiting


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        pytest.param({"Retry-After": "30"}, [30.0], id="as long as Personio asks for"),
        pytest.param({"Retry-After": "120"}, [120.0], id="two minutes at most"),
    ],
)
async def test_a_list_waits_when_there_were_too_many_calls(
    script: Script, headers: dict[str, str], waits: list[float]
) -> None:
    script.answers = [(429, {}, headers), page("1")]
    assert await ids(script) == ["1"]
    assert script.slept == waits


async def test_a_list_waits_a_minute_if_personio_does_not_say_how_long(script: Script) -> None:
    script.answers = [*[(429, {}, {})] * 4, page("1")]
    assert await ids(script) == ["1"]
    assert script.slept == [60.0]


async def test_a_list_does_not_wait_for_hours(script: Script) -> None:
    script.answers = [(429, {}, {"Retry-After": "3600"})]
    with pytest.raises(TemporaryFailure):
        await ids(script)
    assert script.slept == []


async def test_who_reads_one_person_does_not_wait(script: Script) -> None:
    script.answers = [(429, {}, {"Retry-After": "30"})]
    with pytest.raises(TemporaryFailure, match="429"):
        await script.client().get("/v2/persons/1")
    assert script.slept == []


# Lists


async def test_a_list_goes_on_by_its_link_and_past_empty_pages(script: Script) -> None:
    there = f"{script.base_url}/v2/persons?cursor="
    script.answers = [page("1", following=there + "a"), page(following=there + "b"), page("2", "3")]
    assert await ids(script) == ["1", "2", "3"]
    assert script.asked == ["/v2/persons?limit=50", "/v2/persons?cursor=a", "/v2/persons?cursor=b"]


async def test_a_link_without_a_host_is_followed(script: Script) -> None:
    script.answers = [page("1", following="/v2/persons?cursor=a"), page("2")]
    assert await ids(script) == ["1", "2"]
    assert script.asked[1] == "/v2/persons?cursor=a"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://personio.evil.example/v2/persons?cursor=a",
        "http://127.0.0.1:1/v2/persons?cursor=a",
        "//evil.example/v2/persons?cursor=a",
        "http://127.0.0.1@evil.example/v2/persons",
    ],
    ids=["another host", "another port", "without a scheme", "a host as a user's name"],
)
async def test_a_link_to_another_host_is_never_followed(script: Script, elsewhere: str) -> None:
    script.answers = [page("1", following=elsewhere)]
    with pytest.raises(TemporaryFailure, match="another host"):
        await ids(script)
    assert len(script.asked) == 1


async def test_a_list_that_goes_in_a_circle_is_a_failure(script: Script) -> None:
    script.answers = [page("1", following="/v2/persons?cursor=a")]
    with pytest.raises(TemporaryFailure, match="circle"):
        await ids(script)
    assert len(script.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((200, [], {}), id="a list"),
        pytest.param((200, {"data": []}, {}), id="without _data"),
        pytest.param((200, {"_data": ["1"]}, {}), id="ids instead of objects"),
        pytest.param((204, "", {}), id="nothing"),
    ],
)
async def test_an_answer_that_is_no_list_is_a_failure_and_not_an_empty_list(script: Script, answer: Answer) -> None:
    script.answers = [answer]
    with pytest.raises(TemporaryFailure):
        await ids(script)


async def test_a_list_that_is_not_there_is_a_failure(script: Script) -> None:
    script.answers = [(404, {}, {})]
    with pytest.raises(NothingThere, match="PERSONIO_API_BASE_URL"):
        await ids(script)


async def test_a_page_that_is_not_there_is_a_failure(script: Script) -> None:
    script.answers = [page("1", following="/v2/persons?cursor=a"), (404, {}, {})]
    with pytest.raises(TemporaryFailure):
        await ids(script)


# Times


def forms_taken(place: int) -> Callable[[Script], None]:
    def prepare(script: Script) -> None:
        script.answers = [*[(400, {}, {})] * place, page("1")]

    return prepare


@pytest.mark.parametrize(
    ("prepare", "written"),
    [
        pytest.param(forms_taken(0), "2026-05-11T22%3A30%3A00Z", id="as documented"),
        pytest.param(forms_taken(1), "2026-05-11T22%3A30%3A00", id="without a zone"),
        pytest.param(forms_taken(2), "2026-05-10", id="the day before"),
    ],
)
async def test_a_time_is_told_in_the_first_form_that_is_taken(
    script: Script, prepare: Callable[[Script], None], written: str
) -> None:
    prepare(script)
    client = script.client()
    since = at("2026-05-12T00:30+02:00")
    pages = [items async for items in pages_since(client, "/v2/persons", {"limit": 5}, "updated_at.gt", since)]
    assert pages == [[{"id": "1"}]]
    assert script.asked[-1] == f"/v2/persons?limit=5&updated_at.gt={written}"


async def test_a_time_that_is_taken_in_no_form_is_a_failure(script: Script) -> None:
    script.answers = [(400, {}, {})]
    pages = pages_since(script.client(), "/v2/persons", {}, "updated_at.gt", at("2026-05-12T00:30+02:00"))
    with pytest.raises(TemporaryFailure, match="400"):
        await anext(pages)
    assert len(script.asked) == 3
