"""The names of all tables, for whoever looks at the storage account as a whole."""

from typing import Final

from provisioning.storage import (
    audit,
    cycles,
    employees,
    ledger,
    log_rows,
    notices,
    parked,
    quarantine,
    quotas,
    settings,
    sources,
    staging,
    timings,
)

_MODULES: Final = (
    audit,
    cycles,
    employees,
    ledger,
    log_rows,
    notices,
    parked,
    quarantine,
    quotas,
    settings,
    sources,
    staging,
    timings,
)
TABLES: Final = tuple(sorted({module.TABLE for module in _MODULES}))
"""Two stores share one; each table stands here once."""
