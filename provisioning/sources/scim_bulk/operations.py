"""The operations of a bulk request: what is done, and about whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from pydantic import JsonValue

from provisioning.model import Employee, EventType
from provisioning.ports import RequestRejected
from provisioning.sources.scim_bulk.parts import Flaw, Part, Said, part_of
from provisioning.sources.scim_bulk.users import employee_from

_USERS: Final = re.compile(r"/?users(?:/(?P<id>[^/]+))?/?", re.IGNORECASE)
_UPSERTS: Final = frozenset({"POST", "PUT"})
_DELETE: Final = "DELETE"
_DATA: Final = "data"


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation says of a person."""

    type: EventType
    employee: Employee


def operations_in(document: JsonValue, most: int) -> Sequence[JsonValue]:
    """Return the operations of a bulk request, in their order, not looked into yet.

    Raises:
        RequestRejected: 400 if it is no bulk request, 413 if it holds more than `most` operations.
    """
    named = {name.lower(): value for name, value in document.items()} if isinstance(document, dict) else {}
    listed = named.get("operations")
    # PowerShell writes a list of one as its only entry.
    operations = [listed] if isinstance(listed, dict) else listed
    if not isinstance(operations, list) or not operations:
        raise RequestRejected(400, 'the body must be a SCIM bulk request: an object with a list "Operations"')
    if len(operations) > most:
        raise RequestRejected(413, f"the body holds {len(operations)} operations; maxOperations is {most}: send fewer")
    return operations


def operation_from(document: JsonValue) -> Operation:
    """Read one operation: POST and PUT describe a person, DELETE says that the person's file is gone.

    Raises:
        Flaw: It cannot be read, or is one that is not taken.
    """
    operation = part_of(document, "operation")
    if operation.is_null:
        raise Flaw("operation", "must be an object")
    method, path_id = _method(operation), _id_in_path(operation)
    if method == _DELETE:
        return Operation(EventType.DELETED, _deleted(path_id or _external_id(_data(operation))))
    user = _data(operation)
    employee_id = _external_id(user) or path_id
    if employee_id is None:
        raise _nobody()
    if path_id and str(employee_id.value).strip() != path_id.value:
        raise Flaw("path", "names somebody else than data.externalId; send the same id in both")
    return Operation(EventType.UPDATED, employee_from(user, employee_id))


def _method(operation: Part) -> str:
    said = operation.get("method")
    method = said.value.strip().upper() if said and isinstance(said.value, str) else ""
    if method == "PATCH":
        raise Flaw("method", "PATCH is not taken; send POST with what is known of the person: what is left out stays")
    if method not in {*_UPSERTS, _DELETE}:
        raise Flaw("method", "must be one of POST, PUT and DELETE")
    return method


def _id_in_path(operation: Part) -> Said | None:
    said = operation.get("path")
    found = _USERS.fullmatch(said.value.strip()) if said and isinstance(said.value, str) else None
    if found is None:
        raise Flaw("path", "must be /Users, or /Users/ and the person's externalId")
    return Said("path", unquote(found["id"])) if found["id"] else None


def _data(operation: Part) -> Part:
    said = operation.get(_DATA)
    return part_of(said.value, _DATA) if said and said.value is not None else Part(_DATA)


def _external_id(user: Part) -> Said | None:
    said = user.get("externalId")
    return said if said and said.value is not None else None


def _deleted(employee_id: Said | None) -> Employee:
    if employee_id is None:
        raise Flaw("path", "must be /Users/ and the externalId of the person whose file was deleted")
    return employee_from(Part(_DATA), employee_id)


def _nobody() -> Flaw:
    return Flaw("data.externalId", "is missing: it is the HR system's own id, by which the person is known here")
