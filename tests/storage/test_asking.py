"""What queues and tables answer when they are asked whether they can be read and written."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from azure.data.tables.aio import TableServiceClient
from azure.storage.queue.aio import QueueClient

from local.azurite.server import AzuritePorts
from provisioning.ports.setup import Place, PlaceAnswer
from provisioning.storage.asking import AskingStorage
from tests.storage.own import own_queue, own_tables

IMPATIENT: Mapping[str, Any] = {"retry_total": 0, "connection_timeout": 1, "read_timeout": 1}


def asking(connection_string: str, queue: str, table: str) -> AskingStorage:
    return AskingStorage(
        lambda: TableServiceClient.from_connection_string(connection_string, **IMPATIENT),
        lambda name: QueueClient.from_connection_string(connection_string, name, **IMPATIENT),
        [queue],
        [table],
    )


async def test_places_that_are_there_work_and_nothing_is_left_in_them(azurite: str) -> None:
    async with own_queue(azurite) as queue, own_tables(azurite) as tables:
        await queue.create_queue()
        table = await tables.table("mine")
        answers = await asking(azurite, queue.queue_name, table.table_name).ask()
        assert answers == {
            Place("queue", queue.queue_name): PlaceAnswer.WORKS,
            Place("table", table.table_name): PlaceAnswer.WORKS,
        }
        assert [row async for row in table.list_entities()] == []
        assert (await queue.get_queue_properties()).approximate_message_count == 0


async def test_places_that_are_not_there_yet_are_missing_and_are_not_made(azurite: str) -> None:
    for _ in range(2):
        answers = await asking(azurite, "not-there", "notthere").ask()
        assert set(answers.values()) == {PlaceAnswer.MISSING}


async def test_places_that_nobody_serves_are_silent() -> None:
    nowhere = AzuritePorts(1, 1, 1).connection_string
    assert set((await asking(nowhere, "q", "t").ask()).values()) == {PlaceAnswer.SILENT}


@asynccontextmanager
async def refusing(status: int, code: str, only: str = "*") -> AsyncIterator[str]:
    """Serve an account that answers reads with nothing, and what `only` names with an error, in Azure's forms."""

    async def respond(request: web.Request) -> web.Response:
        if only not in {"*", request.method}:
            done = 200 if request.method == "GET" else 204
            return web.json_response({"value": []}, status=done, headers={"x-ms-approximate-messages-count": "0"})
        headers = {"x-ms-error-code": code}
        if request.path.startswith("/devstoreaccount1/q"):
            text = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>Told by the test.</Message></Error>"
            return web.Response(text=text, content_type="application/xml", status=status, headers=headers)
        body = {"odata.error": {"code": code, "message": {"lang": "en-US", "value": "Told by the test."}}}
        return web.json_response(body, status=status, headers=headers)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", respond)
    async with TestServer(app, host="127.0.0.1") as server:
        port = server.port or 0
        yield AzuritePorts(port, port, port).connection_string


@pytest.mark.parametrize(
    ("status", "code", "only", "answer"),
    [
        pytest.param(403, "AuthorizationPermissionMismatch", "*", PlaceAnswer.DENIED, id="no role at all"),
        pytest.param(403, "AuthorizationPermissionMismatch", "PUT PATCH", PlaceAnswer.DENIED, id="a reader's role"),
        pytest.param(403, "AuthorizationFailure", "*", PlaceAnswer.REFUSED, id="the firewall"),
        pytest.param(403, "KeyBasedAuthenticationNotPermitted", "*", PlaceAnswer.REFUSED, id="a key where none counts"),
        pytest.param(401, "InvalidAuthenticationInfo", "*", PlaceAnswer.REFUSED, id="another tenant's token"),
        pytest.param(503, "ServerBusy", "*", PlaceAnswer.UNCLEAR, id="a busy account"),
        pytest.param(400, "InvalidInput", "PUT PATCH", PlaceAnswer.UNCLEAR, id="a write that it does not understand"),
    ],
)
async def test_what_an_account_refuses_is_told_by_its_cause(
    status: int, code: str, only: str, answer: PlaceAnswer
) -> None:
    for method in only.split():
        async with refusing(status, code, method) as connection_string:
            answers = await asking(connection_string, "q", "t").ask()
        kinds = {"PUT": {"queue"}, "PATCH": {"table"}}.get(method, {"queue", "table"})
        assert {place.kind for place, found in answers.items() if found is answer} == kinds
