"""The parts of a multipart form (RFC 7578), whole and each once."""

from collections.abc import Mapping
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from provisioning.ports import RequestRejected

CONTENT_TYPE: Final = "multipart/form-data"
_MOST_PARTS: Final = 10


def parts_of(body: bytes, content_type: str) -> Mapping[str, bytes]:
    """Return the parts of a form by name.

    Raises:
        RequestRejected: 400: the body is no form, ends too early, or has a part without a name or one twice.
    """
    _, parameters = parse_options_header(content_type.encode("latin-1", errors="replace"))
    boundary = parameters.get(b"boundary")
    if not boundary:
        raise RequestRejected(
            400, f"the header Content-Type names no boundary; let the client set it for {CONTENT_TYPE}"
        )
    form = _Form()
    try:
        form.read(body, boundary)
    except FormParserError:
        raise RequestRejected(400, f"the body is not {CONTENT_TYPE} with the boundary that its header names") from None
    if not form.is_complete:
        raise RequestRejected(400, "the form ends before its last boundary; send it again, whole")
    return form.parts


class _Form:
    """Takes what the parser finds."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}
        self.is_complete = False
        self._header = b""
        self._value = b""
        self._name: str | None = None
        self._pieces: list[memoryview] = []

    def read(self, body: bytes, boundary: bytes) -> None:
        MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_goes_on,
                "on_header_value": self._value_goes_on,
                "on_header_end": self._end_header,
                "on_part_data": self._go_on,
                "on_part_end": self._end,
                "on_end": self._complete,
            },
        ).write(body)

    def _begin(self) -> None:
        self._name, self._pieces = None, []

    def _header_goes_on(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _value_goes_on(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            name = parse_options_header(self._value)[1].get(b"name", b"")
            self._name = name.decode("utf-8", errors="replace")
        self._header = self._value = b""

    def _go_on(self, data: bytes, start: int, end: int) -> None:
        self._pieces.append(memoryview(data)[start:end])

    def _end(self) -> None:
        if not self._name:
            raise RequestRejected(400, "a part of the form has no name")
        if self._name in self.parts:
            raise RequestRejected(400, f"the form has the part {self._name[:50]!r} twice")
        if len(self.parts) == _MOST_PARTS:
            raise RequestRejected(400, f"the form has more than {_MOST_PARTS} parts")
        self.parts[self._name] = b"".join(self._pieces)

    def _complete(self) -> None:
        self.is_complete = True
