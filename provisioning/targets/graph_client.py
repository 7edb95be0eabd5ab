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
from kiota_http.middleware.options import RedirectHandlerOption, ResponseHandlerOption, RetryHandlerOption
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core import GraphClientFactory

from provisioning.model import Urgency
from provisioning.ports import TemporaryFailure
from provisioning.retrying import repeated
from provisioning.targets.graph_answers import Answer, answer_of, check_throttling, no_access, page_of
from provisioning.targets.graph_pacing import GraphPace, Throttled

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
    """msgraph's client, and the pace of its calls."""

    @override
    def __init__(self, adapter: GraphRequestAdapter, pace: GraphPace) -> None:
        super().__init__(request_adapter=adapter)
        self.pace = pace


def connect(base_url: str, credential: AsyncTokenCredential, pace: GraphPace) -> PacedClient:
    """Return a client for one process and event loop.

    Args:
        base_url: Such as https://graph.microsoft.com/v1.0. Its host is the only one that gets a token.
        credential: Gives tokens for that host.
        pace: Of its calls.
    """
    parts = urlsplit(base_url)
    http = GraphClientFactory.create_with_default_middleware(
        client=httpx.AsyncClient(http2=True, timeout=_TIMEOUT),
        options={
            RetryHandlerOption.get_key(): RetryHandlerOption(max_retries=0, should_retry=False),
            # A redirect would carry a first password to wherever it leads.
            RedirectHandlerOption.get_key(): RedirectHandlerOption(max_redirect=0, should_redirect=False),
        },
    )
    tokens = AzureIdentityAuthenticationProvider(
        credential,
        scopes=[f"{parts.scheme}://{parts.netloc}/.default"],
        allowed_hosts=[parts.hostname or ""],
    )
    adapter = GraphRequestAdapter(tokens, client=http)
    adapter.base_url = base_url.rstrip("/")
    return PacedClient(adapter, pace)


async def send(client: GraphServiceClient, build: Builder, urgency: Urgency = Urgency.CHANGES) -> Answer:
    """Send a request, repeated a few times for a few seconds while Graph cannot answer it.

    A write waits for its turn, and as long as Graph asks when the quota is used up, up to 150 seconds.

    Args:
        client: From `connect`.
        build: Makes the request.
        urgency: Of a write, among those that wait.

    Raises:
        TemporaryFailure: No answer, or none yet. Whether a write took effect is not known.
        OwnFault: There is no token, or Graph does not take it.
        NameTaken, AccountMissing, AccessDenied, Refused: Graph's answer, by cause.
    """
    return await _pace(client).patiently(lambda: repeated(lambda: _send_in_turn(client, build(), urgency)))


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


def _pace(client: GraphServiceClient) -> GraphPace:
    if not isinstance(client, PacedClient):
        raise TypeError("the client must come from connect")
    return client.pace


async def _send_in_turn(client: GraphServiceClient, request: RequestInformation, urgency: Urgency) -> Answer:
    pace, writes = _pace(client), request.http_method is not Method.GET
    await (pace.turn(urgency) if writes else pace.read())
    response = await _response(client, request)
    await pace.heed(response.headers, writes=writes)
    try:
        check_throttling(response)
    except Throttled as throttled:
        if writes:
            raise
        await pace.pause_reads(throttled.wait)
    return answer_of(response)


async def _response(client: GraphServiceClient, request: RequestInformation) -> httpx.Response:
    request.add_request_options([ResponseHandlerOption(_Untouched())])
    try:
        sent: Any = await client.request_adapter.send_primitive_async(request, "bytes", {})
    except httpx.RequestError as error:
        raise TemporaryFailure(f"Microsoft Graph did not answer ({type(error).__name__})") from error
    except ClientAuthenticationError as error:
        kind = type(error).__name__
        raise no_access(f"check its identity and AZURE_CLIENT_ID (no token for Microsoft Graph, {kind})") from error
    except AzureError as error:
        raise TemporaryFailure(f"no token for Microsoft Graph yet ({type(error).__name__})") from error
    response: httpx.Response = sent
    return response
