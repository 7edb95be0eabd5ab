"""Mail that is sent from a user's mailbox in the Graph stand-in."""

import pytest

from local.emulator.json_values import Json, JsonObject
from tests.local.standin_client import GraphStandIn

TO_IT: Json = [{"emailAddress": {"address": "it@contoso.com"}}]
MESSAGE: JsonObject = {
    "subject": "Hello",
    "body": {"contentType": "text", "content": "Good morning"},
    "toRecipients": TO_IT,
}
SENT: JsonObject = {"message": MESSAGE, "saveToSentItems": False}


async def test_mail_that_is_sent_is_kept(graph: GraphStandIn) -> None:
    await graph.create("robot")

    reply = await graph.send("POST", "/users/robot@contoso.com/sendMail", SENT)

    assert (reply.status, reply.body) == (202, None)
    (mail,) = (await graph.control("GET", "mails")).objects("mails")
    assert mail.pop("sentAt")
    assert mail == {
        "from": "robot@contoso.com",
        "to": ["it@contoso.com"],
        "subject": "Hello",
        "body": {"contentType": "text", "content": "Good morning"},
    }


async def test_names_of_parameters_may_be_written_in_capitals_as_the_sdk_does(graph: GraphStandIn) -> None:
    await graph.create("robot")

    reply = await graph.send("POST", "/users/robot@contoso.com/sendMail", {"Message": MESSAGE})

    assert reply.status == 202


@pytest.mark.parametrize(
    ("mailbox", "body", "status"),
    [
        pytest.param("nobody", SENT, 404, id="from a mailbox that does not exist"),
        pytest.param("robot", {}, 400, id="without a message"),
        pytest.param("robot", {"message": {"subject": "Hello"}}, 400, id="to nobody"),
        pytest.param("robot", {"message": {"toRecipients": [{"emailAddress": {}}]}}, 400, id="to no address"),
    ],
)
async def test_mail_is_refused(graph: GraphStandIn, mailbox: str, body: JsonObject, status: int) -> None:
    await graph.create("robot")
    assert (await graph.send("POST", f"/users/{mailbox}@contoso.com/sendMail", body)).status == status
    assert (await graph.control("GET", "mails")).objects("mails") == []


async def test_mail_counts_as_no_write_of_the_directory_and_a_reset_forgets_it(graph: GraphStandIn) -> None:
    await graph.create("robot")
    before = (await graph.stats())["writes"]

    await graph.send("POST", "/users/robot@contoso.com/sendMail", SENT)

    assert (await graph.stats())["writes"] == before
    await graph.control("POST", "reset")
    assert (await graph.control("GET", "mails")).objects("mails") == []
