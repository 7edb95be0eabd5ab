"""Slips of the pen in infra/, made from the files themselves. One that is not found shows what nothing watches over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.infra.deployments import INFRA
from tests.infra.locks import DOORS, LOCKS

_DECLARED: Final = re.compile(r"^(resource|module) (\w+) .*?\n[}\]]\n", re.MULTILINE | re.DOTALL)
_SETTING: Final = re.compile(r"\b(AzureWebJobsStorage__\w+|[A-Z]+(_[A-Z]+)+\b|_PREVIOUS\b)")
_QUOTED: Final = re.compile(r"^  '([\w-]+)'$", re.MULTILINE)
_LOCKS: Final = {path.rpartition(".")[2] for _, path, _ in (*LOCKS, *DOORS)}
_LOCK: Final = re.compile(rf"\b({'|'.join(_LOCKS)}): (true|false|'[^']*')")
_OPEN: Final = {"true": "false", "false": "true"}
_WRONG: Final = (
    ("main.bicep", "  dependsOn: [roles]\n", ""),
    ("main.bicep", "principalId: identity.outputs.principalId", "principalId: identity.outputs.clientId"),
    ("main.bicep", "identityClientId: identity.outputs.clientId", "identityClientId: identity.outputs.principalId"),
    ("main.bicep", "identityId: identity.outputs.id", "identityId: storage.outputs.id"),
    ("main.bicep", "blobEndpoint: storage.outputs.blobEndpoint", "blobEndpoint: storage.outputs.queueEndpoint"),
    ("main.bicep", "privateNetwork: privateNetwork", "privateNetwork: false"),
    ("main.bicep", "subnetId: privateNetwork ? network!.outputs.appSubnetId : ''", "subnetId: ''"),
    ("modules/roles.bicep", "principalId: principalId", "principalId: vaultOfficerId"),
    ("modules/roles.bicep", "principalType: 'ServicePrincipal'", "principalType: 'User'"),
    ("modules/app-settings.bicep", "toLower(", "toUpper("),
    ("modules/app-settings.bicep", "'_', '-'", "'_', ''"),
    ("modules/app-settings.bicep", "Authorization=AAD", "Authorization=Key"),
    ("modules/app-settings.bicep", "'managedidentity'", "'workloadidentity'"),
    ("modules/app.bicep", "keyVaultReferenceIdentity: identityId\n", "\n"),
    ("modules/app.bicep", "userAssignedIdentityResourceId: identityId", "userAssignedIdentityResourceId: plan.id"),
    ("modules/app.bicep", "'${identityId}': {}", "'${identityId}': {}, other: {}"),
    ("modules/app.bicep", "version: '3.13'", "version: '3.12'"),
    ("modules/app.bicep", "name: 'FC1'", "name: 'EP1'"),
    ("modules/app.bicep", "'functionapp,linux'", "'functionapp'"),
    ("modules/app.bicep", "azd-service-name", "azd-service"),
    ("modules/app.bicep", "/api/hr-events/", "/api/hr-event/"),
    ("modules/app.bicep", "'/api/health'", "'/api/health', '/api/settings'"),
    ("modules/app.bicep", "requireAuthentication: signIn", "requireAuthentication: false"),
    ("modules/storage.bicep", "${packageContainer.name}", "packages"),
    ("modules/storage.bicep", "privateNetwork ? 'Disabled' : 'Enabled'", "'Enabled'"),
    ("modules/storage.bicep", "bypass: 'None'", "bypass: 'AzureServices'"),
    ("modules/key-vault.bicep", "privateNetwork ? 'Deny' : 'Allow'", "'Allow'"),
    ("modules/network.bicep", "Microsoft.App/environments", "Microsoft.Web/serverFarms"),
    ("modules/network.bicep", "'endpoints')", "'app')"),
    ("modules/network.bicep", "service: 'queue'", "service: 'file'"),
    ("modules/network.bicep", "privatelink.table.", "privatelink.tables."),
    ("main.bicep", "  scope: group\n", ""),
    ("main.bicep", "azd-env-name", "azd-environment"),
    ("main.bicep", "azurewebsites.net", "azurewebsite.net"),
    ("modules/app.bicep", "openIdIssuer: '${environment()", "openIdIssuer: 'https://${environment()"),
    ("modules/app.bicep", "allowedApplications: [administratorsAppId]", "allowedApplications: []"),
    ("modules/app.bicep", "name: 'http'", "name: 'https'"),
    ("modules/app-settings.bicep", "  AzureWebJobsStorage: ''\n", ""),
    ("modules/app-settings.bicep", "bob.?companyId", "bob.?customFields"),
    ("modules/storage.bicep", "  parent: queueService\n", ""),
    ("modules/storage.bicep", "category: 'StorageDelete'", "category: 'StorageRead'"),
    ("modules/key-vault.bicep", "ipRules: [for", "virtualNetworkRules: [for"),
    ("modules/administrators-app.bicep", "'AzureADMyOrg'", "'AzureADMultipleOrgs'"),
    ("modules/graph-permissions.bicep", "00000003-0000-0000-c000", "00000002-0000-0000-c000"),
    ("private-dns.bicep", "virtualNetwork: { id: network.id }", "virtualNetwork: { id: suffix }"),
    ("private-dns.bicep", "privatelink.blob.", "privatelink.blobs."),
    ("private-dns.bicep", "privateDnsZoneId: zones[index].id", "privateDnsZoneId: zones[0].id"),
    ("modules/storage.bicep", "name: queueName\n", "name: 'hr-events'\n"),
    ("modules/administrators-app.bicep", "subject: identityPrincipalId", "subject: suffix"),
    ("modules/alerts.bicep", "'GreaterThan'", "'LessThan'"),
    ("modules/alerts.bicep", "'Count'", "'Total'"),
    ("modules/alerts.bicep", "'LogAlert'", "'LogToMetric'"),
    ("modules/alerts.bicep", "threshold: 0", "threshold: 1"),
    ("modules/alerts.bicep", "numberOfEvaluationPeriods: 1", "numberOfEvaluationPeriods: 2"),
    ("modules/alerts.bicep", "minFailingPeriodsToAlert: 1", "minFailingPeriodsToAlert: 2"),
    ("modules/alerts.bicep", "query: rule.query", "query: rule.name"),
    ("modules/alerts.bicep", "/failures.kql", "/failed-cycle.kql"),
    ("modules/alerts.bicep", "    name: 'failures'", "    name: 'failure'"),
    ("modules/alerts.bicep", "severity: rule.severity", "severity: 4"),
    ("modules/alerts.bicep", "severity: 0", "severity: 1"),
    ("modules/alerts.bicep", "severity: 1", "severity: 2"),
    ("modules/alerts.bicep", "severity: 2", "severity: 3"),
    ("modules/alerts.bicep", "evaluationFrequency: rule.every", "evaluationFrequency: rule.window"),
    ("modules/alerts.bicep", "every: urgent", "every: soon"),
    ("modules/alerts.bicep", "every: soon", "every: urgent"),
    ("modules/alerts.bicep", "windowSize: rule.window", "windowSize: rule.every"),
    ("modules/alerts.bicep", "lookBack = 'PT30M'", "lookBack = 'PT5M'"),
    ("modules/alerts.bicep", "window: 'PT15M'", "window: lookBack"),
    ("modules/alerts.bicep", "scopes: [workspaceId]", "scopes: [actionGroupId]"),
    ("modules/alerts.bicep", "skipQueryValidation: true", "skipQueryValidation: false"),
    ("modules/alerts.bicep", "autoMitigate: true", "autoMitigate: false"),
    ("modules/alerts.bicep", "actionGroups: [actionGroupId]", "actionGroups: []"),
    ("modules/alerts.bicep", "#${rule.name}", "#rule"),
    ("modules/monitoring.bicep", "'provisioning'", "'hr-provisioning'"),
    ("modules/app.bicep", "{ groups: administratorGroupIds }", "{ identities: administratorGroupIds }"),
    ("modules/app.bicep", "empty(administratorGroupIds) ? {} : { groups", "{ groups"),
    ("modules/app.bicep", "empty(administratorGroupIds) ? {} : { groups: administratorGroupIds }", "{}"),
    ("modules/network.bicep", "cidrSubnet(addressSpace, 27, 2)", "cidrSubnet(addressSpace, 27, 1)"),
    ("modules/network.bicep", "addressPrefixes: [addressSpace]", "addressPrefixes: ['10.0.0.0/24']"),
    ("modules/storage.bicep", "'app-package'", "'App_Package'"),
    ("main.bicep", "'st${suffix}'", "'st-${suffix}'"),
    ("main.bicep", "'kv-${suffix}'", "'key-vault-of-${suffix}'"),
    ("main.bicep", "'func-${suffix}'", "'func-${environmentName}'"),
    ("main.bicep", "uniqueString(subscription().id, ", "uniqueString("),
    ("main.bicep", "recover: recoverKeyVault", "recover: false"),
    ("modules/key-vault.bicep", "recover ? 'recover' : 'default'", "'default'"),
    ("modules/key-vault.bicep", "recover ? 'recover' : 'default'", "'recover'"),
    ("main.bicep", "'0 */30 * * * *'", "'0 */5 * * * *'"),
    ("main.bicep", "param auditTables bool = false", "param auditTables bool = true"),
    ("main.bicep", "param grantGraphPermissions bool = false", "param grantGraphPermissions bool = true"),
)
"""A file, what stands there, and what a slip makes of it, in each place where it stands."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A file's name, where in it and what is wrong, and its text with the slip."""

    file: str
    what: str
    text: str

    def made_in(self, folder: Path) -> None:
        """Write the text into a copy of infra/."""
        (folder / self.file).write_text(self.text, encoding="utf-8")


