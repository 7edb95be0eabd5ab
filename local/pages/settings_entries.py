"""Every setting, group by group, as the schema of the settings describes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import JsonValue

from provisioning.settings import Settings

type Schema = Mapping[str, Any]

A_NAME: Final = "<name>"
"""Stands in paths for the name of a table's entry."""
_GROUP: Final = "an object (see below)"
_FORMS: Final = {"date-time": "a time such as 2026-09-30T08:15:00Z"}
_SCHEMA: Final[Schema] = Settings.model_json_schema(by_alias=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting.

    Attributes:
        path: Where it stands: `disabling.localTime`, `attributeMappings[].target`, `hrSystems.<name>.fields`.
        help: What it does.
        values: What it takes, in words.
        required: Whether it has no default and must be given.
        default: Its default, when it has one.
        examples: Values that it takes.
    """

    path: str
    help: str
    values: str
    required: bool
    default: JsonValue
    examples: tuple[JsonValue, ...]

    @property
    def top(self) -> str:
        """The setting at the top of the document in which it stands."""
        return self.path.partition(".")[0].partition("[")[0]

    @property
    def is_group(self) -> bool:
        """Whether it holds settings of its own."""
        return self.values.startswith(_GROUP)


def entries() -> Iterator[Entry]:
    """Yield every setting in the order of the document, groups before what is in them."""
    yield from _of_group(_SCHEMA, "", Settings().to_json())


def _of_group(group: Schema, prefix: str, defaults: JsonValue) -> Iterator[Entry]:
    for name, schema in group["properties"].items():
        path = f"{prefix}{name}"
        default = defaults.get(name) if isinstance(defaults, dict) else _default_of(schema)
        yield _entry(path, schema, default, required=name in group.get("required", ()))
        yield from _within(schema, path, default)


def _default_of(schema: Schema) -> JsonValue:
    # What a factory makes is not in the schema, and a table is empty.
    return {} if _is_table(_resolved(schema)) else schema.get("default")


def _entry(path: str, schema: Schema, default: JsonValue, *, required: bool) -> Entry:
    return Entry(
        path,
        schema.get("description") or _resolved(schema).get("description", ""),
        _values(schema),
        required,
        default,
        tuple(schema.get("examples", ())) or _another_value(_resolved(schema), default),
    )


def _another_value(schema: Schema, default: JsonValue) -> tuple[JsonValue, ...]:
    """Return a value other than the default, of a setting that has but a few."""
    few: list[JsonValue] = [True, False] if schema.get("type") == "boolean" else schema.get("enum", [])
    return tuple(value for value in few if value != default)[:1]


def _within(schema: Schema, path: str, default: JsonValue) -> Iterator[Entry]:
    """Yield the settings inside a setting: of a group, or of the objects in a list or a table."""
    resolved = _resolved(schema)
    if "discriminator" in resolved:
        yield from _of_variants(resolved, f"{path}.")
    elif "properties" in resolved:
        yield from _of_group(resolved, f"{path}.", default)
    elif resolved.get("type") == "array":
        yield from _within(resolved["items"], f"{path}[]", None)
    elif _is_table(resolved):
        yield from _within(resolved["additionalProperties"], f"{path}.{A_NAME}", None)
    else:
        for choice in _choices(resolved):
            yield from _within(choice, path, default)


def _of_variants(union: Schema, prefix: str) -> Iterator[Entry]:
    """Yield the settings of objects of several types, each once, the type first."""
    variants = {variant["properties"]["type"]["const"]: variant for variant in map(_resolved, _choices(union))}
    help_text = " ".join(f"`{name}`: {variant['description']}" for name, variant in variants.items())
    yield Entry(f"{prefix}type", help_text, _one_of([*variants]), required=True, default=None, examples=())
    told = {f"{prefix}type"}
    for variant in variants.values():
        for entry in _of_group(variant, prefix, None):
            if entry.path not in told:
                told.add(entry.path)
                yield entry


def _values(schema: Schema) -> str:
    resolved = _resolved(schema)
    if "discriminator" in resolved or "properties" in resolved:
        return _GROUP
    choices = _choices(resolved)
    if choices:
        return " or ".join(_values(choice) for choice in choices)
    if "enum" in resolved:
        return _one_of(resolved["enum"])
    if resolved.get("type") == "array":
        return f"a list; each entry: {_values(resolved['items'])}"
    if resolved.get("type") == "object":
        return f"an object; name → {_values(resolved['additionalProperties'])}"
    return _plain(resolved)


def _plain(schema: Schema) -> str:
    if schema["type"] == "integer":
        return f"a whole number from {schema['minimum']} to {schema['maximum']}"
    if schema["type"] == "string":
        form: str = schema.get("format", "text")
        return _FORMS.get(form, form)
    return {"boolean": "`true` or `false`", "null": "`null`"}[schema["type"]]


def _one_of(values: list[str]) -> str:
    *first, last = [f"`{value}`" for value in values]
    return f"{', '.join(first)} or {last}"


def _is_table(schema: Schema) -> bool:
    return isinstance(schema.get("additionalProperties"), dict)


def _choices(schema: Schema) -> list[Schema]:
    choices: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or []
    return choices


def _resolved(schema: Schema) -> Schema:
    return _resolve(schema["$ref"]) if "$ref" in schema else schema


def _resolve(reference: str) -> Schema:
    found: Schema = _SCHEMA["$defs"][reference.rpartition("/")[2]]
    return found
