"""What is found when settings are saved whose form is right."""

from typing import Final

import pytest
from pydantic import JsonValue

from provisioning.rules.checking import problems
from provisioning.settings import Settings, parse_settings

CHOOSING = 'SelectUniqueValue(Append([firstName], "@contoso.com"), Append([lastName], "@contoso.com"))'


DIRECT: JsonValue = {"type": "direct", "target": "city", "source": "site"}


def mapped(expression: str, target: str = "jobTitle") -> Settings:
    """Return settings whose second mapping is an expression."""
    mapping: JsonValue = {"type": "expression", "target": target, "expression": expression}
    return parse_settings({"attributeMappings": [DIRECT, mapping]})


def named(expression: str) -> Settings:
    """Return settings that make login names by an expression."""
    return parse_settings({"loginName": {"mode": "expression", "expression": expression}})


def test_the_defaults_are_right() -> None:
    assert problems(Settings()) == []


@pytest.mark.parametrize(
    ("expression", "target"),
    [
        pytest.param('Join(" ", [firstName], [lastName])', "displayName", id="attributes of ours"),
        pytest.param("[givenName]", "givenName", id="an attribute by its name in Entra"),
        pytest.param("[custom.costCentre]", "department", id="a custom field"),
        pytest.param(
            "[urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department]",
            "companyName",
            id="an attribute by its name in SCIM",
        ),
        pytest.param('"Staff"', "jobTitle", id="a constant"),
        pytest.param("Guid()", "extensionAttribute1", id="something random"),
        pytest.param("Left([employeeNumber], 4)", "employeeId", id="an employee number that follows a field"),
        pytest.param("Guid()", "onPremisesImmutableId", id="something random that tells people apart"),
    ],
)
def test_an_expression_that_can_be_taken(expression: str, target: str) -> None:
    assert problems(mapped(expression, target)) == []


@pytest.mark.parametrize(
    ("expression", "target", "words"),
    [
        pytest.param('Join(" ", [firstName]', "jobTitle", "column 22: ", id="a bracket that is not closed"),
        pytest.param("Jion([firstName])", "jobTitle", "column 1: ", id="a function that does not exist"),
        pytest.param(
            "ToUpper([fristName])",
            "jobTitle",
            "column 9: [fristName] is not an attribute of an employee; did you mean [firstName]?",
            id="a misspelt attribute",
        ),
        pytest.param(
            "ToUpper([costCentre])",
            "jobTitle",
            "[costCentre] is not an attribute of an employee; "
            "a field of the HR system's own is written [custom.costCentre]",
            id="a field of the HR system's own without its prefix",
        ),
        pytest.param(CHOOSING, "jobTitle", "SelectUniqueValue is for loginName.expression alone", id="choosing"),
        pytest.param('"1"', "employeeId", "'employeeId' tells people apart, so", id="one number for all"),
        pytest.param("Guid()", "employeeId", "the expression must use an attribute", id="a number from nowhere"),
        pytest.param('"it@contoso.com"', "mail", "'mail' tells people apart, so", id="one address for all"),
    ],
)
def test_an_expression_of_a_mapping_that_is_refused(expression: str, target: str, words: str) -> None:
    [(field, sentence)] = problems(mapped(expression, target))
    assert field == "attributeMappings[1].expression"
    assert words in sentence


def test_every_attribute_that_does_not_exist_is_named_once_in_the_order_of_the_text() -> None:
    found = problems(mapped("Join([xxx],\n [firstName], [qqq], [xxx])"))
    assert [sentence.partition(" is ")[0] for _, sentence in found] == ["column 6: [xxx]", "line 2, column 15: [qqq]"]


def with_mappings(*mappings: JsonValue) -> Settings:
    """Return settings with these mappings and one that is right before them."""
    return parse_settings({"attributeMappings": [DIRECT, *mappings]})


