"""The administrator's endpoint for notifications."""

from collections.abc import Sequence
from dataclasses import dataclass

from azure.functions import HttpRequest, HttpResponse

from provisioning.auditing import Auditor
from provisioning.ports import Channel, RequestRejected, SettingsReader
from provisioning.watching.messages import trial
from provisioning.watching.notifying import fault_of_sending
from provisioning.web.changing import who_asks
from provisioning.web.responses import answer, headers_of


@dataclass(frozen=True, slots=True)
class NotificationsApi:
    """The endpoint, over the channels by which administrators are told of alerts."""

    channels: Sequence[Channel]
    settings: SettingsReader
    auditor: Auditor

    async def test(self, request: HttpRequest) -> HttpResponse:
        """Send a test message by each channel that the settings choose, and tell what became of each.

        Raises:
            RequestRejected: 400 when the settings choose none.
        """
        settings, _ = await self.settings.read()
        chosen = [channel for channel in self.channels if channel.is_set(settings)]
        if not chosen:
            raise RequestRejected(400, "no channel is set; set notifications.email or notifications.webhook")
        by = who_asks(headers_of(request))
        names = ", ".join(channel.name for channel in chosen)
        await self.auditor.note(by, "notifications.tested", f"sent a test message by {names}")
        outcomes = [(channel.name, await fault_of_sending(channel, settings, trial(by))) for channel in chosen]
        return answer({"channels": [_outcome(name, fault) for name, fault in outcomes]})


def _outcome(name: str, fault: str | None) -> dict[str, object]:
    sentence = f"not sent: {fault}" if fault else "sent; look whether it arrived"
    return {"channel": name, "sent": fault is None, "sentence": sentence}
