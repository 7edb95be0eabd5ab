"""A user as the stand-in keeps it: what Graph shows of it, and what Graph knows but never shows."""

from dataclasses import dataclass, field

from local.emulator.json_values import Json, JsonObject
from local.graph.properties import Kind, find_property


@dataclass(slots=True)
class StoredUser:
    """One user, active or deleted.

    Attributes:
        id: the object id.
        values: the properties that were set, as Graph shows them, the id included; no password is ever among them.
        manager_id: the object id of the manager, who may have been deleted meanwhile.
        directory_roles: the names of the roles that make the user an administrator.
        password_was_set: whether a password was ever given.
        visible_at: the monotonic second from which reads find the user; 0: at once.
        ordinal: its place in lists; grows with every user.
        changed: the number of the change that touched the user last, for delta.
        original_name: the user principal name before deletion, None while active.
    """

    id: str
    values: JsonObject = field(default_factory=dict)
    manager_id: str | None = None
    directory_roles: list[str] = field(default_factory=list)
    password_was_set: bool = False
    visible_at: float = 0
    ordinal: int = 0
    changed: int = 0
    original_name: str | None = None

    def __post_init__(self) -> None:
        self.values["id"] = self.id

    @property
    def login_name(self) -> str:
        """The user principal name."""
        return self.text("userPrincipalName") or ""

    @property
    def is_administrator(self) -> bool:
        """Whether the user has a directory role, so that sensitive changes are refused."""
        return bool(self.directory_roles)

    @property
    def is_synced(self) -> bool:
        """Whether the user is mastered on premises."""
        return self.values.get("onPremisesSyncEnabled") is True

    def text(self, name: str) -> str | None:
        """Return a text property, or None when it is not set."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def texts(self, name: str) -> list[str]:
        """Return the texts of a collection property, or of a single one as a list of at most one."""
        value = self.values.get(name)
        values = value if isinstance(value, list) else [value]
        return [text for text in values if isinstance(text, str)]

    def shown(self, name: str) -> Json:
        """Return a property as an answer shows it: null, or an empty list for a collection, when it is not set."""
        known = find_property(name)
        empty: Json = [] if known is not None and known.kind in {Kind.TEXTS, Kind.OBJECTS} else None
        return self.values.get(name, empty)
