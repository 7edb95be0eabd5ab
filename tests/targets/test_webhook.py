"""Webhooks for notifications, on a server of the test's own."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from provisioning.ports import Misconfigured, Refused, TemporaryFailure
from provisioning.targets.webhook import WebhookPoster
from provisioning.watching.messages import card, trial

SECRET = "signature-in-the-address"


class Receiver:
    """A workflow that takes cards, and answers what it is told to."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.answers: list[web.Response] = []
        self.address = ""

    async def take(self, request: web.Request) -> web.Response:
        """Take a card."""
        self.taken.append(json.loads(await request.read()))
        return self.answers.pop(0) if self.answers else web.Response(status=202)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.take)
    async with TestServer(app) as server:
        made.address = f"{server.make_url('/hook')}?sig={SECRET}"
        yield made


async def anything_goes(address: str) -> None:
    del address


async def test_a_card_is_posted_once(receiver: Receiver) -> None:
    document = card(trial("Ana Ruiz"))
    await WebhookPoster(anything_goes).post(receiver.address, document)
    assert receiver.taken == [document]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param({"status": 404}, "answered 404; look whether its address is still valid", id="gone"),
        pytest.param({"status": 400, "text": "bad"}, "answered 400", id="refused"),
        pytest.param(
            {"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}}, "redirects are not followed", id="moved"
        ),
    ],
)
async def test_a_refusal_is_told_without_the_address_and_without_what_was_answered(
    receiver: Receiver, answer: dict[str, Any], words: str
) -> None:
    receiver.answers.append(web.Response(**answer))
    with pytest.raises(Refused, match=words) as refused:
        await WebhookPoster(anything_goes).post(receiver.address, {})
    assert SECRET not in str(refused.value)
    assert len(receiver.taken) == 1


async def test_an_outage_of_a_moment_is_waited_for(receiver: Receiver) -> None:
    receiver.answers += [web.Response(status=503), web.Response(status=429)]
    await WebhookPoster(anything_goes).post(receiver.address, {})
    assert len(receiver.taken) == 3


async def test_who_does_not_answer_is_named_by_kind(receiver: Receiver) -> None:
    del receiver
    with pytest.raises(TemporaryFailure, match=r"did not answer \(ConnectError\)") as failure:
        await WebhookPoster(anything_goes).post(f"http://127.0.0.1:1/{SECRET}", {})
    assert SECRET not in str(failure.value)


async def test_an_address_that_nothing_may_be_sent_to_gets_nothing(receiver: Receiver) -> None:
    async def refuse(address: str) -> None:
        del address
        raise Misconfigured("the address must be an https address")

    with pytest.raises(Misconfigured):
        await WebhookPoster(refuse).post(receiver.address, {})
    assert receiver.taken == []
