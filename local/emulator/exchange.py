"""One call and its answer, free of any HTTP library, so that a `$batch` item passes the same way as a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from multidict import CIMultiDict

from local.emulator.json_values import Json

TOO_MANY_REQUESTS = 429
JSON_MEDIA_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Call:
    """What a client asks for.

    Attributes:
        method: in capitals.
        path: decoded, without the vendor's prefix, beginning with a slash.
        base_url: scheme, host and vendor prefix, for the links in an answer.
        query: the query options; the first of a repeated one.
        headers: looked up without regard to case.
        body: the raw bytes, empty when there are none.
        params: the values of the template's placeholders, once a route was found.
        repeated: all values of each query option.
    """

    method: str
    path: str
    base_url: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=CIMultiDict[str])
    body: bytes = b""
    params: Mapping[str, str] = field(default_factory=dict)
    repeated: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets: a status, a JSON body (None: an empty one) and headers besides the content type."""

    status: int
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)


class ConnectionDroppedError(Exception):
    """The client is to see its connection close without any answer."""
