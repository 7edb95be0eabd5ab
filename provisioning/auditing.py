"""Entries of the audit trail, written alike by whoever has something to account for."""

from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from pydantic import JsonValue

from provisioning.model import AuditEntry
from provisioning.ports import AuditTrail, Clock

THE_APP: Final = "the app"
"""Who acts when the app decides about itself."""


@dataclass(frozen=True, slots=True)
class Auditor:
    """Writes audit entries, dated by the clock."""

    trail: AuditTrail
    clock: Clock

    async def note(self, by: str, action: str, sentence: str, **details: JsonValue) -> AuditEntry:
        """Write who (`by`, in words) did what, and return the entry.

        Args:
            by: The administrator's name, as `web.changing.who_asks` tells it, or THE_APP.
            action: A word like `disables.approved`.
            sentence: What happened, for people; it names nobody but by employee id.
            details: Figures and ids, by names in camelCase.

        Raises:
            TemporaryFailure: It could not be written. Write before you act what must not happen unseen.
        """
        entry = AuditEntry(
            id=uuid4().hex, at=self.clock.now(), by=by, action=action, sentence=sentence, details=details
        )
        await self.trail.write(entry)
        return entry
