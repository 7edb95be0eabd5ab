"""infra/ and the code agree, with nothing chosen, with everything, and with each HR system alone."""

import json
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.infra.checking import check
from local.infra.deploying import deploy
from local.infra.reading import read
from local.infra.syntax import Literal, Text, pieces
from local.infra.values import Value
from provisioning.rules.permissions import PERMISSIONS
from provisioning.setup.settings_document import SCHEDULES
from provisioning.storage.queue import QUEUES
from tests.infra import azd_variables, expected, hosting, locks, names, signing_in
from tests.infra.agreement import OF_EACH, of_everything, of_the_least
from tests.infra.deployments import (
    INFRA,
    LEAST,
    ROOT,
    SETS,
    SETTINGS_OF,
    SYSTEMS,
    app_settings,
    deployed,
    deployed_by_azd,
    the,
)
from tests.infra.rights import ASSIGNMENTS

FLAGS = (
    *("allowPrivateAddresses", "auditTables", "createAdministratorsApp", "grantGraphPermissions"),
    *("privateNetwork", "recoverKeyVault"),
)
SOME = {
    "hrSystems": SYSTEMS,
    "withoutWebhook": SYSTEMS,
    "rotatingWebhooks": SYSTEMS,
    "openSources": ("generic", "scim-bulk"),
    "furtherSecrets": ("NOTIFICATION_WEBHOOK", "DEFAULT_PASSWORD_2", "HR_SECRET_ACME"),
    "administratorAddresses": ("203.0.113.7", "198.51.100.0/24"),
    "alertEmails": ("it@contoso.com", "hr@contoso.com"),
    "otherWebhooks": ("acme",),
    "administratorGroupIds": ("00000000-0000-0000-0000-0000000000cc", "00000000-0000-0000-0000-0000000000dd"),
}
OPTIONS: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.booleans() for name in FLAGS},
        **{name: st.lists(st.sampled_from(values), unique=True) for name, values in SOME.items()},
        "administratorsAppId": st.just("00000000-0000-0000-0000-0000000000bb"),
        "vaultOfficerId": st.just("00000000-0000-0000-0000-0000000000aa"),
        "alwaysReadyHttpInstances": st.integers(0, 20),
    },
)


@pytest.mark.parametrize("parameters", SETS)
@pytest.mark.parametrize("rule", OF_EACH)
def test_of_every_deployment(rule: str, parameters: str) -> None:
    assert [*OF_EACH[rule](deployed(parameters))] == []


@pytest.mark.parametrize("parameters", SETS)
def test_a_value_is_its_parameters(parameters: str) -> None:
    assert [*expected.given(deployed(parameters), SETS[parameters])] == []


def test_every_variable_of_azd_becomes_its_parameter() -> None:
    assert [*azd_variables.azd_variables(INFRA)] == []


@settings(max_examples=30, deadline=None)
@given(OPTIONS)
def test_of_any_choice_of_options(options: dict[str, Value]) -> None:
    deployment = deploy(INFRA / "main.bicep", {**LEAST, **SETTINGS_OF, **options})
    assert [fault for rule in OF_EACH.values() for fault in rule(deployment)] == []
    assert [*expected.given(deployment, options)] == []


@pytest.mark.parametrize("rule", OF_EACH)
@pytest.mark.parametrize(
    "environment", [{}, {"HR_SYSTEMS": "bob,personio", "BOB_SERVICE_USER_ID": "7"}, {"PRIVATE_NETWORK": "true"}]
)
def test_of_what_azd_deploys(rule: str, environment: dict[str, str]) -> None:
    assert [*OF_EACH[rule](deployed_by_azd(**environment))] == []


def test_the_files_are_right_by_themselves_and_handle_no_keys() -> None:
    assert [*check(INFRA), *locks.keys_in_text(INFRA)] == []


def test_what_is_only_there_when_it_is_asked_for_is_right() -> None:
    assert [*of_everything(deployed("everything"))] == []


def test_every_app_setting_that_the_code_reads_can_be_set() -> None:
    assert [*names.unset_settings(map(deployed, SETS))] == []


