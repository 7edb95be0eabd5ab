"""Parked messages in memory."""

from provisioning.model import ParkedMessage
from provisioning.parked_ids import is_id
from provisioning.ports import BadCursor, ParkedCount, ParkedPage


class ParkedInMemory:
    """ParkedStore port."""

    def __init__(self) -> None:
        self._messages: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._messages)

    @property
    def messages(self) -> list[ParkedMessage]:
        """What is parked, in the order of the ids."""
        return [ParkedMessage.model_validate_json(self._messages[each]) for each in sorted(self._messages)]

    async def add(self, message: ParkedMessage) -> None:
        """See ports.ParkedStore."""
        self._messages.setdefault(message.id, message.model_dump_json())

    async def read(self, message_id: str) -> ParkedMessage | None:
        """See ports.ParkedStore."""
        found = self._messages.get(message_id)
        return ParkedMessage.model_validate_json(found) if found else None

    async def page(self, cursor: str | None = None, limit: int = 50, of: tuple[str, str] | None = None) -> ParkedPage:
        """See ports.ParkedStore. A cursor is the last message's id."""
        if cursor is not None and not is_id(cursor):
            raise BadCursor(cursor)
        wanted = [each for each in self.messages if each.id > (cursor or "")]
        if of:
            wanted = [each for each in wanted if (each.source, each.employee_id) == of]
        page = wanted[:limit]
        return ParkedPage(page, page[-1].id if len(wanted) > limit else None)

    async def count(self) -> ParkedCount:
        """See ports.ParkedStore."""
        times = [message.parked_at for message in self.messages]
        return ParkedCount(len(times), min(times, default=None))

    async def remove(self, message_id: str) -> None:
        """See ports.ParkedStore."""
        self._messages.pop(message_id, None)
