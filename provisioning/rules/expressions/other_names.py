"""What other systems call an employee's attributes.

Sources: Microsoft Graph, user resource; Active Directory's schema; RFC 7643, core and enterprise user; Microsoft,
Workday attribute reference and SAP SuccessFactors attribute reference, and the default mappings of their tutorials.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

OTHER_NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "employeeNumber": ("employeeId", "externalId", "WorkerID", "personIdExternal"),
        "firstName": ("givenName", "name.givenName"),
        "lastName": ("surname", "sn", "name.familyName", "PreferredLastName"),
        "displayName": ("name.formatted", "cn", "PreferredNameData"),
        "preferredName": ("nickName", "PreferredFirstName"),
        "workEmail": ("mail", "userPrincipalName", "userName", 'emails[type eq "work"].value', "EmailAddress", "email"),
        "privateEmail": ("otherMails", 'emails[type eq "home"].value', "PersonalEmailAddress"),
        "startDate": ("employeeHireDate", "StatusHireDate", "HireDate"),
        "terminationDate": ("employeeLeaveDateTime", "StatusTerminationDate", "endDate", "latestTerminationDate"),
        "lastDayOfWork": ("StatusTerminationLastDayOfWork", "lastDateWorked"),
        "status": ("emplStatus",),
        "jobTitle": ("title", "BusinessTitle"),
        "department": ("SupervisoryOrganization",),
        "companyName": ("company", "organization"),
        "site": ("physicalDeliveryOfficeName", "officeLocation", "Location"),
        "country": (
            "usageLocation",
            "c",
            "co",
            "countryCode",
            "CountryReference",
            "CountryReferenceTwoLetter",
            'addresses[type eq "work"].country',
        ),
        "timeZone": ("timezone",),
        "managerId": ("manager", "manager.value", "ManagerReference"),
        "workPhone": (
            "telephoneNumber",
            "businessPhones",
            'phoneNumbers[type eq "work"].value',
            "PrimaryWorkTelephone",
            "businessPhoneNumber",
        ),
        "workMobile": ("mobile", "mobilePhone", 'phoneNumbers[type eq "mobile"].value', "cellPhoneNumber"),
        "employmentType": ("employeeType", "userType", "WorkerType"),
        "createdAt": ("createdDateTime", "meta.created"),
    }
)
"""By the JSON name of our attribute; those of the enterprise schema without its URN."""
