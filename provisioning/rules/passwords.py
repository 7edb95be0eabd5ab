"""What Entra asks of a password. No sentence here repeats one.

Source: Microsoft Entra ID, password policies and account restrictions.
"""

from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final

_SHORTEST: Final = 8
_LONGEST: Final = 256
_SYMBOLS: Final = "@#$%^&*-_!+=[]{}|\\:',.?/`~\"();<> "
_KINDS: Final = (frozenset(ascii_lowercase), frozenset(ascii_uppercase), frozenset(digits), frozenset(_SYMBOLS))
_ALLOWED: Final = frozenset[str]().union(*_KINDS)
_KINDS_NEEDED: Final = 3


def problem_with(password: str) -> str | None:
    """Return why Entra would refuse a password, as a sentence about it, or None when it would not.

    Words that the tenant bans, and those that Entra itself bans, are not known here; Entra refuses them on creation.
    """
    if len(password) < _SHORTEST:
        return f"it has {len(password)} characters, at least {_SHORTEST} are needed"
    if len(password) > _LONGEST:
        return f"it has {len(password)} characters, at most {_LONGEST} are allowed"
    if not _ALLOWED.issuperset(password):
        return "it holds a character that Entra does not allow; use letters from A to Z, digits, symbols and blanks"
    if sum(not kind.isdisjoint(password) for kind in _KINDS) < _KINDS_NEEDED:
        return "it needs three of these four: small letters, capital letters, digits, symbols"
    return None
