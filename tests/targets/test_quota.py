"""Graph's write quota, as the directory meets it over HTTP."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import override

import pytest

from local.emulator.clock import Clock
from local.emulator.json_values import Json, JsonObject
from local.graph.app import graph_app
from provisioning.model import (
    Change,
    CreateAccount,
    DisableAccount,
    EnableAccount,
    Operation,
    RenameAccount,
    RestoreAccount,
    RevokeSessions,
    SetManager,
    Status,
    UpdateAccount,
    Urgency,
)
from provisioning.ports import NameTaken, TemporaryFailure
from provisioning.quotas import SharedQuotas
from provisioning.rules.pacing import GRAPH, Limit, Limits
from provisioning.targets.graph_pacing import GraphPace
from tests.contracts.tenants import GraphTenant, graph_tenant
from tests.fakes.directory import User
from tests.fakes.quotas import QuotasInMemory
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


@pytest.mark.parametrize("instances", [1, 2], ids=["alone", "two instances"])
def test_hundreds_of_creations_at_once_are_all_done_within_the_quota_and_none_is_throttled(instances: int) -> None:
    limits = Limits(writes=Limit(burst=8, a_second=1.92, borrowed=2), units=GRAPH.units, spare=1)

    async def story() -> JsonObject:
        async with AsyncExitStack() as stack:
            now = asyncio.get_running_loop().time
            client = await stack.enter_async_context(running(graph_app(Clock(monotonic=now))))
            stand_in = GraphStandIn(client, "/v1.0", {})
            await stand_in.faults(writesPer150s=300)
            address, store = str(client.make_url("/v1.0")), QuotasInMemory()
            paces = [GraphPace(SharedQuotas(store, limits), now) for _ in range(instances)]
            directories = [await stack.enter_async_context(connected(address, {}, pace)) for pace in paces]
            await asyncio.gather(*(directories[n % instances].apply(None, creation(n)) for n in range(400)))
            return await stand_in.stats()

    stats = run_at_once(story(), little_while=0.001)
    assert stats["writes"] == 400
    assert stats["throttled"] == 0


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


async def test_a_wait_that_is_too_long_is_left_to_the_queue(graph: GraphTenant) -> None:
    await throttling(graph, "POST", retry_after=200)
    for _ in range(2):
        with pytest.raises(TemporaryFailure) as failure:
            await graph.directory.apply(None, creation(1))
        assert failure.value.retry_after
        assert timedelta(seconds=195) < failure.value.retry_after <= timedelta(seconds=200)
    assert await requests(graph) == 1


async def test_reads_go_on_while_writes_are_to_wait(graph: GraphTenant) -> None:
    await throttling(graph, "POST", retry_after=200)
    with pytest.raises(TemporaryFailure):
        await graph.directory.apply(None, creation(1))
    assert await graph.directory.read("nobody") is None


class Noting(GraphPace):
    """A pace that notes how urgent writes are."""

    def __init__(self) -> None:
        super().__init__(SharedQuotas(QuotasInMemory()))
        self.urgencies: list[Urgency] = []

    @override
    async def turn(self, urgency: Urgency) -> None:
        self.urgencies.append(urgency)
        await super().turn(urgency)


@pytest.mark.parametrize(
    ("operation", "urgency"),
    [
        (DisableAccount(), Urgency.ENDS_ACCESS),
        (RevokeSessions(), Urgency.ENDS_ACCESS),
        (creation(1), Urgency.GIVES_ACCESS),
        (EnableAccount(), Urgency.GIVES_ACCESS),
        (RestoreAccount(), Urgency.GIVES_ACCESS),
        (RestoreAccount(new_user_principal_name="b@contoso.com"), Urgency.GIVES_ACCESS),
        (UpdateAccount(changes=(Change(attribute="jobTitle", new="Nurse"),)), Urgency.CHANGES),
        (RenameAccount(old="a@contoso.com", new="b@contoso.com"), Urgency.CHANGES),
        (SetManager(old=None, new="a"), Urgency.CHANGES),
        (SetManager(old="a", new=None), Urgency.CHANGES),
    ],
    ids=lambda case: str(getattr(case, "type", "")),
)
async def test_what_ends_access_is_the_most_urgent_then_what_gives_it(operation: Operation, urgency: Urgency) -> None:
    pace = Noting()
    async with graph_tenant(pace=pace) as tenant:
        await tenant.add(User("a", "a@contoso.com"))
        await tenant.directory.apply(None if isinstance(operation, CreateAccount) else "a", operation)
    assert pace.urgencies == [urgency]
