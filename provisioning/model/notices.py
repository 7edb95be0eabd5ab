"""What administrators were told of."""

from collections.abc import Mapping

from pydantic import JsonValue

from provisioning.fields import Frozen, Instant
from provisioning.model.watching import Alert


class Noticed(Frozen):
    """An alert that was noticed.

    `told_at` is when a message last told of it (UTC), None: none did yet; `told_count` and `told_marks` are what it was
    about then, but for those of whom it has not been about since. `over` says that there is no such alert any more,
    which is to be told as well.
    """

    alert: Alert
    told_at: Instant | None = None
    told_count: int = 1
    told_marks: tuple[str, ...] = ()
    over: bool = False


class ChannelNotices(Frozen):
    """What one channel told, and still has to tell. Times are UTC.

    Attributes:
        channel: Such as `email`.
        noticed: The alerts, in no order.
        sent_at: When the last message was sent.
        failing_since: Since when messages are not delivered; None: the last one was.
        fault: Why, as a sentence.
        chosen: The settings' `notifications` as they were last read, for when they cannot be read; None: the channel is
            not chosen.
    """

    channel: str
    noticed: tuple[Noticed, ...] = ()
    sent_at: Instant | None = None
    failing_since: Instant | None = None
    fault: str | None = None
    chosen: Mapping[str, JsonValue] | None = None


class Notification(Frozen):
    """A message to administrators, in plain text: a subject, and paragraphs with a heading each."""

    subject: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
