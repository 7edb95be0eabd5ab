"""Queues and tables are those of the code; app settings are those that the code or the platform reads."""

import ast
import pkgutil
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Final

from local.infra.values import Deployment, unknown
from provisioning import storage
from provisioning.setting_groups.hr_systems import HR_SECRET_PREFIX
from provisioning.setting_groups.login import SECRET_PREFIX
from provisioning.setting_groups.safety import WEBHOOK_PREFIX
from provisioning.setup.settings_document import SCHEDULES
from tests.infra.deployments import ROOT, app_settings, the
from tests.settings_of_the_code import ON_AZURE_ONLY, read_by_the_code

QUEUES: Final = "Microsoft.Storage/storageAccounts/queueServices/queues"
TABLES: Final = "Microsoft.Storage/storageAccounts/tableServices/tables"
READ_BY_THE_PLATFORM: Final = {
    "APPLICATIONINSIGHTS_CONNECTION_STRING": "the host sends its lines there",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": "and says with which identity",
    "OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID": "App Service's sign-in proves itself with this identity",
}
NOT_SET: Final = {
    "AzureWebJobsStorage": "it holds a key; on Azure the five settings with an identity take its place",
}
PLAIN_VALUES: Final[Mapping[str, str]] = {
    "ALLOW_PRIVATE_ADDRESSES": "true",
    "GRAPH_BASE_URL": "https://graph.microsoft.us/v1.0",
    **SCHEDULES,
    "BOB_API_BASE_URL": "https://a",
    "BOB_SERVICE_USER_ID": "SERVICE-7",
    "BOB_COMPANY_ID": "636192",
    "BOB_CUSTOM_FIELDS": "work.custom.a",
    "PERSONIO_API_BASE_URL": "https://p",
    "PERSONIO_API_VERSION": "v2",
    "PERSONIO_CLIENT_ID": "papi-7",
    "PERSONIO_CUSTOM_ATTRIBUTES": "team",
    "PERSONIO_COMPANY_ID": "77",
    "PERSONIO_WEBHOOK_ID": "w-7",
    "BAMBOOHR_API_BASE_URL": "https://b",
    "BAMBOOHR_CUSTOM_FIELDS": "city",
    "BAMBOOHR_COMPANY_ID": "contoso",
}
"""What the parameters of `everything` become, setting by setting."""
NAMED_BY_THE_SETTINGS: Final = (SECRET_PREFIX, HR_SECRET_PREFIX, WEBHOOK_PREFIX)
READ: Final = frozenset(read_by_the_code())
SECRET: Final = re.compile(r"(_TOKEN|_SECRET|_KEY)(_PREVIOUS)?$")
REFERENCE: Final = re.compile(r"@Microsoft\.KeyVault\(SecretUri=(?P<vault>.*)secrets/(?P<name>[^/)]*)\)")
_LONGEST_SECRET_NAME: Final = 127


@cache
def queues_of_the_code() -> frozenset[str]:
    """Return the queues that have a function in function_app.py."""
    tree = ast.parse((ROOT / "function_app.py").read_text(encoding="utf-8"))
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
    triggers = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "queue_trigger"]
    return frozenset(str(ast.literal_eval(call.args[1])) for call in triggers)


@cache
def tables_of_the_code() -> frozenset[str]:
    """Return the tables that the modules in provisioning/storage name."""
    modules = [import_module(f"{storage.__name__}.{each.name}") for each in pkgutil.iter_modules(storage.__path__)]
    return frozenset(module.TABLE for module in modules if hasattr(module, "TABLE"))


