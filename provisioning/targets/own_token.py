"""The token with which the app calls Microsoft Graph, and why there is none.

Source: Microsoft, "How to use managed identities for App Service": the endpoint of identities answers 400 when the app
has no identity of this client id, and there is no such endpoint while no identity is assigned.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError

from provisioning.addresses import is_loopback
from provisioning.ports import TemporaryFailure
from provisioning.ports.setup import NoIdentity, StandIn, UnknownIdentity

_BAD_REQUEST: Final = 400


@dataclass(frozen=True, slots=True)
class GraphToken:
    """OwnToken port on the credential of the calls themselves, which keeps the token that it got.

    Args:
        base_url: Graph's address, such as https://graph.microsoft.com/v1.0.
        credential: What gives tokens for it.
        client_id: The app setting AZURE_CLIENT_ID; None: it is not set.
    """

    base_url: str
    credential: AsyncTokenCredential
    client_id: str | None

    async def token(self) -> str:
        """See ports.setup.OwnToken."""
        if is_loopback(self.base_url):
            raise StandIn("GRAPH_BASE_URL leads to a stand-in for Microsoft Graph on this machine")
        parts = urlsplit(self.base_url)
        try:
            return (await self.credential.get_token(f"{parts.scheme}://{parts.netloc}/.default")).token
        except HttpResponseError as error:
            raise self._why(error) from None
        except AzureError as error:
            raise TemporaryFailure(f"no token for Microsoft Graph yet ({type(error).__name__})") from None

    def _why(self, error: HttpResponseError) -> Exception:
        # The error's own text can hold the whole answer, so that it is not told.
        if error.response is None and isinstance(error, ClientAuthenticationError):
            return NoIdentity("no managed identity is assigned to the app, so that it gets no token")
        if error.status_code == _BAD_REQUEST:
            return UnknownIdentity(self._not_ours())
        return TemporaryFailure(f"the app's identity got no token: the endpoint answered {error.status_code}")

    def _not_ours(self) -> str:
        if self.client_id is None:
            return "AZURE_CLIENT_ID is not set, and the app has no system-assigned identity that would be taken instead"
        return f"AZURE_CLIENT_ID is {self.client_id}, and the app has no identity with this client id"
