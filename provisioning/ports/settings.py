"""The settings, the history of their changes, and the secrets that they name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import JsonValue

from provisioning.settings import Settings


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """One change of the settings: when (UTC), by whom, and what each changed setting was before and is since.

    `before` and `after` map a setting's name at the top of the document to its value.
    """

    at: datetime
    by: str
    before: Mapping[str, JsonValue]
    after: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class SettingsHistory:
    """Changes of the settings, newest first, and where the next page starts (None: there is none)."""

    changes: Sequence[SettingsChange]
    cursor: str | None


type SettingsCheck = Callable[[Settings], Sequence[tuple[str, str]]]
"""Looks deeper than the document's form: returns (field, sentence) for each thing that is wrong."""


class Secrets(Protocol):
    """Gives the secrets that the settings name."""

    def secret(self, name: str) -> str | None:
        """Return the value of the app setting of this name, or None when it is not set."""
        ...


class SettingsReader(Protocol):
    """Tells the settings."""

    async def read(self) -> tuple[Settings, str]:
        """Return the settings in force and their ETag."""
        ...


class SettingsStore(SettingsReader, Protocol):
    """Keeps the settings document and the history of its changes."""

    async def change(
        self,
        partial: Mapping[str, JsonValue],
        *,
        by: str,
        at: datetime,
        check: SettingsCheck,
        if_match: str | None = None,
        first_time: bool = False,
    ) -> tuple[Settings, str]:
        """Merge a partial document into the stored one, note the change, and return what is in force then.

        Objects merge, null sets back to the default unless it is a value of its own, everything else replaces. What
        changes nothing is not noted. When provisioning goes from off to on for the first time, `activatedAt` is set,
        unless the document gives it.

        Args:
            partial: The document.
            by: Who changes it.
            at: When (UTC).
            check: Called with what would be in force; what it finds counts of the settings that change.
            if_match: The ETag that must still be the current one; None for whatever it is.
            first_time: Nobody was provisioned so far, so that switching on is the first time.

        Raises:
            SettingsRefused: The result would be wrong; the stored document stays as it is.
            ConcurrentChange: `if_match` is given and is not the current ETag.
        """
        ...

    async def history(self, cursor: str | None = None, limit: int = 50) -> SettingsHistory:
        """Read one page of the changes, newest first; reads one row more than the page holds.

        Raises:
            BadCursor: The cursor is not one that an earlier page gave.
        """
        ...
