"""What is found when settings are saved whose form is right."""

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
            "[fristName] is not an attribute of an employee; did you mean [firstName]?",
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
        pytest.param('"1"', "employeeId", "must use an attribute, such as [employeeNumber]", id="one number for all"),
    ],
)
def test_an_expression_of_a_mapping_that_is_refused(expression: str, target: str, words: str) -> None:
    [(field, sentence)] = problems(mapped(expression, target))
    assert field == "attributeMappings[1].expression"
    assert words in sentence


def test_every_attribute_that_does_not_exist_is_named() -> None:
    found = [sentence.partition(" ")[0] for _, sentence in problems(mapped("Join([qqq], [firstName], [xxx])"))]
    assert found == ["[qqq]", "[xxx]"]


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
