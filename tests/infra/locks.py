"""Nothing opens with a key, nothing is public that need not be, what must be is, and what happens is told."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from local.infra.values import Deployment, Value
from tests.infra.deployments import at, entries, the

STORAGE: Final = "Microsoft.Storage/storageAccounts"
VAULT: Final = "Microsoft.KeyVault/vaults"
LOCKS: Final[tuple[tuple[str, str, Value], ...]] = (
    (STORAGE, "allowSharedKeyAccess", False),
    (STORAGE, "allowBlobPublicAccess", False),
    (STORAGE, "allowCrossTenantReplication", False),
    (STORAGE, "isLocalUserEnabled", False),
    (STORAGE, "supportsHttpsTrafficOnly", True),
    (STORAGE, "minimumTlsVersion", "TLS1_2"),
    (f"{STORAGE}/blobServices", "deleteRetentionPolicy.enabled", True),
    (f"{STORAGE}/blobServices", "containerDeleteRetentionPolicy.enabled", True),
    (f"{STORAGE}/blobServices/containers", "publicAccess", "None"),
    (VAULT, "enableRbacAuthorization", True),
    (VAULT, "enableSoftDelete", True),
    (VAULT, "enablePurgeProtection", True),
    (VAULT, "enabledForDeployment", False),
    (VAULT, "enabledForDiskEncryption", False),
    (VAULT, "enabledForTemplateDeployment", False),
    ("Microsoft.OperationalInsights/workspaces", "features.disableLocalAuth", True),
    ("Microsoft.Insights/components", "DisableLocalAuth", True),
    ("Microsoft.Insights/components", "DisableIpMasking", False),
    ("Microsoft.Insights/actionGroups", "enabled", True),
    ("Microsoft.Insights/scheduledQueryRules", "enabled", True),
    ("Microsoft.Web/sites", "httpsOnly", True),
    ("Microsoft.Web/sites/config", "httpSettings.requireHttps", True),
    ("Microsoft.Web/sites/config", "login.tokenStore.enabled", False),
    ("Microsoft.Web/sites", "siteConfig.minTlsVersion", "1.2"),
    ("Microsoft.Web/sites", "siteConfig.scmMinTlsVersion", "1.2"),
    ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "allow", False),
)
"""A type, a property, and the value that it must have."""
DOORS: Final[tuple[tuple[str, str, Value], ...]] = (
    ("Microsoft.Web/sites", "publicNetworkAccess", "Enabled"),
    ("Microsoft.Web/sites", "clientCertEnabled", False),
    ("Microsoft.OperationalInsights/workspaces", "publicNetworkAccessForIngestion", "Enabled"),
    ("Microsoft.OperationalInsights/workspaces", "publicNetworkAccessForQuery", "Enabled"),
    ("Microsoft.Insights/components", "publicNetworkAccessForIngestion", "Enabled"),
    ("Microsoft.Insights/components", "publicNetworkAccessForQuery", "Enabled"),
)
"""Likewise, what must stay open: HR systems come from the internet and have no certificate, and lines are written and
read over public endpoints."""
LOGGED: Final = {
    VAULT: {"AuditEvent"},
    "Microsoft.Web/sites": {"FunctionAppLogs"},
    f"{STORAGE}/blobServices": {"StorageWrite", "StorageDelete"},
    f"{STORAGE}/queueServices": {"StorageDelete"},
    f"{STORAGE}/tableServices": {"StorageDelete"},
}
"""Whose accesses are told to the workspace, and of which kinds."""
KEYS: Final = re.compile(
    r"list(Account)?Keys|listSecrets|list(Account|Service)Sas|AccountKey=|SharedAccess|\bsig=|reference\(",
    re.IGNORECASE,
)
"""What hands out keys, or looks like one. Source: Microsoft, Resource functions for Bicep, list*."""


def locks(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each lock that is open, and on each door that is closed."""
    for kind, path, value in (*LOCKS, *DOORS):
        made = deployment.of(kind)
        yield from () if made else (f"there is no {kind}",)
        for each in made:
            if at(each, path) != value or type(at(each, path)) is not type(value):
                yield f"{path} of {kind} must be {value}, not {at(each, path)}"
    published = {each.name.rsplit("/", 1)[-1] for each in deployment.of(LOCKS[-1][0])}
    yield from (f"passwords can publish by {way}" for way in sorted({"ftp", "scm"} - published))


def told(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each kind of access that is not logged in the workspace."""
    workspace = the(deployment, "Microsoft.OperationalInsights/workspaces")
    for kind, categories in LOGGED.items():
        resource = the(deployment, kind)
        logs = [
            log
            for each in deployment.of("Microsoft.Insights/diagnosticSettings")
            if each.scope == resource.id and at(each, "workspaceId") == workspace.id
            for log in entries(each, "logs")
        ]
        logged = {at(log, "category") for log in logs if at(log, "enabled") is True}
        yield from (f"the workspace is told nothing of {name} of {kind}" for name in sorted(categories - logged))
    if at(the(deployment, "Microsoft.Insights/components"), "WorkspaceResourceId") != workspace.id:
        yield "Application Insights must keep its lines in the workspace"


def told_of_tables(deployment: Deployment) -> set[str]:
    """Return which kinds of access to the tables are logged."""
    tables = the(deployment, f"{STORAGE}/tableServices").id
    settings = [each for each in deployment.of("Microsoft.Insights/diagnosticSettings") if each.scope == tables]
    return {str(at(log, "category")) for each in settings for log in entries(each, "logs") if at(log, "enabled")}


def brought_back(deployment: Deployment, *, asked: bool) -> Iterator[str]:
    """Yield a sentence unless a deleted key vault is brought back exactly if that was asked for."""
    mode = at(the(deployment, VAULT), "createMode")
    if mode != ("recover" if asked else "default"):
        yield f"createMode of {VAULT} must not be {mode} if {'' if asked else 'not '}asked to bring the vault back"


def alerts_reach(deployment: Deployment, address: str) -> Iterator[str]:
    """Yield a sentence on each alert rule that an e-mail address would not hear of."""
    group = the(deployment, "Microsoft.Insights/actionGroups")
    if [at(each, "emailAddress") for each in entries(group, "emailReceivers")] != [address]:
        yield f"the action group must write to {address}"
    for each in deployment.of("Microsoft.Insights/scheduledQueryRules"):
        if entries(each, "actions.actionGroups") != [group.id]:
            yield f"{each.name} must tell the action group"


def keys_in_text(infra: Path) -> Iterator[str]:
    """Yield a sentence on each line that hands out a key, or looks as if it held one."""
    for file in sorted(each for each in infra.rglob("*") if each.is_file()):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if KEYS.search(line):
                yield f"{file.name}:{number} handles keys: {line.strip()}"
