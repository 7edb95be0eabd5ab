"""SCIM bulk requests: each operation is taken or refused by itself, and answered in its place."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.model import EmployeeRecord, EventType, HrEvent
from provisioning.ports import Received, RefusedEvent, RequestRejected
from provisioning.rules import lifecycle
from provisioning.rules.lifecycle import Access
from provisioning.rules.merging import merge
from provisioning.settings import Settings
from provisioning.sources.scim_bulk.source import ScimBulkSource
from tests.builders import NOON
from tests.sources.invented import documents
from tests.sources.payloads import as_body, document

SCIM = {"content-type": "application/scim+json; charset=utf-8"}
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
OTHER = "urn:contoso:2.0:User"


def received(body: JsonValue) -> Received:
    return ScimBulkSource().receive(as_body(body), SCIM, NOON)


def operation(**changes: JsonValue) -> dict[str, JsonValue]:
    usual: dict[str, JsonValue] = {"method": "POST", "bulkId": "1", "path": "/Users", "data": {"externalId": "7"}}
    return usual | changes


def about(said: Mapping[str, JsonValue] | None = None, **more: JsonValue) -> dict[str, JsonValue]:
    return operation(data={"externalId": "7", **(said or {}), **more})


def bulk(*operations: JsonValue) -> dict[str, JsonValue]:
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [*operations]}


def attributes(**said: JsonValue) -> dict[str, JsonValue]:
    """Return what is understood of a user."""
    result = received(bulk(about(said)))
    assert not result.refused
    employee = result.events[0].employee
    assert employee is not None
    return employee.attributes()


def refusal(one: JsonValue) -> tuple[str, str]:
    result = received(bulk(one))
    [refused] = result.refused
    assert not result.events
    return refused.field, refused.message


def reply(result: Received) -> Any:  # noqa: ANN401 - JSON
    assert result.reply is not None
    return result.reply(result.events.keys(), result.refused)


def test_a_hire_is_read_whole() -> None:
    event = received(document("scim-bulk/day.json")).events[0]
    assert event.employee is not None
    custom = {name: value for name, value in event.employee.attributes().items() if name.startswith("custom.")}
    assert event.employee.attributes() == custom | {
        "employeeNumber": "E-5120",
        "firstName": "Mira",
        "lastName": "Olofsson",
        "displayName": "Mira Olofsson",
        "preferredName": "Mimmi",
        "workEmail": "mira.olofsson@contoso.com",
        "privateEmail": "mira@home.example",
        "startDate": "2026-04-01",
        "terminationDate": None,
        "status": "active",
        "jobTitle": "Harbour Engineer",
        "department": "Dredging",
        "companyName": "Contoso Nordic",
        "country": "SE",
        "timeZone": "Europe/Stockholm",
        "managerId": "4002",
        "workPhone": "+46 31 555 0101",
        "workMobile": "+46 70 555 0102",
        "employmentType": "Employee",
    }
    assert custom == {
        "custom.userName": "mira.olofsson@contoso.com",
        "custom.userType": "Employee",
        "custom.preferredLanguage": "sv-SE",
        "custom.middleName": "Kristina",
        "custom.streetAddress": "Hamngatan 4",
        "custom.locality": "Göteborg",
        "custom.postalCode": "411 14",
        "custom.costCenter": "7710",
        "custom.division": "Ports",
        "custom.HireDate": "2026-04-01",
        "custom.StartDate": None,
        "custom.TerminationDate": None,
        "custom.OnLeave": "False",
        "custom.PayGrade": "L-3",
    }


def test_a_row_that_a_script_made_of_csv_is_read_with_its_columns() -> None:
    event = received(document("scim-bulk/from-csv.json")).events[0]
    assert event.employee is not None
    said = event.employee.attributes()
    assert said["startDate"] == "2019-09-02"
    assert (said["timeZone"], said["terminationDate"], said["lastDayOfWork"]) == ("US/Eastern", None, None)
    assert (said["custom.StartDate"], said["custom.Department"], said["custom.Custom01"]) == (
        "2024-01-01",
        "Ledger",
        None,
    )
    assert "department" not in said
    assert "workEmail" not in said


def test_the_event_is_an_update_about_the_external_id_at_the_time_of_the_request() -> None:
    event = received(bulk(operation())).events[0]
    assert (event.source, event.type, event.employee_id) == ("scim-bulk", EventType.UPDATED, "7")
    assert (event.occurred_at, event.numbered_by_id) == (NOON, True)


def test_of_two_operations_about_one_person_the_later_is_the_newer() -> None:
    first, second = received(bulk(about(title="Cook"), about(title="Chef"))).events.values()
    assert second.occurred_at - first.occurred_at == timedelta(microseconds=1)
    assert first.id != second.id


@pytest.mark.parametrize(
    ("said", "status"),
    [
        pytest.param({}, "nothing", id="left out: nothing"),
        pytest.param({"active": None}, "nothing", id="null: nothing"),
        pytest.param({"active": ""}, "nothing", id="an empty text: nothing"),
        pytest.param({"active": True}, "active", id="true"),
        pytest.param({"active": False}, "terminated", id="false"),
        pytest.param({"active": "False"}, "terminated", id="false as a text"),
        pytest.param({"ACTIVE": " true "}, "active", id="true as a text, under a name in capitals"),
    ],
)
def test_active_says_whether_the_person_works_here(said: dict[str, JsonValue], status: str) -> None:
    assert attributes(**said).get("status", "nothing") == status


@pytest.mark.parametrize(
    ("first", "then", "access"),
    [
        pytest.param({"active": True}, {"active": False}, Access.BLOCK, id="active that becomes false blocks"),
        pytest.param({"active": True}, {"title": "Cook"}, Access.ALLOW, id="active that is left out blocks nobody"),
        pytest.param({"active": False}, {"title": "Cook"}, Access.BLOCK, id="and enables nobody"),
        pytest.param({"active": False}, {"active": None}, Access.BLOCK, id="nor does null"),
        pytest.param({"active": False}, {"active": True}, Access.ALLOW, id="active that becomes true enables"),
        pytest.param(
            {"leaveDate": "2026-09-30"}, {"active": False}, Access.ALLOW, id="a day of leaving ahead is still worked"
        ),
        pytest.param({"leaveDate": "2026-01-31"}, {"active": True}, Access.BLOCK, id="a day of leaving stays one"),
    ],
)
def test_what_active_does_to_the_sign_in_of_who_works_here(
    first: dict[str, JsonValue], then: dict[str, JsonValue], access: Access
) -> None:
    record = EmployeeRecord(source="scim-bulk", employee_id="7")
    for event in received(bulk(about(first), about(then))).events.values():
        record = merge(record, event)
    assert lifecycle.stage(record, Settings(), NOON).access is access


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        pytest.param({"username": "a@contoso.com"}, "workEmail", "a@contoso.com", id="a userName that is an address"),
        pytest.param({"userName": "a"}, "custom.userName", "a", id="a userName that is none"),
        pytest.param(
            {"userName": "a@contoso.com", "emails": [{"value": "b@contoso.com"}]},
            "workEmail",
            "b@contoso.com",
            id="an address without a type, before the userName",
        ),
        pytest.param(
            {"emails": [{"value": "a@contoso.com"}, {"type": "Work", "value": "b@contoso.com"}]},
            "workEmail",
            "b@contoso.com",
            id="an address of type work, before one without a type",
        ),
        pytest.param(
            {"emails": [{"type": "work", "value": "a@x.com"}, {"type": "work", "value": "b@x.com", "primary": "True"}]},
            "workEmail",
            "b@x.com",
            id="the primary one of two",
        ),
        pytest.param({"emails": {"value": "a@x.com"}}, "workEmail", "a@x.com", id="a list of one without the list"),
        pytest.param({"emails": []}, "workEmail", None, id="an empty list"),
        pytest.param({"emails": None, "userName": "a@x.com"}, "workEmail", "a@x.com", id="no e-mail but a userName"),
        pytest.param({"phoneNumbers": [{"type": "mobile", "value": ""}]}, "workMobile", None, id="an empty number"),
        pytest.param({"title": ""}, "jobTitle", None, id="an empty text"),
        pytest.param({"name": None}, "lastName", None, id="a name that is null"),
        pytest.param({ENTERPRISE: {"manager": {"value": "4002"}}}, "managerId", "4002", id="the manager's HR id"),
        pytest.param({ENTERPRISE: {"manager": "4002"}}, "managerId", "4002", id="the manager's id as it is"),
        pytest.param({ENTERPRISE: {"manager": 4002}}, "managerId", "4002", id="the manager's id as a number"),
        pytest.param({ENTERPRISE: {"manager": None}}, "managerId", None, id="no manager"),
        pytest.param({ENTERPRISE: {"manager": {"value": ""}}}, "managerId", None, id="a manager of nobody"),
        pytest.param({ENTERPRISE.upper(): {"department": "HR"}}, "department", "HR", id="an extension in capitals"),
        pytest.param({OTHER: {"LEAVEDATE": "2026-09-30"}}, "terminationDate", "2026-09-30", id="leaveDate"),
        pytest.param(
            {ENTERPRISE: {"hireDate": "2026-09-30"}}, "startDate", "2026-09-30", id="any extension's hireDate"
        ),
        pytest.param({"startDate": "2026-09-30"}, "startDate", "2026-09-30", id="startDate without an extension"),
        pytest.param({OTHER: {"startDate": "2026-02-01"}}, "startDate", "2026-02-01", id="startDate"),
        pytest.param(
            {OTHER: {"startDate": "2026-02-01", "hireDate": "2020-02-01"}},
            "startDate",
            "2020-02-01",
            id="hireDate, before startDate",
        ),
        pytest.param({OTHER: {"hireDate": ""}}, "startDate", None, id="an empty date"),
        pytest.param({"userType": "x", OTHER: {"employmentType": "y"}}, "employmentType", "y", id="employmentType"),
        pytest.param({OTHER: {"level": 3}}, "custom.level", 3, id="an attribute of an extension"),
        pytest.param({"level": 1, OTHER: {"level": 3}}, f"custom.{OTHER}:level", 3, id="one that stands twice"),
        pytest.param({"roles": ["a"]}, "custom.roles", ["a"], id="an attribute that has no field"),
    ],
)
def test_an_attribute_is_read_from(said: dict[str, JsonValue], field: str, value: JsonValue) -> None:
    assert attributes(**said)[field] == value


@pytest.mark.parametrize(
    ("said", "field"),
    [
        pytest.param({"emails": [{"type": "home", "value": "a@x.com"}]}, "workEmail", id="another type of address"),
        pytest.param({"emails": [{"type": "work"}]}, "workEmail", id="an entry without a value"),
        pytest.param({ENTERPRISE: None}, "department", id="an extension that is null"),
        pytest.param({ENTERPRISE: {}}, "managerId", id="an extension without a manager"),
        pytest.param({OTHER: {"Department": "HR"}}, "department", id="the same name in another extension"),
        pytest.param({"password": "Hidden-7"}, "custom.password", id="a password"),
        pytest.param({"name": {"givenName": "Ana"}}, "lastName", id="a name of which only a part was sent"),
    ],
)
def test_nothing_is_said_of_a_field_by(said: dict[str, JsonValue], field: str) -> None:
    assert field not in attributes(**said)


@pytest.mark.parametrize("method", ["POST", "PUT", "put"])
@pytest.mark.parametrize("path", ["/Users", "/users", "Users", "/USERS/", "/Users/7", "/users/%37"])
def test_a_person_is_described_by_post_and_put_alike(method: str, path: str) -> None:
    event = received(bulk(operation(method=method, path=path))).events[0]
    assert (event.type, event.employee_id) == (EventType.UPDATED, "7")


def test_names_around_the_user_count_in_any_case_and_a_list_of_one_may_lack_its_list() -> None:
    one: JsonValue = {"Method": "POST", "BulkID": "1", "Path": "/Users", "Data": {"ExternalID": "7"}}
    result = received({"operations": one})
    assert result.events[0].employee_id == "7"
    assert reply(result)["Operations"] == [{"bulkId": "1", "method": "POST", "status": "202"}]


@pytest.mark.parametrize(
    "one",
    [
        pytest.param({"method": "DELETE", "path": "/Users/7"}, id="by the path"),
        pytest.param({"method": "DELETE", "path": "/Users", "data": {"externalId": "7"}}, id="by the externalId"),
        pytest.param({"method": "DELETE", "path": "/Users/7", "data": None}, id="by the path, with data that is null"),
    ],
)
def test_a_deletion_says_nothing_but_that_the_file_is_gone(one: JsonValue) -> None:
    event = received(bulk(one)).events[0]
    assert (event.type, event.employee_id) == (EventType.DELETED, "7")
    assert event.employee is not None
    assert event.employee.attributes() == {}


@pytest.mark.parametrize(
    ("one", "field", "words"),
    [
        pytest.param("POST", "operation", "must be an object", id="no object"),
        pytest.param(None, "operation", "must be an object", id="null"),
        pytest.param(operation(data={}), "data.externalId", "is missing: it is the HR system's own id", id="no id"),
        pytest.param(operation(data=None), "data.externalId", "is missing", id="no data"),
        pytest.param(operation(data=[]), "data", "must be an object", id="data that is a list"),
        pytest.param(operation(data={"externalId": " "}), "data.externalId", "is missing", id="an empty id"),
        pytest.param(
            operation(data={"externalId": "7" * 129}), "data.externalId", "is longer than 128", id="an endless id"
        ),
        pytest.param(operation(data={"externalId": True}), "data.externalId", "must be text", id="an id that is true"),
        pytest.param(operation(path="/Users/8"), "path", "names somebody else", id="two different ids"),
        pytest.param(operation(path="/Groups"), "path", "must be /Users", id="a group"),
        pytest.param(operation(path=7), "path", "must be /Users", id="a path that is a number"),
        pytest.param(operation(method="PATCH"), "method", "PATCH is not taken; send POST", id="PATCH"),
        pytest.param(operation(method="GET"), "method", "must be one of POST, PUT and DELETE", id="GET"),
        pytest.param(operation(method=None), "method", "must be one of POST, PUT and DELETE", id="no method"),
        pytest.param(operation(method="DELETE", data={}), "path", "must be /Users/ and the externalId", id="nobody"),
        pytest.param(about(active="no"), "data.active", "must be true or false", id="active in other words"),
        pytest.param(about(Active=0), "data.Active", "must be true or false", id="active as a number"),
        pytest.param(about(title=["Cook"]), "data.title", "must be text", id="a list for a text"),
        pytest.param(about(emails=["a@x.com"]), "data.emails[0]", "must be an object", id="an address alone"),
        pytest.param(about(name="Ana Ruiz"), "data.name", "must be an object", id="a name in one"),
        pytest.param(
            about({OTHER: {"HireDate": "01/02/2026"}}),
            f"data.{OTHER}.HireDate",
            "is not a date; send it like 2026-09-30",
            id="a date that can be read in two ways",
        ),
        pytest.param(about({OTHER: "x"}), f"data.{OTHER}", "must be an object", id="an extension that is a text"),
        pytest.param(
            about(userName="a", username="b"), "data.userName", "stands there twice", id="a name in two cases"
        ),
    ],
)
def test_a_refusal_names_the_place_as_it_was_written(one: JsonValue, field: str, words: str) -> None:
    found, sentence = refusal(one)
    assert found == field
    assert words in sentence


def test_each_operation_is_answered_in_its_place() -> None:
    result = received(document("scim-bulk/flawed.json"))
    assert [*result.events] == [0, 5]
    answer = reply(result)
    assert answer["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]
    assert [(each.get("bulkId"), each.get("method"), each["status"]) for each in answer["Operations"]] == [
        ("a", "post", "202"),
        (None, "POST", "400"),
        ("c", "POST", "400"),
        ("d", "PATCH", "400"),
        ("e", "POST", "400"),
        ("f", "DELETE", "202"),
        (None, None, "400"),
    ]
    assert answer["Operations"][2]["response"] == {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "scimType": "invalidValue",
        "detail": "data.active must be true or false",
        "status": "400",
    }
    assert answer["Operations"][4]["response"]["scimType"] == "invalidSyntax"
    assert answer["warnings"] == ["some operations have no bulkId; the answers stand in the order of the request"]


def test_operations_that_share_a_bulk_id_are_all_taken_and_the_answer_says_how_to_tell_them_apart() -> None:
    result = received(document("scim-bulk/day.json"))
    answer = reply(result)
    assert [each["status"] for each in answer["Operations"]] == ["202", "202", "202"]
    assert answer["warnings"] == [
        "2 operations share a bulkId with another one; the answers stand in the order of the request"
    ]


def test_an_answer_without_anything_to_note_has_no_warnings() -> None:
    assert "warnings" not in reply(received(bulk(operation())))


def test_a_password_is_left_out_with_a_warning() -> None:
    result = received(bulk(about(Password="Hidden-7")))
    assert reply(result)["warnings"] == ["passwords are not taken in; new accounts get one by the setting password"]
    assert "Hidden" not in str([event.to_json() for event in result.events.values()])


def test_what_the_queue_refuses_is_refused_in_the_answer_as_well() -> None:
    result = received(bulk(operation(), operation(bulkId="2")))
    assert result.reply is not None
    answer: Any = result.reply([0], [RefusedEvent(1, "employee", "is too large")])
    assert [each["status"] for each in answer["Operations"]] == ["202", "400"]


@pytest.mark.parametrize("body", [[], {}, None, {"Operations": []}, {"Operations": None}, {"Operations": "POST"}])
def test_a_body_without_operations_is_refused(body: JsonValue) -> None:
    with pytest.raises(RequestRejected, match='an object with a list "Operations"') as rejected:
        received(body)
    assert rejected.value.status == 400


def test_more_operations_than_are_allowed_are_refused_as_a_whole() -> None:
    assert len(received(bulk(*[operation()] * 50)).events) == 50
    with pytest.raises(RequestRejected, match="holds 51 operations; maxOperations is 50") as rejected:
        received(bulk(*[operation()] * 51))
    assert rejected.value.status == 413
    with pytest.raises(RequestRejected, match="maxOperations is 1"):
        ScimBulkSource(1).receive(as_body(bulk(operation(), operation())), SCIM, NOON)


@pytest.mark.parametrize("content_type", ["application/scim+json", "application/json"])
def test_both_content_types_are_taken(content_type: str) -> None:
    assert ScimBulkSource().receive(as_body(bulk(operation())), {"content-type": content_type}, NOON).events


def test_a_date_with_a_time_is_the_one_on_the_wall() -> None:
    event = received(bulk(about({OTHER: {"hireDate": "2026-09-30T00:00:00+02:00"}}))).events[0]
    assert event.employee is not None
    assert event.employee.start_date == date(2026, 9, 30)


_NAMES = st.sampled_from(
    [
        *("externalId", "userName", "username", "name", "givenName", "emails", "value", "type", "primary", "active"),
        *("addresses", "phoneNumbers", "manager", "hireDate", "StartDate", "timezone", ENTERPRISE, OTHER, ""),
    ]
)
_values = st.recursive(
    documents, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=5), max_leaves=12
)
_near_operations = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["POST", "PUT", "DELETE", "patch", None]),
        "path": st.sampled_from(["/Users", "/users/7", "/Groups", "/Users/%", 7]),
        "data": st.dictionaries(_NAMES, _values, max_size=6) | documents,
    },
    optional={"bulkId": documents},
)


@effort(deadline=None, max_examples=300)
@given(documents | st.fixed_dictionaries({"Operations": st.lists(documents | _near_operations, max_size=3)}))
def test_any_document_is_received_or_refused_and_answered_operation_by_operation(body: JsonValue) -> None:
    try:
        result = received(body)
    except RequestRejected:
        return
    answers = reply(result)["Operations"]
    places = {*result.events, *(refused.index for refused in result.refused)}
    assert places == set(range(len(answers)))
    assert as_body(reply(result))
    for event in result.events.values():
        assert HrEvent.model_validate(event.to_json()) == event
