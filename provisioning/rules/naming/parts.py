"""What Entra takes as a login name, and the pieces that login names are put together from.

Source: Microsoft Graph, user resource: a user principal name has 64 characters at most before the @ and 48 behind it,
of A-Z a-z 0-9 ' . - _ ! # ^ ~, with no dot before the @.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from provisioning.model import Employee
from provisioning.rules.naming.transliteration import OwnLetters, plain

LONGEST_LOCAL_PART: Final = 64
LONGEST_DOMAIN: Final = 48
LONGEST_NUMBER: Final = 40
MOST_CANDIDATES: Final = 25
_ENDS: Final = ".-_"
_LOCAL_PART: Final = re.compile(r"[A-Za-z0-9'.\-_!#^~]+")
_DOMAIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9\-.]*[A-Za-z0-9])?")
_NOT_IN_A_PART: Final = re.compile(r"[^a-z0-9.\-_!#^~]")
_DOTS: Final = re.compile(r"\.{2,}")


@dataclass(frozen=True, slots=True)
class Names:
    """Login names for a new account, the best first; or why none can be made.

    Attributes:
        candidates: Whole names, local@domain, all legal, each once whatever its case, 25 at most; none with a problem.
        problem: A sentence for the log, such as 'waits for lastName from the HR system'.
        named_after: The employee's attributes that the names were made from, with their values as text.
        warnings: Sentences on what had to be bent.
    """

    candidates: tuple[str, ...] = ()
    problem: str | None = None
    named_after: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def nothing_free(self) -> str:
        """A sentence for when others hold every candidate."""
        if len(self.candidates) == 1:
            return (
                f"{self.candidates[0]} is held by another object in Entra, as a login name or an address; "
                "free it there, or change it in the HR system"
            )
        return f"{self.candidates[0]} and {len(self.candidates) - 1} names like it are all held by others"


def problem_with(login_name: str, verified_domains: frozenset[str] | None) -> str | None:
    """Return why Entra would refuse a user principal name, as a sentence; None when it would take it.

    `verified_domains` are in lower case; None means that they are not known, and Entra will tell.
    """
    local, at, domain = login_name.rpartition("@")
    if not at or not local or not domain:
        return "is no e-mail address"
    if not _LOCAL_PART.fullmatch(local) or local.endswith(".") or not _DOMAIN.fullmatch(domain):
        return "has characters that Entra does not allow in a user principal name"
    if len(local) > LONGEST_LOCAL_PART or len(domain) > LONGEST_DOMAIN:
        return f"is longer than Entra allows ({LONGEST_LOCAL_PART} characters, @, {LONGEST_DOMAIN} characters)"
    if verified_domains is not None and domain.lower() not in verified_domains:
        return f"is in {domain}, which is not a verified domain of the tenant"
    return None


def plain_part(text: str, country: str | None, own: OwnLetters) -> str:
    """Return a name as it stands in a login name: in small plain letters, without blanks, apostrophes and the like.

    Hyphens inside stay. It is empty if no letter and no digit is left.
    """
    part = _DOTS.sub(".", _NOT_IN_A_PART.sub("", plain(text, country, own).lower())).strip(_ENDS)
    return part if first_letter(part) else ""


def first_letter(part: str) -> str:
    """Return the first letter or digit of a plain part; empty without any."""
    return next((letter for letter in part if letter.isalnum()), "")


def joined(parts: Iterable[str], separator: str) -> str:
    """Return plain parts as one local part; empty ones are left out, and the separator with them."""
    whole = _DOTS.sub(".", separator.join(part for part in parts if part))
    return whole[:LONGEST_LOCAL_PART].strip(_ENDS)


def number_of(employee: Employee) -> str:
    """Return the employee's number, else the HR system's id, as it may stand in a login name; never empty.

    Of a long one, the end is taken, as ids differ there. An id without any plain letter is written in hexadecimal.
    """
    for number in (employee.employee_number or "", employee.id):
        part = plain_part(number, None, {})[-LONGEST_NUMBER:].strip(_ENDS)
        if part:
            return part
    return employee.id.encode().hex()[-LONGEST_NUMBER:]


def numbered(local: str, number: str) -> list[str]:
    """Return local parts to try in turn: as it is, then with _number, _number_2, _number_3 and so on.

    Where the whole would be too long, it is cut before the suffix.
    """
    suffixes = ["", f"_{number}", *(f"_{number}_{count}" for count in range(2, MOST_CANDIDATES + 2))]
    return distinct(f"{_cut(local, LONGEST_LOCAL_PART - len(suffix))}{suffix}" for suffix in suffixes)


def _cut(local: str, length: int) -> str:
    return local if len(local) <= length else local[:length].rstrip(_ENDS)


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names in their order, each once whatever its case, and not more than are worth trying."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name.lower(), name)
    return list(first.values())[:MOST_CANDIDATES]


def as_text(value: JsonValue) -> str:
    """Return an attribute's value as text; null is empty."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
