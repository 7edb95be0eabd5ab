"""One way to call Microsoft Graph: requests built by msgraph-sdk, answers read as bytes, failures named by cause.

Answers are read as bytes because the SDK's models cost 3 to 4 ms a user to fill. The SDK's own retries are off: they
would sleep for minutes and pass over some failures, so the product's own policy is used.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any, Final, override
from urllib.parse import urlsplit

import httpx
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ClientAuthenticationError
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_abstractions.response_handler import ResponseHandler
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from kiota_http.middleware.options import ResponseHandlerOption, RetryHandlerOption
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core import GraphClientFactory

from provisioning.ports import AccessDenied, TemporaryFailure
from provisioning.retrying import repeated
from provisioning.targets.graph_answers import Answer, answer_of, check_throttling, page_of
from provisioning.targets.graph_pacing import WritePace

__all__ = ["Answer", "Builder", "PacedClient", "connect", "eventual", "pages", "send"]

type Builder = Callable[[], RequestInformation]
"""Makes a request; called for each try, as sending uses it up."""

_TIMEOUT: Final = httpx.Timeout(30, connect=10)


class _Untouched(ResponseHandler):
    """Hands the HTTP response through, unread."""

    @override
    async def handle_response_async(self, response: Any, error_map: Any) -> Any:
        del error_map
        return response


class PacedClient(GraphServiceClient):
    """msgraph's client, and the pace of its writes."""

    @override
    def __init__(self, adapter: GraphRequestAdapter, pace: WritePace) -> None:
        super().__init__(request_adapter=adapter)
        self.pace = pace


def connect(base_url: str, credential: AsyncTokenCredential, pace: WritePace | None = None) -> PacedClient:
    """Return a client for one process and event loop.

    Args:
        base_url: Such as https://graph.microsoft.com/v1.0. Its host is the only one that gets a token.
        credential: Gives tokens for that host.
        pace: Of its writes; None: the one that Graph's quota allows.
    """
    parts = urlsplit(base_url)
    http = GraphClientFactory.create_with_default_middleware(
        client=httpx.AsyncClient(http2=True, timeout=_TIMEOUT),
        options={RetryHandlerOption.get_key(): RetryHandlerOption(max_retries=0, should_retry=False)},
    )
    tokens = AzureIdentityAuthenticationProvider(
        credential,
        scopes=[f"{parts.scheme}://{parts.netloc}/.default"],
        allowed_hosts=[parts.hostname or ""],
    )
    adapter = GraphRequestAdapter(tokens, client=http)
    adapter.base_url = base_url.rstrip("/")
    return PacedClient(adapter, pace or WritePace())


async def send(client: GraphServiceClient, build: Builder) -> Answer:
    """Send a request, repeated a few times for a few seconds while Graph cannot answer it.

    A write waits for its turn, and as long as Graph asks when the quota is used up, up to 150 seconds.

    Args:
        client: From `connect`.
        build: Makes the request.

    Raises:
        TemporaryFailure: No answer, or none yet. Whether a write took effect is not known.
        NameTaken, AccountMissing, AccessDenied, Refused: Graph's answer, by cause.
    """
    pace = _pace(client)
    return await pace.patiently(lambda: repeated(lambda: _send_in_turn(client, build(), pace)))


async def pages(
    client: GraphServiceClient,
    first: Builder,
    change: Callable[[RequestInformation], RequestInformation] = lambda request: request,
) -> AsyncIterator[dict[str, Any]]:
    """Yield the items of all pages; an empty page may have a next one.

    Args:
        client: From `connect`.
        first: Makes the request for the first page.
        change: Done to the requests for the pages behind it, whose links carry the query but no headers.

    Raises:
        TemporaryFailure, AccountMissing, AccessDenied, Refused: As `send`.
    """
    build = first
    while True:
        page = page_of(await send(client, build))
        for item in page["value"]:
            yield item
        following = page.get("@odata.nextLink")
        if following is None:
            return
        page.clear()  # so that one page is held and not two
        build = _follow(client, following, change)


def eventual(request: RequestInformation) -> RequestInformation:
    """Return the request with the header without which Graph answers no advanced query."""
    request.headers.try_add("ConsistencyLevel", "eventual")
    return request


def _follow(
    client: GraphServiceClient, link: str, change: Callable[[RequestInformation], RequestInformation]
) -> Builder:
    own = client.request_adapter.base_url
    if _host(link) != _host(own):  # it would be asked without a token, and could answer anything
        raise TemporaryFailure(f"Microsoft Graph named a next page on another host, {_host(link)}")
    following = client.users.with_url(link)
    return lambda: change(following.to_get_request_information())


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _pace(client: GraphServiceClient) -> WritePace:
    if not isinstance(client, PacedClient):
        raise TypeError("the client must come from connect")
    return client.pace


async def _send_in_turn(client: GraphServiceClient, request: RequestInformation, pace: WritePace) -> Answer:
    writes = request.http_method is not Method.GET
    if writes:
        await pace.turn()
    response = await _response(client, request)
    if writes:
        check_throttling(response)
    return answer_of(response)


async def _response(client: GraphServiceClient, request: RequestInformation) -> httpx.Response:
    request.add_request_options([ResponseHandlerOption(_Untouched())])
    try:
        sent: Any = await client.request_adapter.send_primitive_async(request, "bytes", {})
    except httpx.RequestError as error:
        raise TemporaryFailure(f"Microsoft Graph did not answer ({type(error).__name__})") from error
    except ClientAuthenticationError as error:
        raise AccessDenied(f"no token for Microsoft Graph ({type(error).__name__}); check the identity") from error
    except AzureError as error:
        raise TemporaryFailure(f"no token for Microsoft Graph yet ({type(error).__name__})") from error
    response: httpx.Response = sent
    return response
