"""Which login names Entra takes, and the mail nickname that goes with one."""

import pytest

from provisioning.rules.login_names import mail_nickname, problem_with
from tests.builders import employee

NOT_ALLOWED = "has characters that Entra does not allow in a user principal name"
TOO_LONG = "is longer than Entra allows (64 characters, @, 48 characters)"
VERIFIED = frozenset({"contoso.com", "contoso.onmicrosoft.com"})


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


@pytest.mark.parametrize(
    ("first", "last", "nickname"),
    [
        pytest.param("Ana", "Ruiz", "AnaRuiz", id="first and last name in one word"),
        pytest.param("José María", "Núñez", "JoseMariaNunez", id="accents and spaces go"),
        pytest.param("Anne-Marie", "O'Neil", "Anne-MarieONeil", id="hyphens stay, apostrophes go"),
        pytest.param("J.", "R. Smith Jr.", "J.R.SmithJr", id="no dot at an end"),
        pytest.param("李", "娜", "ana.ruiz", id="no Latin letter at all: the login name"),
        pytest.param("…", "--", "--", id="three dots in one character are dots"),
        pytest.param(None, None, "ana.ruiz", id="no name"),
        pytest.param("A" * 70, "B", "A" * 64, id="cut at 64"),
        pytest.param("A" * 63 + ".", "B", "A" * 63, id="no dot where it is cut"),
    ],
)
def test_the_mail_nickname_is_made_of_the_name(first: str | None, last: str | None, nickname: str) -> None:
    assert mail_nickname(employee(firstName=first, lastName=last), "ana.ruiz@contoso.com") == nickname


def test_a_login_name_that_begins_with_a_dot_gives_a_nickname_without_it() -> None:
    assert mail_nickname(employee(), ".ana@contoso.com") == "ana"
