"""A gate that is always open, and remembers what it was told."""

from datetime import timedelta

from provisioning.model import Quarantine


class OpenGate:
    """Gate port. `faults` and `successes` hold what was said, in order."""

    def __init__(self) -> None:
        self.faults: list[Exception] = []
        self.successes: list[str] = []

    async def holds(self, source: str, *, needs_source: bool = True) -> timedelta | None:
        """See ports.Gate."""
        del source, needs_source
        return None

    async def closed(self, source: str | None = None) -> Quarantine | None:
        """See ports.Gate."""
        del source
        return None

    async def failed(self, fault: Exception, *, about: str | None = None) -> None:
        """See ports.Gate."""
        del about
        self.faults.append(fault)

    async def let_through(self, source: str) -> None:
        """See ports.Gate."""

    async def worked(self, source: str) -> None:
        """See ports.Gate."""
        self.successes.append(source)
