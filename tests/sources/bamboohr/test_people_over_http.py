"""BambooHR's people, read and listed over HTTP from the stand-in: what is asked for, and what each failure becomes."""

from datetime import UTC, datetime, timedelta

import pytest

from provisioning.ports import AccessDenied, Listed, OwnFault, PersonMissing, TemporaryFailure
from provisioning.retrying import TRIES
from tests.sources.bamboohr.conftest import Bamboo

ONE, LIST, CHANGED = "GET /employees/{id}", "GET /employees", "GET /employees/changed"


# One person


async def test_a_person_is_read_in_two_calls_as_of_now_and_as_of_the_time_ahead(bamboo: Bamboo) -> None:
    await bamboo.has("218", future={"jobTitle": "Lead", "terminationDate": "2099-12-31", "effectiveDate": "2099-01-01"})
    maja = (await bamboo.people.fetch("218")).employee
    assert (maja.first_name, maja.job_title, maja.manager_id) == ("Maja", "Field Engineer", "14")
    assert maja.get("terminationDate") == "2099-12-31"
    assert await bamboo.calls() == {ONE: 2}


async def test_custom_fields_are_asked_for_by_name(bamboo: Bamboo) -> None:
    await bamboo.has("218")
    people = bamboo.reader(custom=["customCostCenter", "customNone"])
    assert (await people.fetch("218")).employee.custom == {"customCostCenter": "C-12", "division": None}
    assert (await bamboo.people.fetch("218")).employee.custom == {"division": None}
    await people.close()


async def test_a_field_that_the_key_may_not_see_is_absent(bamboo: Bamboo) -> None:
    await bamboo.has("218")
    await bamboo.suffers(bambooHiddenFields=["jobTitle", "hireDate"])
    assert not {"job_title", "start_date"} & (await bamboo.people.fetch("218")).employee.model_fields_set


@pytest.mark.parametrize("odd_id", ["1", "0", "00", "changed", "../employees", "218?x=1", "ü", "²", "", "0218"])
async def test_an_id_that_nobody_has_is_missing(bamboo: Bamboo, odd_id: str) -> None:
    await bamboo.has("218")
    with pytest.raises(PersonMissing):
        await bamboo.people.fetch(odd_id)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_failure_of_a_moment_is_waited_out(bamboo: Bamboo, status: int) -> None:
    await bamboo.has("218")
    await bamboo.fails(times=2, status=status)
    assert (await bamboo.people.fetch("218")).employee.first_name == "Maja"
    assert await bamboo.calls() == {ONE: 4}


async def test_a_failure_that_lasts_is_temporary_and_says_what_bamboohr_said(bamboo: Bamboo) -> None:
    await bamboo.has("218")
    await bamboo.fails(status=500)
    with pytest.raises(TemporaryFailure, match=r"^BambooHR answered 500 \(The call failed with status 500\.\)$"):
        await bamboo.people.fetch("218")
    assert await bamboo.calls() == {ONE: TRIES}


async def test_a_connection_that_drops_is_a_temporary_failure(bamboo: Bamboo) -> None:
    await bamboo.fails(status=0)
    with pytest.raises(TemporaryFailure, match="did not answer"):
        await bamboo.people.fetch("218")


async def test_a_long_wait_is_left_to_the_queue(bamboo: Bamboo) -> None:
    await bamboo.fails(status=503, retry_after=60)
    with pytest.raises(TemporaryFailure) as failure:
        await bamboo.people.fetch("218")
    assert failure.value.retry_after == timedelta(seconds=60)
    assert await bamboo.calls() == {ONE: 1}


@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_bamboohr_does_not_take_is_not_tried_again(bamboo: Bamboo, status: int) -> None:
    await bamboo.fails(status=status)
    with pytest.raises(OwnFault, match=f"BambooHR answered {status} .*; check the API key") as fault:
        await bamboo.people.fetch("218")
    assert fault.value.where == "bamboohr"
    assert await bamboo.calls() == {ONE: 1}


@pytest.mark.parametrize(("status", "cause"), [(401, OwnFault), (403, AccessDenied)])
async def test_a_list_that_is_denied_is_a_fault_of_our_own_only_if_the_key_is(
    bamboo: Bamboo, status: int, cause: type[OwnFault | AccessDenied]
) -> None:
    await bamboo.fails(status=status)
    with pytest.raises(cause, match=f"BambooHR answered {status}"):
        _ = [each async for each in bamboo.people.everybody()]


