"""Read the JSON body of a request so that nothing in it is guessed: what is ambiguous or hostile is refused."""

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import Final, NoReturn

from pydantic import JsonValue

from provisioning.ports import RequestRejected

LARGEST_BODY: Final = 5_000_000
"""Bytes."""
DEEPEST: Final = 32
"""Levels of objects and lists within each other."""


def read_json(body: bytes, headers: Mapping[str, str]) -> JsonValue:
    """Return the JSON document in a request body.

    Args:
        body: The body as it came.
        headers: Header names in lower case; the content type must be JSON.

    Raises:
        RequestRejected: 413, 415 or 400, with a sentence that says what to do.
    """
    check_size(body)
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json" and not content_type.endswith("+json"):
        raise RequestRejected(415, "the body must be JSON; send the header Content-Type: application/json")
    if not body:
        raise RequestRejected(400, "the body is empty; send JSON with a Content-Length header, not chunked")
    document = _parsed(_text(body))
    _check_depth(document)
    return document


def check_size(body: bytes) -> None:
    """Refuse a body that is larger than any event needs, before anything is computed from it.

    Raises:
        RequestRejected: 413.
    """
    if len(body) > LARGEST_BODY:
        raise RequestRejected(413, f"the body has {len(body)} bytes, {LARGEST_BODY} are allowed; send fewer events")


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RequestRejected(400, f"the body is not UTF-8 (byte {error.start})") from None


def _parsed(text: str) -> JsonValue:
    try:
        document: JsonValue = json.loads(
            text, object_pairs_hook=_unambiguous, parse_constant=_not_json, parse_float=_finite
        )
        if "\\u" in text:
            json.dumps(document, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        sentence = f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise RequestRejected(400, sentence) from None
    except RecursionError:
        raise _too_deep() from None
    except UnicodeEncodeError:
        raise RequestRejected(400, "the body holds half of a surrogate pair (\\ud800 to \\udfff)") from None
    except ValueError:
        raise RequestRejected(400, "the body holds a number that is too long") from None
    return document


def _unambiguous(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    document = dict(pairs)
    if len(document) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise RequestRejected(400, f"the body names {twice[:50]!r} twice in one object; send it once")
    return document


def _not_json(constant: str) -> NoReturn:
    raise RequestRejected(400, f"the body holds {constant}, which is not JSON; send null")


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise RequestRejected(400, "the body holds a number that is too large")
    return value


def _check_depth(document: JsonValue) -> None:
    level = [document]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise _too_deep()


def _inside(document: JsonValue) -> list[JsonValue]:
    if isinstance(document, dict):
        return list(document.values())
    return document if isinstance(document, list) else []


def _too_deep() -> RequestRejected:
    return RequestRejected(400, f"the body is nested more than {DEEPEST} levels deep")
