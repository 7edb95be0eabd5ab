"""Rights are those that the code needs, each on one resource, and no wider."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from local.infra.values import Deployment, Resource, unknown
from provisioning.setup.azure_roles import AZURE_ROLES
from tests.infra.deployments import at, the

ASSIGNMENTS: Final = "Microsoft.Authorization/roleAssignments"
SECRETS_OFFICER: Final = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
"""Key Vault Secrets Officer. Source: Microsoft, Azure built-in roles."""
TYPES: Final[Mapping[str, str]] = {
    "storage": "Microsoft.Storage/storageAccounts",
    "keyVault": "Microsoft.KeyVault/vaults",
    "applicationInsights": "Microsoft.Insights/components",
}
_DEFINITION: Final = re.compile(
    r"«subscriptionResourceId\('Microsoft.Authorization/roleDefinitions', '(?P<role>[0-9a-f-]{36})'\)»"
)


type Right = tuple[str, str, str, str]
"""A role's id, the scope, whom it is given to, and what that is."""


def _right(assignment: Resource) -> Right:
    definition = str(at(assignment, "roleDefinitionId"))
    match = _DEFINITION.fullmatch(definition)
    principal, kind = str(at(assignment, "principalId")), str(at(assignment, "principalType"))
    return (match["role"] if match else definition, assignment.scope, principal, kind)


def principal_of(deployment: Deployment) -> str:
    """Return the object id of the app's identity."""
    identity = the(deployment, "Microsoft.ManagedIdentity/userAssignedIdentities")
    return unknown(f"{identity.type} {identity.name}.properties.principalId")


def roles(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each role that is assigned and not needed, or needed and not assigned, as it is needed."""
    scopes = {name: the(deployment, kind).id for name, kind in TYPES.items()}
    needed = {(each.id, scopes[each.scope], principal_of(deployment), "ServicePrincipal") for each in AZURE_ROLES}
    assigned = [_right(each) for each in deployment.of(ASSIGNMENTS)]
    yield from (f"the app needs the role {role} on {scope}" for role, scope, *_ in sorted(needed - {*assigned}))
    for role, scope, principal, kind in sorted({*assigned} - needed):
        if (role, scope) != (SECRETS_OFFICER, scopes["keyVault"]) or principal == principal_of(deployment):
            yield f"nobody needs the role {role} on {scope} for the {kind} {principal}"
    twice = Counter(each.name for each in deployment.of(ASSIGNMENTS))
    yield from (f"two assignments have the name {name}" for name, count in twice.items() if count > 1)
    for each in deployment.of(ASSIGNMENTS):
        role, scope, principal, _ = _right(each)
        if each.name != unknown(f"guid('{scope}', '{principal}', '{role}')"):
            yield f"{each.address} must be named by its scope, principal and role, so that it is made once"


def secrets_officer(deployment: Deployment, person: str) -> Iterator[str]:
    """Yield a sentence if a person may not set secrets in the vault."""
    vault = the(deployment, TYPES["keyVault"])
    if (SECRETS_OFFICER, vault.id, person, "User") not in map(_right, deployment.of(ASSIGNMENTS)):
        yield f"{person} must be a Key Vault Secrets Officer of the vault"
