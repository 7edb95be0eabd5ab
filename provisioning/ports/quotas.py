"""The quotas that all instances of the app share in a tenant."""

from dataclasses import dataclass
from typing import Protocol

from provisioning.model import Demand, Grant, Pacing


class Quotas(Protocol):
    """Gives moments at which calls may go out, so that all instances together keep within the quotas.

    `now` is the caller's clock, in seconds since 1970, UTC, as all times are.
    """

    async def reserve(self, demand: Demand, now: float) -> Grant:
        """Reserve moments for calls.

        Raises:
            TemporaryFailure: It cannot be told what is reserved already.
        """
        ...

    async def pause_writes(self, seconds: float, now: float) -> None:
        """Say that Graph takes no writes for so long. Failures as for `reserve`."""
        ...

    async def pause_reads(self, seconds: float, now: float) -> None:
        """Say that Graph answers no reads for so long. Failures as for `reserve`."""
        ...

    async def slow_down(self, now: float) -> None:
        """Say that Graph reports the quota as used up, or nearly. Failures as for `reserve`."""
        ...


@dataclass(frozen=True, slots=True)
class StoredPacing:
    """What is reserved, and the ETag of that; None: nothing was ever stored."""

    pacing: Pacing
    etag: str | None


class QuotaStore(Protocol):
    """Keeps what is reserved, for all instances."""

    async def read(self) -> StoredPacing:
        """Return what is reserved.

        Raises:
            TemporaryFailure: The store did not answer.
        """
        ...

    async def save(self, before: StoredPacing, after: Pacing) -> StoredPacing:
        """Store what is reserved now, if it is still stored as it was before.

        Raises:
            ConcurrentChange: It is not.
            TemporaryFailure: The store did not answer.
        """
        ...
