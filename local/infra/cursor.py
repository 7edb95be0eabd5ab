"""Goes through the tokens of a file, and says what was expected where something else stands."""

from pathlib import Path

from local.infra.syntax import Unreadable
from local.infra.tokens import Token


class Cursor:
    """A reader of tokens, at one of them."""

    def __init__(self, file: Path, tokens: tuple[Token, ...]) -> None:
        self.file = file
        self._tokens = tokens
        self._at = 0

    @property
    def following(self) -> tuple[Token, ...]:
        """The tokens that are not read yet."""
        return self._tokens[self._at :]

    @property
    def here(self) -> Token:
        """The token that is read next."""
        return self._tokens[self._at]

    def sees(self, *texts: str) -> bool:
        """Whether one of these words or signs comes next."""
        return self.here.kind in {"name", "sign"} and self.here.text in texts

    def take(self) -> Token:
        """Return the next token and go on behind it."""
        self._at += 1
        return self._tokens[self._at - 1]

    def has(self, *texts: str) -> bool:
        """Whether one of these comes next; if so, go on behind it."""
        seen = self.sees(*texts)
        self._at += seen
        return seen

    def expect(self, text: str) -> None:
        """Go on behind this word or sign.

        Raises:
            Unreadable: Something else comes next.
        """
        if not self.has(text):
            raise self.unexpected(f"{text} is expected")

    def word(self) -> str:
        """Return the next token, a name, and go on behind it."""
        if self.here.kind != "name":
            raise self.unexpected("a name is expected")
        return self.take().text

    def skip_lines(self) -> None:
        """Go on behind the ends of lines."""
        while self.here.kind == "newline":
            self._at += 1

    def unexpected(self, sentence: str) -> Unreadable:
        """Return the error that the next token is."""
        found = {"newline": "the end of the line", "end": "the end", "text": "a text"}
        what = found.get(self.here.kind, self.here.text)
        return Unreadable(self.file, self.here.line, f"{sentence}, not {what}")
