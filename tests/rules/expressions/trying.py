"""How the tests evaluate an expression for an invented employee."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from provisioning.fields import ABSENT
from provisioning.rules.expressions import Context, Ignored, Result, parse

NOON: Final = datetime.fromisoformat("2025-07-30T12:00:00+00:00")
NOBODY: Final[Mapping[str, JsonValue]] = {}


def result_of(
    text: str, attributes: Mapping[str, JsonValue] = NOBODY, *, seed: str = "generic|7|department", now: datetime = NOON
) -> Result:
    """Return what an expression gives for an employee of whom only these attributes are known."""
    return parse(text).evaluate(Context(lambda name: attributes.get(name, ABSENT), now, seed))


def value_of(
    text: str, attributes: Mapping[str, JsonValue] = NOBODY, *, taken: tuple[str, ...] = (), now: datetime = NOON
) -> JsonValue | Ignored:
    """Return the value alone, with some names taken."""
    context = Context(lambda name: attributes.get(name, ABSENT), now, "generic|7|department", taken.__contains__)
    return parse(text).evaluate(context).value
