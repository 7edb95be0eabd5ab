"""Which login names Entra takes, whom a name is made for, and the mail nickname that goes with one."""

from typing import Final

import pytest
from pydantic import JsonValue

from provisioning.rules.login_names import Names, first_free, mail_nickname, problem_with
from provisioning.settings import Settings
from tests.builders import ana, employee
from tests.rules.naming import NOT_ALLOWED, TOO_LONG, VERIFIED, named


@pytest.mark.parametrize(
    "name",
    [
        "ana.ruiz@contoso.com",
        "Ana.Ruiz@Contoso.COM",
        "o'neil-smith_jr!#^~.9@contoso.com",
        "a@contoso.onmicrosoft.com",
        pytest.param("a" * 64 + "@contoso.com", id="64 characters before the @"),
    ],
)
def test_a_login_name_that_entra_takes_has_no_problem(name: str) -> None:
    assert problem_with(name, VERIFIED) is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param("", "is no e-mail address", id="empty"),
        pytest.param("ana", "is no e-mail address", id="without @"),
        pytest.param("@contoso.com", "is no e-mail address", id="nothing before the @"),
        pytest.param("ana@", "is no e-mail address", id="nothing behind the @"),
        pytest.param("ana ruiz@contoso.com", NOT_ALLOWED, id="space"),
        pytest.param("ana@ruiz@contoso.com", NOT_ALLOWED, id="two @"),
        pytest.param("josé@contoso.com", NOT_ALLOWED, id="accent"),
        pytest.param("ana+hr@contoso.com", NOT_ALLOWED, id="plus"),
        pytest.param("李娜@contoso.com", NOT_ALLOWED, id="Chinese"),
        pytest.param("ana.@contoso.com", NOT_ALLOWED, id="dot before the @"),
        pytest.param("ana\n@contoso.com", NOT_ALLOWED, id="line break"),
        pytest.param("ana@contoso.com\n", NOT_ALLOWED, id="line break at the end"),
        pytest.param("ana@-contoso.com", NOT_ALLOWED, id="domain begins with a hyphen"),
        pytest.param("ana@münchen.de", NOT_ALLOWED, id="domain with an umlaut"),
        pytest.param("a" * 65 + "@contoso.com", TOO_LONG, id="65 characters before the @"),
        pytest.param(
            "ana@fabrikam.com", "is in fabrikam.com, which is not a verified domain of the tenant", id="foreign domain"
        ),
        pytest.param(
            "ana@mail.contoso.com",
            "is in mail.contoso.com, which is not a verified domain of the tenant",
            id="a subdomain is another domain",
        ),
    ],
)
def test_a_login_name_that_entra_refuses_is_explained(name: str, problem: str) -> None:
    assert problem_with(name, VERIFIED) == problem


def test_a_domain_has_48_characters_at_most() -> None:
    assert problem_with("ana@" + "c" * 44 + ".com", None) is None
    assert problem_with("ana@" + "c" * 45 + ".com", None) == TOO_LONG


def test_a_domain_is_left_to_entra_when_the_verified_ones_are_not_known() -> None:
    assert problem_with("ana@fabrikam.com", None) is None
    assert problem_with("a b@fabrikam.com", None) == NOT_ALLOWED


# Mode workEmail


def test_the_login_name_is_the_work_e_mail_address_as_it_is() -> None:
    address = "Ana.O'Neil@Contoso.com"
    assert named(ana(workEmail=address)) == Names((address,), named_after={"workEmail": address})


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        pytest.param({"firstName": None}, "firstName", id="first name"),
        pytest.param({"lastName": " "}, "lastName", id="last name"),
        pytest.param({"workEmail": None}, "workEmail", id="work e-mail"),
        pytest.param({"firstName": None, "workEmail": None}, "firstName, workEmail", id="two"),
    ],
)
def test_names_and_address_are_waited_for(said: dict[str, JsonValue], missing: str) -> None:
    assert named(ana(**said)) == Names(problem=f"waits for {missing} from the HR system")


def test_what_was_never_sent_is_waited_for_too() -> None:
    assert named(employee(jobTitle="Cook")).problem == "waits for firstName, lastName, workEmail from the HR system"


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        pytest.param("josé@contoso.com", NOT_ALLOWED, id="accent"),
        pytest.param("a" * 65 + "@contoso.com", TOO_LONG, id="too long"),
        pytest.param(
            "ana@fabrikam.com", "is in fabrikam.com, which is not a verified domain of the tenant", id="domain"
        ),
    ],
)
def test_an_address_that_cannot_be_a_login_name_is_explained(address: str, problem: str) -> None:
    assert named(ana(workEmail=address)) == Names(problem=f"the work e-mail address {address} {problem}")


def test_entra_decides_about_an_addresss_domain_when_the_verified_ones_are_not_known() -> None:
    assert named(ana(workEmail="ana@fabrikam.com"), None).candidates == ("ana@fabrikam.com",)


