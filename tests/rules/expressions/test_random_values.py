"""Values that look random, and come out the same again."""

import string
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.rules.expressions import EvaluationError
from tests.rules.expressions.trying import result_of, value_of

SPECIAL = "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/"
BOTH = 'Join("|", Guid(), Guid())'


def drawn(text: str, seed: str = "generic|7|department") -> str:
    """Return what a random function gives for a seed."""
    value = result_of(text, seed=seed).value
    assert isinstance(value, str)
    return value


def test_a_guid_is_one_of_random_numbers() -> None:
    guid = drawn("Guid()")
    assert str(uuid.UUID(guid)) == guid
    assert uuid.UUID(guid).version == 4


@pytest.mark.parametrize("text", ["Guid()", "RandomString(12,2,2,2,2)"])
def test_the_same_seed_gives_the_same_and_another_gives_another(text: str) -> None:
    assert drawn(text) == drawn(text)
    assert drawn(text) != drawn(text, seed="generic|8|department")


def test_two_places_in_an_expression_give_two_values() -> None:
    one, other = drawn(BOTH).split("|")
    assert one != other


@given(
    minimums=st.lists(st.integers(0, 9), min_size=4, max_size=4),
    more=st.integers(0, 9),
    avoided=st.text(alphabet="abcABC123?,", max_size=6),
    seed=st.text(),
)
def test_a_random_string_has_its_length_its_kinds_and_nothing_to_avoid(
    minimums: list[int], more: int, avoided: str, seed: str
) -> None:
    length = sum(minimums) + more
    value = drawn(f'RandomString({length},{",".join(map(str, minimums))},"{avoided}")', seed)
    kinds = (string.digits, SPECIAL, string.ascii_uppercase, string.ascii_lowercase)
    assert len(value) == length
    assert not set(value) & set(avoided)
    assert all(
        sum(letter in kind for letter in value) >= minimum for kind, minimum in zip(kinds, minimums, strict=True)
    )


def test_the_pages_first_example_has_three_numbers_and_three_small_letters() -> None:
    value = drawn("RandomString(6,3,0,0,3)")
    assert sum(letter.isdigit() for letter in value) == 3
    assert sum(letter.islower() for letter in value) == 3


def test_without_minimums_there_are_letters_and_digits() -> None:
    assert drawn("RandomString(256,0,0,0,0)").isalnum()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("RandomString(257,0,0,0,0)", "between 0 and 256", id="too long"),
        pytest.param("RandomString(3,1,1,1,1)", "no more than the length", id="minimums beyond the length"),
        pytest.param("RandomString(3,-1,1,1,1)", "not negative", id="a negative minimum"),
        pytest.param('RandomString(3,1,0,0,0,"0123456789")', "every character", id="every number is to be avoided"),
        pytest.param("RandomString([x],1,0,0,0)", "needs a whole number", id="no length"),
    ],
)
def test_a_random_string_that_cannot_be_is_said(text: str, words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        value_of(text)
