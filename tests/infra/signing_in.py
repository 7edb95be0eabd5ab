"""Who must sign in: everybody but HR systems, by a registration that trusts the one identity and holds no secret."""

from collections.abc import Iterator
from typing import Final

from local.infra.values import Deployment, Value, id_of, unknown
from provisioning.rules.permissions import PERMISSIONS
from tests.infra.deployments import app_settings, at, entries, the
from tests.infra.hosting import HEALTH, SITE, path_of, sources_of_the_code, webhook_route
from tests.infra.rights import ASSIGNMENTS, principal_of

APPLICATION: Final = "Microsoft.Graph/applications"
GRAPH: Final = id_of("Microsoft.Graph/servicePrincipals", "00000003-0000-0000-c000-000000000000")
"""Microsoft Graph in every tenant, by its application id."""
_PROVIDER: Final = "identityProviders.azureActiveDirectory"
_POLICY: Final = f"{_PROVIDER}.validation.defaultAuthorizationPolicy"
_LET_IN: Final = f"{_POLICY}.allowedPrincipals"
_ISSUER: Final = f"{unknown('environment().authentication.loginEndpoint')}{unknown('tenant().tenantId')}/v2.0"

_ANSWERS: Final = {True: frozenset({"Return401", "RedirectToLoginPage"}), False: frozenset({"AllowAnonymous"})}
"""What App Service may do with who is not signed in, with sign-in and without."""


def open_paths(deployment: Deployment, health: str = HEALTH) -> Iterator[str]:
    """Yield a sentence on each path that people need not sign in for and should, or the reverse."""
    listed = app_settings(deployment).get("HR_SOURCES", "").split(",")
    config = the(deployment, f"{SITE}/config", "/authsettingsV2")
    opened = {str(each) for each in entries(config, "globalValidation.excludedPaths")}
    needed = {path_of(webhook_route().format(source=source)) for source in listed} | {path_of(health)}
    yield from (f"{path} must be open to HR systems" for path in sorted(needed - opened))
    possible = path_of(webhook_route().format(source=""))
    yield from (f"{path} must not be open" for path in sorted(opened - needed) if not path.startswith(possible))
    if unknown_sources := {*listed} - sources_of_the_code():
        yield f"HR_SOURCES names {', '.join(sorted(unknown_sources))}, which the code does not know"


def sign_in(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each thing by which sign-in would let in whom it should not, or nobody."""
    config = the(deployment, f"{SITE}/config", "/authsettingsV2")
    signs_in = at(config, "platform.enabled")
    answer = at(config, "globalValidation.unauthenticatedClientAction")
    if answer not in _ANSWERS[signs_in is True]:
        yield f"who is not signed in must get one of {sorted(_ANSWERS[signs_in is True])}, not {answer}"
    if at(config, "globalValidation.requireAuthentication") != signs_in:
        yield "whoever signs in must be required to"
    if signs_in is not True:
        yield from () if at(config, "identityProviders") == {} else ("only sign-in needs a provider",)
        return
    client = at(config, f"{_PROVIDER}.registration.clientId")
    expected: dict[str, Value] = {
        f"{_PROVIDER}.enabled": True,
        f"{_PROVIDER}.registration.openIdIssuer": _ISSUER,
        f"{_PROVIDER}.validation.allowedAudiences": [client, f"api://{client}"],
        f"{_POLICY}.allowedApplications": [client],
        "globalValidation.redirectToProvider": "azureactivedirectory",
    }
    for path, value in expected.items():
        if at(config, path) != value:
            yield f"{path} must be {value}, not {at(config, path)}"
    let_in = at(config, _LET_IN)
    if let_in != {} and (not isinstance(let_in, dict) or not let_in.get("groups") or len(let_in) > 1):
        yield f"sign-in lets in everybody of the tenant, or the members of groups, not {let_in}"
    proof = at(config, f"{_PROVIDER}.registration.clientSecretSettingName")
    if proof not in app_settings(deployment):
        yield f"sign-in proves itself with the app setting {proof}, which is not set"


def groups_let_in(deployment: Deployment, groups: Value) -> Iterator[str]:
    """Yield a sentence unless the members of these groups may sign in, and nobody else."""
    let_in = at(the(deployment, f"{SITE}/config", "/authsettingsV2"), _LET_IN)
    if let_in != {"groups": groups}:
        yield f"members of {groups} must be let in, and nobody else, not {let_in}"


def registration(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on what is wrong with the registration: it is for this tenant, this site and this identity."""
    made, site = the(deployment, APPLICATION), the(deployment, SITE)
    credential = the(deployment, f"{APPLICATION}/federatedIdentityCredentials")
    if (credential.body.get("subject"), credential.body.get("issuer")) != (principal_of(deployment), _ISSUER):
        yield "the registration must trust the identity of this tenant, and no other"
    if "AzureCloud: 'api://AzureADTokenExchange'," not in str(credential.body.get("audiences")):
        yield "the registration must trust tokens for api://AzureADTokenExchange"
    if made.body.get("signInAudience") != "AzureADMyOrg" or made.body.get("groupMembershipClaims") != "SecurityGroup":
        yield "the registration must be for this tenant, and tell a person's groups"
    address = "".join(map(str, entries(made.body.get("web"), "redirectUris")))
    if not address.startswith(f"https://{site.name}.") or not address.endswith("/.auth/login/aad/callback"):
        yield f"people come back to the site after they signed in, not to {address}"
    if "AzureCloud: 'azurewebsites.net'" not in address:
        yield f"the site of the global cloud is not at {address}"
    if at(made.body.get("web"), "implicitGrantSettings.enableIdTokenIssuance") is not True:
        yield "App Service needs an id token"


def graph_permissions(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each Graph permission that is granted and not needed with every feature, or the reverse.

    Nor may one be granted before the roles are: until then Graph may not know the new identity.
    """
    grants = deployment.of("Microsoft.Graph/appRoleAssignedTo")
    granted = {
        (str(each.body.get("appRoleId")), str(each.body.get("principalId")), str(each.body.get("resourceId")))
        for each in grants
    }
    needed = {(each.id, principal_of(deployment), GRAPH) for each in PERMISSIONS}
    yield from (f"{permission} is granted to {whom} without need" for permission, whom, _ in sorted(granted - needed))
    yield from (f"{permission} is not granted to {whom}" for permission, whom, _ in sorted(needed - granted))
    assigned = {each.address for each in deployment.of(ASSIGNMENTS)}
    early = {each.address for each in grants if assigned - deployment.waits_for(each.address)}
    yield from (f"{address} must wait for the roles" for address in sorted(early))
