"""Regular expressions as .NET writes them, in an engine that needs linear time.

The engine is RE2. It lacks what looks around or back; such a pattern is refused with a sentence. What it lacks
otherwise and what can be said in its own words is translated: .NET's letters, digits and spaces are those of Unicode.
Source: .NET, regular expression language; RE2, syntax.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Protocol, cast

import re2

from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.limits import LONGEST_EXPRESSION

_MOST_MEMORY: Final = 1 << 20  # bytes, for the pattern and what is kept while it searches
_HEAVIEST: Final = 2_000  # steps into which RE2 breaks up the pattern
_UNICODE: Final[Mapping[str, str]] = MappingProxyType(
    {r"\w": r"\p{L}\p{Mn}\p{Nd}\p{Pc}", r"\d": r"\p{Nd}", r"\s": r"\f\n\r\t\v\x{85}\p{Z}"}
)
_ASCII: Final[Mapping[str, str]] = MappingProxyType({r"\w": "0-9A-Za-z_", r"\d": "0-9", r"\s": r"\f\n\r\t\v "})
_NOT_SUPPORTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "(?=": "looks ahead with (?=…)",
        "(?!": "looks ahead with (?!…)",
        "(?<=": "looks behind with (?<=…)",
        "(?<!": "looks behind with (?<!…)",
        "(?>": "keeps what it matched with (?>…)",
        "(?(": "decides with (?(…)…)",
        "-[": "takes characters out of a class with -[…]",
    }
)
_TOKENS: Final = re.compile(
    r"(?P<reference>\\[1-9]|\\k[<'{])|\\.|(?P<unsupported>\(\?<?[=!]|\(\?>|\(\?\()|(?P<quoted>\(\?'\w+')|.",
    re.DOTALL,
)
_SUBSTITUTES: Final = re.compile(r"\$(?:\$|\{(?P<name>\w+)\}|(?P<number>[0-9]{1,3})|(?P<all>&))")


class Match(Protocol):
    """One place where a pattern matches."""

    def span(self, group: int | str = 0) -> tuple[int, int]:
        """Return where a group begins and ends; -1 and -1 when it took no part."""

    def groups(self) -> Sequence[str | None]:
        """Return what each group holds."""

    def __getitem__(self, group: int | str) -> str | None:
        """Return what one group holds."""


class Compiled(Protocol):
    """A pattern as the engine holds it."""

    groupindex: Mapping[str, int]
    groups: int
    programsize: int

    def fullmatch(self, text: str) -> Match | None:
        """Match the whole text."""

    def finditer(self, text: str) -> Iterator[Match]:
        """Yield the matches from left to right."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. `weight` is how many of its steps can be busy with one character."""

    compiled: Compiled
    weight: int

    def fullmatch(self, text: str) -> Match | None:
        """Return the match of the whole text, or None."""
        return self.compiled.fullmatch(text)

    def matches(self, text: str, spend: Callable[[int], None]) -> Iterator[Match]:
        """Yield the matches from left to right, and `spend` what the search for each can have cost."""
        begin = 0
        found = self.compiled.finditer(text)
        while True:
            spend(10 + (len(text) - begin) * self.weight // 10)
            match = next(found, None)
            if match is None:
                return
            begin = match.span()[1]
            yield match


@lru_cache(maxsize=128)
def pattern_of(pattern: str) -> Pattern:
    """Return a .NET pattern, compiled; raise Unfit for one that is wrong, too large, or not supported."""
    if len(pattern) > LONGEST_EXPRESSION:
        raise Unfit("needs a shorter regular expression")
    compiled = _compiled(_translated(pattern, _UNICODE))
    # The classes of Unicode have a thousand steps, but one character keeps few of them busy, as in those of ASCII.
    weight = _compiled(_translated(pattern, _ASCII)).programsize
    if weight > _HEAVIEST:
        raise Unfit("needs a simpler regular expression: this one is too large")
    return Pattern(compiled, weight)


def _compiled(pattern: str) -> Compiled:
    options = re2.Options()
    options.max_mem = _MOST_MEMORY
    options.log_errors = False
    try:
        return cast("Compiled", re2.compile(pattern, options))
    except re2.error as error:
        reason = error.args[0].decode(errors="replace") if error.args else "not understood"
        raise Unfit(f"needs a regular expression, and this is none: {reason}") from None


def escaped(literal: str) -> str:
    """Return the pattern that matches a text as it stands."""
    return cast("str", re2.escape(literal))


def expanded(template: str, match: Match, pattern: Pattern) -> str:
    """Return a .NET replacement for one match: ${name}, $1, $& and $$ are filled in, unknown ones stay as they are."""

    def filled(found: re.Match[str]) -> str:
        if found["all"]:
            return match[0] or ""
        name = found["name"] or found["number"]
        if name is None:
            return "$"
        group = pattern.compiled.groupindex.get(name, int(name) if name.isdecimal() else -1)
        return (match[group] or "") if 0 <= group <= pattern.compiled.groups else found[0]

    return _SUBSTITUTES.sub(filled, template)


def _translated(pattern: str, classes: Mapping[str, str]) -> str:
    """Return a .NET pattern in RE2's words; raise Unfit for what these cannot say."""
    words: list[str] = []
    class_begins = -1
    for found in _TOKENS.finditer(pattern):
        word, in_class = found[0], class_begins >= 0
        _refuse(found, in_class=in_class, before=words[-1] if words else "")
        words.append(_word(word, classes, in_class=in_class))
        if not in_class and word == "[":
            class_begins = len(words)
        elif in_class and word == "]" and words[class_begins:-1] not in ([], ["^"]):
            class_begins = -1
    return "".join(words)


def _refuse(found: re.Match[str], *, in_class: bool, before: str) -> None:
    """Raise Unfit for what RE2 has no words for."""
    word = found[0]
    if not in_class and found["reference"]:
        what = f"refers back to a group with {word[:2]}"
    elif not in_class and found["unsupported"]:
        what = _NOT_SUPPORTED[word]
    elif in_class and word == "[" and before == "-":
        what = _NOT_SUPPORTED["-["]
    else:
        return
    raise Unfit(f"{what}, which regular expressions cannot do here")


def _word(word: str, classes: Mapping[str, str], *, in_class: bool) -> str:
    lower = word.lower()
    if lower in classes:
        return _class(word, classes, in_class=in_class)
    if word == "[" and in_class:
        return r"\["
    if word == r"\Z" and not in_class:
        return r"\z"
    return f"(?<{word[3:-1]}>" if word.startswith("(?'") else word


def _class(word: str, classes: Mapping[str, str], *, in_class: bool) -> str:
    r"""Return a class such as \w; RE2 cannot put the opposite of one into another, and takes that of ASCII there."""
    if word.islower():
        return classes[word] if in_class else f"[{classes[word]}]"
    return word if in_class else f"[^{classes[word.lower()]}]"
