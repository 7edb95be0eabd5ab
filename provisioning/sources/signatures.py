"""Who sent a call: signatures over the raw body, and tokens. Every secret is tried, so that one can be replaced."""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from typing import Final, Literal

from provisioning.ports import RequestRejected

type Algorithm = Literal["sha256", "sha384", "sha512"]
type Encoding = Literal["hex", "base64"]

_BEARER: Final = "bearer"


def check_hmac(  # noqa: PLR0913 - what makes a signature, and the two names for the sentences
    body: bytes,
    given: str,
    secrets: Sequence[str],
    *,
    algorithm: Algorithm,
    encoding: Encoding,
    prefix: str = "",
    what: str,
    setting: str,
) -> None:
    """Refuse a call whose signature none of the secrets makes of it.

    Args:
        body: What is signed: the raw body, with whatever the sender adds to it.
        given: The signature as it came; empty if there was none. Hexadecimal digits count in either case.
        secrets: The secrets in force, the one before as well.
        algorithm: The hash under the HMAC.
        encoding: How the signature is written.
        prefix: What stands before the signature, such as `sha256=`.
        what: The header that holds it, for the sentence.
        setting: The app setting that holds the secret, for the sentence.

    Raises:
        RequestRejected: 503 without a secret, 401 for a signature that does not fit.
    """
    keys = _known(secrets, setting)
    signature = given.strip()
    if not signature.startswith(prefix):
        raise RequestRejected(401, f"the {what} header must begin with {prefix!r}; check the sender's signature")
    plain = signature.removeprefix(prefix)
    written = plain.lower() if encoding == "hex" else plain
    if not _is_one_of(written, [_written(hmac.digest(key, body, algorithm), encoding) for key in keys]):
        raise RequestRejected(401, f"the {what} header does not fit the body; check the webhook's secret")


def check_bearer(header: str, tokens: Sequence[str], setting: str) -> None:
    """Refuse a call without one of the tokens.

    Args:
        header: The Authorization header as it came, `Bearer <token>`; empty if there was none.
        tokens: The tokens in force, the one before as well.
        setting: The app setting that holds the token, for the sentence.

    Raises:
        RequestRejected: 503 without a token of our own, 401 for another one.
    """
    known = _known(tokens, setting)
    scheme, _, token = header.strip().partition(" ")
    is_one = _is_one_of(token.strip(), known)
    if scheme.lower() != _BEARER or not is_one:
        raise RequestRejected(401, "the Authorization header holds no bearer token that is known here; check the token")


def _known(secrets: Sequence[str], setting: str) -> list[bytes]:
    # With an empty text as the key, everybody could sign.
    known = [secret.encode() for secret in secrets if secret]
    if not known:
        raise RequestRejected(503, f"the app has no secret for these calls yet; set the app setting {setting}")
    return known


def _written(digest: bytes, encoding: Encoding) -> bytes:
    return digest.hex().encode() if encoding == "hex" else b64encode(digest)


def _is_one_of(given: str, expected: Sequence[bytes]) -> bool:
    # Compared as bytes, as a header may hold anything; every one is tried, so that time tells nothing.
    sent = given.encode(errors="replace")
    matches = [hmac.compare_digest(each, sent) for each in expected]
    return any(matches)
