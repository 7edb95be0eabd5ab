"""The contract of QuotaStore, and what instances reserve that share one."""

import asyncio
from datetime import UTC, datetime

import pytest

from provisioning.model import Demand, Grant, Pacing
from provisioning.ports import ConcurrentChange, QuotaStore
from provisioning.quotas import QuotaWatch, SharedQuotas
from provisioning.rules.pacing import GRAPH, LONGEST_AHEAD_SECONDS
from provisioning.settings import Settings
from provisioning.storage.quotas import TableQuotaStore
from provisioning.storage.tables import Tables
from tests.fakes.quotas import QuotasInMemory

NOW = 1_770_000_000.25
RESERVED = Pacing(writes_tail=NOW + 0.1, reads_tail=NOW, borrowed=(NOW, NOW + 2), paused_until=NOW, slow_until=NOW)
BURST = GRAPH.writes.burst


@pytest.fixture
def quotas(tables: Tables | None) -> QuotaStore:
    """A store in which nothing was ever reserved."""
    return TableQuotaStore(tables) if tables else QuotasInMemory()


async def test_at_first_nothing_is_reserved(quotas: QuotaStore) -> None:
    assert (await quotas.read()).pacing == Pacing()


async def test_what_is_reserved_is_read_as_it_was_saved(quotas: QuotaStore) -> None:
    saved = await quotas.save(await quotas.read(), RESERVED)
    assert saved.pacing == RESERVED
    assert await quotas.read() == saved


async def test_of_two_who_save_over_the_same_the_second_is_told(quotas: QuotaStore) -> None:
    for before in (await quotas.read(), await quotas.save(await quotas.read(), RESERVED)):
        after = before.pacing.model_copy(update={"writes_tail": before.pacing.writes_tail + 1})
        current = await quotas.read()
        await quotas.save(current, current.pacing.model_copy(update={"reads_tail": current.pacing.reads_tail + 1}))
        with pytest.raises(ConcurrentChange):
            await quotas.save(before, after)


async def test_who_saved_can_save_again_without_a_read(quotas: QuotaStore) -> None:
    saved = await quotas.save(await quotas.read(), RESERVED)
    await quotas.save(saved, Pacing())
    assert (await quotas.read()).pacing == Pacing()


async def test_instances_that_reserve_at_the_same_time_never_get_the_same_moments(quotas: QuotaStore) -> None:
    instances = [SharedQuotas(quotas) for _ in range(6)]
    grants = await asyncio.gather(*(each.reserve(Demand(writes=8), NOW) for each in instances * 5))
    times = sorted(at for grant in grants for at in grant.writes)
    assert len(times) == 6 * 5 * 8
    assert sum(at == NOW for at in times) == BURST
    assert times[-1] == pytest.approx(NOW + (240 - BURST) / GRAPH.writes.a_second, abs=1e-3)


async def test_a_pause_that_one_instance_is_told_of_is_kept_by_the_others(quotas: QuotaStore) -> None:
    told, other = SharedQuotas(quotas), SharedQuotas(quotas)
    await other.reserve(Demand(writes=1), NOW)
    await told.pause_writes(90, NOW)
    assert (await other.reserve(Demand(writes=1), NOW)).writes[0] == pytest.approx(NOW + 90, abs=1e-3)
    await told.pause_reads(6, NOW)
    assert (await other.reserve(Demand(units=1), NOW)).units_from == pytest.approx(NOW + 6, abs=1e-3)


async def test_that_the_quota_is_nearly_used_up_slows_all_instances(quotas: QuotaStore) -> None:
    await SharedQuotas(quotas).slow_down(NOW)
    first, second = (await SharedQuotas(quotas).reserve(Demand(writes=2), NOW)).writes
    assert second - first == pytest.approx(2 / GRAPH.writes.a_second, abs=1e-3)


async def test_where_there_is_no_room_for_long_nothing_is_reserved_and_the_time_is_told(quotas: QuotaStore) -> None:
    shared = SharedQuotas(quotas)
    await shared.pause_writes(LONGEST_AHEAD_SECONDS + 50, NOW)
    grants: list[Grant] = [await shared.reserve(Demand(writes=8), NOW) for _ in range(2)]
    assert [grant.writes for grant in grants] == [(), ()]
    assert grants[1].next_write_at == pytest.approx(NOW + 200, abs=1e-3)


async def test_health_tells_how_long_writes_wait_and_why(quotas: QuotaStore) -> None:
    watch, now = QuotaWatch(quotas), datetime.fromtimestamp(NOW, UTC)
    quiet = {"reservedSeconds": 0.0, "writesPaused": False, "writesSlowed": False}
    assert (await watch.look(Settings(), now)).figures == quiet
    shared = SharedQuotas(quotas)
    await shared.pause_writes(60, NOW)
    await shared.slow_down(NOW)
    busy = {"reservedSeconds": 60.0, "writesPaused": True, "writesSlowed": True}
    assert (await watch.look(Settings(), now)).figures == busy