@pytest.mark.parametrize("name", sorted(names.READ - names.NOT_SET.keys()))
def test_an_app_setting_that_is_misspelt_in_the_code_is_found(name: str) -> None:
    read = {*names.READ} - {name} | {f"{name}S"}
    assert [*names.unread_settings(deployed("everything"), read)] == [f"nobody reads the app setting {name}"]
    assert [*names.unset_settings(map(deployed, SETS), read)] == [f"no parameter sets {name}S, which the app reads"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_hr_system_that_is_not_chosen_has_no_app_settings(system: str) -> None:
    alone = {"bob": "HiBob alone", "personio": "Personio alone", "bamboohr": "BambooHR alone"}
    prefixes = {*map(str.upper, SYSTEMS)}
    for chosen, parameters in alone.items():
        found = {name for name in app_settings(deployed(parameters)) if name.startswith(system.upper())}
        assert bool(found) == (chosen == system)
    assert not [name for name in app_settings(deployed("the least")) if name.partition("_")[0] in prefixes]


def test_nothing_that_costs_or_widens_is_there_unless_it_is_asked_for() -> None:
    assert [*of_the_least(deployed("the least"))] == []


def test_who_read_the_tables_is_told_if_it_is_asked_for() -> None:
    assert locks.told_of_tables(deployed("everything")) == {"StorageRead", "StorageWrite", "StorageDelete"}


def test_a_former_secret_is_only_looked_for_while_it_is_being_changed() -> None:
    assert [name for name in app_settings(deployed("HiBob alone")) if name.endswith("_PREVIOUS")] == []
    assert {name for name in app_settings(deployed("everything")) if name.endswith("_PREVIOUS")} == {
        "BOB_WEBHOOK_SECRET_PREVIOUS",
        "PERSONIO_WEBHOOK_TOKEN_PREVIOUS",
        "BAMBOOHR_WEBHOOK_KEY_PREVIOUS",
    }


def test_an_hr_system_without_a_webhook_has_credentials_and_is_no_open_source() -> None:
    found = app_settings(deployed("BambooHR by cycles alone"))
    assert "BAMBOOHR_API_KEY" in found
    assert "BAMBOOHR_WEBHOOK_KEY" not in found
    assert "bamboohr" not in found["HR_SOURCES"].split(",")


def test_every_source_that_the_code_knows_can_be_open() -> None:
    listed = app_settings(deployed("everything"))["HR_SOURCES"].split(",")
    assert {*listed} == hosting.sources_of_the_code()
    config = the(deployed("everything"), "Microsoft.Web/sites/config")
    assert hosting.path_of(hosting.webhook_route().format(source="acme")) in str(config.properties)


def test_the_path_that_is_open_without_a_source_is_the_route_of_the_function_that_tells_of_health() -> None:
    code = (ROOT / "function_app.py").read_text(encoding="utf-8").replace('"health"', '"healthy"')
    renamed = hosting.route_of("health", code)
    assert [*signing_in.open_paths(deployed("everything"), renamed)] == [
        "/api/healthy must be open to HR systems",
        "/api/health must not be open",
    ]


def test_the_queues_with_a_function_are_those_that_the_app_looks_after() -> None:
    assert names.queues_of_the_code() == {*QUEUES}


def test_nobody_may_set_secrets_unless_they_are_named() -> None:
    assert len(deployed("everything").of(ASSIGNMENTS)) == len(deployed("the least").of(ASSIGNMENTS)) + 1


def test_every_feature_with_permissions_of_its_own_can_be_chosen_and_no_other() -> None:
    features = {each.feature for each in PERMISSIONS if each.feature}
    for file, name in (("main.bicep", "graphFeatures"), ("modules/graph-permissions.bicep", "features")):
        declared = read(INFRA / file).find(name)
        assert declared is not None
        assert declared.type is not None
        assert {each.plain for each in pieces(declared.type) if isinstance(each, Text)} == features


def test_the_schedules_that_the_setup_check_proposes_are_those_of_a_new_deployment_and_of_a_local_app() -> None:
    local = json.loads((ROOT / "local.settings.example.json").read_text(encoding="utf-8"))["Values"]
    for found in (app_settings(deployed("the least")), local):
        assert {name: found.get(name) for name in SCHEDULES} == SCHEDULES


def test_the_python_of_the_project_is_the_sites() -> None:
    version = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    assert f'requires-python = ">={version}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_private_endpoints_are_made_one_after_the_other() -> None:
    declared = read(INFRA / "modules" / "network.bicep").find("privateEndpoints")
    assert declared is not None
    (at_once,) = (each.arguments[0] for each in declared.decorators if each.function == "batchSize")
    assert isinstance(at_once, Literal)
    assert at_once.value == 1


def test_azd_knows_one_service_by_the_name_in_the_sites_tag() -> None:
    assert hosting.services_of_azd() == [hosting.SERVICE]


def test_every_parameter_of_the_deployment_is_described() -> None:
    declared = read(INFRA / "main.bicep").of("param")
    assert [each.name for each in declared if "description" not in {call.function for call in each.decorators}] == []


def test_secrets_are_no_parameters() -> None:
    declared = chain.from_iterable(read(Path(file)).of("param") for file in INFRA.rglob("*.bicep"))
    assert [each.name for each in declared if "secure" in {call.function for call in each.decorators}] == []
