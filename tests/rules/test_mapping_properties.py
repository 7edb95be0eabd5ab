"""What holds for every mapping, kind of attribute and employee, sought by examples that hypothesis makes up."""

from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.attributes import MANAGER, WRITABLE, find_attribute
from provisioning.model import Employee
from provisioning.rules.mapping import Occasion, desired, explain
from provisioning.rules.values.comparing import same
from provisioning.setting_groups.mappings import TELL_APART
from provisioning.settings import Settings
from tests.builders import NOON, record
from tests.rules.mappings import OCCASIONS, constant, direct, expression, mapped

EXTENSION: Final = "extension_0123456789abcdef0123456789abcdef_badge"
thorough: Final = settings(max_examples=200, deadline=None)

plain: Final[st.SearchStrategy[JsonValue]] = st.one_of(
    st.sampled_from(["true", "ES", "Adult", "granted", "en-US", "2026-01-15", "2026-01-15T17:00:00+02:00", " ", ""]),
    st.sampled_from(
        ["a@b.example", "A@b.example", "DisablePasswordExpiration", "a" * 300, "1" * 17, "Café ", "9999-12-31"]
    ),
    st.none(),
    st.booleans(),
    st.integers(-3, 30000000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
)
values: Final = plain | st.lists(plain, max_size=3) | st.dictionaries(st.sampled_from("ab"), plain, max_size=1)
targets: Final = st.sampled_from([*sorted(WRITABLE.keys() - {MANAGER}), EXTENSION])
rests: Final = st.fixed_dictionaries(
    {
        "default": st.sampled_from(["Staff", "true", "2026-01-15", "a@b.example", "ES"]),
        "onNull": st.sampled_from(["clear", "ignore", "default"]),
        "onTooLong": st.sampled_from(["cut", "refuse"]),
        "apply": st.sampled_from(["always", "onCreation"]),
    }
)
texts: Final = st.sampled_from(
    [
        "[custom.desk]",
        'Join(" ", [custom.desk], [custom.floor])',
        "Coalesce([custom.desk], [custom.floor])",
        'IIF(IsPresent([custom.desk]), [custom.floor], "")',
        'Split([custom.desk], "@")',
        "CDate([custom.desk])",
        "CBool([custom.desk])",
        "IgnoreFlowIfNullOrEmpty([custom.desk])",
    ]
)


def fitting(target: str, rest: dict[str, str]) -> dict[str, str]:
    """Return the rest of a mapping as the settings take it: what tells people apart has no default."""
    if target not in TELL_APART:
        return rest
    return {name: value for name, value in rest.items() if name != "default" and value != "default"}


following: Final = st.one_of(
    st.builds(lambda target, rest: direct(target, "custom.desk", **fitting(target, rest)), targets, rests),
    st.builds(lambda target, text, rest: expression(target, text, **fitting(target, rest)), targets, texts, rests),
)
constants: Final = st.builds(
    constant,
    targets.filter(lambda target: target not in TELL_APART),
    st.sampled_from(["true", "2026-01-15", "a@b.example", "ES", "a" * 300]),
)
people: Final = st.dictionaries(st.sampled_from(["desk", "floor"]), values).map(
    lambda custom: Employee.model_validate({"id": "7", "custom": custom})
)
occasions: Final = st.sampled_from(OCCASIONS)


@thorough
@given(people, (following | constants).map(mapped), occasions)
def test_what_is_written_is_never_longer_than_entra_holds_and_fits_again(
    person: Employee, in_force: Settings, occasion: Occasion
) -> None:
    for target, value in desired(record(person), in_force, occasion, NOON).values.items():
        attribute = find_attribute(target)
        assert attribute is not None
        texts_in_it = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
        assert all(0 < len(text) <= (attribute.longest or len(text)) for text in texts_in_it)
        again = Employee.model_validate({"id": "7", "custom": {"desk": value}})
        rewritten = desired(record(again), mapped(direct(target, "custom.desk")), "update", NOON)
        assert not value or same(target, rewritten.values.get(target, value), value)


@thorough
@given(following.map(mapped), occasions)
def test_of_whom_nothing_is_said_nothing_is_changed_and_nothing_emptied(in_force: Settings, occasion: Occasion) -> None:
    found = desired(record(Employee(id="7")), in_force, occasion, NOON)
    assert occasion == "creation" or found.values == {}
    assert None not in found.values.values()


@thorough
@given(people, (following | constants).map(mapped), occasions)
def test_each_mapping_is_written_or_says_why_not(person: Employee, in_force: Settings, occasion: Occasion) -> None:
    wanted = desired(record(person), in_force, occasion, NOON)
    (told,) = explain(record(person), in_force, occasion, NOON)
    assert told.written == (told.target in wanted.values)
    assert (
        told.outcome.partition(":")[0] in {"written", "emptied", "left alone", "not written"} or "cut" in told.outcome
    )
    assert bool(wanted.warnings) == told.outcome.startswith(("not written", "cut"))
