"""What the audit trail says of quarantines; the same quarantine gives the same entries, whoever writes them."""

from datetime import datetime

from provisioning.auditing import THE_APP
from provisioning.model import AuditEntry, Quarantine


def entered(quarantine: Quarantine) -> AuditEntry:
    """Return the entry of its beginning."""
    return AuditEntry(
        id=f"quarantine-{quarantine.where}-{quarantine.since.isoformat()}",
        at=quarantine.since,
        by=THE_APP,
        action="quarantine.entered",
        sentence=f"the app stopped working with {quarantine.where}: {quarantine.reason}",
        details={"where": quarantine.where},
    )


def left(quarantine: Quarantine, at: datetime) -> AuditEntry:
    """Return the entry of its end at `at` (UTC)."""
    beginning = entered(quarantine)
    return beginning.model_copy(
        update={
            "id": f"{beginning.id}-left",
            "at": at,
            "action": "quarantine.left",
            "sentence": f"the app works with {quarantine.where} again",
            "details": {"where": quarantine.where, "tries": quarantine.tries},
        }
    )
