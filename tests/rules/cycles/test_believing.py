"""Which list of an HR system is not believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.rules.cycles.believing import why_not_believed, why_not_missing
from provisioning.setting_groups.cycles import AllowedDrop

USUAL = AllowedDrop()

CASES = {
    "the first list": (3, None, True),
    "as many as before": (100, 100, True),
    "more than before": (120, 100, True),
    "a few fewer in a small company": (2, 7, True),
    "one more than a few in a small company": (1, 7, False),
    "a tenth fewer": (900, 1000, True),
    "more than a tenth fewer": (899, 1000, False),
    "nobody, where there were few": (0, 3, False),
    "nobody at all, and nothing to compare with": (0, None, False),
}


@pytest.mark.parametrize(("listed", "before", "believed"), CASES.values(), ids=CASES.keys())
def test_a_list_is_compared_with_the_last_one(listed: int, before: int | None, *, believed: bool) -> None:
    assert (why_not_believed(listed, before, USUAL) is None) is believed


def test_the_sentence_has_both_figures_and_says_what_to_do() -> None:
    sentence = why_not_believed(600, 1000, USUAL) or ""
    assert "600 people, 400 fewer" in sentence
    assert "acceptFewer" in sentence


def test_a_list_of_other_people_is_not_believed_though_it_is_as_long() -> None:
    sentence = why_not_missing(100, 100, USUAL) or ""
    assert "leaves out 100 of 100" in sentence


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.integers(0, 100), st.integers(0, 100))
def test_a_list_that_is_believed_is_believed_with_more_people_too(
    listed: int, more: int, count: int, percent: int
) -> None:
    allowed = AllowedDrop(count=count, percent=percent)
    if why_not_believed(listed, 5_000, allowed) is None:
        assert why_not_believed(listed + more, 5_000, allowed) is None
