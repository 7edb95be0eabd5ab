"""Which login names a schema gives: how names are made plain, what stands in for none, and what follows taken ones."""
# ruff: noqa: RUF001 - letters that look like Latin ones are the subject

from collections.abc import Mapping
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import Domains, Employee
from provisioning.rules.login_names import Names, problem_with
from tests.builders import ana, employee
from tests.rules.naming import DOMAINS, NOT_ALLOWED, TOO_LONG, VERIFIED, letters, named, people


def by_schema(person: Employee, domains: Domains | None = DOMAINS, /, **schema: JsonValue) -> Names:
    """Return the names for a person under a schema that differs from the usual one in this."""
    return named(person, domains, loginName={"mode": "schema", **schema})


def local_part(person: Employee, **schema: JsonValue) -> str:
    """Return what stands before the @ of the best name."""
    return by_schema(person, **schema).candidates[0].removesuffix("@contoso.com")


FIRST: Final[JsonValue] = {"attribute": "firstName", "take": "firstLetter"}
LAST: Final[JsonValue] = {"attribute": "lastName"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param({}, "ana.ruiz", id="usually both names and a dot"),
        pytest.param({"beginning": FIRST}, "a.ruiz", id="first letter and a dot"),
        pytest.param({"beginning": FIRST, "separator": None}, "aruiz", id="no separator"),
        pytest.param({"separator": ""}, "anaruiz", id="an empty separator"),
        pytest.param({"separator": "-_-"}, "ana-_-ruiz", id="a separator of several characters"),
        pytest.param({"separator": ".X."}, "ana.x.ruiz", id="a separator with a capital"),
        pytest.param({"separator": "..."}, "ana.ruiz", id="dots in a row are one"),
        pytest.param({"end": None}, "ana", id="no end, and then no separator"),
        pytest.param({"beginning": LAST, "end": FIRST}, "ruiz.a", id="the other way round"),
        pytest.param({"end": {"attribute": "lastName", "take": "firstLetter"}}, "ana.r", id="first letter of the end"),
        pytest.param({"beginning": {"attribute": "employeeNumber"}}, "7.ruiz", id="another attribute"),
        pytest.param({"beginning": {"attribute": "custom.nick"}}, "annie.ruiz", id="a custom field"),
        pytest.param({"beginning": {"attribute": "custom.desk"}}, "12.5.ruiz", id="a number"),
        pytest.param({"beginning": {"attribute": "custom.remote"}}, "true.ruiz", id="true or false"),
        pytest.param({"beginning": {"attribute": "startDate"}}, "2026-01-15.ruiz", id="a date"),
    ],
)
def test_a_name_is_put_together_by_the_schema(schema: dict[str, JsonValue], expected: str) -> None:
    person = ana(custom={"nick": "Annie", "desk": 12.5, "remote": True})
    assert local_part(person, **schema) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param("Ana María", "García Márquez", "anamaria.garciamarquez", id="double names in one word"),
        pytest.param("Jan", "van den Berg", "jan.vandenberg", id="particles in one word"),
        pytest.param("Anne-Marie", "Smith-Jones", "anne-marie.smith-jones", id="hyphens stay"),
        pytest.param("Anne", "Smith–Jones", "anne.smith-jones", id="a dash is a hyphen"),
        pytest.param("Pat", "O'Brien", "pat.obrien", id="an apostrophe goes"),
        pytest.param("Pat", "O’Brien", "pat.obrien", id="a typographic one"),
        pytest.param("Gina", "D‘Angelo", "gina.dangelo", id="one that is turned"),
        pytest.param("Leila", "ʻAbd al-ʿAzīz", "leila.abdal-aziz", id="Arabic signs in Latin letters"),
        pytest.param("J. R.", "Smith, Jr.", "j.r.smithjr", id="no dots around the separator"),
        pytest.param("-Ana_", ".Ruiz-", "ana.ruiz", id="none of . - _ at the ends of a part"),
        pytest.param("Ana..Maria", "Ruiz", "ana.maria.ruiz", id="dots in a row"),
        pytest.param("Ana (Annie)", 'Ruiz "R" <x@y>', "anaannie.ruizrxy", id="what Entra does not allow goes"),
        pytest.param("Ana 😀", "Ruiz ★", "ana.ruiz", id="emoji go"),
        pytest.param("Ana\u200f", "Ru\u200diz", "ana.ruiz", id="marks without width go"),
        pytest.param("Ｋａｔｅ", "ﬁnn", "kate.finn", id="full width and ligatures"),
        pytest.param("小明", "王", "xiaoming.wang", id="Chinese"),
        pytest.param("Юлия", "Цой", "yuliya.tsoy", id="Cyrillic"),
        pytest.param("İpek", "Işık", "ipek.isik", id="Turkish"),
        pytest.param(None, "Sukarno", "sukarno", id="no first name: no separator either"),
        pytest.param("Sukarno", None, "sukarno", id="no last name"),
        pytest.param("Ana", "😀", "ana", id="a last name without any letter"),
        pytest.param("~!", "Ruiz", "ruiz", id="a first name of signs alone"),
    ],
)
def test_names_are_made_plain(first: str | None, last: str | None, expected: str) -> None:
    assert local_part(ana(firstName=first, lastName=last)) == expected


