"""E-mail by Microsoft Graph, on the Graph stand-in."""

from collections.abc import AsyncIterator

import pytest

from provisioning.ports import Refused, TemporaryFailure
from provisioning.targets.credentials import graph_credential
from provisioning.targets.graph_mail import GraphMailer, mail_client
from tests.contracts.tenants import GraphTenant
from tests.fakes.directory import User
from tests.targets.connected import closing


@pytest.fixture
async def mailer(graph: GraphTenant) -> AsyncIterator[GraphMailer]:
    """A mailer in a tenant with one mailbox."""
    await graph.add(User("robot", "robot@contoso.com"))
    base_url = str(graph.stand_in._client.make_url("/v1.0"))
    async with closing(mail_client(base_url, graph_credential(base_url, None))) as client:
        yield GraphMailer(client)


async def test_mail_goes_from_the_configured_mailbox_to_everybody(graph: GraphTenant, mailer: GraphMailer) -> None:
    await mailer.send("robot@contoso.com", ["it@contoso.com", "hr@contoso.com"], "1 new", "New:\n\n- é\n")
    (mail,) = (await graph.stand_in.control("GET", "mails")).objects("mails")
    del mail["sentAt"]
    assert mail == {
        "from": "robot@contoso.com",
        "to": ["it@contoso.com", "hr@contoso.com"],
        "subject": "1 new",
        "body": {"contentType": "text", "content": "New:\n\n- é\n"},
    }


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        pytest.param(403, Refused, "grant it the permission Mail.Send", id="without the permission"),
        pytest.param(404, Refused, "no mailbox of the name in notifications.email.sender", id="without the mailbox"),
        pytest.param(401, TemporaryFailure, "identity", id="without a token that is taken"),
        pytest.param(503, TemporaryFailure, "503", id="in an outage"),
    ],
)
async def test_what_keeps_mail_from_being_sent_is_named(
    graph: GraphTenant, mailer: GraphMailer, status: int, kind: type[Exception], words: str
) -> None:
    await graph.stand_in.faults(rules=[{"method": "POST", "path": "sendMail$", "status": status, "times": 9}])
    with pytest.raises(kind, match=words):
        await mailer.send("robot@contoso.com", ["it@contoso.com"], "1 new", "New")


async def test_who_is_asked_to_wait_sends_no_mail_until_then(graph: GraphTenant, mailer: GraphMailer) -> None:
    await graph.stand_in.faults(
        rules=[{"method": "POST", "path": "sendMail$", "status": 429, "times": 99, "retryAfter": 60}]
    )
    for _ in range(2):
        with pytest.raises(TemporaryFailure, match=r"takes no writes for another (60|59) s"):
            await mailer.send("robot@contoso.com", ["it@contoso.com"], "1 new", "New")
    assert (await graph.stand_in.stats())["injected"] == 1


async def test_mail_does_not_wait_for_the_directorys_quota(graph: GraphTenant, mailer: GraphMailer) -> None:
    await graph.stand_in.faults(writesPer150s=0)
    await mailer.send("robot@contoso.com", ["it@contoso.com"], "1 new", "New")
    assert len((await graph.stand_in.control("GET", "mails")).objects("mails")) == 1
