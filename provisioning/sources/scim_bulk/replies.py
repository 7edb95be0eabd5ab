"""The answer to a bulk request: what became of each operation (RFC 7644, 3.7.3 and 3.12)."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from pydantic import JsonValue

from provisioning.ports import RefusedEvent, Reply

_RESPONSE: Final = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
_ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"
_ACCEPTED: Final = "202"
_REFUSED: Final = "400"
_ABOUT_THE_OPERATION: Final = frozenset({"operation", "method", "path"})
"""Fields around the user: what is wrong with them is the form of the request, and not a value."""


def reply_to(operations: Sequence[JsonValue]) -> Reply:
    """Return what makes the answer to these operations.

    Each is answered in its place, with its bulkId if it had one: real clients use a bulkId twice, so that it cannot
    tell operations apart. `warnings` says so, and is left out if there is nothing to say.
    """
    sent = [_by_small_names(operation) for operation in operations]

    def reply(_: Collection[int], refused: Sequence[RefusedEvent]) -> JsonValue:
        reasons = {refusal.index: refusal for refusal in refused}
        answers: list[JsonValue] = [_answer(each, reasons.get(place)) for place, each in enumerate(sent)]
        warnings: list[JsonValue] = [*_warnings(sent)]
        document: dict[str, JsonValue] = {"schemas": [_RESPONSE], "Operations": answers}
        return document | ({"warnings": warnings} if warnings else {})

    return reply


def _by_small_names(operation: JsonValue) -> Mapping[str, JsonValue]:
    return {name.lower(): value for name, value in operation.items()} if isinstance(operation, dict) else {}


def _answer(operation: Mapping[str, JsonValue], refusal: RefusedEvent | None) -> JsonValue:
    named = {name: value for name in ("bulkId", "method") if (value := operation.get(name.lower())) is not None}
    if refusal is None:
        return {**named, "status": _ACCEPTED}
    return {**named, "status": _REFUSED, "response": _error(refusal)}


def _error(refusal: RefusedEvent) -> JsonValue:
    return {
        "schemas": [_ERROR],
        "scimType": "invalidSyntax" if refusal.field in _ABOUT_THE_OPERATION else "invalidValue",
        "detail": f"{refusal.field} {refusal.message}",
        "status": _REFUSED,
    }


def _warnings(sent: Sequence[Mapping[str, JsonValue]]) -> Iterator[str]:
    ids = Counter(str(operation["bulkid"]) for operation in sent if operation.get("bulkid") is not None)
    if shared := sum(count for count in ids.values() if count > 1):
        yield f"{shared} operations share a bulkId with another one; the answers stand in the order of the request"
    if any(operation.get("bulkid") is None for operation in sent):
        yield "some operations have no bulkId; the answers stand in the order of the request"
    if any("password" in _by_small_names(operation.get("data")) for operation in sent):
        yield "passwords are not taken in; new accounts get one by the setting password"
