"""The stores beside the employee store and the log that hold something about people, seen alike."""

import json
from base64 import b64decode
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from provisioning.model import CycleItem, ParkedMessage, StagedDisable, Status
from provisioning.ports import BatchStore, CycleStore, ParkedStore, TimingStore


@dataclass(frozen=True, slots=True)
class ParkedPeople:
    """KeepsPeople over the parked messages."""

    parked: ParkedStore

    async def export(self, source: str, employee_id: str) -> Sequence[Mapping[str, JsonValue]]:
        """See ports.KeepsPeople. A message is shown as it can be read."""
        return [_readable(message) async for message in self._of(source, employee_id)]

    async def erase(self, source: str, employee_id: str, until: datetime | None = None) -> int:
        """See ports.KeepsPeople."""
        messages = [message async for message in self._of(source, employee_id)]
        before = [message.id for message in messages if until is None or message.parked_at < until]
        for message_id in before:
            await self.parked.remove(message_id)
        return len(before)

    async def _of(self, source: str, employee_id: str) -> AsyncIterator[ParkedMessage]:
        cursor = None
        while True:
            page = await self.parked.page(cursor, of=(source, employee_id))
            for message in page.messages:
                yield message
            cursor = page.cursor
            if cursor is None:
                return


@dataclass(frozen=True, slots=True)
class TimedPeople:
    """KeepsPeople over how late disables were."""

    timings: TimingStore

    async def export(self, source: str, employee_id: str) -> Sequence[Mapping[str, JsonValue]]:
        """See ports.KeepsPeople."""
        return [done.to_json() for done in await self.timings.of(source, employee_id)]

    async def erase(self, source: str, employee_id: str, until: datetime | None = None) -> int:
        """See ports.KeepsPeople. A disable is no statement about anybody, so all go."""
        del until
        found = await self.timings.of(source, employee_id)
        if found:
            await self.timings.forget(source, employee_id)
        return len(found)


@dataclass(frozen=True, slots=True)
class StagedPeople:
    """KeepsPeople over the batches of staged disables, of which there are a few a year."""

    batches: BatchStore

    async def export(self, source: str, employee_id: str) -> Sequence[Mapping[str, JsonValue]]:
        """See ports.KeepsPeople."""
        return [disable.to_json() async for disable in self._of(source, employee_id)]

    async def erase(self, source: str, employee_id: str, until: datetime | None = None) -> int:
        """See ports.KeepsPeople. The disable stays as one of its batch, without what tells of the person."""
        named = [each async for each in self._of(source, employee_id) if until is None or each.staged_at < until]
        for disable in named:
            await self.batches.forget_name(disable.batch, (source, employee_id))
        return len(named)

    async def _of(self, source: str, employee_id: str) -> AsyncIterator[StagedDisable]:
        """Yield what still tells of the person."""
        cursor = None
        while True:
            page = await self.batches.listed(cursor)
            for batch in page.batches:
                disable = await self.batches.disable(batch.id, (source, employee_id))
                if disable and disable != disable.nameless():
                    yield disable
            cursor = page.cursor
            if cursor is None:
                return


@dataclass(frozen=True, slots=True)
class PeopleOfCycles:
    """KeepsPeople over who is still to be worked off in the cycle under way of a source."""

    cycles: CycleStore

    async def export(self, source: str, employee_id: str) -> Sequence[Mapping[str, JsonValue]]:
        """See ports.KeepsPeople."""
        return [item.event.to_json() for _, item in await self._items(source, employee_id)]

    async def erase(self, source: str, employee_id: str, until: datetime | None = None) -> int:
        """See ports.KeepsPeople. The cycle counts the person as passed over, and goes on; the next one lists anew."""
        del until
        items = await self._items(source, employee_id)
        for cycle_id, item in items:
            await self.cycles.done(cycle_id, item.number, Status.SKIPPED)
        return len(items)

    async def _items(self, source: str, employee_id: str) -> Sequence[tuple[str, CycleItem]]:
        running = (await self.cycles.state(source)).running
        if running is None:
            return []
        return [(running, item) for item in await self.cycles.items_about(running, employee_id)]


def _readable(message: ParkedMessage) -> Mapping[str, JsonValue]:
    try:
        body: JsonValue = json.loads(b64decode(message.body))
    except ValueError:
        body = message.body
    return message.to_json() | {"body": body}
