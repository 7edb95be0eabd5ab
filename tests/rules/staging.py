"""Asking where a person stands: what the HR system says, the settings, and the time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from provisioning.model import DELETED_FIELD, REVOKED_FIELD, EmployeeRecord, EventType, Stamped
from provisioning.rules.lifecycle import Stage, stage
from provisioning.settings import Settings
from tests.builders import SAID_BEFORE, at, employee, event, record

BERLIN: Final[dict[str, JsonValue]] = {"timeZone": "Europe/Berlin"}


def settings(**chosen: JsonValue) -> Settings:
    """Return settings that differ from the defaults in these, named as on the wire."""
    return Settings.model_validate(chosen)


def record_of(
    said: Mapping[str, JsonValue] | None = None, /, *, deleted: bool = False, revoked_at: datetime | None = None
) -> EmployeeRecord:
    """Return the record of a person of whom HR says only this."""
    kept = record(employee(**(said or {})))
    facts: dict[str, Stamped] = {}
    if deleted:
        facts[DELETED_FIELD] = Stamped(value=True, version=SAID_BEFORE)
    if revoked_at:
        version = event(type=EventType.ACCESS_REVOKED, occurred_at=revoked_at).version
        facts[REVOKED_FIELD] = Stamped(value=True, version=version)
    return kept.model_copy(update={"fields": {**kept.fields, **facts}})


def stage_of(now: str | datetime, chosen: Settings | None = None, /, **said: JsonValue) -> Stage:
    """Return where a person stands of whom HR says only this."""
    return stage_of_record(now, record_of(said), chosen)


def stage_of_record(now: str | datetime, kept: EmployeeRecord, chosen: Settings | None = None) -> Stage:
    return stage(kept, chosen or Settings(), at(now) if isinstance(now, str) else now)
