"""What Microsoft Graph answered: a document, or a failure named by cause."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import httpx

from provisioning.ports import AccessDenied, AccountMissing, NameTaken, OwnFault, Refused, TemporaryFailure
from provisioning.retrying import retry_after
from provisioning.targets.graph_pacing import Throttled

_ENTRA: Final = "entra"
_UNAUTHORIZED: Final = 401
_TOO_MANY: Final = 429
_TEMPORARY: Final = frozenset({408, 423, _TOO_MANY, 500, 502, 503, 504, 509})


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer: its JSON document (None without a body) and Graph's id of the request."""

    document: Any
    request_id: str


def answer_of(response: httpx.Response) -> Answer:
    """Read an answer.

    Raises:
        TemporaryFailure: Graph could not answer.
        OwnFault: It does not take the app's token.
        NameTaken, AccountMissing, AccessDenied, Refused: Graph said no.
    """
    if response.is_success:
        return Answer(_document(response), _request_id(response))
    raise _failure(response)


def no_access(what_to_do: str) -> OwnFault:
    """Return the fault of our own side that nothing can be done in Entra; the text ends with what to do about it."""
    return OwnFault(_ENTRA, f"the app has no access to Microsoft Entra ID; {what_to_do}")


@contextmanager
def shown_to_us() -> Iterator[None]:
    """Turn a denial to show users into a fault of our own side: a consent is missing, and nothing works without it.

    A denial of a write is another matter, as Graph denies writes to single accounts, such as administrators'. So is one
    of the groups and roles of an account: whoever gets a new account does not need these, and must not wait for them.
    """
    try:
        yield
    except AccessDenied as denied:
        raise no_access(f"consent to the permission User.Read.All or User.ReadWrite.All ({denied})") from denied


def check_throttling(response: httpx.Response) -> None:
    """Look whether a write is to wait.

    Raises:
        Throttled: Graph asks for a wait, and says for how long.
    """
    wait = retry_after(response.headers) if response.status_code == _TOO_MANY else None
    if wait and wait > timedelta(0):
        raise Throttled(TemporaryFailure(_sentence(response), retry_after=wait), wait)


def page_of(answer: Answer) -> dict[str, Any]:
    """Return a page of a list; its items stand under `value`.

    Raises:
        TemporaryFailure: It is none; taken for an empty page, it would end the list too early.
    """
    page = answer.document
    if isinstance(page, dict) and isinstance(page.get("value"), list):
        return page
    raise TemporaryFailure("Microsoft Graph answered with something that is no page of a list")


def _document(response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(response.content) if response.content else None
    except ValueError:
        raise TemporaryFailure("Microsoft Graph answered with something that is not JSON") from None


def _request_id(response: httpx.Response) -> str:
    return str(response.headers.get("request-id", ""))


def _failure(response: httpx.Response) -> Exception:
    error, ids, sentence = _error_document(response), (_request_id(response),), _sentence(response)
    if response.status_code in _TEMPORARY:
        return TemporaryFailure(sentence, retry_after=retry_after(response.headers))
    if any(detail.get("code") == "ObjectConflict" for detail in error.get("details") or ()):
        return NameTaken(sentence, request_ids=ids)
    if response.status_code == _UNAUTHORIZED:
        return no_access(f"check the app's identity and AZURE_CLIENT_ID ({sentence})")
    by_status = {403: AccessDenied, 404: AccountMissing}
    return by_status.get(response.status_code, Refused)(sentence, request_ids=ids)


def _sentence(response: httpx.Response) -> str:
    error = _error_document(response)
    code, message = error.get("code", ""), error.get("message", "no explanation")
    return f"Microsoft Graph answered {response.status_code} {code}: {message}"


def _error_document(response: httpx.Response) -> dict[str, Any]:
    """Return Graph's error; a gateway's HTML page gives an empty one."""
    try:
        document: object = json.loads(response.content)
    except ValueError:
        return {}
    error = document.get("error") if isinstance(document, dict) else None
    return error if isinstance(error, dict) else {}
