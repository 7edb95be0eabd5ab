"""What Bicep files would deploy, for given parameters: values, and what only Azure knows."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from local.infra.deploying import deploy
from local.infra.giving import parameters_of
from local.infra.syntax import Unreadable
from local.infra.values import Value, is_unknown, only_unknown

ACCOUNT = """
param name string
resource account 'S/accounts@2024-01-01' = { name: name }
resource queues 'S/accounts/queues@2024-01-01' = [
  for queue in ['a', 'b']: {
    parent: account
    name: queue
  }
]
output id string = account.id
output endpoint string = account.properties.endpoint
"""
SITE = """
param account string
param endpoint string = ''
resource there 'S/accounts@2024-01-01' existing = { name: account }
resource role 'R/assignments@2024-01-01' = {
  scope: there
  name: guid(there.id, 'reader')
  properties: { endpoint: '${endpoint}/x' }
}
resource site 'W/sites@2024-01-01' = { name: 'site' }
"""
MAIN = """
targetScope = 'subscription'
param name string
param second bool = false
resource group 'G/groups@2024-01-01' = { name: 'rg-${name}' }
module storage 'account.bicep' = {
  scope: group
  params: { name: 'st${name}' }
}
module more 'account.bicep' = if (second) {
  scope: group
  params: { name: 'more' }
}
module site 'site.bicep' = {
  scope: group
  params: {
    account: 'st${name}'
    endpoint: storage.outputs.endpoint
  }
}
output more string = second ? more!.outputs.id : ''
"""


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """Give a small deployment."""
    for name, text in (("account", ACCOUNT), ("site", SITE), ("main", MAIN)):
        (tmp_path / f"{name}.bicep").write_text(text, encoding="utf-8")
    return tmp_path / "main.bicep"


def _evaluated(folder: Path, expression: str, before: str = "", given: Mapping[str, Value] | None = None) -> Value:
    file = folder / "a.bicep"
    file.write_text(f"{before}\noutput it object = {expression}\n", encoding="utf-8")
    return deploy(file, given or {}).outputs["it"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'a${1 + 2}b'", "a3b"),
        ("'it\\'s ${'in ${'side'}'}'", "it's in side"),
        ("'''\nas it ${is}\n'''", "as it ${is}\n"),
        ("true ? 'yes' : 'no'", "yes"),
        ("null ?? 'other'", "other"),
        ("!(1 >= 2) && 3 % 2 == 1", True),
        ("[1, ...[2, 3]]", [1, 2, 3]),
        ("{ a: 1, ...{ a: 2, b: 3 } }", {"a": 2, "b": 3}),
        ("{ 'x-${1}': 1 }['x-1']", 1),
        ("{ a: { b: [5] } }.a.b[0]", 5),
        ("{ a: 1 }.?b", None),
        ("{ a: 1 }.?b.?c ?? 'none'", "none"),
        ("[for x in ['a', 'b']: toUpper(x)]", ["A", "B"]),
        ("[for (x, i) in ['a', 'b']: '${x}${i}']", ["a0", "b1"]),
        ("map([1, 2], x => x * 2)", [2, 4]),
        ("filter([1, 2, 3], x => x != 2)", [1, 3]),
        ("toObject(['A_B'], x => x, x => toLower(replace(x, '_', '-')))", {"A_B": "a-b"}),
        ("toObject([{ n: 'a' }], x => x.n)", {"a": {"n": "a"}}),
        ("union({ a: { x: 1 } }, { a: { y: 2 } })", {"a": {"x": 1, "y": 2}}),
        ("union(['a'], ['b', 'a'])", ["a", "b"]),
        ("concat(['a'], ['a'])", ["a", "a"]),
        ("items({ b: 1, a: 2 })", [{"key": "a", "value": 2}, {"key": "b", "value": 1}]),
        ("contains(['a'], 'a') && contains('abc', 'b') && contains({ a: 1 }, 'a')", True),
        ("[empty(''), empty([]), empty({}), empty(null), empty('a')]", [True, True, True, True, False]),
        ("join(split('a,b', ','), ';')", "a;b"),
        ("flatten([[1], [2]])", [1, 2]),
        ("take('abcdef', 3)", "abc"),
        ("format('{0}-{1}', 'a', 1)", "a-1"),
        ("cidrSubnet('10.60.0.0/25', 27, 2)", "10.60.0.64/27"),
        ("length('abc')", 3),
        ("range(2, 3)", [2, 3, 4]),
        ("bool('false')", False),
        ("json('{\"a\": 0.5}').a", 0.5),
    ],
)
def test_a_value(tmp_path: Path, expression: str, value: Value) -> None:
    assert _evaluated(tmp_path, expression) == value


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("subscription().id", "«subscription().id»"),
        ("'${subscription().id}/x'", "«subscription().id»/x"),
        ("toLower('A${tenant().tenantId}')", "«toLower('A«tenant().tenantId»')»"),
        ("uniqueString('a')", "«uniqueString('a')»"),
        ("{ a: 1 }[environment().name]", "«{a: 1}[«environment().name»]»"),
        ("empty(tenant().tenantId)", False),
    ],
)
def test_what_only_azure_knows_says_what_it_is_made_of(tmp_path: Path, expression: str, text: Value) -> None:
    assert _evaluated(tmp_path, expression) == text


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("tenant().tenantId == 'a' ? 1 : 2", "only Azure knows whether"),
        ("tenant().tenantId ? 1 : 2", "a condition must be true or false here"),
        ("length(tenant().tenantId)", "only Azure knows how long"),
        ("contains(tenant().tenantId, 'a')", "only Azure knows whether"),
        ("{ a: 1 }.b", "there is no b in {a: 1}"),
        ("[1][1]", "there is no 1 in [1]"),
        ("nobody", "nobody is not declared"),
        ("listKeys('a', 'b')", "the function listKeys is not known here"),
        ("reduce([1], 0, (a, b) => a)", "a lambda with one parameter is expected"),
        ("sort([1], x => x)", "the function sort is not known here"),
        ("filter([1], x => tenant().tenantId)", "a condition must be true or false here"),
        ("toUpper(1)", "toUpper does not take 1"),
        ("'${[1]}'", "[1] cannot be put into a text"),
        ("{ ...[1] }", "only an object is spread into an object"),
        ("[for x in 'a': x]", "a list must stand here"),
        ("1 + 'a'", "+ is not evaluated here for 1, 'a'"),
        ("loadJsonContent('none.json')", "there is no file none.json"),
    ],
)
def test_what_has_no_value_is_refused(tmp_path: Path, expression: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        _evaluated(tmp_path, expression)
    assert sentence in str(refused.value)
    assert f"{tmp_path / 'a.bicep'}:2: " in str(refused.value)


def test_variables_stand_in_any_order_and_never_need_themselves(tmp_path: Path) -> None:
    assert _evaluated(tmp_path, "a", "var a = b\nvar b = 1") == 1
    with pytest.raises(Unreadable, match="a needs itself"):
        _evaluated(tmp_path, "a", "var a = b\nvar b = a")


def test_a_function_of_the_file_knows_its_parameters_alone(tmp_path: Path) -> None:
    name_of = "func nameOf(setting string, sign string) string => toLower(replace(setting, '_', sign))"
    assert _evaluated(tmp_path, "nameOf('A_B', '-')", name_of) == "a-b"


@pytest.mark.parametrize(
    ("parameter", "value", "sentence"),
    [
        ("param a string", 1, "1 is not of type string"),
        ("param a int", True, "True is not of type int"),
        ("param a string[]", ["a", 1], "1 is not of type string"),
        ("param a 'x' | 'y'", "z", "'z' is none of 'x', 'y'"),
        ("param a ('x' | 'y')[]", ["x", "z"], "'z' is none of"),
        ("param a { b: string? }", {"c": "d"}, "there is no c in its type"),
        ("param a { *: string }", {"c": 1}, "c: 1 is not of type string"),
        ("type T = { b: 'v1' | 'v2'? }\nparam a T", {"b": "v3"}, "b: 'v3' is none of"),
        ("@minLength(3)\nparam a string", "ab", "the length of 'ab' must be at least 3"),
        ("@maxValue(3)\nparam a int", 4, "the value of 4 must be at most 3"),
        ("@allowed([1, 2])\nparam a int", 3, "3 is none of 1, 2"),
        ("param a Nobody", 1, "the type Nobody is not declared"),
        ("param a string", None, "None is not of type string"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(tmp_path: Path, parameter: str, value: Value, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        _evaluated(tmp_path, "a", parameter, {"a": value})
    assert sentence.replace("True", "true").replace("None", "null") in str(refused.value)


@pytest.mark.parametrize(
    ("parameter", "given", "value"),
    [
        ("param a string = 'x'", {}, "x"),
        ("param a string?", {}, None),
        ("param a string[]", {"a": []}, []),
        ("type T = { b: string? }\nparam a T", {"a": {}}, {}),
        ("@allowed(['x', 'y'])\nparam a array", {"a": ["y"]}, ["y"]),
    ],
)
def test_a_parameter_that_fits(tmp_path: Path, parameter: str, given: dict[str, Value], value: Value) -> None:
    assert _evaluated(tmp_path, "a", parameter, given) == value


def test_parameters_that_are_missing_or_not_known_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="the parameter a is not given"):
        _evaluated(tmp_path, "a", "param a string")
    with pytest.raises(Unreadable, match="there is no parameter b"):
        _evaluated(tmp_path, "1", given={"b": 1})


def test_resources_of_modules_are_in_the_list_with_whole_names_and_scopes(main: Path) -> None:
    found = deploy(main, {"name": "x"})
    group = "«G/groups rg-x.id»"
    assert [(each.type, each.name, each.scope) for each in found.resources if not each.existing] == [
        ("G/groups", "rg-x", "«subscription().id»"),
        ("S/accounts", "stx", group),
        ("S/accounts/queues", "stx/a", group),
        ("S/accounts/queues", "stx/b", group),
        ("R/assignments", "«guid('«S/accounts stx.id»', 'reader')»", "«S/accounts stx.id»"),
        ("W/sites", "site", group),
    ]
    assert found.of("R/assignments")[0].properties == {"endpoint": "«S/accounts stx.properties.endpoint»/x"}


def test_a_module_under_a_condition_is_there_only_then(main: Path) -> None:
    assert len(deploy(main, {"name": "x"}).of("S/accounts")) == 1
    assert deploy(main, {"name": "x"}).outputs == {"more": ""}
    assert deploy(main, {"name": "x", "second": True}).outputs == {"more": "«S/accounts more.id»"}


def test_outputs_of_a_module_that_is_not_there_are_refused(main: Path) -> None:
    main.write_text(MAIN.replace("second ? more!.outputs.id : ''", "more!.outputs.id"), encoding="utf-8")
    with pytest.raises(Unreadable, match="there is no outputs in null"):
        deploy(main, {"name": "x"})


def test_a_module_whose_output_is_used_is_waited_for_with_all_that_is_in_it(main: Path) -> None:
    found = deploy(main, {"name": "x"})
    assert found.waits_for("main/site/site") == {
        *("main/group", "main/storage", "main/storage/account", "main/storage/queues"),
    }
    assert "main/site/there" in found.waits_for("main/site/role")
    assert "main/site/role" not in found.waits_for("main/site/site")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("resource a 'A/b@2024-01-01' = { parent: 'x', name: 'y' }", "the parent of a must be a resource, not 'x'"),
        ("resource a 'A/b@2024-01-01' = { scope: 1, name: 'y' }", "the scope of a must be a resource, not 1"),
        ("resource a 'A/b/c@2024-01-01' = { name: 'y' }", "A/b/c needs a name of 2 parts, its parents' first: y"),
        ("resource a 'A/b@2024-01-01' = { }", "A/b needs a name of 1 parts"),
        ("targetScope = 'subscription'\nmodule a 'account.bicep' = { params: { name: 'x' } }", "and needs a scope"),
        ("targetScope = 'planet'", "targetScope must be one of resourceGroup, subscription"),
        ("resource a 'A/b@2024-01-01' = 'x'", "a must have an object for its body"),
        ("module a 'account.bicep' = { params: ['x'] }", "the parameters of a must be an object, not ['x']"),
    ],
)
def test_a_resource_or_module_that_is_none_is_refused(main: Path, text: str, sentence: str) -> None:
    main.write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        deploy(main, {})
    assert sentence in str(refused.value)


def test_variables_of_the_environment_are_read_by_a_file_of_parameters(tmp_path: Path) -> None:
    file = tmp_path / "main.bicepparam"
    file.write_text(
        "using 'main.bicep'\nparam a = readEnvironmentVariable('A')\nparam b = readEnvironmentVariable('B', 'x')\n",
        encoding="utf-8",
    )
    assert parameters_of(file, {"A": "1"}) == {"a": "1", "b": "x"}
    with pytest.raises(Unreadable, match="the environment variable A is not set and has no default"):
        parameters_of(file, {})


@pytest.mark.parametrize(
    ("value", "unknown", "alone"),
    [("«a»", True, "a"), ("«a»«b»", True, None), ("x«a»", True, None), ("«a«b»»", True, "a«b»"), ("a", False, None)],
)
def test_what_is_unknown_is_told_from_what_is_unknown_in_part(value: str, unknown: bool, alone: str | None) -> None:  # noqa: FBT001 - a case
    assert (is_unknown(value), only_unknown(value)) == (unknown, alone)
