"""BambooHR's API, as the HR stand-in plays it."""

import pytest
from aiohttp import encode_basic_auth

from local.emulator.control import STATE
from local.emulator.json_values import Json, JsonObject
from local.hr.app import hr_app
from tests.local.standin_client import Reply, StandIn
from tests.local.turnable_clock import TurnableClock

_ANA: JsonObject = {
    "firstName": "Ana",
    "lastName": "Ruiz",
    "workEmail": "ana@contoso.com",
    "jobTitle": "Pilot",
    "department": "Flight",
    "hireDate": "2026-01-12",
    "supervisorEId": "2",
    "employeeNumber": "A-1",
    "customShoeSize": "38",
}
_BO: JsonObject = {"firstName": "Bo", "lastName": "Berg", "employeeNumber": "B-2"}


async def _put(bamboo: StandIn, employee_id: int, **changes: Json) -> Reply:
    return await bamboo.control("PUT", f"bamboohr/employees/{employee_id}", _ANA | changes)


async def _read(bamboo: StandIn, fields: str, **options: str) -> Json:
    reply = await bamboo.send("GET", "/employees/1", params={"fields": fields, **options})
    assert reply.status == 200
    return reply.body


async def _list(bamboo: StandIn, **options: str) -> Reply:
    return await bamboo.send(
        "GET", "/employees", params={name.replace("__", "["): text for name, text in options.items()}
    )


async def _page(bamboo: StandIn, **options: Json) -> Reply:
    return await bamboo.send(
        "GET", "/employees", params={f"page[{name}]": str(value) for name, value in options.items()}
    )


def _ids(reply: Reply) -> list[Json]:
    return [employee["employeeId"] for employee in reply.objects("data")]


async def _all_pages(bamboo: StandIn, limit: int) -> list[list[Json]]:
    reply = await _page(bamboo, limit=limit)
    pages = [_ids(reply)]
    while reply.at("meta", "page", "nextCursor") is not None:
        reply = await bamboo.send("GET", reply.text("_links", "next", "href"))
        pages.append(_ids(reply))
    return pages


async def _changes(bamboo: StandIn, since: str, **options: str) -> Reply:
    return await bamboo.send("GET", "/employees/changed", params={"since": since, **options})


async def test_only_the_requested_fields_come_back_and_the_id(bamboo: StandIn) -> None:
    await _put(bamboo, 1)

    assert await _read(bamboo, "") == {"id": "1"}
    assert await _read(bamboo, "firstName,jobTitle,customShoeSize,workPhone,nothing") == {
        "id": "1",
        "firstName": "Ana",
        "jobTitle": "Pilot",
        "customShoeSize": "38",
        "workPhone": None,
    }


async def test_a_custom_field_that_somebody_else_has_is_null(bamboo: StandIn) -> None:
    await bamboo.control("PUT", "bamboohr/employees/1", _BO)
    await _put(bamboo, 2)

    assert await _read(bamboo, "customShoeSize,customHatSize") == {"id": "1", "customShoeSize": None}


async def test_an_empty_date_is_written_with_zeros(bamboo: StandIn) -> None:
    await _put(bamboo, 1)

    assert await _read(bamboo, "hireDate,terminationDate") == {
        "id": "1",
        "hireDate": "2026-01-12",
        "terminationDate": "0000-00-00",
    }


async def test_the_supervisor_has_a_name_an_id_and_a_number(bamboo: StandIn) -> None:
    await _put(bamboo, 1)
    await bamboo.control("PUT", "bamboohr/employees/2", _BO)

    assert await _read(bamboo, "supervisor,supervisorEId,supervisorId,reportsToId") == {
        "id": "1",
        "supervisor": "Bo Berg",
        "supervisorEId": "2",
        "supervisorId": "B-2",
        "reportsToId": "2",
    }


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({}, "Active", id="hired"),
        pytest.param({"hireDate": "2026-03-02"}, "Inactive", id="future-hire"),
        pytest.param({"terminationDate": "2026-02-28"}, "Inactive", id="left-yesterday"),
        pytest.param({"terminationDate": "2026-03-01"}, "Active", id="last-day-today"),
        pytest.param({"hireDate": "2026-03-02", "status": "Active"}, "Active", id="put"),
    ],
)
async def test_the_status_follows_from_the_dates_unless_it_is_put(
    bamboo: StandIn, fields: JsonObject, status: str
) -> None:
    await _put(bamboo, 1, **fields)

    assert await _read(bamboo, "status") == {"id": "1", "status": status}
    assert (await _list(bamboo)).at("data", 0, "status") == status