@pytest.mark.parametrize(
    ("first", "country", "expected"),
    [
        pytest.param("Ömer", "DE", "o", id="Ö in Germany is oe, and of that the first"),
        pytest.param("Ömer", "SE", "o", id="Ö in Sweden"),
        pytest.param("王", None, "w", id="Chinese"),
        pytest.param("’Aisha", None, "a", id="behind an apostrophe"),
        pytest.param("!Ana", None, "a", id="behind a sign that Entra allows"),
        pytest.param("3rd Ana", None, "3", id="a digit counts as well"),
        pytest.param("Юрій", "UA", "y", id="by the country's rule"),
    ],
)
def test_the_first_letter_is_that_of_the_plain_name(first: str, country: str | None, expected: str) -> None:
    person = ana(firstName=first, country=country)
    assert local_part(person, beginning=FIRST) == f"{expected}.ruiz"


@pytest.mark.parametrize(
    ("country", "own", "expected"),
    [
        pytest.param("Germany", {}, "joerg.mueller", id="the country's letters"),
        pytest.param("Sweden", {}, "jorg.muller", id="another country's"),
        pytest.param("Germany", {"ü": "y"}, "joerg.myller", id="the administrator's for everybody"),
        pytest.param("Sweden", {"SE": {"ö": "oe"}}, "joerg.muller", id="the administrator's for a country"),
        pytest.param(None, {"ü": "@ É!"}, "jorg.me!ller", id="what stands for a letter is made legal, too"),
    ],
)
def test_letters_are_written_as_the_country_and_the_administrator_want(
    country: str | None, own: dict[str, JsonValue], expected: str
) -> None:
    assert local_part(ana(firstName="Jörg", lastName="Müller", country=country), transliteration=own) == expected


@pytest.mark.parametrize(
    ("unsent", "problem"),
    [
        pytest.param(
            ["lastName"],
            "waits for lastName from the HR system; null will do for lastName if the person has none",
            id="one part",
        ),
        pytest.param(
            ["firstName", "lastName"],
            "waits for firstName, lastName from the HR system; "
            "null will do for firstName, lastName if the person has none",
            id="both",
        ),
    ],
)
def test_a_part_that_was_never_sent_is_waited_for(unsent: list[str], problem: str) -> None:
    said = {name: value for name, value in ana().attributes().items() if name not in unsent}
    assert by_schema(employee(**said)) == Names(problem=problem)


def test_a_required_part_that_was_never_sent_is_named_once() -> None:
    found = named(employee(firstName="Ana"), loginName={"mode": "schema"}, requiredAttributes=["lastName"])
    assert found.problem == "waits for lastName from the HR system"


