"""What is reserved of the quotas, in memory."""

from itertools import count

from provisioning.model import Pacing
from provisioning.ports import ConcurrentChange, StoredPacing


class QuotasInMemory:
    """QuotaStore port."""

    def __init__(self) -> None:
        self._stored = StoredPacing(Pacing(), None)
        self._etags = count(1)

    async def read(self) -> StoredPacing:
        """See ports.QuotaStore."""
        return self._stored

    async def save(self, before: StoredPacing, after: Pacing) -> StoredPacing:
        """See ports.QuotaStore."""
        if before.etag != self._stored.etag:
            raise ConcurrentChange
        self._stored = StoredPacing(after, f'"{next(self._etags)}"')
        return self._stored
