"""What the setup check finds, and what looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import JsonValue

from provisioning.ports.failures import plain
from provisioning.settings import Settings


class Outcome(StrEnum):
    """How a thing stands."""

    OK = "ok"
    WARNING = "warning"  # it works, and could be better, or may not be meant so
    FAILED = "failed"
    UNKNOWN = "unknown"  # it could not be looked at


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: The check's name, such as `storage`.
        subject: What of it, such as `tables`.
        status: How it stands.
        sentence: That, in words.
        remedy: What to do about it; None: nothing.
    """

    check: str
    subject: str
    status: Outcome
    sentence: str
    remedy: str | None = None

    def to_json(self) -> dict[str, JsonValue]:
        """Return it as it stands on the wire."""
        return {
            "check": self.check,
            "subject": self.subject,
            "status": self.status.value,
            "sentence": plain(self.sentence),
            "remedy": None if self.remedy is None else plain(self.remedy),
        }


class Check(Protocol):
    """Looks at one part of the setup."""

    @property
    def name(self) -> str:
        """Such as `storage`."""
        ...

    @property
    def subject(self) -> str:
        """What of it, for a finding when it could not be looked at at all."""
        ...

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """Tell how it stands. It may raise anything, and take its time: the caller sees to both."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found, and when it was looked at (UTC)."""

    findings: Sequence[Finding]
    at: datetime

    @property
    def ready(self) -> bool:
        """Whether everything was looked at, and nothing is wrong."""
        return not {Outcome.FAILED, Outcome.UNKNOWN} & {each.status for each in self.findings}

    def to_json(self) -> dict[str, JsonValue]:
        """Return it as it stands on the wire."""
        return {
            "ready": self.ready,
            "checkedAt": self.at.isoformat().replace("+00:00", "Z"),
            "checks": [each.to_json() for each in self.findings],
        }