def queues_and_tables(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each queue or table that the deployment or the code has alone."""
    for kind, wanted in ((QUEUES, queues_of_the_code()), (TABLES, tables_of_the_code())):
        elsewhere = [each.name for each in deployment.of(kind) if each.name.split("/")[-2] != "default"]
        yield from (f"{name} is not in the account's own service, which is called default" for name in elsewhere)
        made = {each.name.rsplit("/", 1)[-1] for each in deployment.of(kind)}
        yield from (f"{name} is made and the code does not use it" for name in sorted(made - wanted))
        yield from (f"{name} is used by the code and not made" for name in sorted(wanted - made))


def read_on_azure(read: Collection[str]) -> set[str]:
    """Return the app settings that must be set on Azure and may be, from those that the code reads."""
    return ({*read} - NOT_SET.keys()) | ON_AZURE_ONLY | READ_BY_THE_PLATFORM.keys()


def unread_settings(deployment: Deployment, read: Collection[str] = READ) -> Iterator[str]:
    """Yield a sentence on each app setting that is set and nobody reads, or that must not be set."""
    for name in app_settings(deployment):
        if name not in read_on_azure(read) and not name.startswith(NAMED_BY_THE_SETTINGS):
            yield f"nobody reads the app setting {name}"


def unset_settings(deployments: Iterable[Deployment], read: Collection[str] = READ) -> Iterator[str]:
    """Yield a sentence on each app setting that is read, and that no set of parameters sets."""
    settable = {name for deployment in deployments for name in app_settings(deployment)}
    yield from (f"no parameter sets {name}, which the app reads" for name in sorted(read_on_azure(read) - settable))


def secrets(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each secret that is not a reference to the vault, under the name that follows the rule."""
    vault = the(deployment, "Microsoft.KeyVault/vaults")
    uri = unknown(f"{vault.type} {vault.name}.properties.vaultUri")
    for name, value in app_settings(deployment).items():
        reference = REFERENCE.fullmatch(value)
        if bool(SECRET.search(name)) or name.startswith(NAMED_BY_THE_SETTINGS):
            if reference is None or reference["vault"] != uri or len(reference["name"]) > _LONGEST_SECRET_NAME:
                yield f"{name} is a secret and must be a reference to the vault, not {value}"
            elif reference["name"] != name.lower().replace("_", "-"):
                yield f"{name} refers to {reference['name']}"
        elif "@Microsoft.KeyVault" in value:
            yield f"{name} is no secret, and refers to the vault"
    named = {match["name"] for value in app_settings(deployment).values() if (match := REFERENCE.fullmatch(value))}
    told = deployment.outputs.get("AZURE_SECRETS_TO_SET")
    if not isinstance(told, list) or {*map(str, told)} != named:
        yield f"administrators are told to set {told}, and the app looks for {sorted(named)}"


def identity_in_settings(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each setting for storage, Graph and telemetry that is not of this identity and account."""
    identity, account = "Microsoft.ManagedIdentity/userAssignedIdentities", "Microsoft.Storage/storageAccounts"
    client = unknown(f"{identity} {the(deployment, identity).name}.properties.clientId")
    endpoints = f"{account} {the(deployment, account).name}.properties.primaryEndpoints"
    component = the(deployment, "Microsoft.Insights/components")
    expected = {
        "AZURE_CLIENT_ID": client,
        "AzureWebJobsStorage__clientId": client,
        "AzureWebJobsStorage__credential": "managedidentity",
        **{
            f"AzureWebJobsStorage__{each}ServiceUri": unknown(f"{endpoints}.{each}")
            for each in ("blob", "queue", "table")
        },
        "APPLICATIONINSIGHTS_CONNECTION_STRING": unknown(
            f"{component.type} {component.name}.properties.ConnectionString"
        ),
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": f"ClientId={client};Authorization=AAD",
    }
    found = app_settings(deployment)
    if "OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID" in found:
        expected["OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID"] = client
    for name, value in expected.items():
        if found.get(name) != value:
            yield f"{name} must be {value}, not {found.get(name)}"


def values_of_everything(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each app setting that has another value than the parameter that is for it."""
    found = app_settings(deployment)
    for name, value in PLAIN_VALUES.items():
        if found.get(name) != value:
            yield f"{name} must be {value}, not {found.get(name)}"
