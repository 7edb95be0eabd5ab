"""Cuts the text of a Bicep file into words, numbers, texts and signs."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from local.infra.syntax import Unreadable

_TOKEN: Final = re.compile(
    r"""(?P<blank>[ \t\r]+|//[^\n]*|\#[^\n]*|/\*.*?\*/)
    |(?P<newline>\n)
    |(?P<multiline>'''\n?(?P<inside>.*?)''')
    |(?P<quote>')
    |(?P<name>[A-Za-z_]\w*)
    |(?P<number>\d+)
    |(?P<sign>\.\.\.|=>|==|!=|=~|!~|<=|>=|&&|\|\||\?\?|\.\?|\[\?|::|[@=<>!?:.,+\-*/%()\[\]{}|])""",
    re.VERBOSE | re.DOTALL,
)
_IN_TEXT: Final = re.compile(r"(?P<plain>[^'\\$\n]+|\$(?!\{))|\\(?P<escaped>[\\'nrt$])|(?P<hole>\$\{)|(?P<end>')")
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t"}
_CLOSING: Final = {"(": ")", "[": "]", "[?": "]", "{": "}"}

type Kind = Literal["name", "number", "text", "sign", "newline", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, text or sign. Of a text, `parts` are texts and the tokens of what is put into it."""

    kind: Kind
    text: str
    line: int
    parts: tuple["str | tuple[Token, ...]", ...] = ()


class Tokens:
    """The tokens of a file. A line's end counts, but not between round brackets."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._text = text
        self._at = 0
        self._line_ends = [at for at, sign in enumerate(text) if sign == "\n"]

    def read(self, *, within_text: bool = False) -> tuple[Token, ...]:
        """Return the tokens up to the end, or up to the `}` that ends what is put into a text.

        Raises:
            Unreadable: Something is no token, a bracket stands alone, or a text has no end.
        """
        found: list[Token] = []
        begun = self._line
        open_brackets: list[Token] = []
        while self._at < len(self._text):
            if within_text and not open_brackets and self._text[self._at] == "}":
                self._at += 1
                return (*found, self._token("end", ""))
            token = self._next()
            if token is None or (token.kind == "newline" and open_brackets and open_brackets[-1].text == "("):
                continue
            self._count(token, open_brackets)
            found.append(token)
        if open_brackets:
            raise Unreadable(self._file, open_brackets[-1].line, f"{open_brackets[-1].text} is not closed")
        if within_text:
            raise Unreadable(self._file, begun, "${ is not closed")
        return (*found, self._token("newline", "\n"), self._token("end", ""))

    def _count(self, token: Token, open_brackets: list[Token]) -> None:
        if token.kind != "sign":
            return
        if token.text in _CLOSING:
            open_brackets.append(token)
        elif token.text in _CLOSING.values() and (
            not open_brackets or _CLOSING[open_brackets.pop().text] != token.text
        ):
            raise self._unreadable(f"{token.text} closes nothing that was opened")

    def _next(self) -> Token | None:
        match = _TOKEN.match(self._text, self._at)
        if match is None:
            raise self._unreadable(f"{self._text[self._at]} is not expected here")
        line = self._line
        self._at = match.end()
        if match["blank"]:
            return None
        if match["multiline"]:
            return Token("text", "", line, (match["inside"],))
        if match["quote"]:
            return Token("text", "", line, tuple(self._parts()))
        kind: Kind = "name" if match["name"] else "number" if match["number"] else "sign"
        return Token("newline" if match["newline"] else kind, match[0], line)

    def _parts(self) -> list[str | tuple[Token, ...]]:
        parts: list[str | tuple[Token, ...]] = []
        while match := _IN_TEXT.match(self._text, self._at):
            self._at = match.end()
            if match["end"]:
                return parts
            if match["hole"]:
                parts.append(self.read(within_text=True))
            else:
                escaped = match["escaped"]
                parts.append(_ESCAPED.get(escaped, escaped) if escaped else match["plain"])
        raise self._unreadable("a text is not ended on its line, or has an escape that is not known")

    @property
    def _line(self) -> int:
        return bisect_left(self._line_ends, self._at) + 1

    def _token(self, kind: Kind, text: str) -> Token:
        return Token(kind, text, self._line)

    def _unreadable(self, sentence: str) -> Unreadable:
        return Unreadable(self._file, self._line, sentence)
