"""What holds of every change of the settings."""

from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.setting_changes import Changed, Document, changed, in_force, tried
from provisioning.settings import SettingsRefused, parse_settings

NOON: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)


def one_of(*values: JsonValue) -> st.SearchStrategy[JsonValue]:
    return st.sampled_from(values)


PARTS: Final = one_of(None, {}, {"attribute": "lastName"}, {"take": None}, {"attribute": None, "take": "firstLetter"})
PARTIAL: Final[st.SearchStrategy[Document]] = st.fixed_dictionaries(
    {},
    optional={
        "enabled": one_of(None, True, False),
        "leadDays": one_of(None, 0, 1, 2),
        "statusPolicy": one_of(
            None, {}, {"leave": None}, {"Leave": "disable"}, {"On Leave": None}, {"sabbatical": "disable"}
        ),
        "timeZoneBySite": one_of(None, {}, {"Cork": "UTC"}, {"Cork": None, "Graz": "UTC"}, {"Graz": None}),
        "emailDomains": one_of(None, [], ["a.example"], ["b.example", "a.example"]),
        "activatedAt": one_of(None, "2026-01-01T00:00:00Z"),
        "loginName": st.none()
        | st.fixed_dictionaries(
            {},
            optional={
                "beginning": PARTS,
                "end": PARTS,
                "separator": one_of(None, "", "-"),
                "domain": one_of(None, "contoso.com"),
            },
        ),
    },
)


def change(stored: Document, partial: Document) -> Changed:
    """Change settings before anybody was provisioned."""
    return changed(stored, partial, NOON, lambda _: (), first_time=True)


@given(PARTIAL, PARTIAL)
def test_the_same_document_twice_is_the_same_as_once(first: Document, second: Document) -> None:
    once = change(change({}, first).document, second)
    again = change(once.document, second)
    # Only the switching on, which the first of the two notes, can be taken back by a null in the document itself.
    if "activatedAt" not in second:
        assert (again.document, again.before, again.after) == (once.document, {}, {})


@given(PARTIAL, PARTIAL)
def test_what_is_stored_is_what_was_said_to_be_in_force(first: Document, second: Document) -> None:
    once = change(change({}, first).document, second)
    assert in_force(once.document) == once.settings


@given(PARTIAL, PARTIAL)
def test_a_change_tried_on_what_is_shown_is_the_change_made_to_what_is_stored(
    first: Document, second: Document
) -> None:
    stored = change({}, first)
    attempt = tried(stored.settings, second, NOON, lambda _: (), first_time=True)
    assert attempt == change(stored.document, second).settings


@given(PARTIAL, PARTIAL)
def test_before_and_after_are_the_settings_that_differ_and_nothing_else(first: Document, second: Document) -> None:
    stored = change({}, first)
    done = change(stored.document, second)
    old, new = stored.settings.to_json(), done.settings.to_json()
    assert {**old, **done.after} == new
    assert {**new, **done.before} == old
    assert all(done.before[name] != done.after[name] for name in done.after)


@given(PARTIAL, PARTIAL)
def test_nobody_becomes_existing_by_a_switching_on_that_is_not_the_first(first: Document, second: Document) -> None:
    stored = change({}, first)
    done = changed(stored.document, second, NOON, lambda _: ())
    known = stored.settings.activated_at if "activatedAt" not in second else parse_settings(dict(second)).activated_at
    assert done.settings.activated_at == known


@pytest.mark.parametrize(
    ("stored", "partial", "left"),
    [
        pytest.param({"x": 1, "leadDays": 2}, {"x": None}, {"leadDays": 2}, id="a name of another version"),
        pytest.param(
            {"loginName": {"x": 1, "separator": "-"}},
            {"loginName": {"x": None}},
            {"loginName": {"separator": "-"}},
            id="a name inside an object",
        ),
    ],
)
def test_null_takes_away_what_is_stored_and_no_setting_here(
    stored: Document, partial: Document, left: Document
) -> None:
    assert changed(stored, partial, NOON, lambda _: []).document == left


@pytest.mark.parametrize("partial", [{"x": None}, {"leadDays": 1, "y": None}, {"x": 2}])
def test_what_is_neither_stored_nor_a_setting_here_is_refused_as_is_a_value_for_it(partial: Document) -> None:
    stored: Document = {"x": 1} if "leadDays" in partial or partial["x"] else {}
    with pytest.raises(SettingsRefused):
        changed(stored, partial, NOON, lambda _: [])
