"""The deployments that are looked at: infra/ with several sets of parameters."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from local.infra.deploying import deploy
from local.infra.giving import parameters_of
from local.infra.values import Deployment, Resource, Value

ROOT: Final = Path(__file__).resolve().parents[2]
INFRA: Final = ROOT / "infra"
SYSTEMS: Final = ("bob", "personio", "bamboohr")
SETTINGS_OF: Final[Mapping[str, Value]] = {
    "bob": {
        "serviceUserId": "SERVICE-7",
        "companyId": "636192",
        "customFields": "work.custom.a",
        "apiBaseUrl": "https://a",
    },
    "personio": {
        "clientId": "papi-7",
        "apiVersion": "v2",
        "customAttributes": "team",
        "companyId": "77",
        "webhookId": "w-7",
        "apiBaseUrl": "https://p",
    },
    "bambooHr": {"apiBaseUrl": "https://b", "customFields": "city", "companyId": "contoso"},
}
LEAST: Final[Mapping[str, Value]] = {"environmentName": "contoso", "location": "westeurope"}
EVERYTHING: Final[Mapping[str, Value]] = {
    **LEAST,
    **SETTINGS_OF,
    "location": "northeurope",
    "hrSystems": [*SYSTEMS],
    "openSources": ["generic", "scim-bulk"],
    "rotatingWebhooks": [*SYSTEMS],
    "furtherSecrets": ["NOTIFICATION_WEBHOOK", "DEFAULT_PASSWORD", "HR_SECRET_ACME"],
    "allowPrivateAddresses": True,
    "graphBaseUrl": "https://graph.microsoft.us/v1.0",
    "grantGraphPermissions": True,
    "graphFeatures": ["employeeLeaveDateTime", "emailNotifications"],
    "alwaysReadyHttpInstances": 1,
    "vaultOfficerId": "00000000-0000-0000-0000-0000000000aa",
    "createAdministratorsApp": True,
    "administratorGroupIds": ["00000000-0000-0000-0000-0000000000cc", "00000000-0000-0000-0000-0000000000dd"],
    "otherWebhooks": ["acme"],
    "privateNetwork": True,
    "alertEmails": ["it@contoso.com"],
    "auditTables": True,
    "recoverKeyVault": True,
    "storageSku": "Standard_GRS",
    "logRetentionDays": 365,
    "logDailyCapGb": 5,
    "instanceMemoryMB": 4096,
    "maximumInstanceCount": 100,
    "unauthenticatedAction": "RedirectToLoginPage",
}
SETS: Final[Mapping[str, Mapping[str, Value]]] = {
    "everything": EVERYTHING,
    "the least": LEAST,
    "HiBob alone": {**LEAST, **SETTINGS_OF, "hrSystems": ["bob"]},
    "Personio alone": {**LEAST, **SETTINGS_OF, "hrSystems": ["personio"]},
    "BambooHR alone": {**LEAST, **SETTINGS_OF, "hrSystems": ["bamboohr"]},
    "BambooHR by cycles alone": {**LEAST, **SETTINGS_OF, "hrSystems": ["bamboohr"], "withoutWebhook": ["bamboohr"]},
    "a private network with a way in": {
        **LEAST,
        "privateNetwork": True,
        "administratorAddresses": ["203.0.113.7"],
    },
    "app settings that are the deployment's own": {
        **LEAST,
        "furtherAppSettings": dict.fromkeys(("AzureWebJobsStorage", "AZURE_CLIENT_ID"), "AccountKey"),
    },
    "sign-in by one's own registration": {**LEAST, "administratorsAppId": "00000000-0000-0000-0000-0000000000bb"},
}
"""The largest comes first: a slip is mostly found in it."""
AZD: Final = {
    "AZURE_ENV_NAME": "contoso",
    "AZURE_LOCATION": "westeurope",
    "AZURE_PRINCIPAL_ID": "00000000-0000-0000-0000-0000000000aa",
}


class Missing(Exception):
    """A resource of which there must be one is not there, or twice."""


def deployed(name: str, infra: Path = INFRA) -> Deployment:
    """Return what a set of parameters deploys."""
    return deploy(infra / "main.bicep", SETS[name])


def deployed_by_azd(**environment: str) -> Deployment:
    """Return what azd deploys, with variables of its environment."""
    return deploy(INFRA / "main.bicep", parameters_of(INFRA / "main.bicepparam", {**AZD, **environment}))


def the(deployment: Deployment, kind: str, name: str = "") -> Resource:
    """Return the one resource of a type, or of those whose name ends like this.

    Raises:
        Missing: There is none, or more than one.
    """
    found = [each for each in deployment.of(kind) if each.name.endswith(name)]
    if len(found) != 1:
        raise Missing(f"there are {len(found)} resources of type {kind} {name}, and there must be one")
    return found[0]


def at(value: Resource | Value, path: str) -> Value:
    """Return what stands at a path of keys with dots between them, or None."""
    here: Value = dict(value.properties) if isinstance(value, Resource) else value
    for key in path.split("."):
        here = here.get(key) if isinstance(here, dict) else None
    return here


def entries(value: Resource | Value, path: str) -> list[Value]:
    """Return the list at a path; nothing is an empty list."""
    found = at(value, path)
    return found if isinstance(found, list) else []


def app_settings(deployment: Deployment) -> dict[str, str]:
    """Return the app settings of the site, by name."""
    listed = entries(the(deployment, "Microsoft.Web/sites"), "siteConfig.appSettings")
    return {str(at(each, "name")): str(at(each, "value")) for each in listed}
