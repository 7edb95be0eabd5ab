"""Which letters the bytes of a file stand for: by the encoding that was named, if nothing in the file is against it."""

import codecs
from typing import Final, Literal, get_args

from provisioning.imports.questions import Question, Unclear
from provisioning.ports import RequestRejected

type Encoding = Literal[
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "windows-1252",
    "iso-8859-1",
    "iso-8859-15",
    "windows-1250",
    "iso-8859-2",
    "macintosh",
]

_CHUNK: Final = 1 << 16
_UTF_16: Final = ("utf-16-le", "utf-16-be")
_SINGLE_BYTES_AND_UTF_8: Final = tuple(
    name for name in get_args(Encoding.__value__) if name == "utf-8" or not name.startswith("utf")
)
_MARKS: Final = {
    codecs.BOM_UTF8: ("utf-8",),
    codecs.BOM_UTF16_LE: ("utf-16", "utf-16-le"),
    codecs.BOM_UTF16_BE: ("utf-16", "utf-16-be"),
}
"""What the byte order marks at the beginning of a file say about its encoding (Unicode Standard, 23.8)."""


def check_encoding(content: bytes, encoding: Encoding) -> None:
    """Refuse an encoding that the file cannot be in.

    Raises:
        Unclear: With the encodings in which the file can be.
        RequestRejected: 400: the file is no text.
    """
    marked = next((names for mark, names in _MARKS.items() if content.startswith(mark)), None)
    if marked and encoding not in marked:
        raise _question(f"the file begins with the mark of {marked[0]}, not of {encoding}", marked[:1])
    if encoding == "utf-16" and not marked:
        raise _question("the file has no mark that tells in which order utf-16 has its bytes", _UTF_16)
    wrong = _first_wrong_byte(content, encoding)
    if wrong is not None:
        where = f"line {_line_of(content, wrong)} (byte {wrong}) of the file is not {encoding}"
        raise _question(where, [name for name in _SINGLE_BYTES_AND_UTF_8 if _first_wrong_byte(content, name) is None])
    if not encoding.startswith("utf-16") and b"\0" in _first_line(content):
        raise _no_letters(content)


def _no_letters(content: bytes) -> Exception:
    choices = [name for name in _UTF_16 if _first_wrong_byte(content, name) is None]
    if not choices:
        return RequestRejected(400, "the file is not text; save it as CSV in UTF-8")
    return _question("the first line of the file holds bytes of zero, as utf-16 has them", choices)


def _question(finding: str, choices: list[str] | tuple[str, ...]) -> Unclear:
    return Unclear(Question("encoding", f"{finding}; in which encoding was it saved?", tuple(choices)))


def _first_wrong_byte(content: bytes, encoding: str) -> int | None:
    """Return where the bytes cease to be in an encoding, None if they all are; never the whole text at once."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(content), _CHUNK):
        kept = len(decoder.getstate()[0])
        try:
            decoder.decode(content[start : start + _CHUNK], final=start + _CHUNK >= len(content))
        except UnicodeDecodeError as error:
            return start - kept + error.start
    return None


def _line_of(content: bytes, place: int) -> int:
    return 1 + (content.count(b"\n", 0, place) or content.count(b"\r", 0, place))


def _first_line(content: bytes) -> bytes:
    return content[:_CHUNK].partition(b"\n")[0]
