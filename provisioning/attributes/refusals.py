"""Why a mapping may not write what it names, in a sentence that says what to do instead."""

import re
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from provisioning.attributes.catalogue import EMPLOYEE_ID, EXTENSION, MANAGER, WRITABLE


def _each(names: str, reason: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), reason)


_KEPT_BY_ENTRA: Final = "is kept by Entra itself and cannot be written"
_KEPT_ON_PREMISES: Final = "comes from an on-premises directory by synchronisation and cannot be written"
_IN_SHAREPOINT: Final = (
    "is not supported: it lives in SharePoint, and each value takes a call of its own on behalf of a signed-in user"
)
_A_RELATION: Final = "is a relation to other objects and no attribute; of those, only 'manager' can be mapped"

_REASONS: Final = MappingProxyType(
    {
        **_each(
            "id createdDateTime deletedDateTime creationType assignedPlans provisionedPlans licenseAssignmentStates "
            "externalUserState externalUserStateChangeDateTime identityParentId isManagementRestricted "
            "lastPasswordChangeDateTime refreshTokensValidFromDateTime securityIdentifier serviceProvisioningErrors "
            "signInActivity",
            _KEPT_BY_ENTRA,
        ),
        **_each(
            "onPremisesDistinguishedName onPremisesDomainName onPremisesLastSyncDateTime onPremisesProvisioningErrors "
            "onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled onPremisesUserPrincipalName "
            "onPremisesSyncBehavior",
            _KEPT_ON_PREMISES,
        ),
        **_each("aboutMe birthday interests mySite pastProjects responsibilities schools skills", _IN_SHAREPOINT),
        "hireDate": f"{_IN_SHAREPOINT}; Entra's own is employeeHireDate",
        "preferredName": f"{_IN_SHAREPOINT}; the name that people see is displayName",
        **_each(
            "activities adhocCalls agreementAcceptances appRoleAssignments authentication calendar calendarGroups "
            "calendarView calendars chats cloudClipboard cloudPCs contactFolders contacts createdObjects "
            "dataSecurityAndGovernance deviceManagementTroubleshootingEvents directReports drive drives "
            "employeeExperience events extensions followedSites inferenceClassification insights joinedTeams "
            "licenseDetails mailFolders managedAppRegistrations managedDevices memberOf messages "
            "oauth2PermissionGrants onenote onlineMeetings outlook ownedDevices ownedObjects people permissionGrants "
            "photo photos planner presence registeredDevices scopedRoleMemberOf settings solutions sponsorOf sponsors "
            "teamwork todo transitiveMemberOf",
            _A_RELATION,
        ),
        "userPrincipalName": "is made by the setting loginName; its mode 'expression' takes an expression",
        "accountEnabled": "follows the settings accountStatus and disabling, and is never mapped",
        "passwordProfile": "follows the setting password, and is never mapped",
        "userType": "is never mapped: guests are not touched here, so who was made one would be let go for good",
        "proxyAddresses": "cannot be written through Graph by any app: Exchange keeps it; 'mail' adds an address to it",
        "imAddresses": "cannot be written: Exchange and Teams keep it",
        "legalAgeGroupClassification": "is worked out by Entra from ageGroup and consentProvidedForMinor; map these",
        "signInSessionsValidFromDateTime": "cannot be written; sessions are revoked when somebody leaves",
        "isResourceAccount": "is reserved by Microsoft and cannot be written",
        "assignedLicenses": "is not an attribute to copy: licences are assigned, best by a group in Entra",
        "identities": "is never mapped: it says who can sign in as this user",
        "authorizationInfo": "is never mapped: it says with which certificate the user signs in",
        "customSecurityAttributes": "is not supported: it takes a permission and an administrator's role of its own",
        "mailboxSettings": "is not supported: it belongs to the mailbox, which does not exist yet with a new account",
        "deviceEnrollmentLimit": "is not supported: it belongs to Intune",
        "print": "is not supported: it belongs to Universal Print",
        "employeeOrgData": "has two parts; map employeeOrgData.costCenter and employeeOrgData.division",
        "onPremisesExtensionAttributes": "has fifteen parts; map extensionAttribute1 to extensionAttribute15",
    }
)

_OTHER_NAMES: Final = MappingProxyType(
    {
        "firstname": "givenName",
        "lastname": "surname",
        "familyname": "surname",
        "sn": "surname",
        "title": "jobTitle",
        "company": "companyName",
        "office": "officeLocation",
        "physicaldeliveryofficename": "officeLocation",
        "site": "officeLocation",
        "street": "streetAddress",
        "zip": "postalCode",
        "zipcode": "postalCode",
        "l": "city",
        "st": "state",
        "phone": "businessPhones",
        "telephonenumber": "businessPhones",
        "workphone": "businessPhones",
        "mobile": "mobilePhone",
        "workmobile": "mobilePhone",
        "facsimiletelephonenumber": "faxNumber",
        "email": "mail",
        "workemail": "mail",
        "privateemail": "otherMails",
        "language": "preferredLanguage",
        "employeenumber": EMPLOYEE_ID,
        "employmenttype": "employeeType",
        "startdate": "employeeHireDate",
        "leavedate": "employeeLeaveDateTime",
        "terminationdate": "employeeLeaveDateTime",
        "managerid": MANAGER,
        "costcenter": "employeeOrgData.costCenter",
        "division": "employeeOrgData.division",
    }
)
"""What Active Directory, SCIM and HR systems call an attribute, in letters and digits alone."""


_CLOSE: Final = 0.8
_NUMBERED: Final = re.compile(r"extensionAttribute\d+", re.IGNORECASE)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


_BY_PLAIN_NAME: Final = MappingProxyType(_OTHER_NAMES | {_plain(name): name for name in (*_REASONS, *WRITABLE)})


def why_not(name: str) -> str:
    """Return why a mapping may not write what `name` names, as a sentence, with the name that was probably meant."""
    if name in _REASONS:
        return f"{name!r} {_REASONS[name]}"
    if name.lower().startswith(EXTENSION):
        return (
            f"{name!r} is not the name of a directory extension; these are written {EXTENSION}<the app's id in 32 "
            "hexadecimal digits, small letters, no hyphens>_<name>"
        )
    meant = _meant(name)
    if meant is None:
        return f"{name!r} is not an attribute of an Entra user that can be mapped"
    if meant in _REASONS:
        return f"{name!r} is not an attribute of an Entra user, and {meant} {_REASONS[meant]}"
    return f"{name!r} is not an attribute of an Entra user; did you mean {meant}?"


def _meant(name: str) -> str | None:
    """Return the property that was meant: in another case, as a path, misspelt, or by the name that others use."""
    last = re.split(r"[./]", name)[-1]
    for plain in (_plain(name), _plain(last)):
        if plain in _BY_PLAIN_NAME:
            return _BY_PLAIN_NAME[plain]
    if _NUMBERED.fullmatch(last):
        return "onPremisesExtensionAttributes"
    close = get_close_matches(_plain(last), _BY_PLAIN_NAME, n=1, cutoff=_CLOSE)
    return _BY_PLAIN_NAME[close[0]] if close else None
