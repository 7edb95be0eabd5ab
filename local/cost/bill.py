"""A month's bill: volumes times prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from local.cost import prices
from local.cost.inputs import HOURS_A_MONTH, SECONDS_A_MONTH, Inputs
from local.cost.volumes import Volumes, volumes

PRIVATE_ENDPOINTS: Final = 4
"""Of blobs, queues, tables and the key vault, each with a DNS zone of its own."""
_KILOBYTES_OF_A_CALL: Final = 4
_KILOBYTES_A_GB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill, in dollars, and how it comes about."""

    what: str
    dollars: float
    formula: str


def bill(given: Inputs) -> Sequence[Line]:
    """Return the lines of a month's bill, those that cost nothing too."""
    done = volumes(given)
    rules = prices.URGENT_RULE.of(given.urgent_rules) + prices.OTHER_RULE.of(given.other_rules)
    return [
        Line("Functions: execution", _execution(given, done), "GB-seconds * price, after the free grant"),
        Line("Functions: executions", _executions(given, done), "executions * price, after the free grant"),
        Line("Functions: kept ready", _baseline(given), "instances * memory * seconds of a month * price"),
        Line("Tables: transactions", prices.TABLE_CALLS.of(done.table_calls), "transactions * price"),
        Line("Tables: space", prices.TABLE_SPACE.of(done.stored_gb), "entries * size * months kept * price"),
        Line("Queues: operations", prices.QUEUE_CALLS.of(done.queue_calls), "messages * 3 + polling, * price"),
        Line("Blobs: leases", prices.BLOB_CALLS.of(done.blob_calls), "instances that are up * seconds / 5 * price"),
        Line("Log Analytics", prices.LOGS.of(done.log_gb), "GB * price, after the first 5 GB"),
        Line("Alert rules", rules, "rules * price of their frequency"),
        Line("Key Vault", prices.VAULT_CALLS.of(done.vault_calls), "secrets * days * price"),
        Line("Private network", _network(given, done), "4 endpoints * hours, 4 DNS zones, GB that pass"),
        Line("Microsoft Graph", 0.0, "users and groups cost nothing to read or write"),
    ]


def total(given: Inputs) -> float:
    """Return the dollars of the whole bill."""
    return sum(line.dollars for line in bill(given))


def _execution(given: Inputs, done: Volumes) -> float:
    """Return the dollars for GB-seconds. What a ready instance executes is not on demand, and has no free grant."""
    if given.always_ready:
        return prices.EXECUTION.of(done.other_gb_seconds) + prices.READY_EXECUTION.of(done.webhook_gb_seconds)
    return prices.EXECUTION.of(done.other_gb_seconds + done.webhook_gb_seconds)


def _executions(given: Inputs, done: Volumes) -> float:
    if given.always_ready:
        return prices.EXECUTIONS.of(done.other_executions) + prices.READY_EXECUTIONS.of(done.webhook_executions)
    return prices.EXECUTIONS.of(done.other_executions + done.webhook_executions)


def _baseline(given: Inputs) -> float:
    return prices.READY_BASELINE.of(given.always_ready * given.memory_mb / 1024 * SECONDS_A_MONTH)


def _network(given: Inputs, done: Volumes) -> float:
    if not given.private_network:
        return 0.0
    calls = done.table_calls + done.queue_calls + done.blob_calls + done.vault_calls
    return (
        prices.ENDPOINT_HOURS.of(PRIVATE_ENDPOINTS * HOURS_A_MONTH)
        + prices.DNS_ZONES.of(PRIVATE_ENDPOINTS)
        + prices.ENDPOINT_DATA.of(calls * _KILOBYTES_OF_A_CALL / _KILOBYTES_A_GB)
    )
