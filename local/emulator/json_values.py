"""The shape of JSON as types, and reading it from bytes."""

import json

type Json = str | int | float | bool | list[Json] | dict[str, Json] | None
type JsonObject = dict[str, Json]


class NotAJsonObjectError(ValueError):
    """The bytes are not JSON, or they are JSON but no object."""


def parse_object(raw: bytes) -> JsonObject:
    """Read one JSON object.

    Raises:
        NotAJsonObjectError: the bytes hold anything else; its text is a sentence that may be shown.
    """
    try:
        value: Json = json.loads(raw)
    except ValueError as error:
        raise NotAJsonObjectError("The body is not valid JSON.") from error
    if not isinstance(value, dict):
        raise NotAJsonObjectError("The body must be a JSON object.")
    return value
