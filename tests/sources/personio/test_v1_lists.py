"""Lists of version 1 of Personio's API, as its stand-in would never give them."""

import pytest

from provisioning.ports import TemporaryFailure
from provisioning.sources.personio.v1 import PersonioV1
from tests.sources.payloads import document
from tests.sources.personio.scripted import Answer, Script, employees


async def everybody(script: Script) -> list[str]:
    script.token = (200, document("personio/v1-auth.json"), {})
    people = PersonioV1(script.base_url, "id", "secret")
    try:
        return [listed.employee_id async for listed in people.everybody()]
    finally:
        await people.close()


async def test_somebody_who_is_listed_twice_is_told_once(script: Script) -> None:
    script.answers = [
        employees(1, 2, total=4),
        employees(2, 3, total=4),
        employees(1, 2, total=4),
        employees(3, 4, total=4),
    ]
    assert await everybody(script) == ["1", "2", "3", "4"]


async def test_a_list_without_a_figure_ends_with_an_empty_page(script: Script) -> None:
    script.answers = [employees(1, 2, total=None), employees(3, total=None), employees(total=None)]
    assert await everybody(script) == ["1", "2", "3"]


async def test_a_list_without_a_figure_that_ignores_pages_ends(script: Script) -> None:
    script.answers = [employees(1, 2, total=None)]
    assert await everybody(script) == ["1", "2"]
    assert len(script.asked) == 2


async def test_a_list_that_gets_shorter_whenever_it_is_read_is_a_failure(script: Script) -> None:
    script.answers = [employees(1, 2, total=3), employees(3, total=2), employees(2, 3, total=3), employees(4, total=2)]
    with pytest.raises(TemporaryFailure, match="got shorter while it was read"):
        await everybody(script)


async def test_empty_pages_of_a_list_that_counts_people_are_a_failure(script: Script) -> None:
    script.answers = [employees(total=2)]
    with pytest.raises(TemporaryFailure, match="0 of the 2 people"):
        await everybody(script)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((200, {"success": True, "data": {}}, {}), id="no list"),
        pytest.param((200, {"success": True, "data": [5]}, {}), id="no people"),
        pytest.param((200, {"success": True}, {}), id="nothing"),
        pytest.param((404, {"success": False}, {}), id="an address that is not there"),
    ],
)
async def test_an_answer_of_version_1_that_is_no_list_is_a_failure(script: Script, answer: Answer) -> None:
    script.answers = [answer]
    with pytest.raises(TemporaryFailure):
        await everybody(script)


async def test_another_person_than_the_one_asked_for_is_a_failure(script: Script) -> None:
    script.token = (200, document("personio/v1-auth.json"), {})
    script.answers = [(200, document("personio/v1-employee.json"), {})]
    people = PersonioV1(script.base_url, "id", "secret")
    with pytest.raises(TemporaryFailure, match="another person"):
        await people.fetch("7040")
    await people.close()
