"""Which Graph permissions are needed, and how what is granted compares with that."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.attributes import READ_ON_REQUEST
from provisioning.rules.permissions import (
    EMAIL,
    FEATURES,
    LEAVE_DATE,
    PERMISSIONS,
    compare,
    features_on,
    needed,
)
from provisioning.settings import Settings, parse_settings

ROOT = Path(__file__).resolve().parents[2]
ALWAYS = {
    "User.ReadWrite.All",
    "User.EnableDisableAccount.All",
    "User.RevokeSessions.All",
    "User.DeleteRestore.All",
    "GroupMember.Read.All",
    "RoleManagement.Read.Directory",
    "Domain.Read.All",
}
LEAVING: Mapping[str, JsonValue] = {
    "attributeMappings": [{"target": "employeeLeaveDateTime", "type": "direct", "source": "terminationDate"}]
}
MAILED: Mapping[str, JsonValue] = {
    "notifications": {"email": {"sender": "robot@contoso.com", "to": ["it@contoso.com"]}}
}
NAMES = sorted({name for each in PERMISSIONS for name in (each.name, *each.satisfied_by)})


def names_needed(document: Mapping[str, JsonValue]) -> set[str]:
    return {each.name for each in needed(parse_settings(dict(document)))}


@pytest.mark.parametrize(
    ("document", "beside"),
    [
        pytest.param({}, set(), id="the default settings need no more than the rest"),
        pytest.param(LEAVING, {"User-LifeCycleInfo.ReadWrite.All"}, id="who maps the leave date may write it"),
        pytest.param(MAILED, {"Mail.Send"}, id="who is told by e-mail needs a mailbox that sends"),
        pytest.param({"enabled": False}, set(), id="what is switched off for now is needed tomorrow"),
        pytest.param({**LEAVING, **MAILED}, {"User-LifeCycleInfo.ReadWrite.All", "Mail.Send"}, id="both need one each"),
    ],
)
def test_what_is_needed_follows_from_the_settings(document: Mapping[str, JsonValue], beside: set[str]) -> None:
    assert names_needed(document) == ALWAYS | beside


def test_each_feature_is_switched_on_by_some_settings() -> None:
    assert features_on(parse_settings({**LEAVING, **MAILED})) == FEATURES == (LEAVE_DATE, EMAIL)
    assert {each.feature for each in PERMISSIONS} == {None, *FEATURES}


def test_whatever_must_be_asked_for_by_name_is_the_feature_of_the_leave_date() -> None:
    assert {LEAVE_DATE} == READ_ON_REQUEST


def test_ids_and_names_are_those_of_one_permission_each() -> None:
    assert len({each.id for each in PERMISSIONS}) == len({each.name for each in PERMISSIONS}) == len(PERMISSIONS)
    for each in PERMISSIONS:
        assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", each.id)


@pytest.mark.parametrize(
    ("granted", "missing", "beyond"),
    [
        pytest.param(ALWAYS, set(), (), id="the least set is enough"),
        pytest.param(set(), ALWAYS, (), id="nothing is granted"),
        pytest.param(ALWAYS - {"Domain.Read.All"}, {"Domain.Read.All"}, (), id="one is missing"),
        pytest.param(
            ALWAYS - {"GroupMember.Read.All", "RoleManagement.Read.Directory"} | {"Directory.Read.All"},
            set(),
            ("Directory.Read.All",),
            id="Directory.Read.All reads groups and roles, and is wider than needed",
        ),
        pytest.param(
            {"Directory.ReadWrite.All"},
            {"User.RevokeSessions.All", "User.DeleteRestore.All"},
            ("Directory.ReadWrite.All",),
            id="Directory.ReadWrite.All neither ends sessions nor restores",
        ),
        pytest.param(
            ALWAYS | {"Mail.Send"}, set(), ("Mail.Send",), id="what nothing is switched on for is beyond the least set"
        ),
        pytest.param(
            {"user.readwrite.all"}, ALWAYS, ("user.readwrite.all",), id="names are compared as Graph writes them"
        ),
    ],
)
def test_what_is_granted_is_compared_with_what_is_needed(
    granted: set[str], missing: set[str], beyond: tuple[str, ...]
) -> None:
    compared = compare(granted, Settings())
    assert ({each.name for each in compared.missing}, compared.beyond) == (missing, beyond)


_SETTINGS = st.sampled_from(
    [Settings(), *(parse_settings(dict(each)) for each in (LEAVING, MAILED, {**LEAVING, **MAILED}))]
)


@given(st.sets(st.sampled_from(NAMES)), st.sampled_from(NAMES), _SETTINGS)
def test_one_more_permission_never_makes_another_missing(granted: set[str], one_more: str, settings: Settings) -> None:
    assert {*compare(granted | {one_more}, settings).missing} <= {*compare(granted, settings).missing}


@given(st.sets(st.sampled_from(NAMES)), _SETTINGS)
def test_granting_what_is_missing_and_taking_back_what_is_beyond_leads_to_the_least_set(
    granted: set[str], settings: Settings
) -> None:
    wanted = {each.name for each in needed(settings)}
    compared = compare(granted, settings)
    assert {each.name for each in compared.missing} <= wanted
    once = (granted | {each.name for each in compared.missing}) - {*compared.beyond}
    again = once | {each.name for each in compare(once, settings).missing}
    assert again == wanted
    assert compare(again, settings) == compare(wanted, settings)
    assert not compare(again, settings).beyond


def test_the_bicep_module_takes_the_features_by_the_names_of_the_code() -> None:
    module = (ROOT / "infra" / "modules" / "graph-permissions.bicep").read_text(encoding="utf-8")
    (listed,) = re.findall(r"^param features \((.+)\)\[\]", module, re.MULTILINE)
    assert [name.strip(" '") for name in listed.split("|")] == [*FEATURES]


def test_the_data_of_the_deployment_hold_each_permission_once() -> None:
    data = json.loads((ROOT / "infra" / "graph-permissions.json").read_text(encoding="utf-8"))
    listed = [*data["always"], *(each for feature in FEATURES for each in data["features"][feature])]
    assert [(each["name"], each["id"]) for each in listed] == [(each.name, each.id) for each in PERMISSIONS]