@pytest.mark.parametrize(
    ("days", "options", "title"),
    [
        pytest.param(0, {}, "Pilot", id="before"),
        pytest.param(0, {"onlyCurrent": "false"}, "Lead", id="before-with-what-is-to-come"),
        pytest.param(31, {}, "Lead", id="from-that-day-on"),
    ],
)
async def test_a_value_of_the_future_counts_from_its_day_on(
    bamboo: StandIn, time: TurnableClock, days: int, options: dict[str, str], title: str
) -> None:
    await _put(bamboo, 1, future=[{"jobTitle": "Lead", "effectiveDate": "2026-04-01"}])
    time.turn(days=days)

    assert await _read(bamboo, "jobTitle", **options) == {"id": "1", "jobTitle": title}


async def test_a_leaving_to_come_and_the_job_of_a_future_hire_are_not_current(bamboo: StandIn) -> None:
    await _put(bamboo, 1, hireDate="2026-04-01", terminationDate="2026-12-31")
    fields = "hireDate,terminationDate,jobTitle"

    assert await _read(bamboo, fields) == {
        "id": "1",
        "hireDate": "2026-04-01",
        "terminationDate": "0000-00-00",
        "jobTitle": None,
    }
    assert await _read(bamboo, fields, onlyCurrent="false") == {
        "id": "1",
        "hireDate": "2026-04-01",
        "terminationDate": "2026-12-31",
        "jobTitle": "Pilot",
    }


async def test_an_unknown_employee_is_a_404_with_the_reason_in_a_header(bamboo: StandIn) -> None:
    reply = await bamboo.send("GET", "/employees/9")

    assert (reply.status, reply.body) == (404, None)
    assert reply.headers["X-BambooHR-Error-Message"]


async def test_more_than_four_hundred_fields_are_a_400(bamboo: StandIn) -> None:
    await _put(bamboo, 1)

    replies = [await bamboo.send("GET", f"/employees/1?fields={','.join(['a'] * number)}") for number in (400, 401)]

    assert [reply.status for reply in replies] == [200, 400]


async def test_the_list_has_everybody_with_names_of_its_own(bamboo: StandIn) -> None:
    await _put(bamboo, 1)
    await _put(bamboo, 2, hireDate="2026-05-01")
    await _put(bamboo, 3, terminationDate="2026-01-31")

    reply = await _list(bamboo, fields="workEmail,departmentName,reportsToId,hireDate,customShoeSize,department")

    assert _ids(reply) == ["1", "2", "3"]
    assert reply.at("meta", "total") == 3
    assert reply.objects("data")[0] == {
        "employeeId": "1",
        "firstName": "Ana",
        "lastName": "Ruiz",
        "preferredName": None,
        "photoUrl": None,
        "jobTitleName": "Pilot",
        "status": "Active",
        "workEmail": "ana@contoso.com",
        "departmentName": "Flight",
        "reportsToId": "2",
        "hireDate": "2026-01-12",
        "_restrictedFields": [],
    }
    assert [employee["status"] for employee in reply.objects("data")] == ["Active", "Inactive", "Inactive"]


async def test_fields_of_the_list_may_be_repeated(bamboo: StandIn) -> None:
    await _put(bamboo, 1)

    reply = await bamboo.send("GET", "/employees?fields[]=workEmail&fields[]=hireDate")

    assert {"workEmail", "hireDate"} <= reply.objects("data")[0].keys()


async def test_the_list_comes_in_pages_by_cursor(bamboo: StandIn) -> None:
    for number in range(1, 6):
        await _put(bamboo, number)

    assert await _all_pages(bamboo, 2) == [["1", "2"], ["3", "4"], ["5"]]
    assert await _all_pages(bamboo, 5) == [["1", "2", "3", "4", "5"]]


