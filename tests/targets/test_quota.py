"""Graph's write quota, as the directory meets it over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from local.emulator.clock import Clock
from local.emulator.json_values import Json, JsonObject
from local.graph.app import graph_app
from provisioning.model import CreateAccount, DisableAccount, Status
from provisioning.ports import NameTaken, TemporaryFailure
from provisioning.targets.graph_pacing import A_SECOND, BURST, WritePace
from tests.contracts.tenants import GraphTenant, graph_tenant
from tests.fakes.directory import User
from tests.local.standin_client import GraphStandIn, running
from tests.targets.connected import connected
from tests.targets.skipped_time import run_at_once


def creation(number: int) -> CreateAccount:
    return CreateAccount(
        user_principal_name=f"u{number}@contoso.com",
        account_enabled=True,
        attributes={"displayName": f"U {number}", "mailNickname": f"u{number}"},
        must_change_password=True,
    )


@pytest.mark.parametrize(
    ("instances", "some_are_throttled"),
    [pytest.param(1, False, id="alone"), pytest.param(2, True, id="two instances that do not know of each other")],
)
def test_hundreds_of_creations_at_once_are_all_done_within_the_quota(
    instances: int, *, some_are_throttled: bool
) -> None:
    async def story() -> JsonObject:
        async with AsyncExitStack() as stack:
            clock = Clock(monotonic=asyncio.get_running_loop().time)
            client = await stack.enter_async_context(running(graph_app(clock)))
            stand_in = GraphStandIn(client, "/v1.0", {})
            await stand_in.faults(writesPer150s=300)
            address = str(client.make_url("/v1.0"))
            paces = [WritePace(BURST // 10, A_SECOND / 10) for _ in range(instances)]
            directories = [await stack.enter_async_context(connected(address, {}, pace)) for pace in paces]
            await asyncio.gather(*(directories[n % instances].apply(None, creation(n)) for n in range(400)))
            return await stand_in.stats()

    stats = run_at_once(story(), little_while=0.001)
    assert stats["writes"] == 400
    assert (stats["throttled"] != 0) is some_are_throttled


async def throttling(graph: GraphTenant, method: str, retry_after: float | None, times: int = 1) -> None:
    rule: dict[str, Json] = {"method": method, "path": ".", "status": 429, "times": times, "retryAfter": retry_after}
    await graph.stand_in.faults(rules=[rule])


async def requests(graph: GraphTenant) -> Json:
    return (await graph.stand_in.stats())["requests"]


async def test_waits_that_graph_asks_a_write_for_do_not_use_up_its_tries(graph: GraphTenant) -> None:
    await throttling(graph, "POST", retry_after=0.01, times=9)
    await graph.directory.apply(None, creation(1))
    assert await requests(graph) == 10


async def test_a_throttled_write_that_took_effect_all_the_same_is_found_to_be_done(graph: GraphTenant) -> None:
    await graph.add(User("a", "a@contoso.com"))
    rule: dict[str, Json] = {"path": ".", "status": 429, "retryAfter": 0.01, "afterCommit": True}
    await graph.stand_in.faults(rules=[rule])
    _, applied = await graph.directory.apply("a", DisableAccount())
    assert applied.status is Status.SUCCESS
    await graph.stand_in.faults(rules=[rule])
    with pytest.raises(NameTaken) as taken:
        await graph.directory.apply(None, creation(1))
    assert not taken.value.certain


@pytest.mark.parametrize("retry_after", [None, 0])
async def test_without_a_wait_to_keep_a_throttled_write_is_tried_like_any_other(
    graph: GraphTenant, retry_after: float | None
) -> None:
    await throttling(graph, "POST", retry_after, times=2)
    await graph.directory.apply(None, creation(1))
    assert await requests(graph) == 3


@pytest.fixture
async def impatient() -> AsyncIterator[GraphTenant]:
    """A tenant whose writes wait for a minute at the most."""
    async with graph_tenant(empty_page_every=0, pace=WritePace(longest_wait=timedelta(minutes=1))) as tenant:
        yield tenant


async def test_a_used_up_quota_is_left_to_the_queue_if_the_wait_is_too_long(impatient: GraphTenant) -> None:
    await impatient.stand_in.faults(writesPer150s=0)
    for _ in range(2):
        with pytest.raises(TemporaryFailure) as failure:
            await impatient.directory.apply(None, creation(1))
        assert failure.value.retry_after
        assert timedelta(minutes=2) < failure.value.retry_after <= timedelta(seconds=150)
    assert await requests(impatient) == 1


async def test_reads_go_on_while_writes_are_to_wait(impatient: GraphTenant) -> None:
    await throttling(impatient, "POST", retry_after=90)
    with pytest.raises(TemporaryFailure):
        await impatient.directory.apply(None, creation(1))
    assert await impatient.directory.read("nobody") is None
