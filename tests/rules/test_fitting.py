"""A value becomes what Entra takes, or is not written and the log says why; the value itself is never in the log."""

import pytest
from pydantic import JsonValue

from provisioning.attributes import WRITABLE
from provisioning.rules.mapping import Desired, Occasion
from tests.builders import employee
from tests.rules.mappings import OCCASIONS, constant, direct, mapped, wanted

EXTENSION = "extension_0123456789abcdef0123456789abcdef_badge"


def written(target: str, value: JsonValue, **rest: JsonValue) -> Desired:
    """Return what becomes of a custom field's value."""
    return wanted(employee(custom={"desk": value}), mapped(direct(target, "custom.desk", **rest)), "update")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("Lisbon", "Lisbon", id="text"),
        pytest.param("  Lisbon ", "Lisbon", id="text with spaces around it"),
        pytest.param(4711, "4711", id="number"),
        pytest.param(0, "0", id="zero"),
        pytest.param(37.5, "37.5", id="fraction"),
        pytest.param(True, "true", id="true"),
        pytest.param(False, "false", id="false is a value"),
    ],
)
def test_a_custom_field_is_written_as_text(value: JsonValue, text: str) -> None:
    assert written("city", value) == Desired({"city": text})


@pytest.mark.parametrize(
    ("target", "value", "as_written"),
    [
        pytest.param("businessPhones", "+34 1", ["+34 1"], id="one phone: a list of one"),
        pytest.param("businessPhones", ["+34 1"], ["+34 1"], id="a list of one phone"),
        pytest.param("businessPhones", [None, " +34 1 "], ["+34 1"], id="a list of one phone and nothing"),
        pytest.param("businessPhones", 341, ["341"], id="a phone as a number"),
        pytest.param("otherMails", "ana@home.example", ["ana@home.example"], id="one address: a list of one"),
        pytest.param("otherMails", ["b@c.example", " a@c.example"], ["b@c.example", "a@c.example"], id="two addresses"),
        pytest.param("otherMails", ["a@b.example", "A@b.example"], ["A@b.example"], id="an address twice"),
        pytest.param("otherMails", ["a@b.example", "", None], ["a@b.example"], id="an address and nothing"),
        pytest.param("mail", " ana@contoso.com", "ana@contoso.com", id="an address"),
        pytest.param("showInAddressList", True, True, id="true"),
        pytest.param("showInAddressList", False, False, id="false"),
        pytest.param("showInAddressList", "False", False, id="false as text"),
        pytest.param("showInAddressList", " TRUE ", True, id="true as text"),
        pytest.param("employeeHireDate", "2026-01-15", "2026-01-15T00:00:00Z", id="a date"),
        pytest.param("employeeHireDate", "2026-07-01T00:00:00+02:00", "2026-07-01T00:00:00Z", id="the wall's date"),
        pytest.param("employeeHireDate", "2026-07-01T22:30:00Z", "2026-07-01T00:00:00Z", id="a date with a time"),
        pytest.param("employeeLeaveDateTime", "2026-09-30", "2026-09-30T23:59:59Z", id="the last day's end"),
        pytest.param(
            "employeeLeaveDateTime", "2026-09-30T00:00:00+02:00", "2026-09-30T23:59:59Z", id="midnight means a day"
        ),
        pytest.param("employeeLeaveDateTime", "2026-09-30T17:00:00+02:00", "2026-09-30T15:00:00Z", id="an instant"),
        pytest.param("employeeLeaveDateTime", "2026-09-30T17:00:00", "2026-09-30T17:00:00Z", id="an instant in UTC"),
        pytest.param("usageLocation", "es", "ES", id="a country in small letters"),
        pytest.param("ageGroup", "notadult", "NotAdult", id="a choice in another case"),
        pytest.param("consentProvidedForMinor", "granted", "Granted", id="another choice"),
        pytest.param("passwordPolicies", "disablepasswordexpiration", "DisablePasswordExpiration", id="a policy"),
        pytest.param("preferredLanguage", "en-US", "en-US", id="a language"),
        pytest.param("preferredDataLocation", "EUR", "EUR", id="a data location"),
        pytest.param("mailNickname", "ana.ruiz", "ana.ruiz", id="a nickname"),
        pytest.param("onPremisesImmutableId", "Zm9v+/==", "Zm9v+/==", id="an immutable id"),
        pytest.param("extensionAttribute15", 7, "7", id="an extension attribute is text"),
        pytest.param("employeeOrgData.division", "Care", "Care", id="a part of employeeOrgData"),
        pytest.param(EXTENSION, " A7 ", "A7", id="an extension's text"),
        pytest.param(EXTENSION, 7, 7, id="an extension's number"),
        pytest.param(EXTENSION, False, False, id="an extension's false"),
        pytest.param(EXTENSION, ["a ", None, "", 7], ["a", 7], id="an extension's list"),
        pytest.param(EXTENSION, [], None, id="an extension's empty list"),
        pytest.param(EXTENSION, " ", None, id="an extension's blank text"),
    ],
)
def test_a_value_is_written_as_graph_takes_it(target: str, value: JsonValue, as_written: JsonValue) -> None:
    assert written(target, value) == Desired({target: as_written})


