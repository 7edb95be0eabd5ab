"""What administrators were told of."""

from provisioning.fields import Frozen, Instant
from provisioning.model.watching import Alert


class Noticed(Frozen):
    """An alert that was noticed.

    `told_at` is when a message last told of it (UTC), None: none did yet. `over` says that there is no such alert any
    more, which is to be told as well.
    """

    alert: Alert
    told_at: Instant | None = None
    over: bool = False


class ChannelNotices(Frozen):
    """What one channel told, and still has to tell. Times are UTC.

    Attributes:
        channel: Such as `email`.
        noticed: The alerts, in no order.
        sent_at: When the last message was sent.
        failing_since: Since when messages are not delivered; None: the last one was.
        fault: Why, as a sentence.
    """

    channel: str
    noticed: tuple[Noticed, ...] = ()
    sent_at: Instant | None = None
    failing_since: Instant | None = None
    fault: str | None = None


class Notification(Frozen):
    """A message to administrators, in plain text: a subject, and paragraphs with a heading each."""

    subject: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
