"""Which two values of an attribute are one to Entra, and the fingerprints that stand for them."""

from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.attributes import WRITABLE
from provisioning.rules.values.comparing import fingerprint, same

EXTENSION: Final = "extension_0123456789abcdef0123456789abcdef_badge"
HIRED: Final = "employeeHireDate"


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        pytest.param("jobTitle", "Cook", "Cook", id="the same text"),
        pytest.param("jobTitle", None, None, id="null and null"),
        pytest.param("jobTitle", None, "", id="null and empty"),
        pytest.param("city", None, [], id="null and an empty list"),
        pytest.param("businessPhones", [], [], id="empty lists"),
        pytest.param("businessPhones", ["1"], ["1"], id="the same list"),
        pytest.param(HIRED, "2026-01-15T00:00:00Z", "2026-01-15T00:00:00+00:00", id="one instant, written twice"),
        pytest.param(
            HIRED, "2026-01-15T00:00:00Z", "2026-01-15T01:00:00.0000000+01:00", id="one instant, in another offset"
        ),
        pytest.param(HIRED, "2026-01-15T00:00:00Z", "2026-01-15T00:00:00", id="an instant without an offset is UTC"),
        pytest.param("mail", "Ana@contoso.com", "ana@Contoso.com", id="an address in another case"),
        pytest.param("usageLocation", "ES", "es", id="a country in another case"),
        pytest.param("ageGroup", "Adult", "adult", id="a choice in another case"),
        pytest.param(
            "otherMails",
            ["a@b.example", "C@d.example"],
            ["c@d.example", "A@b.example"],
            id="addresses in another order and case",
        ),
        pytest.param("showInAddressList", False, False, id="false"),
        pytest.param(EXTENSION, 7, 7.0, id="a number of an extension"),
        pytest.param(EXTENSION, ["b", "a"], ["a", "b"], id="an extension's list in another order"),
        pytest.param(EXTENSION, "2026-01-15T00:00:00Z", "2026-01-15T01:00:00+01:00", id="an extension's instant"),
        pytest.param(EXTENSION, {"a": 1, "b": 2}, {"b": 2, "a": 1}, id="what no mapping writes"),
        pytest.param("somethingElse", 1, 1, id="what nothing is known of"),
    ],
)
def test_these_are_one_value(name: str, one: JsonValue, other: JsonValue) -> None:
    assert same(name, one, other)
    assert fingerprint(name, one) == fingerprint(name, other)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        pytest.param("jobTitle", "Chef", "Cook", id="other texts"),
        pytest.param("jobTitle", "cook", "Cook", id="a text in another case"),
        pytest.param("jobTitle", "Cook", None, id="a text and null"),
        pytest.param("jobTitle", "null", None, id="a text that looks like null"),
        pytest.param(
            "jobTitle", "2026-01-15T00:00:00Z", "2026-01-15T01:00:00+01:00", id="a text that looks like a time"
        ),
        pytest.param("businessPhones", ["1"], ["2"], id="another phone"),
        pytest.param("businessPhones", [], ["2"], id="no phone any more"),
        pytest.param(HIRED, "2026-01-15T00:00:00Z", "2026-01-15T00:00:00+01:00", id="an hour apart"),
        pytest.param(HIRED, "2026-01-15T00:00:00Z", "The 15th", id="a date and what is none"),
        pytest.param(HIRED, "0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+02:00", id="before the first instant"),
        pytest.param("showInAddressList", False, None, id="false is not nothing"),
        pytest.param("mailNickname", "AnaRuiz", "anaruiz", id="a nickname in another case"),
        pytest.param("otherMails", ["a@b.example"], ["a@b.example", "c@d.example"], id="an address less"),
        pytest.param(EXTENSION, True, 1, id="true and 1"),
        pytest.param(EXTENSION, "1", 1, id="text and 1"),
        pytest.param(EXTENSION, "[1]", [1], id="text and a list"),
        pytest.param(EXTENSION, ["1", "2"], ["1,2"], id="two and one"),
        pytest.param(EXTENSION, 0, None, id="zero is not nothing"),
        pytest.param(EXTENSION, 1.5, 1, id="a fraction"),
    ],
)
def test_these_are_two_values(name: str, one: JsonValue, other: JsonValue) -> None:
    assert not same(name, one, other)
    assert fingerprint(name, one) != fingerprint(name, other)


names: Final = st.sampled_from([*WRITABLE, EXTENSION, "somethingElse"])
plain: Final[st.SearchStrategy[JsonValue]] = st.one_of(
    st.sampled_from(["", "true", "1", "Ana@b.example", "ana@b.example", "2026-01-15T00:00:00Z", "2026-01-15T00:00:00"]),
    st.sampled_from(["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "\ud800"]),
    st.none() | st.booleans() | st.integers(0, 2) | st.floats(0, 2, allow_nan=False) | st.text(max_size=3),
)
values: Final[st.SearchStrategy[JsonValue]] = plain | st.lists(plain, max_size=3).map(list)


@settings(max_examples=500, deadline=None)
@given(names, values, values)
@example("jobTitle", "", None)
def test_values_have_one_fingerprint_exactly_when_they_are_the_same(
    name: str, one: JsonValue, other: JsonValue
) -> None:
    assert same(name, one, one)
    assert same(name, one, other) == same(name, other, one)
    assert (fingerprint(name, one) == fingerprint(name, other)) == same(name, one, other)


def test_a_fingerprint_that_is_stored_stands_for_the_same_value_in_later_versions() -> None:
    assert fingerprint("jobTitle", "Nurse") == "3eeec45e53effe93"
    assert fingerprint(HIRED, "2026-01-05T00:00:00Z") == "d8a1661a3fec85b0"
    assert fingerprint("city", None) == "e3b0c44298fc1c14"


def test_a_fingerprint_is_short_and_holds_nothing_of_the_value() -> None:
    found = fingerprint("mobilePhone", "+34 600 555 0100")
    assert len(found) == 16
    assert "555" not in found