@pytest.mark.parametrize(
    ("said", "expected", "made_from", "named_after"),
    [
        pytest.param(
            {"workEmail": "A.Ruiz@fabrikam.com"},
            "a.ruiz",
            "the work e-mail address",
            {"workEmail": "A.Ruiz@fabrikam.com"},
            id="the work e-mail address, whatever its domain",
        ),
        pytest.param(
            {"workEmail": "李@contoso.com", "employeeNumber": "A/1"},
            "a1",
            "the employee's number or id",
            {"employeeNumber": "A/1"},
            id="the employee number if the address makes no name",
        ),
        pytest.param(
            {"workEmail": "!@contoso.com", "employeeNumber": "A 2"},
            "a2",
            "the employee's number or id",
            {"employeeNumber": "A 2"},
            id="the employee number if the address has no letter",
        ),
        pytest.param(
            {"workEmail": None, "employeeNumber": None, "id": "P 9"},
            "p9",
            "the employee's number or id",
            {},
            id="the HR system's id if there is no number",
        ),
        pytest.param(
            {"workEmail": None, "employeeNumber": "😀", "id": "//"},
            "2f2f",
            "the employee's number or id",
            {"employeeNumber": "😀"},
            id="an id without letters in hexadecimal",
        ),
    ],
)
def test_who_has_no_name_to_write_gets_another(
    said: dict[str, JsonValue], expected: str, made_from: str, named_after: Mapping[str, str]
) -> None:
    found = by_schema(ana(**said, firstName=None, lastName="😀"))
    assert found.candidates[0] == f"{expected}@contoso.com"
    assert found.named_after == {"firstName": "", "lastName": "😀", **named_after}
    assert found.warnings == (
        f"the login name is made from {made_from}, as firstName and lastName gave no letter for it",
    )


def test_a_list_counts_as_empty_with_a_warning() -> None:
    found = by_schema(ana(custom={"nicks": ["Annie"]}), beginning={"attribute": "custom.nicks"})
    assert found.candidates[0] == "ruiz@contoso.com"
    assert found.warnings == ("the login name is made without custom.nicks: its value is no plain text",)


def test_what_the_name_was_made_from_is_told_as_the_hr_system_writes_it() -> None:
    found = by_schema(ana(firstName="José", custom={"desk": 7}), end={"attribute": "custom.desk"})
    assert found.named_after == {"firstName": "José", "custom.desk": "7"}


@pytest.mark.parametrize(
    ("domain", "domains", "expected"),
    [
        pytest.param(None, DOMAINS, "contoso.com", id="the tenant's default"),
        pytest.param("contoso.onmicrosoft.com", DOMAINS, "contoso.onmicrosoft.com", id="the one that is set"),
        pytest.param("Contoso.COM", DOMAINS, "contoso.com", id="in small letters"),
        pytest.param("fabrikam.com", None, "fabrikam.com", id="left to Entra when the domains cannot be read"),
    ],
)
def test_the_name_is_in_the_domain(domain: str | None, domains: Domains | None, expected: str) -> None:
    assert by_schema(ana(), domains, domain=domain).candidates[0] == f"ana.ruiz@{expected}"


@pytest.mark.parametrize(
    ("domain", "domains", "problem"),
    [
        pytest.param(
            None, None, "set loginName.domain: the tenant's domains cannot be read", id="neither set nor readable"
        ),
        pytest.param(
            None,
            Domains(verified=VERIFIED),
            "set loginName.domain: the tenant has no default domain",
            id="neither set nor default",
        ),
        pytest.param(
            "fabrikam.com",
            DOMAINS,
            "the login name that loginName.domain gives is in fabrikam.com, "
            "which is not a verified domain of the tenant",
            id="not verified",
        ),
        pytest.param("-.-", None, f"the login name that loginName.domain gives {NOT_ALLOWED}", id="no domain"),
        pytest.param("c" * 45 + ".com", None, f"the login name that loginName.domain gives {TOO_LONG}", id="too long"),
    ],
)
def test_a_domain_that_does_not_do_is_explained(domain: str | None, domains: Domains | None, problem: str) -> None:
    assert by_schema(ana(), domains, domain=domain) == Names(problem=problem)


# Names that are taken


def candidates(person: Employee) -> list[str]:
    """Return what stands before the @ of all names."""
    return [name.removesuffix("@contoso.com") for name in by_schema(person).candidates]


def test_a_taken_name_gets_the_employee_number_and_then_a_count() -> None:
    found = candidates(ana(employeeNumber="A-17", id="900"))
    assert found[:4] == ["ana.ruiz", "ana.ruiz_a-17", "ana.ruiz_a-17_2", "ana.ruiz_a-17_3"]
    assert found[-1] == "ana.ruiz_a-17_24"
    assert len(found) == 25


