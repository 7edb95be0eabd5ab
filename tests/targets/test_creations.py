"""What is left out of a creation that Graph refuses in part, and when nobody knows who holds the name."""

from collections.abc import Mapping

import pytest
from pydantic import JsonValue

from local.emulator.json_values import JsonObject
from provisioning.model import CreateAccount, Status
from provisioning.ports import AccessDenied, AccountMissing, NameTaken, Refused
from provisioning.targets.graph_refusals import blamed
from tests.contracts.tenants import KNOWN_EXTENSION, GraphTenant
from tests.fakes.directory import User

LEAVE_DATE: Mapping[str, JsonValue] = {"employeeLeaveDateTime": "2026-09-30T23:59:59Z"}
TAKEN: Mapping[str, JsonValue] = {"mail": "taken@contoso.com"}
NOT_DONE: JsonObject = {"status": 503}
LOST: JsonObject = {"status": 504, "afterCommit": True}
DENIED: JsonObject = {"status": 403}


def creation(attributes: Mapping[str, JsonValue]) -> CreateAccount:
    return CreateAccount(
        user_principal_name="anna@contoso.com",
        account_enabled=True,
        attributes={"displayName": "Anna", "mailNickname": "anna", **attributes},
        must_change_password=True,
    )


async def tenant_in_which(graph: GraphTenant, *faults: JsonObject) -> None:
    """Have one creation after the other fail like this, with an address that is taken in the tenant."""
    await graph.add(User("b", "b@contoso.com", attributes=dict(TAKEN)))
    await graph.stand_in.faults(rules=[{"method": "POST", "path": "users$", **fault} for fault in faults])


async def requests(graph: GraphTenant) -> object:
    return (await graph.stand_in.stats())["requests"]


async def test_a_leave_date_that_the_app_may_not_write_does_not_cost_the_account(graph: GraphTenant) -> None:
    await tenant_in_which(graph, DENIED)
    account_id, applied = await graph.directory.apply(None, creation({**LEAVE_DATE, "jobTitle": "Nurse"}))
    assert applied.status is Status.WARNING
    assert applied.message
    assert applied.message.startswith("employeeLeaveDateTime not written, as Entra refuses that without a permission")
    assert len(applied.request_ids) == 2
    assert (await graph.see(account_id)).attributes["jobTitle"] == "Nurse"


@pytest.mark.parametrize(
    ("attributes", "faults", "cause", "calls"),
    [
        pytest.param({}, [DENIED], AccessDenied, 1, id="denied without a leave date"),
        pytest.param(LEAVE_DATE, [DENIED, DENIED], AccessDenied, 2, id="denied with and without a leave date"),
        pytest.param({"jobTitle": "x" * 200}, [], Refused, 1, id="too long a text"),
        pytest.param({"jobTitle": "x" * 200, KNOWN_EXTENSION: "x"}, [], Refused, 1, id="a text beside an extension"),
        pytest.param({KNOWN_EXTENSION: "x"}, [{"status": 404}], AccountMissing, 1, id="no such path"),
    ],
)
async def test_what_is_refused_for_another_reason_is_refused(
    graph: GraphTenant,
    attributes: Mapping[str, JsonValue],
    faults: list[JsonObject],
    cause: type[Refused],
    calls: int,
) -> None:
    await tenant_in_which(graph, *faults)
    with pytest.raises(Refused) as refused:
        await graph.directory.apply(None, creation(attributes))
    assert type(refused.value) is cause
    assert await requests(graph) == calls


@pytest.mark.parametrize(
    ("attributes", "calls"),
    [
        pytest.param({}, 1, id="no address"),
        pytest.param({"mail": "Anna@Contoso.com"}, 1, id="the name as its address"),
        pytest.param({"mail": "free@contoso.com"}, 2, id="another address"),
        pytest.param(TAKEN, 2, id="an address that is taken as well"),
    ],
)
async def test_under_a_name_that_is_taken_more_is_tried_only_if_the_address_may_be_the_cause(
    graph: GraphTenant, attributes: Mapping[str, JsonValue], calls: int
) -> None:
    await tenant_in_which(graph)
    await graph.add(User("namesake", "anna@contoso.com"))
    with pytest.raises(NameTaken) as taken:
        await graph.directory.apply(None, creation(attributes))
    assert taken.value.certain
    assert await requests(graph) == calls


@pytest.mark.parametrize(
    ("attributes", "faults", "calls"),
    [
        pytest.param({}, [LOST], 2, id="the only request"),
        pytest.param({"mail": "anna.ek@contoso.com"}, [LOST], 2, id="the first request, whose address was free"),
        pytest.param(TAKEN, [NOT_DONE], 2, id="the first request, whose address was taken"),
        pytest.param(LEAVE_DATE, [DENIED, LOST], 3, id="the request without the leave date"),
        pytest.param({**LEAVE_DATE, **TAKEN}, [NOT_DONE, DENIED], 3, id="an earlier request than the refused one"),
    ],
)
async def test_once_an_answer_was_lost_a_conflict_is_not_certain_and_nothing_more_is_tried(
    graph: GraphTenant, attributes: Mapping[str, JsonValue], faults: list[JsonObject], calls: int
) -> None:
    await tenant_in_which(graph, *faults)
    with pytest.raises(NameTaken) as taken:
        await graph.directory.apply(None, creation(attributes))
    assert not taken.value.certain
    assert await requests(graph) == calls


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        pytest.param("not available: extension_a_cost.", {"extension_a_cost"}, id="one"),
        pytest.param("'extension_a_costUnit' is wrong", {"extension_a_costUnit"}, id="one that begins like another"),
        pytest.param("extension_a_cost,extension_a_costUnit", {"extension_a_cost", "extension_a_costUnit"}, id="two"),
        pytest.param("something is wrong", {"extension_a_cost", "extension_a_costUnit"}, id="none, so any"),
    ],
)
def test_an_attribute_is_blamed_by_its_whole_name(sentence: str, names: set[str]) -> None:
    assert blamed(Refused(sentence), ["extension_a_cost", "extension_a_costUnit"]) == names