async def test_without_a_key_bamboohr_denies_access(bamboo: Bamboo) -> None:
    people = bamboo.reader(key="")
    with pytest.raises(OwnFault):
        await people.fetch("218")
    await people.close()


# Everybody


async def test_everybody_is_listed_also_those_who_left(bamboo: Bamboo) -> None:
    await bamboo.has("218")
    await bamboo.has("14", status="Inactive", terminationDate="2026-03-31")
    listed = await bamboo.everybody()
    assert {key: each.shown and each.shown.employee.status for key, each in listed.items()} == {
        "218": "active",
        "14": "inactive",
    }
    assert await bamboo.calls() == {LIST: 1}


async def test_who_is_to_start_is_listed_and_read_by_id(bamboo: Bamboo) -> None:
    await bamboo.has("219", status="Inactive", hireDate="2099-09-01")
    assert await bamboo.everybody() == {"219": Listed("219")}
    ivo = (await bamboo.people.fetch("219")).employee
    assert (ivo.get("startDate"), ivo.job_title) == ("2099-09-01", "Field Engineer")


async def test_the_list_says_of_a_person_what_a_read_of_theirs_says_but_for_what_may_be_ahead(bamboo: Bamboo) -> None:
    await bamboo.has("218", department="Grid", division="North", location="Graz", employmentHistoryStatus="Full-Time")
    found = (await bamboo.everybody())["218"].shown
    alone = (await bamboo.people.fetch("218")).employee.attributes()
    assert found is not None
    assert found.employee.attributes() == {name: v for name, v in alone.items() if name != "terminationDate"}


async def test_more_than_a_page_is_read_page_by_page(bamboo: Bamboo) -> None:
    for number in range(1, 2502):
        await bamboo.has(str(number))
    assert len(await bamboo.everybody()) == 2501
    assert await bamboo.calls() == {LIST: 2}


async def test_empty_pages_end_no_list(bamboo: Bamboo) -> None:
    await bamboo.has("218")
    await bamboo.suffers(emptyPages=True)
    assert {*await bamboo.everybody()} == {"218"}
    assert await bamboo.calls() == {LIST: 2}


async def test_a_list_that_is_shorter_than_it_says_is_a_failure(bamboo: Bamboo) -> None:
    await bamboo.has("218")
    await bamboo.has("14")
    await bamboo.suffers(shortReadBy=1)
    with pytest.raises(TemporaryFailure, match="listed 1 people and says that there are 2"):
        await bamboo.everybody()


async def test_an_empty_list_lists_nobody(bamboo: Bamboo) -> None:
    assert await bamboo.everybody() == {}


async def test_what_the_key_may_not_read_is_absent_in_the_list_too(bamboo: Bamboo) -> None:
    await bamboo.has("218")
    await bamboo.suffers(bambooHiddenFields=["workEmail", "supervisorEId"])
    found = (await bamboo.everybody())["218"].shown
    assert found is not None
    assert not {"work_email", "manager_id"} & found.employee.model_fields_set


async def test_with_custom_fields_people_are_listed_by_id(bamboo: Bamboo) -> None:
    await bamboo.has("218")
    people = bamboo.reader(custom=["customCostCenter"])
    assert [each async for each in people.everybody()] == [Listed("218")]
    await people.close()


async def test_a_wrong_address_is_told_apart_from_an_empty_company(bamboo: Bamboo) -> None:
    people = bamboo.reader(base="/bamboohr/api/v1/nowhere")
    with pytest.raises(AccessDenied, match="check the address of its API"):
        _ = [each async for each in people.everybody()]
    await people.close()


# Who was changed


async def test_who_was_changed_is_listed_by_id_in_one_call(bamboo: Bamboo) -> None:
    before = datetime.now(UTC) - timedelta(minutes=1)
    await bamboo.has("218")
    await bamboo.has("14")
    await bamboo.deletes("14")
    changed = {each.employee_id: each async for each in bamboo.people.changed(before)}
    assert changed["218"] == Listed("218")
    assert changed["14"].shown is None
    deleted_at = changed["14"].deleted_at
    assert deleted_at is not None
    assert before < deleted_at <= datetime.now(UTC)
    assert await bamboo.calls() == {CHANGED: 1}


async def test_who_was_changed_before_is_not_listed(bamboo: Bamboo) -> None:
    await bamboo.has("218")
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert [each async for each in bamboo.people.changed(later)] == []
