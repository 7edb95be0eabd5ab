"""Sources that have fallen silent: no event came, and no list was read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue

from provisioning.model import Alert, AlertKind, SourceState
from provisioning.ports import CycleStore, HeardStore, HrSources, Sight
from provisioning.settings import Settings
from provisioning.watching.times import length, written


@dataclass(frozen=True, slots=True)
class SilentSources:
    """Watched: when each source last said something. `listable` names those whose people can be listed.

    A look costs one table read, and one for each source that can be listed.
    """

    heard: HeardStore
    cycles: CycleStore
    sources: HrSources
    listable: Collection[str]
    name: str = "sources"

    async def look(self, settings: Settings, now: datetime) -> Sight:
        """See ports.Watched. While provisioning is off no list is read, and no source is called silent.

        Silent can be who ever said something, and who is connected: then since provisioning was switched on.
        """
        heard = await self.heard.heard()
        patience = timedelta(hours=settings.monitoring.silent_after_hours)
        alerts: list[Alert] = []
        figures = dict[str, JsonValue]()
        for source in sorted({*await self.sources.names()}):
            is_listable = source in self.listable
            event_at = heard.get(source)
            read_at = _read_at(await self.cycles.state(source)) if is_listable else None
            figures[source] = {"lastEventAt": _shown(event_at), "lastReadAt": _shown(read_at)}
            switched_on_at = settings.activated_at if is_listable else None
            since = max((at for at in (event_at, read_at, switched_on_at) if at), default=None)
            if settings.enabled and since and now - since >= patience:
                alerts.append(_alert(source, since, now))
        return Sight(alerts, figures)


def _read_at(state: SourceState) -> datetime | None:
    """Return when a list was last asked for that a cycle worked off; of changes, a quarter of an hour early."""
    return max((at for at in (state.complete_at, state.changes_since) if at), default=None)


def _shown(at: datetime | None) -> str | None:
    return written(at) if at else None


def _alert(source: str, since: datetime, now: datetime) -> Alert:
    return Alert(
        kind=AlertKind.SILENT_SOURCE,
        key=f"silentSource/{source}/{written(since)}",
        sentence=f"{source} has been silent for {length(now - since)}, since {written(since)}: no event came, and no "
        "list of its people was read; look at the webhook in the HR system, at the key in its address, and at "
        f"GET /api/cycles?source={source}",
        since=since,
    )
