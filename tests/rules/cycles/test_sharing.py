"""Which people of a list share a matching key."""

from datetime import timedelta

from pydantic import JsonValue

from provisioning.model import EmployeeRecord, EventType, HrEvent
from provisioning.rules.cycles.sharing import SharedKeys
from provisioning.rules.merging import merge
from provisioning.settings import Settings
from tests.builders import NOON, SOURCE, employee

USUAL = Settings()


def person(employee_id: str, **fields: JsonValue) -> EmployeeRecord:
    listed = employee(id=employee_id, **fields)
    event = HrEvent(
        id="1", source=SOURCE, type=EventType.LISTED, occurred_at=NOON, employee_id=employee_id, employee=listed
    )
    return merge(EmployeeRecord(source=SOURCE, employee_id=employee_id), event)


def shared(*people: EmployeeRecord) -> dict[str, str]:
    keys = SharedKeys(USUAL, NOON)
    for each in people:
        keys.add(each)
    return dict(keys.sentences())


def test_two_who_work_and_have_one_address_are_named_to_each_other() -> None:
    assert shared(
        person("1", workEmail="ana@contoso.com", startDate="2020-01-01"),
        person("2", workEmail="Ana@Contoso.com", startDate="2020-01-01"),
        person("3", workEmail="eva@contoso.com", startDate="2020-01-01"),
    ) == {
        "1": "userPrincipalName ana@contoso.com with employee 2",
        "2": "userPrincipalName ana@contoso.com with employee 1",
    }


def test_an_address_of_somebody_who_has_left_is_free() -> None:
    gone = (NOON - timedelta(days=30)).date().isoformat()
    assert not shared(
        person("1", workEmail="ana@contoso.com", startDate="2020-01-01", terminationDate=gone),
        person("2", workEmail="ana@contoso.com", startDate="2020-01-01"),
    )


def test_two_with_one_employee_number_are_named_as_well() -> None:
    assert set(shared(person("1", employeeNumber="77"), person("2", employeeNumber="77"))) == {"1", "2"}


def test_of_many_a_few_are_named() -> None:
    crowd = [person(str(number), employeeNumber="77") for number in range(9)]
    assert "and 3 more" in shared(*crowd)["0"]
