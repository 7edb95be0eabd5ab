"""What is told of HR systems: who is meant to be connected, and whether that works."""

from collections.abc import Mapping

import pytest

from provisioning.app_secrets import AppSecrets
from provisioning.app_settings import AppSettings
from provisioning.bootstrap import App
from provisioning.ports import Misconfigured, OwnFault, PersonMissing, RequestRejected, Shown, TemporaryFailure
from provisioning.settings import Settings, parse_settings
from provisioning.setup.findings import Finding, Outcome
from provisioning.setup.hr_systems import (
    BUILT_IN,
    NOBODY,
    BuiltIn,
    Connection,
    CredentialsCheck,
    DescribedCheck,
    WebhooksCheck,
)
from provisioning.web.changing import checked_with
from tests.builders import NOON, employee
from tests.setup.looking import found, look

BOB = BUILT_IN[0]
NAMES = [pytest.param(system, id=system.source) for system in BUILT_IN]
API = {"BOB_SERVICE_USER_ID": "robot", "BOB_SERVICE_USER_TOKEN": "t0ken"}
SECRET = {"BOB_WEBHOOK_SECRET": "s3cret"}
REFERENCE = "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/bob)"


class Api:
    """PeopleReader port whose every answer is the same; remembers who was asked for."""

    def __init__(self, outcome: Exception | None) -> None:
        self._outcome = outcome
        self.asked_for: list[str] = []

    async def fetch(self, employee_id: str) -> Shown:
        """See ports.PeopleReader."""
        self.asked_for.append(employee_id)
        if self._outcome:
            raise self._outcome
        return Shown(employee(firstName="Anna"))


def webhooks(environment: Mapping[str, str]) -> WebhooksCheck:
    app = App(environment)
    return WebhooksCheck(Connection(BOB, AppSettings(environment)), lambda: app.sources)


def credentials(environment: Mapping[str, str], api: Api) -> CredentialsCheck:
    return CredentialsCheck(Connection(BOB, AppSettings(environment)), lambda: {"bob": api})


def test_every_hr_system_that_the_app_reads_people_from_is_looked_at() -> None:
    assert {system.source for system in BUILT_IN} == App({}).hr.readers.keys()


@pytest.mark.parametrize("system", NAMES)
async def test_the_credentials_are_those_without_which_the_app_reads_nobody(system: BuiltIn) -> None:
    with pytest.raises(OwnFault, match=f"yet; set {' and '.join(system.credentials)}$"):
        await App({}).hr.readers[system.source].fetch(NOBODY)
    connected = App(dict.fromkeys(system.credentials, "https://hr.example.com"))
    assert system.source in connected.hr.listers


@pytest.mark.parametrize("system", NAMES)
@pytest.mark.parametrize(("value", "status"), [("", 503), (REFERENCE, 503), ("s3cret", 401)])
async def test_without_the_secret_the_app_takes_no_event(system: BuiltIn, value: str, status: int) -> None:
    source = await App({system.secret: value}).sources.find(system.source)
    assert source is not None
    with pytest.raises(RequestRejected) as refused:
        source.receive(b"{}", {}, NOON)
    assert refused.value.status == status
    assert (system.secret in str(refused.value)) is (status == 503)


@pytest.mark.parametrize(
    ("environment", "status"),
    [
        pytest.param({}, None, id="nobody began to connect it"),
        pytest.param({"HR_SOURCES": "generic"}, None, id="it is not among the sources"),
        pytest.param({**API, **SECRET}, "ok", id="a secret is set"),
        pytest.param({**SECRET, "HR_SOURCES": "generic, bob"}, "ok", id="it is set and named"),
        pytest.param(API, "warning", id="it may be that people are only read"),
        pytest.param({**API, "HR_SOURCES": "bob"}, "failed", id="it is to send webhooks and has no secret"),
        pytest.param({"HR_SOURCES": "bob"}, "failed", id="it is named and nothing is set"),
        pytest.param({**API, "BOB_WEBHOOK_SECRET": REFERENCE}, "failed", id="its secret could not be resolved"),
        pytest.param({**SECRET, "HR_SOURCES": "generic"}, "warning", id="it is connected and not among the sources"),
    ],
)
async def test_webhooks_can_be_verified_or_it_is_told_why_not(
    environment: Mapping[str, str], status: str | None
) -> None:
    assert await look(webhooks(environment)) == ([("bob", status)] if status else [])


async def test_no_webhook_is_taken_in_while_hr_sources_names_what_there_is_not() -> None:
    (finding,) = await found(webhooks({**API, **SECRET, "HR_SOURCES": "bob,workday"}))
    assert finding.status is Outcome.FAILED
    assert finding.sentence.startswith("no webhook is taken in: HR_SOURCES names 'workday'")


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        pytest.param(PersonMissing(), "ok", id="nobody has this id"),
        pytest.param(None, "ok", id="somebody has"),
        pytest.param(OwnFault("bob", "Bob answered 401; check the service user"), "failed", id="it is not taken"),
        pytest.param(Misconfigured("BOB_API_BASE_URL: the address must"), "failed", id="its address is wrong"),
    ],
)
async def test_a_credential_is_tried_on_nobody_and_nothing_of_anybody_is_told(
    outcome: Exception | None, status: str
) -> None:
    api = Api(outcome)
    (finding,) = await found(credentials({**API, **SECRET}, api))
    assert (finding.subject, finding.status.value) == ("bob", status)
    assert api.asked_for == [NOBODY]
    assert not {"Anna", "t0ken", "s3cret"} & words(finding)


async def test_that_it_does_not_answer_is_left_to_the_caller_to_tell() -> None:
    with pytest.raises(TemporaryFailure):
        await credentials(API, Api(TemporaryFailure("Bob answered 503"))).look(parse_settings({}))


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        pytest.param({"BOB_SERVICE_USER_ID": "robot"}, "BOB_SERVICE_USER_TOKEN has no value", id="half of it"),
        pytest.param(SECRET, "BOB_SERVICE_USER_ID and BOB_SERVICE_USER_TOKEN have no value", id="the webhooks alone"),
        pytest.param({**API, "BOB_SERVICE_USER_TOKEN": REFERENCE}, "BOB_SERVICE_USER_TOKEN has", id="unresolved"),
    ],
)
async def test_a_system_that_is_half_connected_is_told_with_what_is_missing_and_not_called(
    environment: Mapping[str, str], named: str
) -> None:
    api = Api(None)
    (finding,) = await found(credentials(environment, api))
    assert finding.status.value == "failed"
    assert named in finding.sentence
    assert api.asked_for == []


async def test_a_system_that_nobody_connects_is_neither_called_nor_told() -> None:
    api = Api(None)
    assert await look(credentials({}, api)) == []
    assert api.asked_for == []


@pytest.mark.parametrize(
    ("secrets", "expected"),
    [({"HR_SECRET_ACME": "s"}, ("acme", "ok")), ({}, ("hrSystems.acme.verification.secret", "failed"))],
    ids=["set", "not set"],
)
async def test_the_secret_of_a_system_of_the_settings_must_be_set(
    secrets: Mapping[str, str], expected: tuple[str, str]
) -> None:
    acme = {"verification": {"type": "bearer", "secret": "HR_SECRET_ACME"}, "fields": {"id": "id"}}
    check = DescribedCheck(lambda: checked_with(AppSecrets(secrets), ()))
    assert await look(check, Settings.model_validate({"hrSystems": {"acme": acme}})) == [expected]


def words(finding: Finding) -> set[str]:
    return set(f"{finding.sentence} {finding.remedy}".split())
