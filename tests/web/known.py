"""HR systems by name, for endpoints that only ask which there are."""

from collections.abc import Collection

from provisioning.ports import HrSource


class Names:
    """HrSources port for sources of which nothing comes in."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def built_in(self) -> Collection[str]:
        """See ports.HrSources."""
        return self._names

    async def find(self, name: str) -> HrSource | None:
        """See ports.HrSources."""
        return dict[str, HrSource]().get(name)

    async def names(self) -> Collection[str]:
        """See ports.HrSources."""
        return self._names
