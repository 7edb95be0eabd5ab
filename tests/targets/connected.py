"""GraphDirectory as the app builds it, with its connections closed at the end."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core.middleware.async_graph_transport import AsyncGraphTransport

from provisioning.quotas import SharedQuotas
from provisioning.targets.credentials import graph_credential
from provisioning.targets.graph import GraphDirectory
from provisioning.targets.graph_client import connect
from provisioning.targets.graph_pacing import GraphPace
from tests.fakes.quotas import QuotasInMemory


class NamedSecrets:
    """Secrets port: app settings by name."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._secrets = secrets

    def secret(self, name: str) -> str | None:
        """See ports.Secrets."""
        return self._secrets.get(name)


@asynccontextmanager
async def connected(
    base_url: str, secrets: Mapping[str, str], pace: GraphPace | None = None
) -> AsyncIterator[GraphDirectory]:
    """Connect to the Graph at this address; `secrets` are app settings that hold passwords, `pace` is the calls'."""
    alone = GraphPace(SharedQuotas(QuotasInMemory()))
    client = connect(base_url, graph_credential(base_url, None), pace or alone)
    async with closing(client):
        yield GraphDirectory(client, NamedSecrets(secrets))


@asynccontextmanager
async def closing(client: GraphServiceClient) -> AsyncIterator[GraphServiceClient]:
    """Close a client's connections at the end."""
    try:
        yield client
    finally:
        adapter = client.request_adapter
        assert isinstance(adapter, GraphRequestAdapter)
        transport = adapter._http_client._transport
        assert isinstance(transport, AsyncGraphTransport)
        await transport.transport.aclose()  # msgraph's own transport does not pass the closing on
