"""What is wrong with a document, in sentences that name the field. What people's fields hold is never repeated."""

from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_SENTENCES: Final = {
    "missing": "is missing",
    "extra_forbidden": "is not a field that is known here; check its spelling",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "dict_type": "must be an object",
    "mapping_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "union_tag_not_found": "is missing",
}
_UNION_TAGS: Final = frozenset({"direct", "constant"})


def problems_of(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) for each thing that is wrong; the field is a path such as `employee.startDate`."""
    for details in error.errors(include_url=False, include_input=False):
        tag = ("type",) if details["type"].startswith("union_tag_") else ()
        yield _path(details["loc"] + tag), _sentence(details)


def sentence_of(error: ValidationError) -> str:
    """Return all that is wrong, in one sentence."""
    return "; ".join(f"{field or 'body'} {sentence}" for field, sentence in problems_of(error))


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in _UNION_TAGS:
            path += f".{part}" if path else part
    return path


def _sentence(details: ErrorDetails) -> str:
    kind = details["type"]
    if kind == "value_error":
        return str(details["ctx"]["error"])
    if kind in {"string_too_long", "too_long"}:
        return f"is longer than {details['ctx']['max_length']} characters"
    if kind in {"enum", "literal_error", "union_tag_invalid"}:
        context = details["ctx"]
        return f"must be one of {context.get('expected') or context.get('expected_tags')}"
    message = details["msg"]
    return _SENTENCES.get(kind, message[:1].lower() + message[1:])
