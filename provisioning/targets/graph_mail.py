"""E-mail by Microsoft Graph, from a configured mailbox.

Source: Microsoft Learn, "user: sendMail" (application permission Mail.Send, which an application access policy can
narrow to one mailbox).
"""

from collections.abc import Sequence
from typing import Final

from azure.core.credentials_async import AsyncTokenCredential
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.message import Message
from msgraph.generated.models.recipient import Recipient
from msgraph.generated.users.item.send_mail.send_mail_post_request_body import SendMailPostRequestBody
from msgraph.graph_service_client import GraphServiceClient

from provisioning.model import SPARE_SECONDS, Demand, Grant
from provisioning.ports import AccessDenied, AccountMissing, Refused
from provisioning.targets.graph_client import connect, send
from provisioning.targets.graph_pacing import GraphPace

_LONGEST_PAUSE_SECONDS: Final = 3600
"""Who asks for a longer one is asked again by then."""


class GraphMailer:
    """Mailer on Graph. Connect it with `mail_client`."""

    def __init__(self, client: GraphServiceClient) -> None:
        self._client = client

    async def send(self, sender: str, to: Sequence[str], subject: str, text: str) -> None:
        """See ports.Mailer. One call; the mail is not kept among the sent ones."""
        message = Message(
            subject=subject,
            body=ItemBody(content_type=BodyType.Text, content=text),
            to_recipients=[Recipient(email_address=EmailAddress(address=address)) for address in to],
        )
        body = SendMailPostRequestBody(message=message, save_to_sent_items=False)
        mailbox = self._client.users.by_user_id(sender).send_mail
        try:
            await send(self._client, lambda: mailbox.to_post_request_information(body))
        except AccountMissing as missing:
            raise Refused("there is no mailbox of the name in notifications.email.sender; correct it") from missing
        except AccessDenied as denied:
            raise Refused(
                "the app may not send from the mailbox in notifications.email.sender; grant it the permission "
                "Mail.Send, and name the mailbox in the policy that narrows it, if there is one"
            ) from denied


def mail_client(base_url: str, credential: AsyncTokenCredential) -> GraphServiceClient:
    """Return a client for mail, which has a quota apart from the directory's.

    So mail neither waits for writes of accounts nor counts among them; it is a few messages an hour at most. While
    Graph asks to wait for longer than a few seconds, none is sent: whoever sends fails at once, and tries again later.
    """
    return connect(base_url, credential, GraphPace(_Uncounted()))


class _Uncounted:
    """Quotas port of what need not be counted. It remembers, in this process, until when Graph asks to wait."""

    def __init__(self) -> None:
        self._paused_until = 0.0

    async def reserve(self, demand: Demand, now: float) -> Grant:
        """See ports.Quotas."""
        if now < self._paused_until:
            return Grant((), (), now, 0, self._paused_until, now + SPARE_SECONDS)
        moments, urgent = (now,) * demand.writes, (now,) * demand.urgent
        return Grant(moments, urgent, now, 0, now + SPARE_SECONDS, now + SPARE_SECONDS)

    async def pause_writes(self, seconds: float, now: float) -> None:
        """See ports.Quotas."""
        self._paused_until = max(self._paused_until, now + min(seconds, _LONGEST_PAUSE_SECONDS))

    async def pause_reads(self, seconds: float, now: float) -> None:
        """See ports.Quotas."""

    async def slow_down(self, now: float) -> None:
        """See ports.Quotas."""
