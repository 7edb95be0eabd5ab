"""Messages to administrators: made of alerts, and written as plain text or as an adaptive card.

The card is in the form that a workflow of Teams takes ("Post to a channel when a webhook request is received").
Source: Microsoft Learn, "Create incoming webhooks with Workflows for Microsoft Teams"; adaptivecards.io, schema 1.4.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pydantic import JsonValue

from provisioning.model import Alert, Notification
from provisioning.rules.notifying import Grouped
from provisioning.watching.times import written

SHOWN_AT_MOST: Final = 20
"""Alerts in a section; a message of Teams holds 28 KB."""
_LONGEST: Final = 600
_ADDRESS: Final = re.compile(r"[^\s@<>()'\",;:]+@[^\s@<>()'\",;:]+")
_WHERE: Final = "GET /api/health tells all alerts as they are now, docs/when-things-go-wrong.md what to do."


def notification(alerts: Grouped) -> Notification:
    """Return one message for alerts that began, that grew, that go on, and that ended."""
    parts = ((alerts.began, "New"), (alerts.grown, "Grown"), (alerts.again, "Still so"), (alerts.ended, "Over"))
    sections = tuple((heading, _paragraphs(told)) for told, heading in parts if told)
    counts = ", ".join(f"{len(told)} {heading.lower()}" for told, heading in parts if told)
    return Notification(subject=f"HR provisioning: {counts}", sections=sections)


def trial(by: str) -> Notification:
    """Return a message that only shows that messages arrive; `by` is who asked for it."""
    sentence = f"This is a test, which {by} asked for. Alerts of HR provisioning arrive here."
    return Notification(subject="HR provisioning: test", sections=(("Test", (sentence,)),))


def text(message: Notification) -> str:
    """Return a message as plain text."""
    lines = [line for heading, paragraphs in message.sections for line in (f"{heading}:", "", *_list(paragraphs), "")]
    return "\n".join([*lines, _WHERE, ""])


def card(message: Notification) -> dict[str, JsonValue]:
    """Return a message as what a workflow of Teams takes: an adaptive card in an envelope."""
    blocks: list[JsonValue] = [_block(message.subject, size="Large", weight="Bolder")]
    for heading, paragraphs in message.sections:
        blocks.append(_block(heading, weight="Bolder", spacing="Medium"))
        blocks += [_block(_plain(paragraph)) for paragraph in paragraphs]
    blocks.append(_block(_WHERE, isSubtle=True, spacing="Medium"))
    content: dict[str, JsonValue] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    attachment: dict[str, JsonValue] = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": content,
    }
    return {"type": "message", "attachments": [attachment]}


def _paragraphs(alerts: Sequence[Alert]) -> tuple[str, ...]:
    shown = [f"Since {written(each.since)}: {_without_addresses(each.sentence)}" for each in alerts[:SHOWN_AT_MOST]]
    left_out = len(alerts) - len(shown)
    return (*shown, f"and {left_out} more") if left_out else tuple(shown)


def _without_addresses(sentence: str) -> str:
    """Return a sentence, shortened, in which no address of a person can stand."""
    cut = sentence if len(sentence) <= _LONGEST else sentence[:_LONGEST] + "…"
    return _ADDRESS.sub("(address)", cut)


def _list(paragraphs: Iterable[str]) -> Iterable[str]:
    return (f"- {paragraph}" for paragraph in paragraphs)


def _plain(paragraph: str) -> str:
    """Return a text in which a card shows no links and no emphasis that somebody's name would make."""
    return re.sub(r"([\\`*_\[\]])", r"\\\1", paragraph)


def _block(words: str, **look: JsonValue) -> dict[str, JsonValue]:
    return {"type": "TextBlock", "text": words, "wrap": True, **look}