def _text(file: str) -> str:
    return (INFRA / file).read_text(encoding="utf-8")


def _slip(file: str, match: re.Match[str], new: str, what: str) -> Slip:
    text = match.string
    line = text.count("\n", 0, match.start()) + 1
    return Slip(file, f"line {line}: {what}", text[: match.start()] + new + text[match.end() :])


def _code_only(match: re.Match[str]) -> bool:
    """Whether a match is outside of comments and descriptions."""
    before = match.string[: match.start()].rpartition("\n")[2]
    return "//" not in before and "@description" not in before


def left_out() -> Iterator[Slip]:
    """Yield a slip for each resource or module that is not deployed any more."""
    for path in sorted([INFRA / "main.bicep", INFRA / "private-dns.bicep", *(INFRA / "modules").glob("*.bicep")]):
        file = str(path.relative_to(INFRA))
        for match in _DECLARED.finditer(_text(file)):
            yield _slip(file, match, "", f"without the {match[1]} {match[2]}")


def renamed() -> Iterator[Slip]:
    """Yield a slip for each app setting, queue and table whose name is misspelt, or that is left out."""
    settings = "modules/app-settings.bicep"
    for match in filter(_code_only, _SETTING.finditer(_text(settings))):
        yield _slip(settings, match, f"{match[0]}S", f"{match[0]} misspelt")
    for match in _QUOTED.finditer(_text("modules/storage.bicep")):
        yield _slip("modules/storage.bicep", match, f"  '{match[1]}s'", f"{match[1]} misspelt")
        yield _slip("modules/storage.bicep", match, "", f"{match[1]} left out")


