"""The properties of a Graph v1.0 user: which exist, of what type, how long, and whether an app may set them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

_DIRECTORY_EXTENSION = re.compile(r"extension_[0-9a-f]{32}_\w+")


class Kind(Enum):
    """How a property's value is written in JSON."""

    TEXT = auto()
    BOOLEAN = auto()
    DATE_TIME = auto()
    TEXTS = auto()
    OBJECT = auto()
    OBJECTS = auto()
    ANY = auto()


@dataclass(frozen=True, slots=True)
class Property:
    """What is known of one property.

    Attributes:
        kind: the type of its value.
        longest: in characters, of the text or of each text; None when Graph documents no limit.
        writable: whether an app may set it with POST or PATCH on the user.
        members: of an OBJECT, each member being a text.
        clearable: whether null is accepted.
    """

    kind: Kind
    longest: int | None = None
    writable: bool = True
    members: frozenset[str] = frozenset()
    clearable: bool = True


def _all(names: str, kind: Kind) -> dict[str, Property]:
    return dict.fromkeys(names.split(), Property(kind, writable=False))


def _texts(limits: Iterable[tuple[str, int]]) -> dict[str, Property]:
    return {name: Property(Kind.TEXT, longest) for name, longest in limits}


# Lengths as documented for the user resource.
_WRITABLE = {
    **_texts(
        [
            ("ageGroup", 64),
            ("city", 128),
            ("companyName", 64),
            ("consentProvidedForMinor", 64),
            ("country", 128),
            ("department", 64),
            ("employeeId", 16),
            ("employeeType", 64),
            ("faxNumber", 64),
            ("givenName", 64),
            ("jobTitle", 128),
            ("mobilePhone", 64),
            ("officeLocation", 128),
            ("onPremisesImmutableId", 64),
            ("passwordPolicies", 64),
            ("postalCode", 40),
            ("preferredDataLocation", 3),
            ("preferredLanguage", 64),
            ("state", 128),
            ("streetAddress", 1024),
            ("surname", 64),
        ]
    ),
    "accountEnabled": Property(Kind.BOOLEAN, clearable=False),
    "businessPhones": Property(Kind.TEXTS, 64),
    "displayName": Property(Kind.TEXT, 256, clearable=False),
    "employeeHireDate": Property(Kind.DATE_TIME),
    "employeeLeaveDateTime": Property(Kind.DATE_TIME),
    "employeeOrgData": Property(Kind.OBJECT, members=frozenset({"costCenter", "division"})),
    "mail": Property(Kind.TEXT, 256, clearable=False),
    "mailNickname": Property(Kind.TEXT, 64, clearable=False),
    "onPremisesExtensionAttributes": Property(
        Kind.OBJECT, 1024, members=frozenset(f"extensionAttribute{number}" for number in range(1, 16))
    ),
    "otherMails": Property(Kind.TEXTS, 250),
    "passwordProfile": Property(Kind.ANY, clearable=False),
    "showInAddressList": Property(Kind.BOOLEAN),
    "usageLocation": Property(Kind.TEXT, 2, clearable=False),
    "userPrincipalName": Property(Kind.TEXT, 113, clearable=False),
    "userType": Property(Kind.TEXT, 64),
}

# Set by Graph itself, by other calls, or kept in SharePoint, Exchange and Intune, which are not emulated.
_READ_ONLY = {
    **_all(
        "aboutMe creationType externalUserState id identityParentId legalAgeGroupClassification mySite "
        "onPremisesDistinguishedName onPremisesDomainName onPremisesSamAccountName onPremisesSecurityIdentifier "
        "onPremisesUserPrincipalName preferredName securityIdentifier",
        Kind.TEXT,
    ),
    **_all("isManagementRestricted isResourceAccount onPremisesSyncEnabled", Kind.BOOLEAN),
    **_all(
        "birthday createdDateTime deletedDateTime externalUserStateChangeDateTime hireDate lastPasswordChangeDateTime "
        "onPremisesLastSyncDateTime signInSessionsValidFromDateTime",
        Kind.DATE_TIME,
    ),
    **_all("imAddresses interests pastProjects proxyAddresses responsibilities schools skills", Kind.TEXTS),
    **_all(
        "assignedLicenses assignedPlans identities licenseAssignmentStates onPremisesProvisioningErrors "
        "provisionedPlans serviceProvisioningErrors",
        Kind.OBJECTS,
    ),
    **_all(
        "authorizationInfo customSecurityAttributes deviceEnrollmentLimit mailboxSettings print signInActivity",
        Kind.ANY,
    ),
}

USER_PROPERTIES = {**_WRITABLE, **_READ_ONLY}
_EXTENSION = Property(Kind.ANY)

# What Graph returns when `$select` is absent.
DEFAULT_PROPERTIES = (
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
)

REQUIRED_ON_CREATE = ("accountEnabled", "displayName", "mailNickname", "passwordProfile", "userPrincipalName")

# Sensitive for a user with an administrator role, as "Who can perform sensitive actions" of the users API lists.
ADMINISTRATOR_PROPERTIES = frozenset(
    {
        "accountEnabled",
        "businessPhones",
        "mobilePhone",
        "onPremisesImmutableId",
        "otherMails",
        "passwordProfile",
        "userPrincipalName",
    }
)


def is_directory_extension(name: str) -> bool:
    """Tell whether a name has the form of a directory extension, `extension_{app id}_{name}`."""
    return _DIRECTORY_EXTENSION.fullmatch(name) is not None


def find_property(name: str) -> Property | None:
    """Return what is known of a property, directory extensions included, registered in the tenant or not."""
    known = USER_PROPERTIES.get(name)
    return _EXTENSION if known is None and is_directory_extension(name) else known
