"""Every attribute that a mapping may write: kind, longest value, form, and whether one can be emptied or cut.

Names are flat: what Graph keeps inside another property has a name of its own here (`extensionAttribute1`,
`employeeOrgData.division`). Attributes that other settings rule over are not listed, but have their refusal:
userPrincipalName, accountEnabled, passwordProfile.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from provisioning.attributes import forms
from provisioning.attributes.forms import Form


class Kind(Enum):
    """How Graph wants the value."""

    TEXT = auto()
    ONE_TEXT_LIST = auto()  # a collection that holds one value at most
    TEXT_LIST = auto()  # a collection whose order means nothing
    BOOLEAN = auto()
    DATE = auto()  # a date that Graph takes only with a time part
    LAST_DAY = auto()  # an instant, of which HR systems know the day: its end is meant
    ANY = auto()  # of a type that only the tenant knows; the value is written as it is
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
    form: Form | None = None


EMPLOYEE_ID: Final = "employeeId"
MANAGER: Final = "manager"
EXTENSION: Final = "extension_"
"""How the name of a directory extension begins."""
_EXTENSION_NAME: Final = re.compile(rf"{EXTENSION}[0-9a-f]{{32}}_[A-Za-z0-9_]+")
_LONGEST_EXTENSION: Final = 256


def _code(name: str, form: Form, longest: int | None = None) -> UserAttribute:
    return UserAttribute(name, longest=longest, can_be_cut=False, form=form)


_ATTRIBUTES: Final = (
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
    UserAttribute("usageLocation", can_be_cleared=False, can_be_cut=False, form=forms.COUNTRY),
    _code("preferredLanguage", forms.LANGUAGE),
    _code("preferredDataLocation", forms.DATA_LOCATION),
    UserAttribute("mobilePhone", longest=64, can_be_cut=False),
    UserAttribute("faxNumber", longest=64, can_be_cut=False),
    UserAttribute("businessPhones", kind=Kind.ONE_TEXT_LIST, longest=64, can_be_cut=False),
    # Writing mail adds it to the proxy addresses, as the primary one.
    UserAttribute("mail", longest=256, can_be_cleared=False, can_be_cut=False, form=forms.ADDRESS),
    UserAttribute("mailNickname", longest=64, can_be_cleared=False, can_be_cut=False, form=forms.NICKNAME),
    UserAttribute("otherMails", kind=Kind.TEXT_LIST, longest=250, can_be_cut=False, form=forms.ADDRESS),
    UserAttribute("showInAddressList", kind=Kind.BOOLEAN),
    UserAttribute(EMPLOYEE_ID, longest=16, can_be_cleared=False, can_be_cut=False),
    # Graph's page names no limit; its like hold 64, and one text too long would have the whole request refused.
    UserAttribute("employeeType", longest=64),
    UserAttribute("employeeHireDate", kind=Kind.DATE),
    # Reading and writing it takes the application permission User-LifeCycleInfo.ReadWrite.All.
    UserAttribute("employeeLeaveDateTime", kind=Kind.LAST_DAY),
    UserAttribute("employeeOrgData.costCenter"),
    UserAttribute("employeeOrgData.division"),
    _code("ageGroup", forms.AGE_GROUP),
    _code("consentProvidedForMinor", forms.CONSENT),
    _code("passwordPolicies", forms.PASSWORD_POLICIES),
    _code("onPremisesImmutableId", forms.IMMUTABLE_ID, longest=64),
    *(UserAttribute(f"extensionAttribute{number}", longest=1024) for number in range(1, 16)),
    UserAttribute(MANAGER, kind=Kind.MANAGER),
)

WRITABLE: Final[Mapping[str, UserAttribute]] = MappingProxyType(
    {attribute.name: attribute for attribute in _ATTRIBUTES}
)
"""Every attribute that a mapping may write, by its flat name, without the tenant's own directory extensions."""

READ_ON_REQUEST: Final = frozenset({"employeeLeaveDateTime"})
"""Attributes that Graph shows only to an app with a permission of their own, so that only who maps them reads them."""

SENSITIVE: Final = frozenset({"businessPhones", "mobilePhone", "otherMails", "onPremisesImmutableId"})
"""Attributes that Graph refuses to change on administrators, unless the app holds a higher role.

Source: the users API's section "Who can perform sensitive actions", but for what is no attribute here.
"""


def find_attribute(name: str) -> UserAttribute | None:
    """Return what is known of an attribute that a mapping may write, directory extensions included; None if it may not.

    What an extension holds (text, number, boolean, date) is known to the tenant alone.
    """
    if _EXTENSION_NAME.fullmatch(name):
        return UserAttribute(name, kind=Kind.ANY, longest=_LONGEST_EXTENSION)
    return WRITABLE.get(name)
