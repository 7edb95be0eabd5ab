"""Names of every script in plain letters, the way the person's country writes them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from anyascii import anyascii

from provisioning.rules.naming.letters import as_compared, find_country
from provisioning.setting_groups.login import letters_by_country

type OwnLetters = Mapping[str, str | Mapping[str, str]]
"""The setting loginName.transliteration: letters for everybody, and tables of letters by country."""
type _Rule = tuple[str, str]
"""A regular expression over lower-case text, and what is written for it."""

_HALF_WIDTH_KANA: Final = re.compile("[\uff66-\uff9f]+")
_NOWHERE: Final = "(?!)"
_SYMBOL: Final = "So"  # Unicode's category of emoji and the like; signs of currency are in another


def plain(text: str, country: str | None, own: OwnLetters) -> str:
    """Return a text in ASCII.

    What goes before: the administrator's letters for the person's country, the administrator's letters for everybody,
    the country's usual letters, then the usual transliteration of the script. Of the administrator's entries that fit,
    the longest is taken. Emoji and other symbols are left out.

    Args:
        text: A name, in any script; accents may be letters' own or combining.
        country: The person's country, as the HR system writes it; None if it is not known.
        own: The administrator's letters; an entry for a small letter serves the capital as well.
    """
    composed = unicodedata.normalize("NFC", _HALF_WIDTH_KANA.sub(_in_full_width, text))
    rules = [*_own_rules(country, own), *_country_rules(country)]
    result = "".join(_written(composed, rules))
    return result.upper() if len(composed) > 1 and composed.isupper() else result


def _in_full_width(kana: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", kana[0])


def _own_rules(country: str | None, own: OwnLetters) -> Iterator[_Rule]:
    tables = letters_by_country(own)
    for_country = [table for name, table in tables.items() if name and country and _same_country(name, country)]
    for table in [*for_country, tables[""]]:
        letters = {_in_small_letters(unicodedata.normalize("NFC", key)): value for key, value in table.items() if key}
        yield from ((re.escape(key), anyascii(letters[key])) for key in sorted(letters, key=len, reverse=True))


def _country_rules(country: str | None) -> Iterator[_Rule]:
    found = find_country(country) if country else None
    if found:
        yield from found.letters.items()


def _same_country(one: str, other: str) -> bool:
    known = find_country(one)
    return as_compared(one) == as_compared(other) or (known is not None and known is find_country(other))


def _written(text: str, rules: list[_Rule]) -> Iterator[str]:
    small, behind = _in_small_letters(text), 0
    for found in re.finditer("|".join(f"({pattern})" for pattern, _ in rules) or _NOWHERE, small):
        yield _by_script(text[behind : found.start()])
        written = rules[(found.lastindex or 1) - 1][1]
        yield written if text[found.start()] == small[found.start()] else written[:1].upper() + written[1:]
        behind = found.end()
    yield _by_script(text[behind:])


def _in_small_letters(text: str) -> str:
    """Return the text in lower case, letter by letter; İ stays, as its small form is two characters."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def _by_script(text: str) -> str:
    return anyascii("".join(letter for letter in text if letter.isascii() or unicodedata.category(letter) != _SYMBOL))