NO_DESK: Final = "waits for custom.desk from the HR system"
NO_DEPARTMENT: Final = "waits for department from the HR system"


@pytest.mark.parametrize(
    ("mode", "required", "said", "problem"),
    [
        pytest.param("workEmail", ["department"], {"firstName": None}, NO_DEPARTMENT, id="other attributes instead"),
        pytest.param(
            "workEmail",
            ["department"],
            {"workEmail": None},
            "waits for department, workEmail from the HR system",
            id="the work e-mail address is needed all the same",
        ),
        pytest.param("workEmail", [], {"firstName": None, "lastName": None}, None, id="none but the address"),
        pytest.param("schema", ["custom.desk"], {"custom": {"desk": ""}}, NO_DESK, id="an empty text"),
        pytest.param("schema", ["custom.desk"], {"custom": {"desk": []}}, NO_DESK, id="an empty list"),
        pytest.param("schema", ["custom.desk"], {"custom": {"desk": False}}, None, id="false is a value"),
        pytest.param("schema", ["custom.desk"], {"custom": {"desk": 0}}, None, id="0 is a value"),
        pytest.param("schema", None, {"workEmail": None}, None, id="a schema needs no work e-mail address"),
        pytest.param("expression", ["department"], {}, NO_DEPARTMENT, id="in mode expression"),
    ],
)
def test_the_settings_say_what_must_be_filled(
    mode: str, required: list[JsonValue] | None, said: dict[str, JsonValue], problem: str | None
) -> None:
    login_name: JsonValue = {"mode": mode, "expression": '"ana@contoso.com"'}
    assert named(ana(**said), loginName=login_name, requiredAttributes=required).problem == problem


# Names that are taken


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        pytest.param([], "Ana@contoso.com", id="nobody holds any"),
        pytest.param(["ana@contoso.com"], "ana_7@contoso.com", id="the first is held, in any case"),
        pytest.param(["ana_7@contoso.com"], "Ana@contoso.com", id="another is held"),
        pytest.param(["ana@contoso.com", "ana_7@contoso.com"], None, id="all are held"),
    ],
)
def test_the_first_name_that_nobody_holds_is_taken(taken: list[str], expected: str | None) -> None:
    assert first_free(Names(("Ana@contoso.com", "ana_7@contoso.com")), frozenset(taken)) == expected


# The mail nickname


@pytest.mark.parametrize(
    ("said", "nickname"),
    [
        pytest.param({}, "AnaRuiz", id="first and last name in one word"),
        pytest.param({"firstName": "José María", "lastName": "Núñez"}, "JoseMariaNunez", id="accents and spaces go"),
        pytest.param({"firstName": "Anne-Marie", "lastName": "O'Neil"}, "Anne-MarieONeil", id="apostrophes go"),
        pytest.param({"firstName": "J.", "lastName": "R. Smith Jr."}, "J.R.SmithJr", id="no dot at an end"),
        pytest.param({"firstName": "李", "lastName": "娜"}, "LiNa", id="letters of other scripts"),
        pytest.param({"firstName": "Jörg", "lastName": "MÜLLER"}, "JorgMULLER", id="umlauts without a country"),
        pytest.param(
            {"firstName": "Jörg", "lastName": "MÜLLER", "country": "DE"}, "JoergMUELLER", id="umlauts in Germany"
        ),
        pytest.param({"firstName": "😀", "lastName": None}, "ana.ruiz", id="no letter at all: the login name"),
        pytest.param({"firstName": "…", "lastName": "--"}, "--", id="three dots in one character are dots"),
        pytest.param({"firstName": None, "lastName": None}, "ana.ruiz", id="no name"),
        pytest.param({"firstName": "A" * 70, "lastName": "B"}, "A" * 64, id="cut at 64"),
        pytest.param({"firstName": "A" * 63 + ".", "lastName": "B"}, "A" * 63, id="no dot where it is cut"),
        pytest.param({"firstName": "Ana", "lastName": '@()\\[]";:<>, Ruiz'}, "AnaRuiz", id="what Graph refuses goes"),
    ],
)
def test_the_mail_nickname_is_made_of_the_name(said: dict[str, JsonValue], nickname: str) -> None:
    assert mail_nickname(ana(**said), "ana.ruiz@contoso.com", Settings()) == nickname


def test_the_administrators_letters_hold_for_the_mail_nickname_too() -> None:
    in_force = Settings.model_validate({"loginName": {"transliteration": {"SE": {"ö": "oe"}}}})
    person = ana(firstName="Jörg", lastName="Ek", country="Sweden")
    assert mail_nickname(person, "j.ek@contoso.com", in_force) == "JoergEk"


def test_a_login_name_that_begins_with_a_dot_gives_a_nickname_without_it() -> None:
    assert mail_nickname(employee(), ".ana@contoso.com", Settings()) == "ana"
