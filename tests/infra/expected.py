"""What stands in resources and outputs: values that nobody may choose, those of parameters, and what azd is told."""

from collections.abc import Iterator, Mapping
from typing import Final

from local.infra.values import Deployment, Value, unknown
from tests.infra.azure_names import GROUP, suffix_of
from tests.infra.deployments import at, the
from tests.infra.hosting import IDENTITY, SITE
from tests.infra.networks import NETWORK, STORAGE, VAULT, ZONES
from tests.infra.rights import principal_of

WORKSPACE: Final = "Microsoft.OperationalInsights/workspaces"
COMPONENT: Final = "Microsoft.Insights/components"
TENANT: Final = unknown("tenant().tenantId")
FIXED: Final[tuple[tuple[str, str, Value, str], ...]] = (
    (STORAGE, "kind", "StorageV2", "one account holds blobs, queues and tables"),
    (STORAGE, "properties.accessTier", "Hot", "the host reads and writes its blobs all day"),
    (STORAGE, "properties.defaultToOAuthAuthentication", True, "the portal must not try the key, which opens nothing"),
    (STORAGE, "properties.dnsEndpointType", "Standard", "other endpoints are in none of the private DNS zones"),
    (f"{STORAGE}/blobServices", "properties.deleteRetentionPolicy.days", 7, "a deleted package can be had back"),
    (f"{STORAGE}/blobServices", "properties.containerDeleteRetentionPolicy.days", 7, "and so can its container"),
    (VAULT, "properties.tenantId", TENANT, "the app's identity is of this tenant"),
    (VAULT, "properties.sku", {"family": "A", "name": "standard"}, "secrets need no hardware of their own"),
    (VAULT, "properties.softDeleteRetentionInDays", 90, "the days are told to administrators, and never change again"),
    (WORKSPACE, "properties.sku.name", "PerGB2018", "the others are bought ahead, or keep lines for a week"),
    (
        WORKSPACE,
        "properties.features.enableLogAccessUsingOnlyResourcePermissions",
        True,
        "who may read the app may read",
    ),
    (COMPONENT, "kind", "web", "it is what Application_Type says"),
    (COMPONENT, "properties.Application_Type", "web", "every server's application is"),
    (COMPONENT, "properties.IngestionMode", "LogAnalytics", "the alert rules read the workspace"),
    ("Microsoft.Insights/actionGroups", "location", "global", "alerts must come when the region is in trouble"),
    (ZONES, "location", "global", "there are no others"),
    ("Microsoft.Web/serverfarms", "kind", "functionapp", "it is a plan for functions"),
    (SITE, "properties.clientAffinityEnabled", False, "no caller comes back to one instance"),
    (SITE, "properties.siteConfig.http20Enabled", True, "callers that can do better than HTTP/1.1 may"),
)
"""A type, a place in it, the value that stands there, and why."""
BECOMES: Final[tuple[tuple[str, Value, str, str], ...]] = (
    ("storageSku", "Standard_ZRS", STORAGE, "sku.name"),
    ("logRetentionDays", 90, WORKSPACE, "properties.retentionInDays"),
    ("logDailyCapGb", -1, WORKSPACE, "properties.workspaceCapping.dailyQuotaGb"),
    ("instanceMemoryMB", 2048, SITE, "properties.functionAppConfig.scaleAndConcurrency.instanceMemoryMB"),
    ("maximumInstanceCount", 40, SITE, "properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount"),
)
"""A parameter, its value where none is given, and the type and the place in it where the value stands."""
SECRETS_TO_SET: Final = "AZURE_SECRETS_TO_SET"


def fixed(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each value that is another than it must be, and on each resource that is elsewhere."""
    for kind, path, value, why in FIXED:
        for each in deployment.of(kind):
            yield from _wrong(kind, path, at(dict(each.body), path), value, f": {why}")
    region = the(deployment, GROUP).body.get("location")
    for each in deployment.resources:
        if each.body.get("location", region) not in {region, "global"}:
            yield f"{each.address} must be in the region of its group, not in {each.body['location']}"
        if each.body.get("location") == "global" and (each.type, "location") not in {row[:2] for row in FIXED}:
            yield f"{each.address} must be in the region of its group, and is global"


def given(deployment: Deployment, parameters: Mapping[str, Value]) -> Iterator[str]:
    """Yield a sentence on each value that is not the parameter's: addresses that reach the vault are among them."""
    for parameter, default, kind, path in BECOMES:
        found = at(dict(the(deployment, kind).body), path)
        yield from _wrong(kind, path, found, parameters.get(parameter, default), f", as {parameter} says")
    addresses = parameters.get("administratorAddresses", [])
    rules: list[Value] = [{"value": each} for each in addresses] if isinstance(addresses, list) else []
    path = "networkAcls.ipRules"
    yield from _wrong(VAULT, path, at(the(deployment, VAULT), path), rules, ", as administratorAddresses says")


def _wrong(kind: str, path: str, found: Value, value: Value, why: str) -> Iterator[str]:
    if found != value or type(found) is not type(value):
        yield f"{path} of {kind} must be {value}, not {found}{why}"


def outputs(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each output that is not what its name says, that is missing, or that nobody knows."""
    expected = _expected(deployment)
    for name, value in expected.items():
        if deployment.outputs.get(name) != value:
            yield f"the output {name} must be {value}, not {deployment.outputs.get(name)}"
    for name in sorted(deployment.outputs.keys() - expected.keys() - {SECRETS_TO_SET}):
        yield f"nobody says what the output {name} must be"


def _expected(deployment: Deployment) -> dict[str, Value]:
    site, identity, workspace = (the(deployment, kind) for kind in (SITE, IDENTITY, WORKSPACE))
    return {
        "AZURE_TENANT_ID": TENANT,
        "AZURE_RESOURCE_GROUP": the(deployment, GROUP).name,
        "AZURE_RESOURCE_SUFFIX": suffix_of(deployment),
        "AZURE_FUNCTION_APP_NAME": site.name,
        "AZURE_FUNCTION_APP_URL": f"https://{unknown(f'{site.type} {site.name}.properties.defaultHostName')}",
        "AZURE_IDENTITY_OBJECT_ID": principal_of(deployment),
        "AZURE_IDENTITY_CLIENT_ID": unknown(f"{identity.type} {identity.name}.properties.clientId"),
        "AZURE_KEY_VAULT_NAME": the(deployment, VAULT).name,
        "AZURE_STORAGE_ACCOUNT_NAME": the(deployment, STORAGE).name,
        "AZURE_LOG_ANALYTICS_WORKSPACE_NAME": workspace.name,
        "AZURE_LOG_ANALYTICS_WORKSPACE_ID": workspace.id,
        "AZURE_APPLICATION_INSIGHTS_NAME": the(deployment, COMPONENT).name,
        "AZURE_PRIVATE_NETWORK": bool(deployment.of(NETWORK)),
    }
