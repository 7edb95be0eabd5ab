"""What a message to administrators looks like."""

import json
from typing import Any

from provisioning.model import Alert, AlertKind, Notification
from provisioning.rules.notifying import Grouped
from provisioning.watching.messages import SHOWN_AT_MOST, card, notification, text, trial
from tests.builders import NOON


def alert(sentence: str) -> Alert:
    return Alert(kind=AlertKind.PARKED, key=sentence, sentence=sentence, since=NOON)


message = notification(Grouped([alert("3 messages are parked")], [], [], [alert("a cycle failed")]))


def test_a_message_says_what_is_new_and_what_is_over() -> None:
    assert message == Notification(
        subject="HR provisioning: 1 new, 1 over",
        sections=(
            ("New", ("Since 2026-06-01T12:00:00Z: 3 messages are parked",)),
            ("Over", ("Since 2026-06-01T12:00:00Z: a cycle failed",)),
        ),
    )


def test_as_plain_text() -> None:
    assert text(message).startswith("New:\n\n- Since 2026-06-01T12:00:00Z: 3 messages are parked\n\nOver:\n\n- Since")


def test_as_a_card_in_the_form_that_a_workflow_of_teams_takes() -> None:
    document: Any = card(message)
    (attachment,) = document["attachments"]
    assert (document["type"], attachment["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    content = attachment["content"]
    assert (content["type"], content["version"]) == ("AdaptiveCard", "1.4")
    assert [block["text"] for block in content["body"]][:3] == [
        "HR provisioning: 1 new, 1 over",
        "New",
        "Since 2026-06-01T12:00:00Z: 3 messages are parked",
    ]
    assert all(block["wrap"] for block in content["body"])


def test_a_name_makes_no_link_in_a_card() -> None:
    document = card(notification(Grouped([alert("[click](https://example.com) *now*")], [], [], [])))
    assert r"\\[click\\](https://example.com) \\*now\\*" in json.dumps(document)


def test_addresses_of_people_are_left_out_and_long_sentences_are_cut() -> None:
    told = text(notification(Grouped([alert("write to anna.ek@example.com, " + "x" * 5_000)], [], [], [])))
    assert "anna" not in told
    assert "write to (address)," in told
    assert len(told) < 1_000


def test_a_storm_of_alerts_still_fits_into_a_message_of_teams() -> None:
    many = [alert(f"{number} " + "x" * 1_000) for number in range(100)]
    message = notification(Grouped(many, many, many, many))
    assert message.subject == "HR provisioning: 100 new, 100 grown, 100 still so, 100 over"
    assert message.sections[0][1][-1] == f"and {100 - SHOWN_AT_MOST} more"


def test_a_test_message_says_who_asked_for_it() -> None:
    assert "which Ana Ruiz asked for" in json.dumps(card(trial("Ana Ruiz")))
