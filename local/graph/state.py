"""The tenant as something that can be reset, saved and loaded."""

from dataclasses import dataclass, field
from operator import attrgetter

from pydantic import TypeAdapter

from local.emulator.json_values import JsonObject
from local.graph.directory import Directory
from local.graph.stored_user import StoredUser


@dataclass(slots=True)
class SavedDirectory:
    """What is kept of a directory across a restart; the replication lag of new users is not."""

    users: list[StoredUser] = field(default_factory=list)
    deleted: list[StoredUser] = field(default_factory=list)
    purged: dict[str, int] = field(default_factory=dict)
    groups: dict[str, JsonObject] = field(default_factory=dict)
    extension_properties: list[str] = field(default_factory=list)
    domains: dict[str, bool] = field(default_factory=dict)
    sequence: int = 0
    mails: list[JsonObject] = field(default_factory=list)


_FORMAT = TypeAdapter(SavedDirectory)


class GraphState:
    """Resets, saves and loads a directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def reset(self) -> None:
        """Return to the initial domains and no other object."""
        self._directory.clear()

    def dump(self) -> JsonObject:
        """Return everything worth keeping."""
        directory = self._directory
        saved = SavedDirectory(
            users=list(directory.users.values()),
            deleted=list(directory.deleted.values()),
            purged=directory.purged,
            groups=directory.groups,
            extension_properties=sorted(directory.extension_properties),
            domains=directory.domains,
            sequence=directory.sequence,
            mails=directory.mails,
        )
        dumped: JsonObject = _FORMAT.dump_python(saved, mode="json")
        return dumped

    def load(self, saved: JsonObject) -> None:
        """Take over what `dump` returned earlier.

        Raises:
            pydantic.ValidationError: it is something else.
        """
        read, directory = _FORMAT.validate_python(saved), self._directory
        directory.clear()
        for user in sorted(read.users, key=attrgetter("ordinal")):
            user.visible_at = 0
            directory.place(user)
        directory.deleted |= {user.id: user for user in read.deleted}
        directory.purged |= read.purged
        directory.groups |= read.groups
        directory.extension_properties |= set(read.extension_properties)
        directory.domains |= read.domains
        directory.sequence = read.sequence
        directory.mails += read.mails
