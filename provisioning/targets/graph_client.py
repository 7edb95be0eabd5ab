"""One way to call Microsoft Graph: requests built by msgraph-sdk, answers read as bytes, failures named by cause.

Answers are read as bytes because the SDK's models cost 3 to 4 ms a user to fill. The SDK's own retries are off: they
would sleep for minutes and pass over some failures, so the product's own policy is used.
"""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Final, override
from urllib.parse import urlsplit

import httpx
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ClientAuthenticationError
from kiota_abstractions.request_information import RequestInformation
from kiota_abstractions.response_handler import ResponseHandler
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from kiota_http.middleware.options import ResponseHandlerOption, RetryHandlerOption
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core import GraphClientFactory

from provisioning.ports import AccessDenied, AccountMissing, NameTaken, Refused, TemporaryFailure
from provisioning.retrying import repeated, retry_after

type Builder = Callable[[], RequestInformation]
"""Makes a request; called for each try, as sending uses it up."""

_TIMEOUT: Final = httpx.Timeout(30, connect=10)
_TEMPORARY: Final = frozenset({408, 423, 429, 500, 502, 503, 504, 509})


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer: its JSON document (None without a body) and Graph's id of the request."""

    document: Any
    request_id: str


class _Untouched(ResponseHandler):
    """Hands the HTTP response through, unread."""

    @override
    async def handle_response_async(self, response: Any, error_map: Any) -> Any:
        del error_map
        return response


def connect(base_url: str, credential: AsyncTokenCredential) -> GraphServiceClient:
    """Return a client for one process and event loop.

    Args:
        base_url: Such as https://graph.microsoft.com/v1.0. Its host is the only one that gets a token.
        credential: Gives tokens for that host.
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
    return GraphServiceClient(request_adapter=adapter)


async def send(client: GraphServiceClient, build: Builder) -> Answer:
    """Send a request, repeated a few times for a few seconds while Graph cannot answer it.

    Args:
        client: From `connect`.
        build: Makes the request.

    Raises:
        TemporaryFailure: No answer, or none yet. Whether a write took effect is not known.
        NameTaken, AccountMissing, AccessDenied, Refused: Graph's answer, by cause.
    """
    return await repeated(lambda: _send_once(client, build()))


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
        page = (await send(client, build)).document
        for item in page["value"]:
            yield item
        following = page.get("@odata.nextLink")
        if following is None:
            return
        build = _follow(client, following, change)


def eventual(request: RequestInformation) -> RequestInformation:
    """Return the request with the header without which Graph answers no advanced query."""
    request.headers.try_add("ConsistencyLevel", "eventual")
    return request


def _follow(
    client: GraphServiceClient, link: str, change: Callable[[RequestInformation], RequestInformation]
) -> Builder:
    following = client.users.with_url(link)
    return lambda: change(following.to_get_request_information())


async def _send_once(client: GraphServiceClient, request: RequestInformation) -> Answer:
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
    if response.is_success:
        return Answer(_document(response), _request_id(response))
    raise _failure(response)


def _document(response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(response.content) if response.content else None
    except ValueError:
        raise TemporaryFailure("Microsoft Graph answered with something that is not JSON") from None


def _request_id(response: httpx.Response) -> str:
    return str(response.headers.get("request-id", ""))


def _failure(response: httpx.Response) -> Exception:
    error = _error_document(response)
    code, ids = error.get("code", ""), (_request_id(response),)
    sentence = f"Microsoft Graph answered {response.status_code} {code}: {error.get('message', 'no explanation')}"
    if response.status_code in _TEMPORARY:
        return TemporaryFailure(sentence, retry_after=retry_after(response.headers))
    if any(detail.get("code") == "ObjectConflict" for detail in error.get("details") or ()):
        return NameTaken(sentence, request_ids=ids)
    by_status = {401: AccessDenied, 403: AccessDenied, 404: AccountMissing}
    return by_status.get(response.status_code, Refused)(sentence, request_ids=ids)


def _error_document(response: httpx.Response) -> dict[str, Any]:
    """Return Graph's error; a gateway's HTML page gives an empty one."""
    try:
        document: object = json.loads(response.content)
    except ValueError:
        return {}
    error = document.get("error") if isinstance(document, dict) else None
    return error if isinstance(error, dict) else {}