async def test_the_next_page_keeps_the_options(bamboo: StandIn) -> None:
    for number in (1, 2):
        await _put(bamboo, number)

    first = await bamboo.send("GET", "/employees", params={"fields": "workEmail", "page[limit]": "1"})
    second = await bamboo.send("GET", first.text("_links", "next", "href"))

    assert second.at("data", 0, "workEmail") == "ana@contoso.com"
    links = second.at("_links")
    assert isinstance(links, dict)
    assert links.keys() == {"self"}


async def test_a_deletion_between_pages_skips_nobody(bamboo: StandIn) -> None:
    for number in (1, 2, 3):
        await _put(bamboo, number)
    first = await _page(bamboo, limit=2)

    await bamboo.control("DELETE", "bamboohr/employees/2")
    second = await bamboo.send("GET", first.text("_links", "next", "href"))

    assert _ids(second) == ["3"]


@pytest.mark.parametrize("limit", ["0", "2501", "x"], ids=["zero", "too-many", "text"])
async def test_a_bad_limit_is_a_400(bamboo: StandIn, limit: str) -> None:
    assert (await _page(bamboo, limit=limit)).status == 400


async def test_an_invented_cursor_is_a_400(bamboo: StandIn) -> None:
    assert (await _page(bamboo, after="invented")).status == 400


@pytest.mark.parametrize(
    ("query", "ids"),
    [("filter[status]=Inactive", ["2"]), ("filter[ids]=1,9", ["1"])],
    ids=["status", "ids"],
)
async def test_the_list_can_be_filtered(bamboo: StandIn, query: str, ids: list[Json]) -> None:
    await _put(bamboo, 1)
    await _put(bamboo, 2, status="Inactive")

    assert _ids(await bamboo.send("GET", f"/employees?{query}")) == ids


async def test_a_filter_that_is_not_played_is_a_400(bamboo: StandIn) -> None:
    assert (await bamboo.send("GET", "/employees?filter[lastName]=Ruiz")).status == 400


async def test_what_the_key_may_not_read_is_left_out_alone_and_restricted_on_the_list(bamboo: StandIn) -> None:
    await _put(bamboo, 1)
    await bamboo.faults(bambooHiddenFields=["workEmail", "jobTitle"])

    listed = (await _list(bamboo, fields="workEmail")).objects("data")[0]

    assert await _read(bamboo, "firstName,workEmail,jobTitle") == {"id": "1", "firstName": "Ana"}
    assert (listed["workEmail"], listed["jobTitleName"]) == (None, None)
    assert listed["_restrictedFields"] == ["jobTitleName", "workEmail"]


async def test_empty_pages_come_before_each_page(bamboo: StandIn) -> None:
    for number in (1, 2, 3):
        await _put(bamboo, number)
    await bamboo.faults(emptyPages=True)

    assert await _all_pages(bamboo, 2) == [[], ["1", "2"], [], ["3"]]


@pytest.mark.parametrize(
    ("fault", "ids", "total"),
    [
        pytest.param({"shortReadBy": 2}, ["1"], 3, id="a-short-read-counts-whom-it-leaves-out"),
        pytest.param({"listHides": ["2"]}, ["1", "3"], 2, id="a-shrunken-list-does-not"),
    ],
)
async def test_a_list_can_be_made_incomplete(bamboo: StandIn, fault: JsonObject, ids: list[Json], total: int) -> None:
    for number in (1, 2, 3):
        await _put(bamboo, number)
    await bamboo.faults(**fault)

    reply = await _list(bamboo)

    assert (_ids(reply), reply.at("meta", "total")) == (ids, total)


async def test_changes_tell_the_latest_of_each_and_keep_the_deleted(bamboo: StandIn, time: TurnableClock) -> None:
    for number in (1, 2, 3):
        await _put(bamboo, number)
    time.turn(seconds=60)
    await _put(bamboo, 1, jobTitle="Lead")
    await _put(bamboo, 2)
    await bamboo.control("DELETE", "bamboohr/employees/3")

    reply = await _changes(bamboo, "2026-03-01T12:01:00+00:00")

    at = "2026-03-01T12:01:00+00:00"
    assert reply.body == {
        "latest": at,
        "employees": {
            "1": {"id": "1", "action": "Updated", "lastChanged": at},
            "3": {"id": "3", "action": "Deleted", "lastChanged": at},
        },
    }


