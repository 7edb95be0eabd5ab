"""Senders are known by a signature over the raw body or by a token; two secrets hold at once."""

import hmac
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.ports import RequestRejected
from provisioning.sources.signatures import Algorithm, Encoding, check_bearer, check_hmac

BODY = b'{"id": 7}'
SECRETS = ["new", "old"]


def check(
    signature: str,
    *secrets: str,
    algorithm: Algorithm = "sha256",
    encoding: Encoding = "hex",
    prefix: str = "",
) -> None:
    check_hmac(
        BODY,
        signature,
        secrets or SECRETS,
        algorithm=algorithm,
        encoding=encoding,
        prefix=prefix,
        what="X-Signature",
        setting="HR_SECRET_ACME",
    )


def signed(secret: str, algorithm: Algorithm = "sha256", encoding: Encoding = "hex", body: bytes = BODY) -> str:
    digest = hmac.digest(secret.encode(), body, algorithm)
    return digest.hex() if encoding == "hex" else b64encode(digest).decode()


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("encoding", ["hex", "base64"])
def test_a_signature_is_taken_that_one_of_the_secrets_makes(
    secret: str, algorithm: Algorithm, encoding: Encoding
) -> None:
    check(signed(secret, algorithm, encoding), algorithm=algorithm, encoding=encoding)


# RFC 4231, test case 2.
KNOWN_KEY, KNOWN_BODY = "Jefe", b"what do ya want for nothing?"
KNOWN_SIGNATURE = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_a_signature_is_the_one_of_the_standard() -> None:
    names = {"what": "X-Signature", "setting": "HR_SECRET_ACME"}
    check_hmac(KNOWN_BODY, KNOWN_SIGNATURE, [KNOWN_KEY], algorithm="sha256", encoding="hex", **names)


@pytest.mark.parametrize(
    ("signature", "prefix"),
    [
        (signed("new").upper(), ""),
        (f"  {signed('new')} ", ""),
        (f"sha256={signed('new')}", "sha256="),
    ],
    ids=["hexadecimal digits in capitals", "blanks around it", "a prefix before it"],
)
def test_a_signature_may_be_written_with(signature: str, prefix: str) -> None:
    check(signature, prefix=prefix)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        signed("other"),
        signed("new", body=b"{}"),
        signed("new", "sha512"),
        signed("new", encoding="base64"),
        signed("new")[:-1],
        f"sha256={signed('new')}",
        "\udcff\x00é",
    ],
    ids=[
        "none at all",
        "of another secret",
        "of another body",
        "by another hash",
        "in another encoding",
        "cut short",
        "with a prefix that is not expected",
        "of bytes that are no text",
    ],
)
def test_any_other_signature_is_refused_by_the_name_of_its_header(signature: str) -> None:
    with pytest.raises(RequestRejected, match="the X-Signature header does not fit the body") as rejected:
        check(signature)
    assert rejected.value.status == 401


def test_a_signature_without_its_prefix_is_refused() -> None:
    with pytest.raises(RequestRejected, match="must begin with 'sha256='") as rejected:
        check(signed("new"), prefix="sha256=")
    assert rejected.value.status == 401


def test_an_empty_secret_signs_nothing() -> None:
    with pytest.raises(RequestRejected, match="does not fit") as rejected:
        check(signed(""), "new", "")
    assert rejected.value.status == 401


@pytest.mark.parametrize("secrets", [[], ["", ""]], ids=["none", "empty ones"])
def test_without_a_secret_it_is_our_own_fault_and_the_sentence_names_the_app_setting(secrets: list[str]) -> None:
    with pytest.raises(RequestRejected, match="set the app setting HR_SECRET_ACME") as by_signature:
        check_hmac(BODY, "", secrets, algorithm="sha256", encoding="hex", what="X-Signature", setting="HR_SECRET_ACME")
    with pytest.raises(RequestRejected, match="set the app setting HR_SECRET_ACME") as by_token:
        check_bearer("Bearer ", secrets, "HR_SECRET_ACME")
    assert (by_signature.value.status, by_token.value.status) == (503, 503)


@pytest.mark.parametrize(
    "header", ["Bearer new", "bearer old", "Bearer   new ", "BEARER new"], ids=["new", "old", "blanks", "capitals"]
)
def test_a_token_is_taken_that_is_known(header: str) -> None:
    check_bearer(header, SECRETS, "HR_SECRET_ACME")


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "new", "Basic new", "Bearer ne", "Bearer NEW", "Bearer new old", "Bearer \udcffé"],
)
def test_any_other_authorization_is_refused_without_repeating_it(header: str) -> None:
    with pytest.raises(RequestRejected, match="the Authorization header holds no bearer token") as rejected:
        check_bearer(header, SECRETS, "HR_SECRET_ACME")
    assert rejected.value.status == 401


@given(st.text(), st.text())
def test_a_wrong_sender_is_refused_whatever_the_headers_hold(signature: str, authorization: str) -> None:
    with pytest.raises(RequestRejected):
        check(signature)
    with pytest.raises(RequestRejected):
        check_bearer(authorization, ["a-token-that-nobody-guesses"], "HR_SECRET_ACME")
