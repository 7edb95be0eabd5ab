"""Which attribute of an employee a pasted name means, and where its value is found."""

import pytest
from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.model import EMPLOYEE_ATTRIBUTES
from provisioning.rules.expressions.names import attribute_of, lookup_in
from provisioning.rules.expressions.other_names import OTHER_NAMES
from tests.builders import ana

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        pytest.param("firstName", "firstName", id="ours"),
        pytest.param("WORKEMAIL", "workEmail", id="ours in another case"),
        pytest.param("givenName", "firstName", id="Entra: givenName"),
        pytest.param("surname", "lastName", id="Entra: surname"),
        pytest.param("mail", "workEmail", id="Entra: mail"),
        pytest.param("userPrincipalName", "workEmail", id="Entra: userPrincipalName"),
        pytest.param("employeeId", "employeeNumber", id="Entra: employeeId"),
        pytest.param("telephoneNumber", "workPhone", id="Entra: telephoneNumber"),
        pytest.param("mobilePhone", "workMobile", id="Entra: mobilePhone"),
        pytest.param("officeLocation", "site", id="Entra: officeLocation"),
        pytest.param("physicalDeliveryOfficeName", "site", id="Active Directory: office"),
        pytest.param("usageLocation", "country", id="Entra: usageLocation"),
        pytest.param("userName", "workEmail", id="SCIM: userName"),
        pytest.param("name.familyName", "lastName", id="SCIM: family name"),
        pytest.param("title", "jobTitle", id="SCIM: title"),
        pytest.param('emails[type eq "work"].value', "workEmail", id="SCIM: work e-mail"),
        pytest.param(f"{ENTERPRISE}:department", "department", id="SCIM: department"),
        pytest.param(f"{ENTERPRISE}:employeeNumber", "employeeNumber", id="SCIM: employee number"),
        pytest.param(f"{ENTERPRISE}:manager", "managerId", id="SCIM: manager"),
        pytest.param("urn:ietf:params:scim:schemas:core:2.0:User:userName", "workEmail", id="SCIM: core, in full"),
        pytest.param("WorkerID", "employeeNumber", id="Workday: WorkerID"),
        pytest.param("PreferredFirstName", "preferredName", id="Workday: PreferredFirstName"),
        pytest.param("PreferredLastName", "lastName", id="Workday: PreferredLastName"),
        pytest.param("StatusHireDate", "startDate", id="Workday: StatusHireDate"),
        pytest.param("BusinessTitle", "jobTitle", id="Workday: BusinessTitle"),
        pytest.param("CountryReferenceTwoLetter", "country", id="Workday: country"),
        pytest.param("SupervisoryOrganization", "department", id="Workday: department"),
        pytest.param("ManagerReference", "managerId", id="Workday: manager"),
        pytest.param("personIdExternal", "employeeNumber", id="SuccessFactors: id"),
        pytest.param("hireDate", "startDate", id="SuccessFactors: hireDate"),
        pytest.param("email", "workEmail", id="SuccessFactors: email"),
        pytest.param("custom.costCenter", "custom.costCenter", id="a custom field"),
        pytest.param("Custom.CostCenter", "custom.CostCenter", id="a custom field keeps its name"),
        pytest.param("UserID", None, id="Workday's user id is no counterpart of any"),
        pytest.param("objectId", None, id="unknown"),
        pytest.param("", None, id="empty"),
    ],
)
def test_a_name_means_an_attribute(name: str, ours: str | None) -> None:
    assert attribute_of(name) == ours


def test_every_attribute_of_ours_has_its_own_name_and_every_alias_means_one_of_them() -> None:
    assert {attribute_of(name) for name in EMPLOYEE_ATTRIBUTES} == EMPLOYEE_ATTRIBUTES
    assert set(OTHER_NAMES) <= EMPLOYEE_ATTRIBUTES
    assert all(attribute_of(alias) == ours for ours, aliases in OTHER_NAMES.items() for alias in aliases)


@pytest.mark.parametrize(
    ("document", "name", "value"),
    [
        pytest.param({"givenName": "Ana"}, "givenName", "Ana", id="as it is"),
        pytest.param({"givenName": "Ana", "firstName": "Eva"}, "givenName", "Ana", id="as it is, before what it means"),
        pytest.param({"custom": {"desk": "A1"}}, "desk", "A1", id="a nested custom field"),
        pytest.param({"custom": {"desk": "A1"}}, "custom.desk", "A1", id="a nested custom field, in full"),
        pytest.param({"custom.desk": "A1"}, "desk", "A1", id="a flat custom field"),
        pytest.param({"custom.desk": "A1"}, "custom.desk", "A1", id="a flat custom field, in full"),
        pytest.param({"custom": {"title": "Dr"}, "jobTitle": "Cook"}, "title", "Dr", id="custom before what it means"),
        pytest.param({"firstName": "Ana"}, "givenName", "Ana", id="what it means"),
        pytest.param({"department": "IT"}, f"{ENTERPRISE}:department", "IT", id="what it means, by a URN"),
        pytest.param({"FIRSTNAME": "Ana"}, "givenName", "Ana", id="what it means, in another case"),
        pytest.param({"Office": "Ulm"}, "office", "Ulm", id="in another case"),
        pytest.param({"custom": {"Desk": "A1"}}, "custom.desk", "A1", id="a custom field in another case"),
        pytest.param({"custom.Desk": "A1"}, "desk", "A1", id="a flat custom field in another case"),
        pytest.param({"name": {"givenName": "Ana"}}, "name.givenName", "Ana", id="a path"),
        pytest.param({ENTERPRISE: {"department": "IT"}}, f"{ENTERPRISE}:department", "IT", id="a path by a URN"),
        pytest.param({ENTERPRISE: {"manager": {"value": "1"}}}, f"{ENTERPRISE}:manager.value", "1", id="a long path"),
        pytest.param(
            {"emails": [{"type": "home", "value": "h"}, {"type": "work", "value": "w"}]},
            'emails[type eq "work"].value',
            "w",
            id="a path with a filter",
        ),
        pytest.param(
            {"emails": [{"type": "home"}]}, 'emails[type eq "work"].value', ABSENT, id="a filter without a match"
        ),
        pytest.param({"jobTitle": None}, "title", None, id="null is a value"),
        pytest.param({"jobTitle": "Cook"}, "department", ABSENT, id="absent"),
        pytest.param(
            {"preferredName": "Anita", "firstName": "Ana"}, "PreferredFirstName", "Anita", id="a preferred name"
        ),
        pytest.param({"preferredName": None, "firstName": "Ana"}, "PreferredFirstName", "Ana", id="no other preferred"),
        pytest.param({"firstName": "Ana"}, "PreferredFirstName", "Ana", id="preferred name not said"),
        pytest.param({"preferredName": None}, "PreferredFirstName", None, id="no first name either"),
        pytest.param({"custom": "x"}, "desk", ABSENT, id="custom that is no object"),
    ],
)
def test_a_value_is_found(document: dict[str, JsonValue], name: str, value: JsonValue | Absent) -> None:
    assert lookup_in(document)(name) == value


def test_an_employee_is_looked_up_by_its_attributes() -> None:
    lookup = lookup_in(ana(custom={"desk": "A1"}).attributes())
    assert (lookup("GivenName"), lookup("custom.desk"), lookup("department")) == ("Ana", "A1", ABSENT)


def test_a_path_as_deep_as_a_hostile_document_leads_nowhere() -> None:
    document: dict[str, JsonValue] = {}
    for _ in range(5000):
        document = {"a": document}
    assert lookup_in(document)(".".join("a" * 4999)) is ABSENT