@pytest.mark.parametrize(
    ("target", "value", "what"),
    [
        pytest.param("city", ["a"], "plain text", id="a list for a text"),
        pytest.param("city", [], "plain text", id="an empty list for a text"),
        pytest.param("city", {"name": "a"}, "plain text", id="an object for a text"),
        pytest.param("city", {}, "plain text", id="an empty object for a text"),
        pytest.param("businessPhones", ["1", "2"], "one value alone, and Entra holds one", id="two phones"),
        pytest.param("businessPhones", {"a": "1"}, "plain text", id="an object for a phone"),
        pytest.param("otherMails", [["a@b.example"]], "plain text", id="a list in a list"),
        pytest.param("otherMails", "a@b.example; c@d.example", "an e-mail address in plain letters", id="two in one"),
        pytest.param("otherMails", ["a@b.example", "c"], "an e-mail address in plain letters", id="one of two"),
        pytest.param("mail", "Ana <a@b.example>", "an e-mail address in plain letters", id="a name and an address"),
        pytest.param("mail", "josé@contoso.com", "an e-mail address in plain letters", id="an accent in an address"),
        pytest.param("showInAddressList", "yes", "true or false", id="yes for true"),
        pytest.param("showInAddressList", 1, "true or false", id="1 for true"),
        pytest.param("showInAddressList", 0, "true or false", id="0 for false"),
        pytest.param("showInAddressList", [True], "true or false", id="a list for true"),
        pytest.param("employeeHireDate", "soon", "a date", id="a word for a date"),
        pytest.param("employeeHireDate", "2026-13-01", "a date", id="no such month"),
        pytest.param("employeeHireDate", "0001-01-01", "a date", id="the first day of the calendar"),
        pytest.param("employeeHireDate", 5, "a date", id="a number for a date"),
        pytest.param("employeeHireDate", True, "a date", id="true for a date"),
        pytest.param("employeeLeaveDateTime", "9999-12-31T23:00:00-05:00", "a date", id="beyond the calendar in UTC"),
        pytest.param("usageLocation", "Spain", "a country's two letters in ISO 3166, like GB", id="a country's name"),
        pytest.param("usageLocation", "UK", "a country's two letters in ISO 3166, like GB", id="no ISO code"),
        pytest.param("usageLocation", "ß", "a country's two letters in ISO 3166, like GB", id="SS in one letter"),
        pytest.param("preferredLanguage", "English", "the code of a language, like en-US", id="a language's name"),
        pytest.param("preferredDataLocation", "Europe", "the three letters of a data location, like EUR", id="a place"),
        pytest.param("ageGroup", "old", "one of Minor, NotAdult or Adult", id="no such choice"),
        pytest.param(
            "onPremisesImmutableId", "a_b", "an immutable id, which holds neither $ nor _", id="an underscore"
        ),
        pytest.param(
            "mailNickname",
            "ana ruiz",
            'a mail nickname: plain letters, no dot at the ends, and none of @ ( ) \\ [ ] " ; : < > , or a blank',
            id="a blank in a nickname",
        ),
        pytest.param(EXTENSION, {"a": 1}, "text, a number, true or false, or a list of these", id="an object"),
        pytest.param(EXTENSION, [["a"]], "text, a number, true or false, or a list of these", id="a list in a list "),
    ],
)
def test_a_value_that_does_not_fit_is_not_written_and_the_log_says_so(target: str, value: JsonValue, what: str) -> None:
    assert written(target, value) == Desired({}, [f"{target} is not written: the HR system's value is not {what}"])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({"startDate": "2026-01-15"}, "2026-01-15T00:00:00Z", id="a date"),
        pytest.param({"startDate": "2026-07-01T00:00:00+02:00"}, "2026-07-01T00:00:00Z", id="wall date"),
        pytest.param({"startDate": None}, None, id="null"),
    ],
)
def test_a_date_gets_the_time_part_without_which_graph_drops_it(
    said: dict[str, JsonValue], expected: JsonValue
) -> None:
    found = wanted(employee(**said), mapped(direct("employeeHireDate", "startDate")), "update")
    assert found == Desired({"employeeHireDate": expected})