def widened() -> Iterator[Slip]:
    """Yield a slip for each role that is another one, or is assigned on more than its resource."""
    file = "modules/roles.bicep"
    for match in re.finditer(r"= '([0-9a-f])[0-9a-f]{7}-", _text(file)):
        yield _slip(file, match, match[0].replace(match[1], "0" if match[1] != "0" else "1", 1), "another role")
    for match in re.finditer(r"^  scope: (\w+)\n", _text(file), re.MULTILINE):
        yield _slip(file, match, "", f"on the resource group, not on {match[1]}")


def unlocked() -> Iterator[Slip]:
    """Yield a slip for each lock that is opened, and each door that is closed."""
    for path in sorted((INFRA / "modules").glob("*.bicep")):
        file = str(path.relative_to(INFRA))
        for match in filter(_code_only, _LOCK.finditer(_text(file))):
            if match[1] not in {"version", "name"}:
                yield _slip(file, match, f"{match[1]}: {_OPEN.get(match[2], "'x'")}", f"{match[1]} turned")


def wrong_words() -> Iterator[Slip]:
    """Yield a slip for each place in a list of words that decide something."""
    for file, old, new in _WRONG:
        places = [*re.finditer(re.escape(old), _text(file))]
        if not places:
            raise ValueError(f"{old} does not stand in {file} any more: say what stands in its place")
        yield from (
            _slip(file, match, new, f"{old.strip()} becomes {new.strip()}") for match in filter(_code_only, places)
        )


def all_slips() -> list[Slip]:
    """Return all slips."""
    return [*left_out(), *renamed(), *widened(), *unlocked(), *wrong_words()]
