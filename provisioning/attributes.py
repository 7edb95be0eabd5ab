"""The attributes of an Entra user that a mapping may write: kind, longest value, and whether one can be emptied.

Source: Microsoft Graph v1.0, resource type user. Attributes with rules of their own are not listed: userPrincipalName
and mailNickname (rules.login_names), accountEnabled (rules.lifecycle), passwordProfile (made while applying).
"""

from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Final


class Kind(Enum):
    """How Graph wants the value."""

    TEXT = auto()
    ONE_TEXT_LIST = auto()  # a collection that holds one value at most
    DATE = auto()  # a date that Graph takes only with a time part
    MANAGER = auto()  # a reference to another account, resolved through its HR id


@dataclass(frozen=True, slots=True)
class UserAttribute:
    """One writable attribute. `longest` counts characters; None means that Graph names no limit.

    What cannot be cut would be another value if it were: a number, a code, an address.
    """

    name: str
    kind: Kind = Kind.TEXT
    longest: int | None = None
    can_be_cleared: bool = True
    can_be_cut: bool = True


EMPLOYEE_ID: Final = "employeeId"
MANAGER: Final = "manager"

_WRITABLE: Final = (
    UserAttribute("givenName", longest=64),
    UserAttribute("surname", longest=64),
    UserAttribute("displayName", longest=256, can_be_cleared=False),
    UserAttribute("jobTitle", longest=128),
    UserAttribute("department", longest=64),
    UserAttribute("companyName", longest=64),
    UserAttribute("officeLocation", longest=128),
    UserAttribute("streetAddress", longest=1024),
    UserAttribute("postalCode", longest=40),
    UserAttribute("city", longest=128),
    UserAttribute("state", longest=128),
    UserAttribute("country", longest=128),
    UserAttribute("usageLocation", longest=2, can_be_cleared=False, can_be_cut=False),
    UserAttribute("preferredLanguage"),
    UserAttribute("mobilePhone", longest=64, can_be_cut=False),
    UserAttribute("faxNumber", longest=64, can_be_cut=False),
    UserAttribute("businessPhones", kind=Kind.ONE_TEXT_LIST, longest=64, can_be_cut=False),
    UserAttribute(EMPLOYEE_ID, longest=16, can_be_cleared=False, can_be_cut=False),
    UserAttribute("employeeType", longest=128),
    UserAttribute("employeeHireDate", kind=Kind.DATE),
    UserAttribute(MANAGER, kind=Kind.MANAGER),
)

WRITABLE: Final = MappingProxyType({attribute.name: attribute for attribute in _WRITABLE})
"""Every attribute that a mapping may write, by its Graph name."""

SENSITIVE: Final = frozenset({"businessPhones", "mobilePhone"})
"""Attributes that Graph refuses to change on administrators, unless the app holds a higher role."""
