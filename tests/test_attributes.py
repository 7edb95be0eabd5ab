"""Which attributes of an Entra user can be mapped, and what an administrator is told of the others."""

from typing import Final

import pytest

from provisioning.attributes import EXTENSION, READ_ON_REQUEST, SENSITIVE, WRITABLE, Kind, find_attribute, why_not

MAPPED: Final = """
    ageGroup businessPhones city companyName consentProvidedForMinor country department displayName employeeHireDate
    employeeId employeeLeaveDateTime employeeType faxNumber givenName jobTitle mail mailNickname mobilePhone
    officeLocation onPremisesImmutableId otherMails passwordPolicies postalCode preferredDataLocation
    preferredLanguage showInAddressList state streetAddress surname usageLocation manager
"""
PROPERTIES: Final = """
    aboutMe accountEnabled ageGroup assignedLicenses assignedPlans authorizationInfo birthday businessPhones city
    companyName consentProvidedForMinor country createdDateTime creationType customSecurityAttributes deletedDateTime
    department deviceEnrollmentLimit displayName employeeHireDate employeeId employeeLeaveDateTime employeeOrgData
    employeeType externalUserState externalUserStateChangeDateTime faxNumber givenName hireDate id identities
    identityParentId imAddresses interests isManagementRestricted isResourceAccount jobTitle
    lastPasswordChangeDateTime legalAgeGroupClassification licenseAssignmentStates mail mailboxSettings mailNickname
    mobilePhone mySite officeLocation onPremisesDistinguishedName onPremisesDomainName onPremisesExtensionAttributes
    onPremisesImmutableId onPremisesLastSyncDateTime onPremisesProvisioningErrors onPremisesSamAccountName
    onPremisesSecurityIdentifier onPremisesSyncEnabled onPremisesUserPrincipalName otherMails passwordPolicies
    passwordProfile pastProjects postalCode preferredDataLocation preferredLanguage preferredName print
    provisionedPlans proxyAddresses responsibilities schools securityIdentifier serviceProvisioningErrors
    showInAddressList signInActivity signInSessionsValidFromDateTime skills state streetAddress surname usageLocation
    userPrincipalName userType
"""
RELATIONS: Final = """
    activities adhocCalls agreementAcceptances appRoleAssignments authentication calendar calendarGroups calendars
    calendarView chats cloudClipboard cloudPCs contactFolders contacts createdObjects dataSecurityAndGovernance
    deviceManagementTroubleshootingEvents directReports drive drives employeeExperience events extensions
    followedSites inferenceClassification insights joinedTeams licenseDetails mailFolders managedAppRegistrations
    managedDevices manager memberOf messages oauth2PermissionGrants onenote onlineMeetings onPremisesSyncBehavior
    outlook ownedDevices ownedObjects people permissionGrants photo photos planner presence registeredDevices
    scopedRoleMemberOf settings solutions sponsorOf sponsors teamwork todo transitiveMemberOf
"""
EXTENSION_NAME: Final = f"{EXTENSION}0123456789abcdef0123456789abcdef_costCode"


@pytest.mark.parametrize("name", MAPPED.split())
def test_an_attribute_can_be_mapped(name: str) -> None:
    assert find_attribute(name) is WRITABLE[name]


@pytest.mark.parametrize("number", range(1, 16))
def test_each_extension_attribute_can_be_mapped(number: int) -> None:
    found = find_attribute(f"extensionAttribute{number}")
    assert found is not None
    assert found.longest == 1024


@pytest.mark.parametrize("part", ["costCenter", "division"])
def test_each_part_of_employee_org_data_can_be_mapped(part: str) -> None:
    assert find_attribute(f"employeeOrgData.{part}") is not None


@pytest.mark.parametrize("name", sorted({*PROPERTIES.split(), *RELATIONS.split()} - {*MAPPED.split()}))
def test_every_other_property_of_a_user_is_refused_with_a_reason(name: str) -> None:
    assert find_attribute(name) is None
    sentence = why_not(name)
    assert sentence.startswith(f"{name!r} ")
    assert "is not an attribute of an Entra user" not in sentence


