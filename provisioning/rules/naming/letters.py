"""How letters are written plainly in countries with a rule of their own, and the names by which countries are known.

A table holds only what the usual transliteration of the letters would not give. That one writes ö as o, as is right in
Sweden, Finland, Iceland, Hungary, Estonia and Turkey, and needs no table for ß, þ, ł, ñ, ĳ or the Turkish i either.

The keys of a table are regular expressions over lower-case text in NFC, without groups that capture. Where two fit at
the same place, the first one wins.

Sources: ICAO Doc 9303, part 3, section 6 (passports: German, Danish and Norwegian letters, the Cyrillic of Russia,
Belarus and North Macedonia); ELOT 743, as in resolution V/19 of the United Nations' conference on geographical names
(Greece and Cyprus); resolution 55 of 2010 of Ukraine's Cabinet of Ministers; Bulgaria's Transliteration Act of 2009;
Serbian Latin, the second alphabet of Serbian, as it is typed without accents; Hepburn's kana as in Japanese passports.
"""
# ruff: noqa: RUF001, RUF003 - letters that look like Latin ones are the subject

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

type Letters = Mapping[str, str]

_START: Final = r"(?<![\w'’ʼ])"
_END: Final = r"(?!\w)"
_NO_APOSTROPHES: Final = {"['’ʼ]": ""}


def _at_the_start(letters: Letters) -> dict[str, str]:
    return {f"{_START}{letter}": plain for letter, plain in letters.items()}


_GERMAN: Final = {"ä": "ae", "ö": "oe", "ü": "ue"}
_DANISH: Final = {"å": "aa", "ø": "oe"}
_CATALAN: Final = {"(?<=l)·(?=l)": ""}  # l·l is one sound, no border between two parts of a name

_ICAO: Final = {"й": "i", "ъ": "ie", "ь": "", "ю": "iu", "я": "ia"}
_BELARUSIAN: Final = _ICAO | {"г": "h", "ё": "io"} | _NO_APOSTROPHES
_UKRAINIAN: Final = (
    {"зг": "zgh"}  # zh would be ж
    | _at_the_start({"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"})
    | {"г": "h", "и": "y", "й": "i", "ю": "iu", "я": "ia", "ь": ""}
    | _NO_APOSTROPHES
)
_BULGARIAN: Final = {f"ия{_END}": "ia", "х": "h", "щ": "sht", "ъ": "a", "ь": "y"}
_SERBIAN: Final = {"đ": "dj", "ж": "z", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s"}
_MACEDONIAN: Final = {"ѓ": "gj", "ќ": "kj", "х": "h", "ц": "c", "џ": "dj"}

_VOICED: Final = "(?=[αάβγδεέζηήιίϊΐλμνοόρυύϋΰωώ])"  # before these αυ ends in v, else in f
_GREEK: Final = (
    {f"α[υύ]{_VOICED}": "av", f"ε[υύ]{_VOICED}": "ev", f"η[υύ]{_VOICED}": "iv"}
    | {"α[υύ]": "af", "ε[υύ]": "ef", "η[υύ]": "if", "ο[υύ]": "ou"}
    | {"γγ": "ng", "γξ": "nx", "γχ": "nch", f"{_START}μπ": "b", f"μπ{_END}": "b"}
)

_BEFORE_SMALL_YA: Final = {
    "き": "ky",
    "に": "ny",
    "ひ": "hy",
    "み": "my",
    "り": "ry",
    "ぎ": "gy",
    "び": "by",
    "ぴ": "py",
} | {
    "し": "sh",
    "ち": "ch",
    "じ": "j",
    "ぢ": "j",
}
_SMALL_YA: Final = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
# Long vowels are written out: only the name's owner knows whether う lengthens, as in さとう, or not, as in いのうえ.
_HIRAGANA: Final = {
    first + small: plain + vowel for first, plain in _BEFORE_SMALL_YA.items() for small, vowel in _SMALL_YA.items()
} | {
    "っ(?=[かきくけこ])": "k",
    "っ(?=[さしすせそ])": "s",
    "っ(?=[ぱぴぷぺぽ])": "p",
    "ん(?=[ばびぶべぼぱぴぷぺぽまみむめも])": "m",
}


def _in_katakana(hiragana: str) -> str:
    return "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ん" else sign for sign in hiragana)


_JAPANESE: Final = _HIRAGANA | {_in_katakana(kana): plain for kana, plain in _HIRAGANA.items()}


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its ISO 3166 codes, its English and local names, and its letters that need a rule of their own."""

    codes: str
    names: str
    letters: Letters = field(default_factory=dict)

    def called(self) -> list[str]:
        """Return all its codes and names."""
        return [*self.codes.split(), *self.names.split(", ")]


_COUNTRIES: Final = (
    Country("AT AUT", "Austria, Österreich", _GERMAN),
    Country("CH CHE", "Switzerland, Schweiz, Suisse, Svizzera, Svizra", _GERMAN),
    Country("DE DEU", "Germany, Deutschland", _GERMAN),
    Country("LI LIE", "Liechtenstein", _GERMAN),
    Country("LU LUX", "Luxembourg, Luxemburg, Lëtzebuerg", _GERMAN),
    Country("DK DNK", "Denmark, Danmark", _DANISH),
    Country("NO NOR", "Norway, Norge, Noreg", _DANISH),
    Country("AD AND", "Andorra", _CATALAN),
    Country("ES ESP", "Spain, España, Espanya", _CATALAN),
    Country("CY CYP", "Cyprus, Κύπρος", _GREEK),
    Country("GR GRC", "Greece, Ελλάδα, Hellas", _GREEK),
    Country("BG BGR", "Bulgaria, България", _BULGARIAN),
    Country("BY BLR", "Belarus, Беларусь", _BELARUSIAN),
    Country("RU RUS", "Russia, Russian Federation, Россия, Российская Федерация", _ICAO),
    Country("UA UKR", "Ukraine, Україна", _UKRAINIAN),
    Country("BA BIH", "Bosnia and Herzegovina, Bosna i Hercegovina, Босна и Херцеговина", _SERBIAN),
    Country("ME MNE", "Montenegro, Crna Gora, Црна Гора", _SERBIAN),
    Country("RS SRB", "Serbia, Srbija, Србија", _SERBIAN),
    Country("MK MKD", "North Macedonia, Macedonia, Северна Македонија", _MACEDONIAN),
    Country("JP JPN", "Japan, 日本", _JAPANESE),
    # No letters of their own; the names serve an administrator's table for the country.
    Country("CZ CZE", "Czechia, Czech Republic, Česko, Česká republika"),
    Country("EE EST", "Estonia, Eesti"),
    Country("FI FIN", "Finland, Suomi"),
    Country("FR FRA", "France"),
    Country("HU HUN", "Hungary, Magyarország"),
    Country("IS ISL", "Iceland, Ísland"),
    Country("IT ITA", "Italy, Italia"),
    Country("NL NLD", "Netherlands, The Netherlands, Nederland"),
    Country("PL POL", "Poland, Polska"),
    Country("PT PRT", "Portugal"),
    Country("RO ROU", "Romania, România"),
    Country("SE SWE", "Sweden, Sverige"),
    Country("TR TUR", "Turkey, Türkiye"),
)


def as_compared(name: str) -> str:
    """Return a country's name or code as it is compared: without regard to case and to how accents are encoded."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


_BY_NAME: Final = {as_compared(name): country for country in _COUNTRIES for name in country.called()}


def find_country(name: str) -> Country | None:
    """Return the country with this ISO 3166 code or name, in any case; None if it is not among those known here."""
    return _BY_NAME.get(as_compared(name))
