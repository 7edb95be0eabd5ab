"""List prices in US dollars, each of a region and a month. They change: check them before you rely on them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs.

    Attributes:
        dollars: For `per` units.
        per: How many units that is.
        unit: What is counted.
        region: Where and when it held.
        page: The page on which Microsoft tells it.
        free: How many units of a month cost nothing.
    """

    dollars: float
    per: int
    unit: str
    region: str
    page: str
    free: int = 0

    def of(self, units: float) -> float:
        """Return the dollars for so many units in a month, without those that are free."""
        return max(0.0, units - self.free) * self.dollars / self.per


_PAGES: Final = "https://azure.microsoft.com/pricing/details"
_FUNCTIONS: Final = f"[Functions]({_PAGES}/functions/)"
_TABLES: Final = f"[Table Storage]({_PAGES}/storage/tables/)"
_QUEUES: Final = f"[Queue Storage]({_PAGES}/storage/queues/)"
_BLOBS: Final = f"[Blob Storage]({_PAGES}/storage/blobs/)"
_MONITOR: Final = f"[Azure Monitor]({_PAGES}/monitor/)"
_VAULT: Final = f"[Key Vault]({_PAGES}/key-vault/)"
_LINK: Final = f"[Private Link]({_PAGES}/private-link/)"
_DNS: Final = f"[DNS]({_PAGES}/dns/)"
_EAST_US_2: Final = "East US 2, October 2026"
_EAST_US: Final = "East US, as published until 2026"

EXECUTION: Final = Price(0.000026, 1, "GB-second of execution, on demand", _EAST_US_2, _FUNCTIONS, free=100_000)
EXECUTIONS: Final = Price(0.40, 1_000_000, "execution, on demand", _EAST_US_2, _FUNCTIONS, free=250_000)
READY_BASELINE: Final = Price(0.000004, 1, "GB-second of an instance kept ready", _EAST_US_2, _FUNCTIONS)
READY_EXECUTION: Final = Price(0.000016, 1, "GB-second of execution on it", _EAST_US_2, _FUNCTIONS)
READY_EXECUTIONS: Final = Price(0.40, 1_000_000, "execution on it", _EAST_US_2, _FUNCTIONS)
TABLE_CALLS: Final = Price(0.00036, 10_000, "transaction on tables", _EAST_US, _TABLES)
TABLE_SPACE: Final = Price(0.05625, 1, "GB in tables, ZRS", _EAST_US, _TABLES)
QUEUE_CALLS: Final = Price(0.004, 10_000, "operation on queues, ZRS", _EAST_US, _QUEUES)
BLOB_CALLS: Final = Price(0.0044, 10_000, "other operation on blobs, ZRS, as of a lease", _EAST_US, _BLOBS)
LOGS: Final = Price(2.30, 1, "GB into Log Analytics, kept for 31 days", _EAST_US, _MONITOR, free=5)
URGENT_RULE: Final = Price(1.50, 1, "alert rule on logs, every 5 minutes", _EAST_US, _MONITOR)
OTHER_RULE: Final = Price(0.50, 1, "alert rule on logs, every 15 minutes", _EAST_US, _MONITOR)
VAULT_CALLS: Final = Price(0.03, 10_000, "operation on secrets", _EAST_US, _VAULT)
ENDPOINT_HOURS: Final = Price(0.01, 1, "hour of a private endpoint", _EAST_US, _LINK)
ENDPOINT_DATA: Final = Price(0.01, 1, "GB through a private endpoint", _EAST_US, _LINK)
DNS_ZONES: Final = Price(0.50, 1, "private DNS zone", _EAST_US, _DNS)

PRICES: Final = (
    EXECUTION,
    EXECUTIONS,
    READY_BASELINE,
    READY_EXECUTION,
    READY_EXECUTIONS,
    TABLE_CALLS,
    TABLE_SPACE,
    QUEUE_CALLS,
    BLOB_CALLS,
    LOGS,
    URGENT_RULE,
    OTHER_RULE,
    VAULT_CALLS,
    ENDPOINT_HOURS,
    ENDPOINT_DATA,
    DNS_ZONES,
)