@pytest.mark.parametrize(
    ("kind", "ids"), [("inserted", ["2"]), ("Updated", ["1"]), ("deleted", [])], ids=["inserted", "updated", "deleted"]
)
async def test_changes_can_be_of_one_kind(bamboo: StandIn, kind: str, ids: list[str]) -> None:
    await _put(bamboo, 1)
    await _put(bamboo, 2)
    await _put(bamboo, 1, jobTitle="Lead")

    reply = await _changes(bamboo, "2026-03-01T00:00:00Z", type=kind)

    employees = reply.at("employees")
    assert isinstance(employees, dict)
    assert list(employees) == ids


async def test_without_changes_the_latest_is_the_time_asked_for(bamboo: StandIn) -> None:
    await _put(bamboo, 1)

    assert (await _changes(bamboo, "2026-04-01T00:00:00Z")).body == {
        "latest": "2026-04-01T00:00:00+00:00",
        "employees": {},
    }


@pytest.mark.parametrize(
    "query",
    ["", "since=soon", "since=2026-03-01T12:00:00", "since=2026-03-01T12:00:00+01:00", "since=2026-03-01Z&type=moved"],
    ids=["missing", "no-time", "no-zone", "a-plus-that-is-not-encoded", "unknown-type"],
)
async def test_bad_options_of_the_changes_are_a_400(bamboo: StandIn, query: str) -> None:
    assert (await bamboo.send("GET", f"/employees/changed?{query}")).status == 400


@pytest.mark.parametrize(
    "authorization", ["", "Bearer x", encode_basic_auth("", "x")], ids=["none", "bearer", "no-key"]
)
async def test_a_call_without_a_key_is_a_401(bamboo: StandIn, authorization: str) -> None:
    assert (await bamboo.send("GET", "/employees", headers={"Authorization": authorization})).status == 401


async def test_calls_are_limited_by_the_minute(bamboo: StandIn, time: TurnableClock) -> None:
    await bamboo.faults(bambooCallsPerMinute=1)

    replies = [await _list(bamboo) for _ in range(2)]

    assert [reply.status for reply in replies] == [200, 429]
    assert replies[1].headers["Retry-After"] == "60"
    time.turn(seconds=60)
    assert (await _list(bamboo)).status == 200


@pytest.mark.parametrize(
    ("employee_id", "body"), [("one", {}), ("1", {"id": "2"})], ids=["id-is-no-number", "another-id"]
)
async def test_a_bad_employee_is_a_400_with_a_sentence(bamboo: StandIn, employee_id: str, body: JsonObject) -> None:
    reply = await bamboo.control("PUT", f"bamboohr/employees/{employee_id}", body)

    assert reply.status == 400
    assert reply.text("error").endswith(".")


async def test_a_changed_employee_reads_as_before_for_a_while(bamboo: StandIn, time: TurnableClock) -> None:
    await _put(bamboo, 1)
    await bamboo.faults(staleReadMs=20_000)
    await _put(bamboo, 1, jobTitle="Lead")

    early = await _read(bamboo, "jobTitle")
    time.turn(seconds=20)

    assert (early, await _read(bamboo, "jobTitle")) == (
        {"id": "1", "jobTitle": "Pilot"},
        {"id": "1", "jobTitle": "Lead"},
    )


async def test_a_reset_forgets_people_and_changes(bamboo: StandIn) -> None:
    await _put(bamboo, 1)
    await bamboo.control("POST", "reset")

    assert _ids(await _list(bamboo)) == []
    assert (await _changes(bamboo, "2026-01-01T00:00:00Z")).at("employees") == {}


async def test_saved_employees_and_changes_are_there_after_a_restart() -> None:
    before, after = hr_app(), hr_app()
    change: JsonObject = {"id": "1", "action": "Inserted", "lastChanged": "2026-03-01T12:00:00+00:00"}
    saved: JsonObject = {"employees": {"1": {"id": "1"}}, "changes": {"1": change}}
    before[STATE].load({"bamboohr": saved})

    after[STATE].load(before[STATE].dump())

    assert after[STATE].dump()["bamboohr"] == saved