def test_nothing_can_be_mapped_that_is_no_property_of_a_user() -> None:
    inside = {"employeeOrgData", "onPremisesExtensionAttributes"}
    outer = {name.partition(".")[0] for name in WRITABLE if not name.startswith("extensionAttribute")}
    assert outer - inside == {*MAPPED.split()}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param("id", "'id' is kept by Entra itself and cannot be written", id="read-only"),
        pytest.param(
            "onPremisesSamAccountName",
            "'onPremisesSamAccountName' comes from an on-premises directory by synchronisation and cannot be written",
            id="on-premises",
        ),
        pytest.param(
            "aboutMe",
            "'aboutMe' is not supported: it lives in SharePoint, and each value takes a call of its own on behalf of a "
            "signed-in user",
            id="in SharePoint",
        ),
        pytest.param(
            "hireDate",
            "'hireDate' is not supported: it lives in SharePoint, and each value takes a call of its own on behalf of "
            "a signed-in user; Entra's own is employeeHireDate",
            id="in SharePoint, with another one in Entra",
        ),
        pytest.param(
            "memberOf",
            "'memberOf' is a relation to other objects and no attribute; of those, only 'manager' can be mapped",
            id="a relation",
        ),
        pytest.param(
            "userPrincipalName",
            "'userPrincipalName' is made by the setting loginName; its mode 'expression' takes an expression",
            id="the login name",
        ),
        pytest.param(
            "accountEnabled",
            "'accountEnabled' follows the settings accountStatus and disabling, and is never mapped",
            id="whether sign-in is allowed",
        ),
        pytest.param(
            "passwordProfile", "'passwordProfile' follows the setting password, and is never mapped", id="the password"
        ),
        pytest.param(
            "proxyAddresses",
            "'proxyAddresses' cannot be written through Graph by any app: Exchange keeps it; 'mail' adds an address to "
            "it",
            id="addresses",
        ),
        pytest.param(
            "userType",
            "'userType' is never mapped: guests are not touched here, so who was made one would be let go for good",
            id="guest or member",
        ),
        pytest.param(
            "employeeOrgData",
            "'employeeOrgData' has two parts; map employeeOrgData.costCenter and employeeOrgData.division",
            id="what has parts",
        ),
        pytest.param(
            "extension_costCode",
            "'extension_costCode' is not the name of a directory extension; these are written extension_<the app's id "
            "in 32 hexadecimal digits, small letters, no hyphens>_<name>",
            id="a directory extension without its app",
        ),
        pytest.param(
            "extensionAttribute16",
            "'extensionAttribute16' is not an attribute of an Entra user, and onPremisesExtensionAttributes has "
            "fifteen parts; map extensionAttribute1 to extensionAttribute15",
            id="one extension attribute too many",
        ),
        pytest.param(
            "userprincipalname",
            "'userprincipalname' is not an attribute of an Entra user, and userPrincipalName is made by the setting "
            "loginName; its mode 'expression' takes an expression",
            id="a refused one in another case",
        ),
        pytest.param("shoeSize", "'shoeSize' is not an attribute of an Entra user that can be mapped", id="unknown"),
        pytest.param("", "'' is not an attribute of an Entra user that can be mapped", id="no name"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(name: str, sentence: str) -> None:
    assert find_attribute(name) is None
    assert why_not(name) == sentence


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        pytest.param("JobTitle", "jobTitle", id="another case"),
        pytest.param("job_title", "jobTitle", id="snake_case"),
        pytest.param("job title", "jobTitle", id="a blank"),
        pytest.param("jobTitel", "jobTitle", id="misspelt"),
        pytest.param("businessPhone", "businessPhones", id="one for many"),
        pytest.param("employeeID", "employeeId", id="capitals"),
        pytest.param("firstName", "givenName", id="the employee's name for it"),
        pytest.param("sn", "surname", id="Active Directory's name for it"),
        pytest.param("costCenter", "employeeOrgData.costCenter", id="a part alone"),
        pytest.param("employeeOrgData.costcenter", "employeeOrgData.costCenter", id="a part in another case"),
        pytest.param("onPremisesExtensionAttributes/extensionAttribute3", "extensionAttribute3", id="a path"),
        pytest.param("user.mail", "mail", id="with the object before it"),
        pytest.param("ExtensionAttribute10", "extensionAttribute10", id="a numbered one in another case"),
    ],
)
def test_a_near_miss_is_told_what_was_probably_meant(name: str, meant: str) -> None:
    assert find_attribute(name) is None
    assert why_not(name) == f"{name!r} is not an attribute of an Entra user; did you mean {meant}?"


def test_a_directory_extension_can_be_mapped_though_only_the_tenant_knows_its_type() -> None:
    found = find_attribute(EXTENSION_NAME)
    assert found is not None
    assert (found.name, found.kind, found.longest) == (EXTENSION_NAME, Kind.ANY, 256)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(EXTENSION_NAME.upper(), id="capitals"),
        pytest.param(EXTENSION_NAME.replace("0", "g"), id="not hexadecimal"),
        pytest.param(EXTENSION_NAME.replace("f0", "f-0"), id="a hyphen"),
        pytest.param(EXTENSION_NAME.partition("_cost")[0], id="no name behind the app"),
        pytest.param(f"{EXTENSION_NAME}!", id="a sign behind it"),
        pytest.param(f"{EXTENSION_NAME}\n", id="a line break behind it"),
    ],
)
def test_what_only_looks_like_a_directory_extension_is_refused(name: str) -> None:
    assert find_attribute(name) is None
    assert "is not the name of a directory extension" in why_not(name)


@pytest.mark.parametrize("names", [SENSITIVE, READ_ON_REQUEST], ids=["sensitive", "read on request"])
def test_what_the_target_treats_apart_can_be_mapped(names: frozenset[str]) -> None:
    assert names <= WRITABLE.keys()
