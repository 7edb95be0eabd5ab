"""Who the app is towards Microsoft Graph."""

import os
import time
from typing import Any, Self

from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential

from provisioning.addresses import is_loopback


def graph_credential(base_url: str, client_id: str | None) -> AsyncTokenCredential:
    """Return the credential for Graph at `base_url`. Nothing but a loopback address gets the stand-in's token."""
    return LoopbackCredential() if is_loopback(base_url) else azure_identity(client_id)


def azure_identity(client_id: str | None) -> AsyncTokenCredential:
    """Return who the app is on Azure: its managed identity (`client_id` names a user-assigned one).

    Elsewhere it is the developer's own sign-in. On Azure nothing else is tried: after a hiccup of the managed identity
    that would end in an error that reads like a missing permission.
    """
    from azure.identity.aio import DefaultAzureCredential, ManagedIdentityCredential  # noqa: PLC0415 - slow to import

    if "IDENTITY_ENDPOINT" in os.environ:
        return ManagedIdentityCredential(client_id=client_id)
    return DefaultAzureCredential(managed_identity_client_id=client_id)


class LoopbackCredential:
    """A token for a Graph stand-in on this machine; `bootstrap` gives it to nothing but a loopback address."""

    async def get_token(self, *scopes: str, **options: Any) -> AccessToken:  # noqa: ANN401 - azure.core's protocol
        """Return a token that is none."""
        del scopes, options
        return AccessToken("loopback", int(time.time()) + 3600)

    async def close(self) -> None:
        """Close nothing."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        """Leave nothing open."""
