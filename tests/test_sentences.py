"""Failures as sentences: one line, of bounded length, without what is not seen, whatever came from outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.ports import (
    AccessDenied,
    AccountMissing,
    MessageTooLarge,
    Misconfigured,
    NameTaken,
    OwnFault,
    PersonMissing,
    Refused,
    RequestRejected,
    TemporaryFailure,
)

FORGED = "no\r\n[2026-01-01] INFO all is well\x1b[2K\u2028\u202eder\x00\ud800"
FAILURES = {
    "TemporaryFailure": TemporaryFailure(FORGED),
    "OwnFault": OwnFault("entra", FORGED),
    "Refused": Refused(FORGED),
    "AccessDenied": AccessDenied(FORGED),
    "NameTaken": NameTaken(FORGED),
    "AccountMissing": AccountMissing(FORGED),
    "PersonMissing": PersonMissing(FORGED),
    "MessageTooLarge": MessageTooLarge(FORGED),
    "Misconfigured": Misconfigured(FORGED),
    "RequestRejected": RequestRejected(400, FORGED),
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_a_line_break_in_a_failure_begins_no_new_line(failure: Exception) -> None:
    assert str(failure) == "no  [2026-01-01] INFO all is well [2K  der  "


@given(st.text(st.characters(exclude_categories=())))
def test_every_sentence_is_one_line_that_can_be_sent(text: str) -> None:
    sentence = str(TemporaryFailure(text))
    assert len(sentence.splitlines()) <= 1
    assert sentence.isprintable()
    assert sentence.encode()[: len(text)] or not text


def test_letters_of_any_language_stay() -> None:
    assert str(Refused("Łukasz O'Brien, 李小龙, Zoë 😀")) == "Łukasz O'Brien, 李小龙, Zoë 😀"


@pytest.mark.parametrize(("length", "kept"), [(1_000, 1_000), (1_001, 1_000), (5_000_000, 1_000)])
def test_a_sentence_has_a_thousand_characters_at_most(length: int, kept: int) -> None:
    sentence = str(Refused("x" * length))
    assert len(sentence) == kept
    assert sentence.endswith("…") is (length > kept)
