"""What of an account differs from what is wanted, as Entra sees it."""

import pytest
from pydantic import JsonValue

from provisioning.model import Change
from provisioning.rules.mapping import differences

EXTENSION = "extension_0123456789abcdef0123456789abcdef_badge"


@pytest.mark.parametrize(
    ("wanted", "actual"),
    [
        pytest.param({}, {"jobTitle": "Cook"}, id="what is not wanted is left alone"),
        pytest.param({"jobTitle": "Cook"}, {"jobTitle": "Cook"}, id="the same text"),
        pytest.param({"jobTitle": None}, {}, id="null and missing"),
        pytest.param({"jobTitle": None}, {"jobTitle": None}, id="null and null"),
        pytest.param({"jobTitle": None}, {"jobTitle": ""}, id="null and empty"),
        pytest.param({"businessPhones": []}, {}, id="empty list and missing"),
        pytest.param({"businessPhones": []}, {"businessPhones": []}, id="empty lists"),
        pytest.param({"businessPhones": ["1"]}, {"businessPhones": ["1"]}, id="the same list"),
        pytest.param(
            {"employeeHireDate": "2026-01-15T00:00:00Z"},
            {"employeeHireDate": "2026-01-15T00:00:00+00:00"},
            id="one instant, written twice",
        ),
        pytest.param(
            {"employeeHireDate": "2026-01-15T00:00:00Z"},
            {"employeeHireDate": "2026-01-15T01:00:00.0000000+01:00"},
            id="one instant, in another offset",
        ),
        pytest.param({"city": None}, {"city": []}, id="null and an empty list"),
        pytest.param({"mail": "Ana@contoso.com"}, {"mail": "ana@Contoso.com"}, id="an address in another case"),
        pytest.param({"usageLocation": "ES"}, {"usageLocation": "es"}, id="a country in another case"),
        pytest.param({"ageGroup": "Adult"}, {"ageGroup": "adult"}, id="a choice in another case"),
        pytest.param(
            {"otherMails": ["a@b.example", "C@d.example"]},
            {"otherMails": ["c@d.example", "A@b.example"]},
            id="addresses in another order and case",
        ),
        pytest.param({"showInAddressList": False}, {"showInAddressList": False}, id="false"),
        pytest.param({EXTENSION: 7}, {EXTENSION: 7.0}, id="a number of an extension"),
        pytest.param({EXTENSION: ["b", "a"]}, {EXTENSION: ["a", "b"]}, id="an extension's list in another order"),
        pytest.param(
            {EXTENSION: "2026-01-15T00:00:00Z"}, {EXTENSION: "2026-01-15T01:00:00+01:00"}, id="an extension's instant"
        ),
        pytest.param({EXTENSION: None}, {}, id="an extension without a value"),
        pytest.param({"somethingElse": 1}, {"somethingElse": 1}, id="what nothing is known of"),
    ],
)
def test_no_difference_is_no_change(wanted: dict[str, JsonValue], actual: dict[str, JsonValue]) -> None:
    assert differences(wanted, actual) == ()


@pytest.mark.parametrize(
    ("wanted", "actual", "change"),
    [
        pytest.param({"jobTitle": "Cook"}, {}, Change(attribute="jobTitle", old=None, new="Cook"), id="new"),
        pytest.param(
            {"jobTitle": "Chef"}, {"jobTitle": "Cook"}, Change(attribute="jobTitle", old="Cook", new="Chef"), id="other"
        ),
        pytest.param(
            {"jobTitle": "cook"}, {"jobTitle": "Cook"}, Change(attribute="jobTitle", old="Cook", new="cook"), id="case"
        ),
        pytest.param(
            {"jobTitle": None}, {"jobTitle": "Cook"}, Change(attribute="jobTitle", old="Cook", new=None), id="cleared"
        ),
        pytest.param(
            {"businessPhones": ["1"]},
            {"businessPhones": ["2"]},
            Change(attribute="businessPhones", old=["2"], new=["1"]),
            id="another phone",
        ),
        pytest.param(
            {"businessPhones": []},
            {"businessPhones": ["2"]},
            Change(attribute="businessPhones", old=["2"], new=[]),
            id="no phone any more",
        ),
        pytest.param(
            {"employeeHireDate": "2026-01-15T00:00:00Z"},
            {"employeeHireDate": "2026-01-15T00:00:00+01:00"},
            Change(attribute="employeeHireDate", old="2026-01-15T00:00:00+01:00", new="2026-01-15T00:00:00Z"),
            id="an hour apart",
        ),
        pytest.param(
            {"employeeHireDate": "2026-01-15T00:00:00Z"},
            {"employeeHireDate": "The 15th"},
            Change(attribute="employeeHireDate", old="The 15th", new="2026-01-15T00:00:00Z"),
            id="a date and what is none",
        ),
        pytest.param(
            {"showInAddressList": False},
            {},
            Change(attribute="showInAddressList", old=None, new=False),
            id="false is not nothing",
        ),
        pytest.param(
            {"mailNickname": "AnaRuiz"},
            {"mailNickname": "anaruiz"},
            Change(attribute="mailNickname", old="anaruiz", new="AnaRuiz"),
            id="a nickname in another case",
        ),
        pytest.param(
            {"otherMails": ["a@b.example"]},
            {"otherMails": ["a@b.example", "c@d.example"]},
            Change(attribute="otherMails", old=["a@b.example", "c@d.example"], new=["a@b.example"]),
            id="an address less",
        ),
        pytest.param({EXTENSION: True}, {EXTENSION: 1}, Change(attribute=EXTENSION, old=1, new=True), id="true and 1"),
        pytest.param({EXTENSION: "1"}, {EXTENSION: 1}, Change(attribute=EXTENSION, old=1, new="1"), id="text and 1"),
        pytest.param({EXTENSION: 0}, {}, Change(attribute=EXTENSION, old=None, new=0), id="zero is not nothing"),
    ],
)
def test_a_difference_is_a_change_with_before_and_after(
    wanted: dict[str, JsonValue], actual: dict[str, JsonValue], change: Change
) -> None:
    assert differences(wanted, actual) == (change,)
