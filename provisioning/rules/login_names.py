"""Login names that Entra takes.

Source: Microsoft Graph, user resource: a user principal name has 64 characters at most before the @ and 48 behind it,
of A-Z a-z 0-9 ' . - _ ! # ^ ~, with no dot before the @; mailNickname has 64 at most.
"""

import re
import unicodedata
from typing import Final

from provisioning.model import Employee

LONGEST_LOCAL_PART: Final = 64
LONGEST_DOMAIN: Final = 48
_LOCAL_PART: Final = re.compile(r"[A-Za-z0-9'.\-_!#^~]+")
_DOMAIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9\-.]*[A-Za-z0-9])?")
_NOT_IN_NICKNAME: Final = re.compile(r"[^A-Za-z0-9.\-_]")


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


def mail_nickname(employee: Employee, login_name: str) -> str:
    """Return a mail nickname: first and last name in one word, without accents.

    Where letters have no plain form (Ø, ß, other scripts) half a name would be left: then the login name's local part.
    """
    name = unicodedata.normalize("NFKD", f"{employee.first_name or ''}{employee.last_name or ''}")
    plain = "".join(letter for letter in name if not unicodedata.combining(letter))
    letters = _NOT_IN_NICKNAME.sub("", plain) if plain.isascii() else ""
    return _cut(letters) or _cut(login_name.partition("@")[0])


def _cut(nickname: str) -> str:
    return nickname[:LONGEST_LOCAL_PART].strip(".")