def test_a_constant_and_a_default_must_fit_as_well() -> None:
    settings = mapped(constant("usageLocation", "Spain"), direct("ageGroup", "custom.age", default="old"))
    assert wanted(employee(), settings, "creation") == Desired(
        {},
        [
            "usageLocation is not written: the constant is not a country's two letters in ISO 3166, like GB",
            "ageGroup is not written: the default is not one of Minor, NotAdult or Adult",
        ],
    )


CUT = "department is cut to the 64 characters that Entra holds"
REFUSED = "department is not written: {} characters, Entra holds 64"


@pytest.mark.parametrize(
    ("length", "rest", "expected"),
    [
        pytest.param(64, {}, Desired({"department": "D" * 64}), id="64 fit"),
        pytest.param(65, {}, Desired({"department": "D" * 64}, [CUT]), id="65 are cut"),
        pytest.param(1024, {}, Desired({"department": "D" * 64}, [CUT]), id="1,024 are cut"),
        pytest.param(64, {"onTooLong": "refuse"}, Desired({"department": "D" * 64}), id="64 fit, not to be cut"),
        pytest.param(65, {"onTooLong": "refuse"}, Desired({}, [REFUSED.format(65)]), id="65, not to be cut"),
    ],
)
def test_a_text_too_long_is_cut_or_refused_and_the_log_says_so(
    length: int, rest: dict[str, JsonValue], expected: Desired
) -> None:
    found = wanted(employee(department="D" * length), mapped(direct("department", "department", **rest)), "update")
    assert found == expected


def test_a_cut_leaves_no_space_at_the_end() -> None:
    assert written("department", "D" * 63 + " and more").values == {"department": "D" * 63}


def test_an_extensions_texts_are_cut_one_by_one() -> None:
    assert written(EXTENSION, ["a" * 300, "b"]) == Desired(
        {EXTENSION: ["a" * 256, "b"]}, [f"{EXTENSION} is cut to the 256 characters that Entra holds"]
    )


@pytest.mark.parametrize("target", sorted(name for name, found in WRITABLE.items() if found.form))
def test_what_must_have_a_form_is_never_cut(target: str) -> None:
    assert not WRITABLE[target].can_be_cut


@pytest.mark.parametrize("occasion", OCCASIONS)
@pytest.mark.parametrize(
    ("target", "longest", "text"),
    [
        pytest.param("employeeId", 16, "1", id="an employee number"),
        pytest.param("mobilePhone", 64, "1", id="a phone number"),
        pytest.param("businessPhones", 64, "1", id="a phone number in a list"),
        pytest.param("mail", 256, "a@b", id="an address"),
        pytest.param("otherMails", 250, "a@b", id="an address in a list"),
        pytest.param("mailNickname", 64, "a", id="a nickname"),
    ],
)
def test_what_would_be_another_one_if_it_were_cut_is_never_cut(
    target: str, longest: int, text: str, occasion: Occasion
) -> None:
    settings = mapped(direct(target, "custom.desk", onTooLong="cut"))
    fits, too_long = text.ljust(longest, "1"), text.ljust(longest + 1, "1")
    assert wanted(employee(custom={"desk": fits}), settings, occasion).warnings == []
    assert wanted(employee(custom={"desk": too_long}), settings, occasion) == Desired(
        {}, [f"{target} is not written: {longest + 1} characters, Entra holds {longest}"]
    )
