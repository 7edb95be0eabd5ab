"""Functions whose values look random.

They are drawn from the context's seed and the call's place in the expression, so that evaluating again gives the same:
a plan that was applied must not differ from the next. Whoever knows the seed knows the value: it is no secret.
"""

import hashlib
import itertools
import string
import uuid
from collections.abc import Iterator
from typing import Final

from provisioning.rules.expressions.arguments import Arguments, Function, Parameter
from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.functions.checks import a_number
from provisioning.rules.expressions.values import Value

_LONGEST: Final = 256
_DIGITS: Final = string.digits
_SPECIAL: Final = "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/"
"""Source: Windows, passwords must meet complexity requirements; Microsoft's reference names that page."""
_CLASSES: Final = (_DIGITS, _SPECIAL, string.ascii_uppercase, string.ascii_lowercase)
_AVOID: Final = 5
_WORK_A_CHARACTER: Final = 200
"""Two digests, beside which other work on a character is small."""


def _guid(call: Arguments) -> Value:
    drawn = next(_draws(call, "Guid"))
    return str(uuid.UUID(bytes=drawn.to_bytes(32)[:16], version=4))


def _random_string(call: Arguments) -> Value:
    """Beyond the minimums, characters come from the classes that are asked for; if none is, letters and digits."""
    length, *minimums = (call.needed(index) for index in range(_AVOID))
    avoided = frozenset(call.text(_AVOID) or "")
    if not 0 <= length <= _LONGEST:
        call.fail(0, f"lies between 0 and {_LONGEST}")
    if min(minimums) < 0 or sum(minimums) > length:
        raise Unfit("needs minimums that are not negative and together no more than the length")
    call.spend(_WORK_A_CHARACTER * length)
    classes = [[letter for letter in letters if letter not in avoided] for letters in _CLASSES]
    if any(minimum and not letters for minimum, letters in zip(minimums, classes, strict=True)):
        raise Unfit("is to avoid every character of a kind that it needs")
    asked = [letters for minimum, letters in zip(minimums, classes, strict=True) if minimum]
    rest = list(itertools.chain(*(asked or (classes[0], *classes[2:]))))
    if not rest and length:
        raise Unfit("is to avoid every character that it could take")
    return _drawn(_draws(call, "RandomString"), minimums, classes, rest * (length > 0), length)


def _drawn(draws: Iterator[int], minimums: list[int], classes: list[list[str]], rest: list[str], length: int) -> str:
    needed = [letters for minimum, letters in zip(minimums, classes, strict=True) for _ in range(minimum)]
    pools = needed + [rest] * (length - len(needed))
    letters = [pool[next(draws) % len(pool)] for pool in pools]
    shuffled = sorted((next(draws), index) for index in range(length))
    return "".join(letters[index] for _, index in shuffled)


def _draws(call: Arguments, purpose: str) -> Iterator[int]:
    """Yield numbers of 256 bits without end, the same for the same seed and place."""
    for count in itertools.count():
        text = "\n".join((purpose, call.context.seed, call.position, str(count)))
        yield int.from_bytes(hashlib.sha256(text.encode(errors="backslashreplace")).digest())


RANDOM_VALUES: Final = (
    Function("Guid", (), "Gives a GUID; the same employee and mapping get the same one again.", _guid),
    Function(
        "RandomString",
        (
            Parameter("Length", check=a_number),
            Parameter("MinimumNumbers", check=a_number),
            Parameter("MinimumSpecialCharacters", check=a_number),
            Parameter("MinimumCapital", check=a_number),
            Parameter("MinimumLowerCase", check=a_number),
            Parameter("CharactersToAvoid", optional=True),
        ),
        "Gives a text of mixed characters; the same employee and mapping get the same one again, so it is no password.",
        _random_string,
    ),
)
