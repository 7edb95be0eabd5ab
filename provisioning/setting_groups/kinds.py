"""The kinds of values that settings hold, each with the sentence that refuses what does not fit."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType, NoneType
from typing import Annotated, Final, get_args
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from provisioning.fields import Frozen
from provisioning.model import CUSTOM_PREFIX, EMPLOYEE_ATTRIBUTES
from provisioning.problems import OBJECT, TEXT


class Group(Frozen):
    """Settings that belong together. Null sets one back to its default, unless null is a value of its own."""

    @model_validator(mode="before")
    @classmethod
    def _null_is_the_default(cls, document: object) -> object:
        if not isinstance(document, Mapping):
            return document
        plain = {field.alias for field in cls.model_fields.values() if NoneType not in get_args(field.annotation)}
        return {name: value for name, value in document.items() if value is not None or name not in plain}


def text_form(words: str) -> WithJsonSchema:
    """Have docs/settings.md say what kind of text a setting takes."""
    return WithJsonSchema({"type": "string", "format": words})


def zone_name(text: str) -> str | None:
    """Return a time zone's name as IANA spells it, whatever case it comes in; None if there is no such zone."""
    return _zones().get(text.lower())


@cache
def _zones() -> Mapping[str, str]:
    # ZoneInfo alone would take whatever file of the machine has the format, such as posixrules.
    return MappingProxyType({name.lower(): name for name in available_timezones() - {"localtime", "Factory"}})


def _known_zone(text: str) -> str:
    name = zone_name(text)
    if name is None:
        raise ValueError(f"{text!r} is no IANA time zone; write it like Europe/Berlin")
    return name


def _is_custom(name: str) -> bool:
    return name.startswith(CUSTOM_PREFIX) and name != CUSTOM_PREFIX


def _known_source(name: str) -> str:
    if name not in EMPLOYEE_ATTRIBUTES and not _is_custom(name):
        raise ValueError(f"{name!r} is not an attribute of an employee; other fields are named custom.<name>")
    return name


def _field_of_its_own(name: str) -> str:
    if not _is_custom(name):
        raise ValueError(
            f"{name!r} is not taken: only a field of the HR system's own can say this; write custom.<name>"
        )
    return name


def _without_nulls(table: object) -> object:
    """A table's entry is taken out by null, as a partial document cannot leave out what it wants gone."""
    if not isinstance(table, Mapping):
        return table
    return {name: value for name, value in table.items() if value is not None}


def _text_or_object(value: object) -> str:
    return OBJECT if isinstance(value, Mapping | BaseModel) else TEXT


TEXT_OR_OBJECT: Final = Discriminator(_text_or_object)
"""Tells the two apart, for a setting that takes either; they are tagged problems.TEXT and problems.OBJECT."""
TimeZone = Annotated[str, AfterValidator(_known_zone), text_form("an IANA time zone")]
Switch = Annotated[bool, Field(strict=True)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1024)]
"""Text with something in it."""
SourceAttribute = Annotated[str, AfterValidator(_known_source), text_form("an attribute of the employee")]
"""An attribute of an employee by its JSON name, custom ones as custom.<name>."""
CustomAttribute = Annotated[str, AfterValidator(_field_of_its_own), text_form("a custom attribute of the employee")]
"""A field of the HR system's own, which has no meaning but the one that a setting gives it."""
type Table[Value] = Annotated[Mapping[Words, Value], BeforeValidator(_without_nulls)]
"""Entries by name; null takes an entry out."""


def each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a list that names something twice."""
    if len(set(names)) != len(names):
        raise ValueError("names something twice")
    return names
