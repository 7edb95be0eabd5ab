"""Graph's refusals, with the messages that Graph answers."""

from collections.abc import Sequence
from datetime import datetime

from local.emulator.clock import graph_timestamp
from local.emulator.json_values import Json, JsonObject

BAD_REQUEST = "Request_BadRequest"

_CODES_BY_STATUS = {
    429: ("TooManyRequests", "Too many requests. Wait before you retry."),
    500: ("InternalServerError", "An internal server error occurred."),
    503: ("ServiceUnavailable", "The service is temporarily unavailable. Wait and retry."),
    504: ("GatewayTimeout", "The gateway did not receive a response in time."),
}


class GraphError(Exception):
    """A refusal: status, code, message, details that name the property in question, and seconds to wait."""

    def __init__(
        self, status: int, code: str, message: str, details: list[Json] | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details or []
        self.retry_after = retry_after

    def to_json(self, request_id: str, client_request_id: str, now: datetime) -> JsonObject:
        """Return the body that Graph sends, `innerError` with both ids included."""
        inner: JsonObject = {
            "date": graph_timestamp(now).removesuffix("Z"),
            "request-id": request_id,
            "client-request-id": client_request_id,
        }
        details: JsonObject = {"details": self.details} if self.details else {}
        return {"error": {"code": self.code, "message": self.message, **details, "innerError": inner}}


def injected(status: int) -> GraphError:
    """Return the error that Graph's front end answers with this status when the service itself is not to blame."""
    code, message = _CODES_BY_STATUS.get(status, ("UnknownError", "An unknown error occurred."))
    return GraphError(status, code, message)


def throttled(retry_after: int) -> GraphError:
    """Return the 429 of a quota that is free again after so many seconds."""
    code, message = _CODES_BY_STATUS[429]
    return GraphError(429, code, message, retry_after=retry_after)


def bad_request(message: str) -> GraphError:
    """Return a 400 `Request_BadRequest`."""
    return GraphError(400, BAD_REQUEST, message)


def invalid_property(name: str) -> GraphError:
    """Return the refusal of a property name that the resource does not have, such as a snake_case one."""
    return bad_request(f"Invalid property '{name}'.")


def unknown_extensions(names: Sequence[str]) -> GraphError:
    """Return the refusal of directory extensions that no app has registered in the tenant."""
    return bad_request(f"The following extension properties are not available: {','.join(names)}.")


def invalid_type(name: str) -> GraphError:
    """Return the refusal of a value of another type than the property's."""
    message = "One or more property values specified are invalid."
    return GraphError(400, BAD_REQUEST, message, [{"code": "InvalidValue", "message": message, "target": name}])


def invalid_value(name: str) -> GraphError:
    """Return the refusal of a value that breaks a rule of the property: length, characters, emptiness."""
    message = f"Invalid value specified for property '{name}' of resource 'User'."
    return GraphError(400, BAD_REQUEST, message, [{"code": "InvalidValue", "message": message, "target": name}])


def value_required(name: str) -> GraphError:
    """Return the refusal of a create that lacks a required property."""
    return bad_request(f"A value is required for property '{name}' of resource 'User'.")


def read_only(name: str) -> GraphError:
    """Return the refusal of a write to a property that only Graph itself sets."""
    return bad_request(f"Property '{name}' is read-only and cannot be set.")


def conflict(name: str) -> GraphError:
    """Return the refusal of a value that another object holds already."""
    message = f"Another object with the same value for property {name} already exists."
    return GraphError(400, BAD_REQUEST, message, [{"code": "ObjectConflict", "message": message, "target": name}])


def not_found(key: str) -> GraphError:
    """Return the 404 for an id, a user principal name or a reference that leads nowhere."""
    message = f"Resource '{key}' does not exist or one of its queried reference-property objects are not present."
    return GraphError(404, "Request_ResourceNotFound", message)


def forbidden() -> GraphError:
    """Return the 403 for what needs a higher role than the app has."""
    return GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def synced_object() -> GraphError:
    """Return the refusal to edit a user that is mastered on premises."""
    return bad_request(
        "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects "
        "currently undergoing migration."
    )


def unauthenticated() -> GraphError:
    """Return the 401 for a call without a bearer token."""
    return GraphError(401, "InvalidAuthenticationToken", "Access token is empty.")


def unsupported_query() -> GraphError:
    """Return the refusal of an advanced query without `ConsistencyLevel: eventual` and `$count=true`."""
    return GraphError(400, "Request_UnsupportedQuery", "Unsupported Query.")


def too_many_alternatives(count: int, most: int) -> GraphError:
    """Return the refusal of a `$filter` that joins more conditions by `or` or `in` than the store can search."""
    sentence = f"Too many child clauses specified in search filter expression containing 'OR' operators: {count}."
    return GraphError(400, "Request_UnsupportedQuery", f"{sentence} Max allowed: {most}.")


def invalid_token() -> GraphError:
    """Return the refusal of a `$skiptoken` or `$deltatoken` that no link carried."""
    return bad_request("The token in the query is not valid.")


def unknown_path(path: str) -> GraphError:
    """Return the refusal of a path or method that this stand-in does not have."""
    return bad_request(f"Resource not found for the segment '{path.rpartition('/')[2]}'.")
