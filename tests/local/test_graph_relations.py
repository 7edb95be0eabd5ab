"""Managers, direct reports and sessions in the Graph stand-in."""

import pytest

from local.emulator.json_values import Json
from tests.local.standin_client import GraphStandIn
from tests.local.turnable_clock import TurnableClock

_NOBODY = "3f6ad9a3-6f0e-4f9c-9c35-0d2f2f4b8a11"


async def test_a_manager_is_set_read_and_removed(graph: GraphStandIn) -> None:
    ana, boss = await graph.created_id("ana"), await graph.created_id("boss")

    assert (await graph.set_manager(ana, boss)).status == 204
    assert (await graph.get(f"/users/{ana}/manager", select="id")).at("id") == boss
    assert boss in (await graph.get(f"/users/{ana}/manager/$ref")).text("@odata.id")

    assert (await graph.send("DELETE", f"/users/{ana}/manager/$ref")).status == 204
    assert (await graph.get(f"/users/{ana}/manager")).status == 404
    assert (await graph.send("DELETE", f"/users/{ana}/manager/$ref")).status == 404


async def test_a_manager_may_be_referred_to_as_directory_object_or_by_login_name(graph: GraphStandIn) -> None:
    ana, boss = await graph.created_id("ana"), await graph.created_id("boss")

    for reference in (f"https://graph.microsoft.com/v1.0/directoryObjects/{boss}", "/users/boss%40contoso.com"):
        reply = await graph.send("PUT", "/users/ana@contoso.com/manager/$ref", {"@odata.id": reference})
        assert reply.status == 204
    assert (await graph.get(f"/users/{ana}/manager", select="id")).at("id") == boss


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({}, 400, id="without-reference"),
        pytest.param({"@odata.id": 7}, 400, id="reference-as-number"),
        pytest.param({"@odata.id": "https://graph.microsoft.com/v1.0/groups/7"}, 400, id="reference-to-a-group"),
        pytest.param({"@odata.id": f"https://graph.microsoft.com/v1.0/users/{_NOBODY}"}, 404, id="unknown-manager"),
    ],
)
async def test_a_bad_reference_is_refused(graph: GraphStandIn, body: dict[str, Json], status: int) -> None:
    ana = await graph.created_id("ana")

    assert (await graph.send("PUT", f"/users/{ana}/manager/$ref", body)).status == status


async def test_setting_a_manager_of_an_unknown_user_is_a_404(graph: GraphStandIn) -> None:
    boss = await graph.created_id("boss")

    assert (await graph.set_manager(_NOBODY, boss)).status == 404


async def test_a_deleted_manager_is_no_manager(graph: GraphStandIn) -> None:
    ana, boss = await graph.created_id("ana"), await graph.created_id("boss")
    await graph.set_manager(ana, boss)

    await graph.send("DELETE", f"/users/{boss}")

    assert (await graph.get(f"/users/{ana}/manager")).status == 404


async def test_direct_reports_are_those_whose_manager_one_is(graph: GraphStandIn) -> None:
    ana, bo, boss = [await graph.created_id(name) for name in ("ana", "bo", "boss")]
    await graph.set_manager(ana, boss)
    await graph.set_manager(bo, boss)

    reports = await graph.get(f"/users/{boss}/directReports", select="userPrincipalName")

    assert reports.column("userPrincipalName") == ["ana@contoso.com", "bo@contoso.com"]


async def test_revoking_sessions_moves_the_moment_from_which_they_are_valid(
    graph: GraphStandIn, time: TurnableClock
) -> None:
    ana = await graph.created_id("ana")
    time.turn(seconds=90)

    reply = await graph.send("POST", f"/users/{ana}/revokeSignInSessions")

    assert (reply.status, reply.at("value")) == (200, True)
    shown = await graph.get(f"/users/{ana}", select="signInSessionsValidFromDateTime")
    assert shown.at("signInSessionsValidFromDateTime") == "2026-03-01T12:01:30Z"
