"""Each variable of azd's environment becomes the parameter that it is for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from local.infra.giving import parameters_of
from local.infra.values import Value
from tests.infra.deployments import at

VARIABLES: Final[tuple[tuple[str, str, str, Value], ...]] = (
    ("AZURE_ENV_NAME", "contoso", "environmentName", "contoso"),
    ("AZURE_LOCATION", "northeurope", "location", "northeurope"),
    ("AZURE_PRINCIPAL_ID", "person-7", "vaultOfficerId", "person-7"),
    ("AZURE_PRINCIPAL_TYPE", "ServicePrincipal", "vaultOfficerType", "ServicePrincipal"),
    ("HR_SYSTEMS", "bob, personio,", "hrSystems", ["bob", "personio"]),
    ("HR_OPEN_SOURCES", "generic, scim-bulk", "openSources", ["generic", "scim-bulk"]),
    ("BOB_SERVICE_USER_ID", "SERVICE-7", "bob.serviceUserId", "SERVICE-7"),
    ("BOB_COMPANY_ID", "636192", "bob.companyId", "636192"),
    ("BOB_CUSTOM_FIELDS", "work.custom.a", "bob.customFields", "work.custom.a"),
    ("PERSONIO_CLIENT_ID", "papi-7", "personio.clientId", "papi-7"),
    ("PERSONIO_API_VERSION", "v2", "personio.apiVersion", "v2"),
    ("PERSONIO_CUSTOM_ATTRIBUTES", "team", "personio.customAttributes", "team"),
    ("PERSONIO_COMPANY_ID", "77", "personio.companyId", "77"),
    ("PERSONIO_WEBHOOK_ID", "w-7", "personio.webhookId", "w-7"),
    ("BAMBOOHR_API_BASE_URL", "https://b", "bambooHr.apiBaseUrl", "https://b"),
    ("BAMBOOHR_CUSTOM_FIELDS", "city", "bambooHr.customFields", "city"),
    ("BAMBOOHR_COMPANY_ID", "contoso-hr", "bambooHr.companyId", "contoso-hr"),
    ("ALERT_EMAILS", "it@contoso.com, hr@contoso.com", "alertEmails", ["it@contoso.com", "hr@contoso.com"]),
    ("PRIVATE_NETWORK", "true", "privateNetwork", True),
    ("GRANT_GRAPH_PERMISSIONS", "true", "grantGraphPermissions", True),
)
"""A variable, what it may hold, the parameter that it is for, and what this then is."""


def azd_variables(infra: Path) -> Iterator[str]:
    """Yield a sentence on each variable that does not become its parameter."""
    given = parameters_of(infra / "main.bicepparam", {variable: text for variable, text, _, _ in VARIABLES})
    for variable, text, parameter, value in VARIABLES:
        if at(given, parameter) != value:
            yield f"{variable}={text} must make {parameter} {value}, not {at(given, parameter)}"
