"""The Azure roles that the app's identity needs, and no others. The deployment assigns exactly these.

Source: Microsoft, Azure built-in roles (the ids); Azure Functions, "Connecting to host storage with an identity" and
"Identity-based connections"; Azure Monitor, "Microsoft Entra authentication for Application Insights".
"""

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class AzureRole:
    """One role: its name and id in Azure, on which resource it is assigned, and what it is for."""

    name: str
    id: str
    scope: Literal["storage", "keyVault", "applicationInsights"]
    why: str


BLOBS: Final = AzureRole(
    "Storage Blob Data Owner",
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    "storage",
    "the host keeps the keys, the timers' locks and the deployed package in blobs",
)
QUEUES: Final = AzureRole(
    "Storage Queue Data Contributor",
    "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    "storage",
    "the app puts messages on its queues, and the host takes them",
)
TABLES: Final = AzureRole(
    "Storage Table Data Contributor",
    "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
    "storage",
    "the app keeps all that it knows in tables",
)
SECRETS: Final = AzureRole(
    "Key Vault Secrets User",
    "4633458b-17de-408a-b874-0445c86b69e6",
    "keyVault",
    "App Service resolves the app settings that refer to secrets",
)
METRICS: Final = AzureRole(
    "Monitoring Metrics Publisher",
    "3913510d-42f4-4e42-8a64-420c390055eb",
    "applicationInsights",
    "the host sends its log to Application Insights, which takes no key",
)
AZURE_ROLES: Final[tuple[AzureRole, ...]] = (BLOBS, QUEUES, TABLES, SECRETS, METRICS)
