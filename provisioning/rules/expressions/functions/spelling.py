"""Functions on letters: upper and lower case, and letters without accents."""

import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from provisioning.rules.expressions.arguments import Arguments, Function, Parameter
from provisioning.rules.expressions.functions.checks import a_culture
from provisioning.rules.expressions.values import Value

_SEPARATING: Final = frozenset(
    {"Cc", "Cf", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp"}
)
"""Unicode's categories that end a word. Source: Microsoft's reference, PCase."""
_DOTLESS: Final = "\N{LATIN SMALL LETTER DOTLESS I}"
_TURKIC: Final = ("tr", "az")
_FIRST_ACCENT: Final = 200  # Unicode's combining classes from here on are marks above, below and beside a letter
_OVERLAY: Final = 1  # and this one is a stroke through it; between are signs that other scripts spell with

# Source: Microsoft's reference, NormalizeDiacritics. The letters with a stroke but ł are not on the page.
_LETTERS: Final = str.maketrans(
    {"æ": "ae", "Æ": "AE", "ø": "oe", "Ø": "OE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", _DOTLESS: "i"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T"}
)
_TURKIC_UPPER: Final[Mapping[str, str]] = MappingProxyType({"i": "İ", _DOTLESS: "I"})
_TURKIC_LOWER: Final[Mapping[str, str]] = MappingProxyType({"I": _DOTLESS, "İ": "i"})


def simple_lower(text: str) -> str:
    """Return a text in lower case, letter by letter as .NET does: a letter never becomes two."""
    return text.lower() if text.isascii() else "".join(map(_lower, text))


def simple_upper(text: str) -> str:
    """Return a text in upper case, letter by letter as .NET does: ß stays."""
    return text.upper() if text.isascii() else "".join(map(_upper, text))


def without_accents(text: str) -> str:
    """Return a text with each accented letter replaced by the letter alone; other scripts keep their signs."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    letters = "".join(letter for letter in apart if not _is_accent(letter))
    return unicodedata.normalize("NFC", letters.translate(_LETTERS))


def _is_accent(letter: str) -> bool:
    combining = unicodedata.combining(letter)
    return combining == _OVERLAY or combining >= _FIRST_ACCENT


def _lower(letter: str) -> str:
    lower = letter.lower()
    return lower if len(lower) == 1 else letter


def _upper(letter: str) -> str:
    upper = letter.upper()
    return upper if len(upper) == 1 else letter


def _to_lower(call: Arguments) -> Value:
    source = call.text(0)
    if source is None:
        return None
    return simple_lower("".join(_TURKIC_LOWER.get(letter, letter) for letter in source) if _is_turkic(call) else source)


def _to_upper(call: Arguments) -> Value:
    source = call.text(0)
    if source is None:
        return None
    return simple_upper("".join(_TURKIC_UPPER.get(letter, letter) for letter in source) if _is_turkic(call) else source)


def _is_turkic(call: Arguments) -> bool:
    return (call.text(1) or "").lower().partition("-")[0] in _TURKIC


def _p_case(call: Arguments) -> Value:
    """Apostrophes end a word too: the page counts them among the punctuation that does."""
    source, separators = call.text(0), call.text(1)
    if source is None:
        return None
    ends = separators or {letter for letter in set(source) if unicodedata.category(letter) in _SEPARATING}
    return "".join(_capitalised(simple_lower(source), ends))


def _capitalised(text: str, ends: Iterable[str]) -> Iterable[str]:
    separators, begins = frozenset(ends), True
    for letter in text:
        yield _upper(letter) if begins else letter
        begins = letter in separators


def _normalize_diacritics(call: Arguments) -> Value:
    source = call.text(0)
    return None if source is None else without_accents(source)


_CULTURE: Final = Parameter("culture", optional=True, check=a_culture)

SPELLING: Final = (
    Function("ToLower", (Parameter("source"), _CULTURE), "Turns a text into lower case.", _to_lower),
    Function("ToUpper", (Parameter("source"), _CULTURE), "Turns a text into upper case.", _to_upper),
    Function(
        "PCase",
        (Parameter("source"), Parameter("wordSeparators", optional=True)),
        "Begins each word with an upper case letter and turns the rest into lower case.",
        _p_case,
    ),
    Function(
        "NormalizeDiacritics",
        (Parameter("source"),),
        "Replaces letters with accents by plain ones: Zoë becomes Zoe, Øster becomes OEster.",
        _normalize_diacritics,
    ),
)