FITTING: Final = (
    ("usageLocation", "es", "cut"),
    ("employeeHireDate", "2026-01-15", "cut"),
    ("showInAddressList", "TRUE", "cut"),
    ("jobTitle", "x" * 200, "cut"),
    ("businessPhones", "+49 30 1234", "refuse"),
)
UNFIT: Final = (
    ("usageLocation", "Germany", "cut", "{} is not a country's two letters in ISO 3166, like GB"),
    ("otherMails", "x", "cut", "{} is not an e-mail address in plain letters"),
    ("employeeHireDate", "soon", "cut", "{} is not a date"),
    ("employeeLeaveDateTime", "2026-02-30", "cut", "{} is not a date"),
    ("showInAddressList", "maybe", "cut", "{} is not true or false"),
    ("ageGroup", "elderly", "cut", "{} is not one of Minor, NotAdult or Adult"),
    ("jobTitle", "x" * 200, "refuse", "200 characters, Entra holds 128"),
    ("mobilePhone", "1" * 65, "cut", "65 characters, Entra holds 64"),
)


@pytest.mark.parametrize(("target", "value", "on_too_long"), FITTING, ids=[each[0] for each in FITTING])
def test_a_constant_and_a_default_that_entra_takes(target: str, value: str, on_too_long: str) -> None:
    rest: dict[str, JsonValue] = {"target": target, "onTooLong": on_too_long}
    for mapping in ({"type": "constant", "value": value}, {"type": "direct", "source": "site", "default": value}):
        assert problems(with_mappings({**rest, **mapping})) == []


@pytest.mark.parametrize(("target", "value", "on_too_long", "why"), UNFIT, ids=[f"{e[0]} {e[1][:10]}" for e in UNFIT])
def test_a_constant_or_a_default_that_entra_never_takes_is_refused(
    target: str, value: str, on_too_long: str, why: str
) -> None:
    rest: dict[str, JsonValue] = {"target": target, "onTooLong": on_too_long}
    constant: JsonValue = {**rest, "type": "constant", "value": value}
    direct: JsonValue = {**rest, "type": "direct", "source": "site", "default": value}
    expression: JsonValue = {**rest, "type": "expression", "expression": "[site]", "default": value}
    assert problems(with_mappings(constant)) == [
        ("attributeMappings[1].value", f"can never be written: {why.format('the constant')}")
    ]
    for mapping in (direct, expression):
        assert problems(with_mappings(mapping)) == [
            ("attributeMappings[1].default", f"can never be written: {why.format('the default')}")
        ]


def test_a_wrong_default_and_a_wrong_expression_are_both_named() -> None:
    mapping: JsonValue = {"type": "expression", "target": "usageLocation", "expression": "[ctry]", "default": "Spain"}
    fields = [field for field, _ in problems(with_mappings(mapping))]
    assert fields == ["attributeMappings[1].default", "attributeMappings[1].expression"]


@pytest.mark.parametrize(
    "expression",
    [CHOOSING, "[workEmail]", 'Append(Guid(), "@contoso.com")'],
    ids=["the first that is free", "an attribute", "something random"],
)
def test_a_login_name_that_can_be_taken(expression: str) -> None:
    assert problems(named(expression)) == []


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        pytest.param("Append([firstName], ", "column ", id="an expression that ends too soon"),
        pytest.param('Append([login], "@contoso.com")', "[login] is not an attribute", id="an unknown attribute"),
        pytest.param('"staff@contoso.com"', "gives everybody the same name", id="one name for all"),
    ],
)
def test_a_login_name_that_is_refused(expression: str, words: str) -> None:
    [(field, sentence)] = problems(named(expression))
    assert field == "loginName.expression"
    assert words in sentence


def test_an_expression_is_looked_at_even_while_another_mode_makes_the_names() -> None:
    settings = parse_settings({"loginName": {"mode": "workEmail", "expression": "Append("}})
    assert [field for field, _ in problems(settings)] == ["loginName.expression"]


def test_a_scoping_filter_that_nobody_can_evaluate_is_named_by_its_place() -> None:
    fine: JsonValue = {"attribute": "department", "operator": "EQUALS", "value": "Sales"}
    wrong: JsonValue = {"attribute": "site", "operator": "REGEX MATCH", "value": "(unclosed"}
    settings = parse_settings({"scopingFilters": [[fine], [fine, wrong]]})
    assert [field for field, _ in problems(settings)] == ["scopingFilters[1][1].value"]
