"""Stand-ins for the worker's protobuf messages, which are not published as a Python package.

azure-functions-runtime only creates these and reads their attributes, so plain objects with the same names do. The
module itself is handed to the runtime as its `protos`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any


class Message(SimpleNamespace):
    """A message of which only the runtime's own fields matter."""


WorkerInitResponse = Message
WorkerMetadata = Message
FunctionMetadataResponse = Message
FunctionLoadResponse = Message
RpcFunctionMetadata = Message
RpcRetryOptions = Message
InvocationResponse = Message


class TypedData:
    """One value with the name of its kind (`string`, `bytes`, `json`, `http`), as the wire's `oneof data` has it.

    Made without a value it is an unset field, such as the body of a request that has none.
    """

    def __init__(self, **kind_and_value: Any) -> None:  # noqa: ANN401 - a oneof holds values of any type
        self._kind: str | None = next(iter(kind_and_value), None)
        self._value: Any = next(iter(kind_and_value.values()), None)

    def WhichOneof(self, _group: str) -> str | None:  # noqa: N802 - protobuf's name
        """Return the kind of the value, or None when it is unset."""
        return self._kind

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as above
        """Return the value under the name of its kind; any other name does not exist.

        The runtime asks for `.TypedData` first and takes an AttributeError to mean that this is one already.
        """
        if name == self._kind:
            return self._value
        raise AttributeError(name)


@dataclass(frozen=True, slots=True)
class ParameterBinding:
    """The value of one parameter of a function."""

    name: str
    data: TypedData | None

    def WhichOneof(self, _group: str) -> str:  # noqa: N802 - protobuf's name
        """Return the way the value travels: always inside the message."""
        return "data"


class BindingInfo(Message):
    """One binding of a function; directions and data types are protobuf enumerations."""

    out = 1
    inout = 2
    undefined = 0


class StatusResult(Message):
    """Whether a request to the runtime worked."""

    Failure = 0
    Success = 1


@dataclass(frozen=True, slots=True)
class RpcException:
    """An exception that the app raised."""

    message: str
    stack_trace: str = ""


@dataclass(frozen=True, slots=True)
class NullableString:
    """A text that may be absent."""

    value: str


@dataclass(frozen=True, slots=True)
class NullableBool:
    """A truth value that may be absent."""

    value: bool


@dataclass(frozen=True, slots=True)
class NullableDouble:
    """A number that may be absent."""

    value: float


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment, in seconds since 1970."""

    seconds: int


@dataclass(frozen=True, slots=True)
class NullableTimestamp:
    """A moment that may be absent."""

    value: Timestamp


SameSite = SimpleNamespace(Lax="Lax", Strict="Strict", ExplicitNone="None", **{"None": None})
"""What a cookie may say about other sites; protobuf's `None` means that it says nothing."""


@dataclass(frozen=True, slots=True)
class RpcHttpCookie:
    """A cookie that a response sets."""

    name: str
    value: str
    domain: NullableString | None = None
    path: NullableString | None = None
    expires: NullableTimestamp | None = None
    secure: NullableBool | None = None
    http_only: NullableBool | None = None
    same_site: str | None = None
    max_age: NullableDouble | None = None


# The runtime looks the enumeration up on the cookie's type, as protobuf nests it there.
RpcHttpCookie.SameSite = SameSite  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class RpcHttp:
    """A request as a function receives it, or a response as it returned it."""

    method: str = ""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: TypedData | None = None
    status_code: str = "200"
    cookies: Sequence[RpcHttpCookie] | None = None
    enable_content_negotiation: bool = False
