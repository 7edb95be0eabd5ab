"""First passwords. They go straight into the request to Graph and nowhere else.

Source: Microsoft Entra password policy: 8 to 256 characters, of three of the four classes; these have all four.
"""

import secrets
import string
from typing import Final

_LENGTH: Final = 32
_CLASSES: Final = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!#$%&()*+,-.:;<=>?@[]_{}~")


def random_password() -> str:
    """Return a new password with characters of every class, in random order."""
    alphabet = "".join(_CLASSES)
    letters = [secrets.choice(letters) for letters in _CLASSES]
    letters += [secrets.choice(alphabet) for _ in range(_LENGTH - len(letters))]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)
