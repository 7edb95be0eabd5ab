"""What it costs to keep all instances together under Graph's quotas."""

from azure.data.tables.aio import TableServiceClient

from provisioning.model import Demand
from provisioning.quotas import SharedQuotas
from provisioning.storage.quotas import TableQuotaStore
from tests.storage.counting import CountingTransport
from tests.storage.own import OwnTables

NOW = 1_770_000_000.0


async def test_a_reservation_of_calls_is_one_transaction_unless_another_instance_reserved_meanwhile(
    azurite: str,
) -> None:
    transport = CountingTransport()
    tables = OwnTables(TableServiceClient.from_connection_string(azurite, transport=transport))
    one, other = (SharedQuotas(TableQuotaStore(tables)) for _ in range(2))
    seconds = iter(range(100))

    async def cost(quotas: SharedQuotas, demand: Demand) -> int:
        transport.since_last_look()
        await quotas.reserve(demand, NOW + next(seconds))
        return transport.since_last_look().transactions

    await one.reserve(Demand(units=50), NOW)
    assert await cost(one, Demand(units=50)) == 1
    assert await cost(one, Demand(writes=8, urgent=1)) == 1
    assert await cost(other, Demand(writes=8)) == 2  # its first: a read, and the reservation
    assert await cost(one, Demand(writes=8)) == 3  # in vain, a read, and the reservation
    await tables.close()
