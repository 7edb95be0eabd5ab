"""The pace of one instance's writes: the most urgent first, and no more reservations than it takes."""

import asyncio
from collections.abc import Sequence
from typing import override

import pytest

from provisioning.model import Demand, Grant, Urgency
from provisioning.ports import Quotas
from provisioning.quotas import SharedQuotas
from provisioning.rules.pacing import GRAPH
from provisioning.targets.graph_line import AT_ONCE
from provisioning.targets.graph_pacing import GraphPace
from tests.fakes.quotas import QuotasInMemory
from tests.targets.paced import Counting, now, paced
from tests.targets.skipped_time import run_at_once

ENDS, GIVES, CHANGES = Urgency
PACE = 1 / GRAPH.writes.a_second
BURST = GRAPH.writes.burst


async def times_of_turns(pace: GraphPace, asked_at: Sequence[float]) -> list[float]:
    """Return when each of the writes went out that ask for their turn at these times, in seconds."""

    async def write(at: float) -> float:
        await asyncio.sleep(at)
        await pace.turn(CHANGES)
        return now()

    return sorted(await asyncio.gather(*(write(at) for at in asked_at)))


async def use_up_the_burst(quotas: Quotas) -> None:
    await quotas.reserve(Demand(writes=BURST), now())


def test_a_few_writes_after_a_quiet_time_do_not_wait() -> None:
    assert run_at_once(times_of_turns(paced(), [10.0] * BURST)) == pytest.approx([10.0] * BURST, abs=0.01)


def test_the_quota_is_used_but_for_a_twentieth() -> None:
    times = run_at_once(times_of_turns(paced(), [0.0] * 6000))
    assert times[-1] <= 1.05 * 6000 / 20


async def order_of(pace: GraphPace, urgencies: Sequence[Urgency]) -> list[tuple[Urgency, int]]:
    """Have writes of these urgencies ask for their turns one after the other; return in which order they went out."""
    order: list[tuple[Urgency, int]] = []

    async def write(number: int, urgency: Urgency) -> None:
        await pace.turn(urgency)
        order.append((urgency, number))

    await asyncio.gather(*(write(number, urgency) for number, urgency in enumerate(urgencies)))
    return order


def test_writes_of_one_kind_go_out_in_the_order_in_which_they_came() -> None:
    order = run_at_once(order_of(paced(), [CHANGES] * 150))
    assert [number for _, number in order] == [*range(150)]


def test_disables_go_before_creations_and_both_before_changes() -> None:
    async def story() -> list[Urgency]:
        quotas = SharedQuotas(QuotasInMemory())
        await use_up_the_burst(quotas)
        return [urgency for urgency, _ in await order_of(paced(quotas), [CHANGES, GIVES, ENDS] * 2)]

    assert run_at_once(story()) == [ENDS, ENDS, GIVES, GIVES, CHANGES, CHANGES]


def test_now_and_then_who_has_waited_longest_goes_first_so_that_nobody_waits_for_ever() -> None:
    async def story() -> int:
        quotas = SharedQuotas(QuotasInMemory())
        await use_up_the_burst(quotas)
        order = await order_of(paced(quotas), [CHANGES] + [GIVES] * 100)
        return [urgency for urgency, _ in order].index(CHANGES)

    assert run_at_once(story()) == 7


def test_a_disable_does_not_wait_for_the_moments_that_other_instances_have_reserved() -> None:
    async def story() -> tuple[float, float]:
        quotas = SharedQuotas(QuotasInMemory())
        await quotas.reserve(Demand(writes=BURST + 600), now())
        pace = paced(quotas)
        change = asyncio.create_task(pace.turn(CHANGES))
        await asyncio.sleep(1)
        await asyncio.gather(*(pace.turn(ENDS) for _ in range(5)))
        disabled_at = now()
        await change
        return disabled_at, now()

    disabled_at, changed_at = run_at_once(story())
    assert disabled_at == pytest.approx(1, abs=0.01)
    assert changed_at > 30


def test_a_disable_that_comes_while_moments_are_being_reserved_is_not_overlooked() -> None:
    async def story() -> float:
        store = QuotasInMemory()
        await SharedQuotas(store).reserve(Demand(writes=BURST + 600), now())
        pace = paced(Slow(store))
        change = asyncio.create_task(pace.turn(CHANGES))
        await asyncio.sleep(0.5)
        await pace.turn(ENDS)
        disabled_at = now()
        await change
        return disabled_at

    assert run_at_once(story()) == pytest.approx(2, abs=0.1)


class Slow(SharedQuotas):
    """Quotas that answer after a second."""

    @override
    async def reserve(self, demand: Demand, now: float) -> Grant:
        await asyncio.sleep(1)
        return await super().reserve(demand, now)


def test_an_event_in_quiet_times_costs_one_reservation_and_those_right_after_it_none() -> None:
    async def story() -> list[int]:
        quotas = Counting()
        pace, asked = paced(quotas), list[int]()
        for _ in range(2):
            await asyncio.sleep(60)
            await pace.read()
            await pace.read()
            await pace.turn(GIVES)
            await pace.turn(CHANGES)
            asked.append(len(quotas.asked))
        await pace.read()
        await pace.turn(CHANGES)
        return [*asked, len(quotas.asked)]

    assert run_at_once(story()) == [1, 2, 2]


def test_no_more_moments_are_reserved_than_writes_wait_and_never_many_at_a_time() -> None:
    async def story() -> Counting:
        quotas = Counting()
        pace = paced(quotas)
        for waiting in (3, 400):
            await asyncio.gather(*(pace.turn(CHANGES) for _ in range(waiting)))
        return quotas

    asked = run_at_once(story()).asked
    assert sum(demand.writes for demand in asked) == 403
    assert max(demand.writes for demand in asked) == AT_ONCE
    assert len(asked) <= 2 + 400 / (AT_ONCE // 2)


def test_a_moment_whose_write_was_given_up_goes_to_the_next_one() -> None:
    async def story() -> tuple[int, float]:
        quotas = Counting()
        await use_up_the_burst(quotas)
        pace = paced(quotas)
        given_up, other = (asyncio.create_task(pace.turn(CHANGES)) for _ in range(2))
        await asyncio.sleep(0.01)
        given_up.cancel()
        await other
        return len(quotas.asked), now()

    reservations, done_at = run_at_once(story())
    assert reservations == 2
    assert done_at == pytest.approx(PACE, abs=1e-3)
