"""A preview: what would be done, why, under which settings, and that nothing is."""

from typing import Any

import azure.functions as func
import pytest
from pydantic import JsonValue

from provisioning.ports import RequestRejected
from tests.engine.people import anna, mona, updated
from tests.engine.world import World
from tests.web.requests import document, request
from tests.web.serving import api_of

ANNA: dict[str, JsonValue] = {
    "id": "e1",
    "firstName": "Anna",
    "lastName": "Ek",
    "workEmail": "anna.ek@contoso.com",
    "jobTitle": "Nurse",
    "startDate": "2026-01-05",
}


async def ask(world: World, **demand: JsonValue) -> func.HttpResponse:
    """Preview Anna of the generic source, unless told otherwise."""
    body = {"source": "generic", "employee": ANNA, **demand}
    api, gatherer = api_of(world), world.worker().gatherer
    return await (api.try_settings if "settings" in demand else api.preview)(request(body), gatherer)


async def preview(world: World, **demand: JsonValue) -> Any:  # noqa: ANN401 - JSON
    """Return what a preview shows."""
    answer = await ask(world, **demand)
    assert answer.status_code == 200, answer.get_body()
    return document(answer)


def told(shown: Any) -> dict[str, tuple[str, list[str]]]:  # noqa: ANN401 - JSON
    """Return the status and the sentences of each of the five steps."""
    return {step["step"]: (step["status"], step["sentences"]) for step in shown["explanation"]}


async def test_a_preview_shows_every_step_and_writes_nothing() -> None:
    world = World()
    shown = await preview(world)
    assert [step["name"] for step in shown["steps"]] == ["import", "scoping", "matching", "processing", "export"]
    assert (shown["status"], shown["userPrincipalName"]) == ("success", "anna.ek@contoso.com")
    numbers = [each["new"] for each in shown["operations"][0]["changes"] if each["attribute"] == "employeeId"]
    assert numbers == ["e1"]
    assert (world.accounts(), world.log.entries) == ({}, [])


async def test_a_preview_explains_itself_in_five_steps() -> None:
    shown = await preview(World())
    assert [step["step"] for step in shown["explanation"]] == ["import", "scope", "match", "decide", "act"]
    assert all(step["title"] for step in shown["explanation"])
    assert told(shown)["act"] == ("success", ["would create anna.ek@contoso.com"])


async def test_a_person_who_is_not_due_yet_ends_at_the_scope_and_the_rest_says_why() -> None:
    shown = await preview(World(), employee={**ANNA, "startDate": "2026-09-01"})
    steps = told(shown)
    status, [why] = steps["scope"]
    assert (shown["status"], status) == ("skipped", "skipped")
    assert "2026-09-01" in why
    for name in ("match", "decide", "act"):
        assert steps[name] == ("skipped", [f"not reached: {why}"])
    assert [step["name"] for step in shown["steps"]] == ["import", "scoping", "matching", "processing", "export"]


async def test_a_change_tells_what_it_would_change() -> None:
    world = World()
    await world.happen(updated(anna()))
    shown = await preview(world, employee={**ANNA, "jobTitle": "Midwife"})
    assert told(shown)["act"] == ("success", ["would change jobTitle"])
    assert shown["operations"][0]["changes"] == [{"attribute": "jobTitle", "old": "Nurse", "new": "Midwife"}]


async def test_an_account_that_is_right_leaves_nothing_to_do() -> None:
    world = World()
    await world.happen(updated(anna()))
    assert told(await preview(world))["act"] == ("skipped", ["nothing to do"])


async def test_the_log_still_holds_only_the_steps_that_were_taken() -> None:
    world = World()
    await world.happen(updated(anna(start_date="2026-09-01")))
    shown = document(await api_of(world).provisioning_log(request()))["entries"][0]
    assert [step["name"] for step in shown["steps"]] == ["import", "scoping"]


async def test_every_mapping_shows_what_it_gives_and_what_becomes_of_it() -> None:
    mappings: JsonValue = [
        {"type": "direct", "target": "jobTitle", "source": "jobTitle"},
        {"type": "constant", "target": "companyName", "value": "Contoso Ltd."},
        {"type": "expression", "target": "city", "expression": "ToUpper([lastName])"},
        {"type": "direct", "target": "department", "source": "department"},
    ]
    shown = (await preview(World(), settings={"attributeMappings": mappings}))["mappings"]
    assert [(each["target"], each["type"], each["value"], each["written"]) for each in shown] == [
        ("jobTitle", "direct", "Nurse", True),
        ("companyName", "constant", "Contoso Ltd.", True),
        ("city", "expression", "EK", True),
        ("department", "direct", None, False),
    ]
    assert [each.get("source", each.get("expression")) for each in shown] == [
        "jobTitle",
        None,
        "ToUpper([lastName])",
        "department",
    ]
    assert all(each["outcome"] for each in shown)


