"""The provisioning log as CSV: whole, and never a formula."""

import csv
from io import StringIO
from typing import Any

import azure.functions as func
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.ports import RequestRejected
from provisioning.web.spreadsheets import COLUMNS, harmless
from tests.engine.people import anna, updated
from tests.engine.world import World
from tests.web.requests import document, request
from tests.web.serving import api_of

FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1", "\r=1", "\n=1", "\uff1d1+1"]


def rows_of(answer: func.HttpResponse) -> list[dict[str, str]]:
    text = answer.get_body().decode()
    assert (answer.status_code, answer.mimetype, answer.charset) == (200, "text/csv", "utf-8")
    return list(csv.DictReader(StringIO(text, newline="")))


async def log_of(world: World, **params: str) -> func.HttpResponse:
    return await api_of(world).provisioning_log(request(params={"format": "csv", **params}))


async def test_each_entry_is_a_row() -> None:
    world = World()
    await world.happen(updated(anna()), updated(anna(job_title="Midwife"), minute=1))
    newest, oldest = rows_of(await log_of(world))
    assert tuple(newest) == COLUMNS
    assert (oldest["operations"], oldest["userPrincipalName"]) == ("createAccount success", "anna.ek@contoso.com")
    assert {name: newest[name] for name in ("source", "employeeId", "status", "operations", "requestIds")} == {
        "source": "generic",
        "employeeId": "e1",
        "status": "success",
        "operations": "updateAccount success",
        "requestIds": "request-2",
    }


async def test_the_header_says_where_the_next_page_starts_and_filters_are_those_of_json() -> None:
    world = World()
    await world.happen(updated(anna()), updated(anna(job_title="Midwife"), minute=1))
    first = await log_of(world, limit="1", employeeId="e1")
    [newest] = rows_of(first)
    last = await log_of(world, limit="1", employeeId="e1", cursor=first.headers["x-cursor"])
    [oldest] = rows_of(last)
    assert newest["at"] >= oldest["at"]
    assert "x-cursor" not in last.headers
    assert rows_of(await log_of(world, status="failure")) == []


@pytest.mark.parametrize("formula", FORMULAS)
async def test_an_id_that_is_a_formula_comes_as_text(formula: str) -> None:
    world = World()
    await world.happen(updated(anna(id=formula.strip() or "x")))
    [row] = rows_of(await log_of(world))
    assert row["employeeId"] == f"'{formula.strip()}"


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(formula: str) -> None:
    assert harmless(formula) == f"'{formula}"


@given(st.text())
def test_no_cell_begins_like_a_formula_and_others_stay_as_they_are(text: str) -> None:
    cell = harmless(text)
    assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}
    assert cell == text or (cell[:1], cell[1:]) == ("'", text)


@pytest.mark.parametrize("form", ["xml", "CSV", "text/csv"])
async def test_another_form_is_refused(form: str) -> None:
    with pytest.raises(RequestRejected, match="format must be json or csv"):
        await api_of(World()).provisioning_log(request(params={"format": form}))


@pytest.mark.parametrize("params", [{}, {"format": "json"}, {"format": ""}])
async def test_json_is_the_usual_form(params: dict[str, Any]) -> None:
    assert document(await api_of(World()).provisioning_log(request(params=params))) == {"entries": [], "cursor": None}
