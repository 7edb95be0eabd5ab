"""Which default passwords Entra would take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.rules.passwords import problem_with


@pytest.mark.parametrize(
    "password",
    ["Welcome1", "welcome-1", "WELCOME-1", "Welcome-", "Correct Horse 1", "Aa1" + "x" * 253, "Qu\"o'te`1"],
    ids=[
        "small, capital, digit",
        "small, digit, symbol",
        "capital, digit, symbol",
        "small, capital, symbol",
        "blanks",
        "256 characters",
        "quotes",
    ],
)
def test_a_password_that_entra_takes(password: str) -> None:
    assert problem_with(password) is None


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "0 characters, at least 8"),
        ("Welcom1", "7 characters, at least 8"),
        ("Aa1" + "x" * 254, "257 characters, at most 256"),
        ("Wëlcome-1", "does not allow"),
        ("Welcome-1€", "does not allow"),
        ("Welcome\t1", "does not allow"),
        ("Welcome\n1", "does not allow"),
        ("Welcome\N{FULLWIDTH DIGIT ONE}", "does not allow"),
        ("welcome welcome", "three of these four"),
        ("WelcomeWelcome", "three of these four"),
        ("1234567890", "three of these four"),
    ],
    ids=[
        "nothing",
        "too short",
        "too long",
        "a letter with an accent",
        "a euro",
        "a tab",
        "a line break",
        "a full-width digit",
        "small letters and blanks",
        "letters alone",
        "digits alone",
    ],
)
def test_a_password_that_entra_refuses(password: str, words: str) -> None:
    problem = problem_with(password)
    assert problem is not None
    assert words in problem


@given(st.text(st.sampled_from("Qq7~\t€"), min_size=1, max_size=300))
def test_no_sentence_repeats_the_password(password: str) -> None:
    assert password not in (problem_with(password) or "")
