"""Bodies that are made to cost: refused before they do."""

import gzip
import time
import zlib

import pytest

from provisioning.ports import HrSource, RequestRejected
from provisioning.sources.bamboohr import BambooSource
from provisioning.sources.bob import BobSource
from provisioning.sources.generic import GenericSource
from provisioning.sources.personio.webhooks import PersonioSource
from tests.builders import NOON
from tests.sources.payloads import JSON

BOMB = b'{"events": [' + b" " * 50_000_000 + b"]}"


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [(gzip.compress(BOMB), "gzip"), (zlib.compress(BOMB), "deflate"), (gzip.compress(b'{"events": []}'), "gzip")],
    ids=["a bomb of 50 MB", "another one", "a small one"],
)
def test_a_compressed_body_is_not_unpacked(packed: bytes, encoding: str) -> None:
    assert len(packed) < 100_000
    started = time.process_time()
    with pytest.raises(RequestRejected, match=r"UTF-8|not JSON") as rejected:
        GenericSource().receive(packed, {**JSON, "content-encoding": encoding}, NOON)
    assert rejected.value.status == 400
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 1_000_000,
        b'{"a":' * 900_000,
        b'"' + b"\\u0000" * 800_000 + b'"',
        b"[" + b"1," * 2_000_000 + b"1]",
        b'{"events": [' + b"{}," * 1_000_000 + b"{}]}",
        b"9" * 4_900_000,
        b"1e" + b"9" * 4_900_000,
        b'{"x": 1, ' + b'"x": 1, ' * 500_000 + b'"x": 1}',
    ],
    ids=[
        "a million brackets",
        "objects without end",
        "escapes",
        "numbers",
        "empty events",
        "one long number",
        "one long exponent",
        "one name again and again",
    ],
)
def test_whatever_fits_into_5_mb_is_refused_within_seconds(body: bytes) -> None:
    started = time.process_time()
    with pytest.raises(RequestRejected) as rejected:
        GenericSource().receive(body, JSON, NOON)
    assert rejected.value.status == 400
    assert len(str(rejected.value)) <= 1_000
    assert time.process_time() - started < 8


@pytest.mark.parametrize(
    "source",
    [BobSource(["secret"]), PersonioSource(["token"]), BambooSource(["key"])],
    ids=["Bob", "Personio", "BambooHR"],
)
def test_a_body_is_not_read_before_the_sender_is_known(source: HrSource) -> None:
    started = time.process_time()
    with pytest.raises(RequestRejected) as rejected:
        source.receive(b"[" + b"{}," * 1_600_000 + b"{}]", JSON, NOON)
    assert rejected.value.status == 401
    assert time.process_time() - started < 0.5
