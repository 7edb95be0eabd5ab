"""Objects of a SCIM payload, read in the many ways in which clients write them.

Attribute names count in any case (RFC 7643, 2.1). An empty text is null, and so is an empty list (RFC 7643, 2.5).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

_WORK: Final = "work"
_LONGEST_PLACE: Final = 300
"""Letters of a place in the payload that an answer repeats; its names are the sender's."""


class Flaw(Exception):
    """What is wrong with an operation: the field, and a sentence about it. What fields hold is never repeated."""

    def __init__(self, where: str, sentence: str) -> None:
        self.field = where[:_LONGEST_PLACE]
        self.sentence = sentence
        super().__init__(f"{where} {sentence}")


@dataclass(frozen=True, slots=True)
class Said:
    """A value, and where it stood in the operation."""

    path: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Part:
    """An object of the payload; without attributes if it was left out.

    Attributes:
        path: Where it stands.
        written: Its attributes by their name in small letters, each with the name as it was written.
        is_null: It was sent, as null, and so is each of its attributes.
    """

    path: str
    written: Mapping[str, tuple[str, JsonValue]] = field(default_factory=dict)
    is_null: bool = False

    def get(self, name: str) -> Said | None:
        """Return an attribute by its name; None if it was left out."""
        if self.is_null:
            return Said(self.path, None)
        found = self.written.get(name.lower())
        return Said(f"{self.path}.{found[0]}", _blank_to_null(found[1])) if found else None

    def everything(self) -> Iterator[tuple[str, JsonValue]]:
        """Yield every attribute with its name as it was written."""
        for name, value in self.written.values():
            yield name, _blank_to_null(value)


def part_of(value: JsonValue, path: str) -> Part:
    """Return an object of the payload.

    Raises:
        Flaw: It is no object, or names an attribute twice in different cases.
    """
    if value is None:
        return Part(path, is_null=True)
    if not isinstance(value, dict):
        raise Flaw(path, "must be an object")
    written = {name.lower(): (name, inner) for name, inner in value.items()}
    if len(written) < len(value):
        twice = next(name for name in value if written[name.lower()][0] != name)
        raise Flaw(f"{path}.{twice}", "stands there twice, in different cases; send it once")
    return Part(path, written)


def inner_part(part: Part, name: str) -> Part:
    """Return an attribute that is an object. Raises Flaw, as part_of does."""
    said = part.get(name)
    return part_of(said.value, said.path) if said else Part(f"{part.path}.{name}")


def entry(part: Part, name: str, kind: str) -> Part:
    """Return the entry of a list that has a type, such as `work`; the primary one if there are several.

    An entry without a type counts as `work`, and an empty list as a null for each type. Raises Flaw, as part_of does.
    """
    wanted = frozenset({kind, ""}) if kind == _WORK else frozenset({kind})
    fitting = [each for each in _entries(part, name) if each.is_null or _kind(each) in wanted]
    best_first = sorted(fitting, key=lambda each: (not _is_primary(each), _kind(each) != kind))
    return best_first[0] if best_first else Part(f"{part.path}.{name}")


def _entries(part: Part, name: str) -> list[Part]:
    said = part.get(name)
    if said is None:
        return []
    if said.value == []:
        return [Part(said.path, is_null=True)]
    # PowerShell writes a list of one as its only entry.
    listed = said.value if isinstance(said.value, list) else [said.value]
    return [part_of(value, f"{said.path}[{place}]") for place, value in enumerate(listed)]


def _kind(entry: Part) -> str:
    said = entry.get("type")
    return said.value.strip().lower() if said and isinstance(said.value, str) else ""


def _is_primary(entry: Part) -> bool:
    said = entry.get("primary")
    return said is not None and str(said.value).strip().lower() == "true"


def _blank_to_null(value: JsonValue) -> JsonValue:
    return None if isinstance(value, str) and not value.strip() else value
