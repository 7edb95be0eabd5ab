"""What is wrong with a document, in sentences that name the field. What people's fields hold is never repeated."""

from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

TEXT: Final = "{text}"
OBJECT: Final = "{object}"
"""Tags of what takes a text or an object. They stand in pydantic's paths, and no field is called so."""

_SENTENCES: Final = {
    "missing": "is missing",
    "extra_forbidden": "is not a field that is known here; check its spelling",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "dict_type": "must be an object",
    "mapping_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "string_pattern_mismatch": "is not written as it must be",
    "union_tag_not_found": "is missing",
}
_WITH_LIMIT: Final = {
    "string_too_long": "is longer than {max_length} characters",
    "too_long": "holds more than {max_length} entries",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "greater_than": "must be more than {gt}",
    "less_than": "must be less than {lt}",
}
_MAPPING_TYPES: Final = frozenset({"direct", "constant", "expression"})
"""Tags of attribute mappings, which pydantic's paths name behind the mapping's place."""
_KEY: Final = "[key]"
_LOCATED_AT_THE_FIELD: Final = frozenset({"missing", "extra_forbidden"})


def problems_of(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) for each thing that is wrong; the field is a path such as `employee.startDate`."""
    for details in error.errors(include_url=False, include_input=False):
        location = _as_written(details)
        sentence = _sentence(details)
        if location[-1:] == (_KEY,):
            # pydantic names the key itself before this mark, and an empty or endless name helps nobody.
            yield _path(location[:-2]), f"has an entry whose name {sentence}"
        else:
            yield _path(location), sentence


def sentence_of(error: ValidationError) -> str:
    """Return all that is wrong, in one sentence."""
    return "; ".join(f"{field or 'body'} {sentence}" for field, sentence in problems_of(error))


def _as_written(details: ErrorDetails) -> tuple[int | str, ...]:
    """Return where the problem stands in the document, without the tags that pydantic puts between."""
    location = details["loc"]
    last = len(location) - 1
    names_the_last = details["type"] in _LOCATED_AT_THE_FIELD
    written = (
        part
        for place, part in enumerate(location)
        if part not in {TEXT, OBJECT}
        and not (_is_mapping_type(location, place) and not (names_the_last and place == last))
    )
    return (*written, "type") if details["type"].startswith("union_tag_") else tuple(written)


def _is_mapping_type(location: tuple[int | str, ...], place: int) -> bool:
    """Whether this part of a path is a mapping's type; an expression's field of the same name stands behind that."""
    return place > 0 and isinstance(location[place - 1], int) and location[place] in _MAPPING_TYPES


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{part}" if path else part
    return path


def _sentence(details: ErrorDetails) -> str:
    kind = details["type"]
    context = details.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind in _WITH_LIMIT:
        return _WITH_LIMIT[kind].format(**context)
    if kind in {"enum", "literal_error", "union_tag_invalid"}:
        return f"must be one of {context.get('expected') or context.get('expected_tags')}"
    message = details["msg"]
    return _SENTENCES.get(kind, message[:1].lower() + message[1:])
