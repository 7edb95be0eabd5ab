"""Mappings as the settings hold them, and what they want of the account of somebody of whom only this was said."""

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import JsonValue

from provisioning.model import Employee
from provisioning.rules.mapping import Desired, Explained, Occasion, desired, explain
from provisioning.settings import Settings
from tests.builders import NOON, record

OCCASIONS: Final[Sequence[Occasion]] = ("creation", "update")
NOT_THERE: Final = Desired()


def mapped(*mappings: Mapping[str, JsonValue]) -> Settings:
    """Return settings with these mappings alone."""
    return Settings.model_validate({"attributeMappings": mappings})


def direct(target: str, source: str, **rest: JsonValue) -> dict[str, JsonValue]:
    """Return a mapping that copies an employee's attribute."""
    return {"type": "direct", "target": target, "source": source, **rest}


def constant(target: str, value: str, **rest: JsonValue) -> dict[str, JsonValue]:
    """Return a mapping that writes the same for everybody."""
    return {"type": "constant", "target": target, "value": value, **rest}


def expression(target: str, text: str, **rest: JsonValue) -> dict[str, JsonValue]:
    """Return a mapping that writes what an expression gives."""
    return {"type": "expression", "target": target, "expression": text, **rest}


def wanted(person: Employee, settings: Settings, occasion: Occasion) -> Desired:
    """Return what the mappings want of a person's account on an ordinary working day."""
    return desired(record(person), settings, occasion, NOON)


def explained(person: Employee, settings: Settings, occasion: Occasion) -> Explained:
    """Return what the only mapping does to a person's account."""
    (only,) = explain(record(person), settings, occasion, NOON)
    return only