async def test_a_preview_can_be_of_other_settings_which_are_not_stored() -> None:
    world = World()
    clause: JsonValue = {"attribute": "jobTitle", "operator": "EQUALS", "value": "Pilot"}
    shown = await preview(world, settings={"scopingFilters": [[clause]], "leadDays": 3})
    assert shown["status"] == "skipped"
    assert "jobTitle EQUALS Pilot" in " ".join(told(shown)["scope"][1])
    read = document(await api_of(world).read_settings(request()))
    assert (read["scopingFilters"], read["leadDays"]) == ([], 0)
    assert document(await api_of(world).settings_history(request()))["changes"] == []


async def test_other_settings_are_laid_over_those_in_force() -> None:
    world = World()
    await world.settings.put({"password": {"mustChange": False}, "emailDomains": ["fabrikam.com"]})
    assert (await preview(world, settings={"leadDays": 3}))["status"] == "skipped"
    assert (await preview(world, settings={"emailDomains": None}))["status"] == "success"


async def test_switching_on_for_the_first_time_is_previewed_as_it_would_be() -> None:
    world = World()
    await world.settings.put({"enabled": False})
    first = await preview(world, settings={"enabled": True})
    assert (first["status"], "was in the HR system before" in first["explanation"][2]["sentences"][0]) == (
        "skipped",
        True,
    )
    again = World()
    await again.happen(updated(mona()))
    await again.settings.put({"enabled": False})
    assert (await preview(again, settings={"enabled": True}))["status"] == "success"


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"timeZone": "Mars"}, "timeZone"),
        ({"loginName": {"mode": "expression", "expression": "Append("}}, "loginName.expression"),
        ({"password": {"mode": "default", "secret": "DEFAULT_PASSWORD"}}, "password.secret"),
    ],
    ids=["a wrong value", "a wrong expression", "a password that is not there"],
)
async def test_other_settings_are_checked_as_if_they_were_saved(settings: JsonValue, field: str) -> None:
    answer = await ask(World(), settings=settings)
    shown = document(answer)
    assert answer.status_code == 400
    assert [problem["field"] for problem in shown["fields"]] == [field]
    assert shown["error"].endswith("nothing was previewed")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('Join(".", [givenName], [surname])', "Anna.Ek"),
        ("[jobTitle]", "Nurse"),
        ('"x"', "x"),
        ('Split("a,b", ",")', ["a", "b"]),
        ("IgnoreFlowIfNullOrEmpty([department])", None),
    ],
    ids=["a function", "an attribute", "a constant", "a list", "nothing to flow"],
)
async def test_an_expression_is_tried_on_the_person(expression: str, value: JsonValue) -> None:
    assert (await preview(World(), expression=expression))["value"] == value


async def test_an_expression_is_tried_on_the_person_as_stored() -> None:
    world = World()
    await world.happen(updated(anna(job_title="Midwife")))
    shown = await preview(world, employee=None, employeeId="e1", expression="ToUpper([jobTitle])")
    assert shown["value"] == "MIDWIFE"


async def test_an_attribute_that_nobody_knows_is_refused_like_when_it_is_saved() -> None:
    expression = "Join([fristName],\n[jobTitle], [nosuch])"
    mapping: JsonValue = {"type": "expression", "target": "city", "expression": expression}
    tried, saved = (
        await ask(World(), expression=expression),
        await ask(World(), settings={"attributeMappings": [mapping]}),
    )
    assert (tried.status_code, saved.status_code) == (400, 400)
    shown = document(tried)
    assert [problem["field"] for problem in shown["fields"]] == ["expression"] * 2
    assert [problem["message"] for problem in shown["fields"]] == [
        problem["message"] for problem in document(saved)["fields"]
    ]
    assert shown["column"] == 6
    assert shown["error"].startswith(
        "expression: column 6: [fristName] is not an attribute of an employee; did you mean [firstName]?; line 2, "
    )


async def test_an_expression_tells_what_the_hr_system_did_not_send() -> None:
    shown = await preview(World(), expression='Join(" ", [firstName], [department])')
    assert shown["notSentByHr"] == ["department"]


async def test_without_an_expression_there_is_no_value() -> None:
    assert "value" not in await preview(World())


@pytest.mark.parametrize(
    ("expression", "column"),
    [("Jion([firstName])", 1), ('Join(" ", [firstName]', 22), ("CDate([jobTitle])", None)],
    ids=["an unknown function", "a missing bracket", "a value that does not fit"],
)
async def test_a_wrong_expression_is_refused_with_its_column(expression: str, column: int | None) -> None:
    answer = await ask(World(), expression=expression)
    shown = document(answer)
    assert answer.status_code == 400
    assert column in {None, shown["column"]}
    assert shown["error"].startswith(f"expression: column {shown['column']}: ")
    assert [problem["field"] for problem in shown["fields"]] == ["expression"]
    assert "Nurse" not in shown["error"]


async def test_a_preview_itself_takes_no_other_settings() -> None:
    body = {"source": "generic", "employee": ANNA, "settings": {"leadDays": 3}}
    with pytest.raises(RequestRejected, match="settings"):
        await api_of(World()).preview(request(body), World().worker().gatherer)
