"""What a text must look like for Entra to take it. Graph refuses a whole request for one value that it does not take.

Sources: the properties of Graph's resource type user, and ISO 3166-1 for the countries.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Form:
    """`name` completes "the value is not …". `read` gives a text as Entra spells it, None if Entra would refuse it.

    `any_case` says that Entra takes two texts for the same that differ in upper and lower case only.
    """

    name: str
    read: Callable[[str], str | None]
    any_case: bool = True


def _like(pattern: str) -> Callable[[str], str | None]:
    compiled = re.compile(pattern)
    return lambda text: text if compiled.fullmatch(text) else None


def _one_of(*choices: str) -> Form:
    spelling = {choice.casefold(): choice for choice in choices}
    return Form(
        name=f"one of {', '.join(choices[:-1])} or {choices[-1]}", read=lambda text: spelling.get(text.casefold())
    )


_COUNTRY_CODES: Final = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
_COUNTRIES: Final = frozenset(_COUNTRY_CODES.split())

COUNTRY: Final = Form(
    name="a country's two letters in ISO 3166, like GB",
    read=lambda text: text.upper() if text.isascii() and text.upper() in _COUNTRIES else None,
)
LANGUAGE: Final = Form(name="the code of a language, like en-US", read=_like(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"))
DATA_LOCATION: Final = Form(name="the three letters of a data location, like EUR", read=_like(r"[A-Za-z]{3}"))
ADDRESS: Final = Form(name="an e-mail address in plain letters", read=_like(r"[!-?A-~]+@[!-?A-~]+"))
NICKNAME: Final = Form(
    name='a mail nickname: plain letters, no dot at the ends, and none of @ ( ) \\ [ ] " ; : < > , or a blank',
    read=_like(r"(?!\.)[!#-'*+./0-9=?A-Z^_`a-z{|}~-]+(?<!\.)"),
    any_case=False,
)
AGE_GROUP: Final = _one_of("Minor", "NotAdult", "Adult")
CONSENT: Final = _one_of("Granted", "Denied", "NotRequired")
PASSWORD_POLICIES: Final = _one_of(
    "None",
    "DisablePasswordExpiration",
    "DisableStrongPassword",
    "DisablePasswordExpiration, DisableStrongPassword",
)
IMMUTABLE_ID: Final = Form(name="an immutable id, which holds neither $ nor _", read=_like(r"[^$_]+"), any_case=False)
