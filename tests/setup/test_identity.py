"""Who the app is and what it may do, by the real azure-identity on an endpoint that answers as App Service's does."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from provisioning.ports import TemporaryFailure
from provisioning.ports.setup import NoIdentity
from provisioning.rules.permissions import PERMISSIONS
from provisioning.settings import Settings, parse_settings
from provisioning.setup.findings import Outcome
from provisioning.setup.identity import IdentityCheck, PermissionsCheck
from provisioning.targets.credentials import azure_identity, graph_credential
from provisioning.targets.own_token import GraphToken
from tests.rules.test_permissions import ALWAYS, MAILED
from tests.setup.looking import found, look
from tests.setup.tokens import CLIENT, HEADER, OBJECT, IdentityEndpoint, identity_endpoint, jwt

GRAPH = "https://graph.microsoft.com/v1.0"


@asynccontextmanager
async def on_azure(endpoint: IdentityEndpoint, client_id: str | None = CLIENT) -> AsyncIterator[GraphToken]:
    """Give the app's own token as it comes about on Azure."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IDENTITY_ENDPOINT", endpoint.url)
        patch.setenv("IDENTITY_HEADER", HEADER)
        credential = azure_identity(client_id)
    async with credential:
        yield GraphToken(GRAPH, credential, client_id)


async def test_the_identity_is_told_by_its_client_id_and_object_id_and_its_token_by_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with identity_endpoint(ALWAYS) as endpoint, on_azure(endpoint) as own:
        (finding,) = await found(IdentityCheck(own))
        permitted = await found(PermissionsCheck(own))
        token = endpoint.token
    assert finding.status is Outcome.OK
    assert f"client id {CLIENT}, object id {OBJECT}" in finding.sentence
    told = f"{finding} {permitted} {caplog.text}"
    assert token not in told
    assert token.split(".")[1] not in told
    assert endpoint.asked_for == [CLIENT]


@pytest.mark.parametrize(
    ("client_id", "sentence"),
    [
        (CLIENT, f"AZURE_CLIENT_ID is {CLIENT}, and the app has no identity with this client id"),
        (None, "AZURE_CLIENT_ID is not set, and the app has no system-assigned identity"),
    ],
)
async def test_a_client_id_that_is_none_of_the_apps_is_told(client_id: str | None, sentence: str) -> None:
    async with identity_endpoint(status=400) as endpoint, on_azure(endpoint, client_id) as own:
        (finding,) = await found(IdentityCheck(own))
        (permissions,) = await found(PermissionsCheck(own))
    assert finding.status is Outcome.FAILED
    assert finding.sentence.startswith(sentence)
    assert "set AZURE_CLIENT_ID to the client id of a user-assigned identity" in str(finding.remedy)
    assert permissions.status is Outcome.UNKNOWN


async def test_an_endpoint_that_has_a_bad_moment_is_no_wrong_setting() -> None:
    async with identity_endpoint(status=500) as endpoint, on_azure(endpoint) as own:
        with pytest.raises((TemporaryFailure, TimeoutError)):
            async with asyncio.timeout(1):
                await IdentityCheck(own).look(Settings())


class Tokens:
    """OwnToken port that gives a token, or fails."""

    def __init__(self, given: str | Exception) -> None:
        self._given = given

    async def token(self) -> str:
        """See ports.setup.OwnToken."""
        if isinstance(self._given, Exception):
            raise self._given
        return self._given


async def test_an_app_without_an_identity_is_told_to_assign_one() -> None:
    (finding,) = await found(IdentityCheck(Tokens(NoIdentity("no managed identity is assigned"))))
    assert finding.status is Outcome.FAILED
    assert "assign the user-assigned identity to the app" in str(finding.remedy)


@pytest.mark.parametrize(
    "token",
    [
        *("loopback", "a.b", "a.b.c", "", "..", "eyJ.bm90IGpzb24.x", "x.W10.y", "x.Iv8=.y"),
        pytest.param("é.é.é", id="no ASCII"),
        pytest.param(f"a.{'A' * 5}.b", id="no whole number of bytes"),
    ],
)
async def test_a_token_that_is_no_jwt_is_unknown(token: str) -> None:
    assert await look(IdentityCheck(Tokens(token))) == [("Microsoft Graph", "unknown")]
    assert await look(PermissionsCheck(Tokens(token))) == [("Microsoft Graph", "unknown")]


@pytest.mark.parametrize("check", [IdentityCheck, PermissionsCheck])
async def test_a_stand_in_for_graph_is_told_as_one(check: type[IdentityCheck | PermissionsCheck]) -> None:
    own = GraphToken("http://127.0.0.1:1/v1.0", graph_credential("http://127.0.0.1:1/v1.0", None), None)
    (finding,) = await found(check(own))
    assert finding.status is Outcome.WARNING
    assert "leads to a stand-in for Microsoft Graph on this machine" in finding.sentence


async def test_the_version_of_the_token_does_not_matter() -> None:
    (finding,) = await found(IdentityCheck(Tokens(jwt(azp="new", oid="o"))))
    assert "client id new, object id o" in finding.sentence


async def test_a_token_with_every_permission_is_in_order() -> None:
    async with identity_endpoint(ALWAYS) as endpoint, on_azure(endpoint) as own:
        assert await look(PermissionsCheck(own)) == [("Microsoft Graph", "ok")]


async def test_a_missing_permission_is_told_with_what_it_is_for_and_the_line_that_grants_it() -> None:
    async with identity_endpoint(sorted(ALWAYS - {"User.RevokeSessions.All"})) as endpoint, on_azure(endpoint) as own:
        (finding,) = await found(PermissionsCheck(own))
    assert (finding.subject, finding.status) == ("User.RevokeSessions.All", Outcome.FAILED)
    assert "ends the sessions of whoever is blocked" in finding.sentence
    assert f"infra/grant-graph-permissions.sh {OBJECT}; then restart the app" in str(finding.remedy)
    assert "for up to a day" in str(finding.remedy)


async def test_the_line_names_the_features_that_are_on_and_mail_may_be_granted_elsewhere() -> None:
    async with identity_endpoint(ALWAYS) as endpoint, on_azure(endpoint) as own:
        (mail,) = await found(PermissionsCheck(own), parse_settings(dict(MAILED)))
    assert (mail.subject, mail.status) == ("Mail.Send", Outcome.WARNING)
    assert "Exchange's RBAC for Applications" in mail.sentence
    assert f"infra/grant-graph-permissions.sh {OBJECT} emailNotifications; then restart" in str(mail.remedy)


async def test_a_token_without_any_permission_misses_all_of_them() -> None:
    always = [(each.name, "failed") for each in PERMISSIONS if each.feature is None]
    assert await look(PermissionsCheck(Tokens(jwt(oid=OBJECT)))) == always
    assert await look(PermissionsCheck(Tokens(jwt(oid=OBJECT, roles="User.ReadWrite.All")))) == always


async def test_a_permission_beyond_the_least_set_is_a_warning() -> None:
    roles = [*ALWAYS, "Directory.ReadWrite.All"]
    async with identity_endpoint(roles) as endpoint, on_azure(endpoint) as own:
        assert await look(PermissionsCheck(own)) == [("Microsoft Graph", "ok"), ("Directory.ReadWrite.All", "warning")]