@pytest.mark.parametrize(
    ("number", "hr_id", "suffix"),
    [
        pytest.param(None, "900", "_900", id="the HR system's id if there is no number"),
        pytest.param(" ", "900", "_900", id="or a blank one"),
        pytest.param("3332883884017713938", "x", "_3332883884017713938", id="19 digits"),
        pytest.param("A/1 b", "x", "_a1b", id="signs that Entra does not allow"),
        pytest.param("№ Ö-7", "x", "_o-7", id="letters with accents"),
        pytest.param("职员", "x", "_zhiyuan", id="Chinese"),
        pytest.param("😀", "x", "_x", id="a number without any letter"),
        pytest.param(None, "/", "_2f", id="an id without any letter in hexadecimal"),
        pytest.param("1" * 100 + "2" * 40, "x", "_" + "2" * 40, id="of a very long one the end"),
        pytest.param("1" * 90 + "--" + "2" * 38, "x", "_" + "2" * 38, id="without hyphens where it is cut"),
    ],
)
def test_whatever_the_employee_number_it_can_follow_the_name(number: str | None, hr_id: str, suffix: str) -> None:
    assert candidates(ana(employeeNumber=number, id=hr_id))[1] == f"ana.ruiz{suffix}"


def test_a_long_name_is_cut_so_that_the_number_stays_whole() -> None:
    found = candidates(ana(firstName="A" * 40, lastName="R" * 40, employeeNumber="1234567890"))
    assert found[:3] == [
        "a" * 40 + "." + "r" * 23,
        "a" * 40 + "." + "r" * 12 + "_1234567890",
        "a" * 40 + "." + "r" * 10 + "_1234567890_2",
    ]


def test_a_long_name_is_not_cut_behind_a_separator() -> None:
    found = candidates(ana(firstName="A" * 61, lastName="Ruiz", employeeNumber="7"))
    assert found[:2] == ["a" * 61 + ".ru", "a" * 61 + "_7"]
    assert candidates(ana(firstName="A" * 63, lastName="Ruiz"))[0] == "a" * 63


def test_a_name_that_ends_like_the_number_is_not_offered_twice() -> None:
    found = candidates(ana(firstName=None, lastName="r" * 62 + "_7", employeeNumber="7"))
    assert found[:2] == ["r" * 62 + "_7", "r" * 60 + "_7_2"]


# What always holds

parts: Final = st.fixed_dictionaries(
    {
        "attribute": st.sampled_from(["firstName", "lastName", "employeeNumber", "workEmail", "custom.any"]),
        "take": st.sampled_from(["entireField", "firstLetter"]),
    }
)
schemas: Final = st.fixed_dictionaries(
    {
        "mode": st.just("schema"),
        "beginning": parts,
        "separator": st.none() | st.text("aZ9'.-_!#^~", max_size=8),
        "end": st.none() | parts,
        "domain": st.none() | st.from_regex(r"[A-Za-z0-9-]{1,20}(\.[A-Za-z0-9-]{1,20}){1,2}", fullmatch=True),
        "transliteration": st.dictionaries(st.sampled_from(["ö", "a", "DE"]), st.text(letters, max_size=3), max_size=2),
    }
)
tenants: Final = st.none() | st.builds(
    lambda default: Domains(verified=VERIFIED, default=default), st.sampled_from([None, "contoso.com"])
)


@settings(max_examples=400, deadline=None)
@given(people, schemas, tenants)
def test_whatever_the_schema_every_name_is_legal_and_offered_once(
    person: Employee, schema: dict[str, JsonValue], domains: Domains | None
) -> None:
    found = by_schema(person, domains, **schema)
    verified = domains.verified if domains else None
    assert [problem_with(name, verified) for name in found.candidates] == [None] * len(found.candidates)
    assert len({name.lower() for name in found.candidates}) == len(found.candidates) <= 25
    assert (found.problem is None) == (len(found.candidates) > 0)


@settings(max_examples=400, deadline=None)
@given(people, parts, parts, st.none() | st.text("aZ9'.-_!#^~", max_size=8))
def test_whoever_has_sent_both_parts_gets_a_name(
    person: Employee, beginning: JsonValue, end: JsonValue, separator: str | None
) -> None:
    found = by_schema(person, beginning=beginning, end=end, separator=separator)
    if found.problem is None:
        assert len(found.candidates) == 25
    else:
        assert found.problem.startswith("waits for ")
        asked = {part["attribute"] for part in (beginning, end) if isinstance(part, dict)}
        assert not asked <= set(person.attributes())
