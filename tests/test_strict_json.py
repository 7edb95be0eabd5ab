"""Bodies of requests: what is ambiguous or hostile is refused with a sentence, and nothing else can happen."""

import json
import time
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.ports import RequestRejected
from provisioning.strict_json import DEEPEST, LARGEST_BODY, check_size, read_json

JSON = {"content-type": "application/json"}


def refusal_of(body: bytes, headers: Mapping[str, str]) -> RequestRejected | None:
    try:
        read_json(body, headers)
    except RequestRejected as refusal:
        return refusal
    return None


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


@pytest.mark.parametrize(
    ("body", "document"),
    [
        pytest.param(b"{}", {}, id="empty object"),
        pytest.param(b' {"a": [1, 2.5, true, null, "x"]} ', {"a": [1, 2.5, True, None, "x"]}, id="every kind of value"),
        pytest.param("\ufeff{}".encode(), {}, id="byte order mark"),
        pytest.param('{"name": "Zoë 李 😀"}'.encode(), {"name": "Zoë 李 😀"}, id="UTF-8"),
        pytest.param(rb'{"name": "\ud83d\ude00"}', {"name": "😀"}, id="escaped surrogate pair"),
        pytest.param(b"[1e300]", [1e300], id="large number"),
        pytest.param(b'[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}], id="one name in two objects"),
        pytest.param(b'{"a": 1, "A": 2}', {"a": 1, "A": 2}, id="names that differ in case"),
        pytest.param(b"null", None, id="null"),
    ],
)
def test_json_is_read(body: bytes, document: JsonValue) -> None:
    assert read_json(body, JSON) == document


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "Application/JSON", "application/scim+json"],
)
def test_json_comes_under_several_names(content_type: str) -> None:
    assert read_json(b"{}", {"content-type": content_type}) == {}


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/xml", "application/jsonp", "json", "+jsonx"])
def test_another_content_type_is_415(content_type: str) -> None:
    with pytest.raises(RequestRejected) as rejected:
        read_json(b"{}", {"content-type": content_type})
    assert rejected.value.status == 415
    assert str(rejected.value) == "the body must be JSON; send the header Content-Type: application/json"


def test_no_content_type_is_415() -> None:
    with pytest.raises(RequestRejected) as rejected:
        read_json(b"{}", {})
    assert rejected.value.status == 415


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param(b"", "the body is empty; send JSON with a Content-Length header, not chunked", id="empty"),
        pytest.param(b"   ", "the body is not JSON: Expecting value at line 1, column 4", id="blank"),
        pytest.param(b"{", "the body is not JSON: ", id="cut off"),
        pytest.param(b"{'a': 1}", "the body is not JSON: ", id="single quotes"),
        pytest.param(b"[1,]", "the body is not JSON: ", id="comma at the end"),
        pytest.param(b"{} {}", "the body is not JSON: Extra data at line 1, column 4", id="two documents"),
        pytest.param(b'{"a": 1}x', "the body is not JSON: Extra data at line 1, column 9", id="rubbish at the end"),
        pytest.param(b"a=1&b=2", "the body is not JSON: ", id="a form"),
        pytest.param(b'["a\nb"]', "the body is not JSON: ", id="line break in a text"),
        pytest.param(b"[01]", "the body is not JSON: ", id="leading zero"),
        pytest.param("\ufeff\ufeff{}".encode(), "the body is not JSON: ", id="two byte order marks"),
        pytest.param(b'{"a": "\xff"}', "the body is not UTF-8 (byte 7)", id="not UTF-8"),
        pytest.param('{"a": 1}'.encode("utf-16"), "the body is not UTF-8 (byte 0)", id="UTF-16"),
        pytest.param(b'"\xed\xa0\x80"', "the body is not UTF-8 (byte 1)", id="a surrogate in UTF-8"),
        pytest.param(rb'["\ud83d"]', "the body holds half of a surrogate pair", id="half a surrogate pair"),
        pytest.param(rb'{"\ude00": 1}', "the body holds half of a surrogate pair", id="half of one in a name"),
        pytest.param(b"[NaN]", "the body holds NaN, which is not JSON; send null", id="NaN"),
        pytest.param(b"[Infinity]", "the body holds Infinity, which is not JSON; send null", id="Infinity"),
        pytest.param(b"[-Infinity]", "the body holds -Infinity, which is not JSON; send null", id="-Infinity"),
        pytest.param(b"[1e999]", "the body holds a number that is too large", id="beyond the largest number"),
        pytest.param(b"[-1e999]", "the body holds a number that is too large", id="below the smallest number"),
        pytest.param(b"[" + b"9" * 5_000 + b"]", "the body holds a number that is too long", id="5,000 digits"),
        pytest.param(
            b'{"a": 1, "b": 2, "a": 3}', "the body names 'a' twice in one object; send it once", id="a name twice"
        ),
        pytest.param(
            b'[{"x": {"a": 1, "a": 1}}]',
            "the body names 'a' twice in one object; send it once",
            id="twice, deep inside",
        ),
        pytest.param(rb'{"a": 1, "\u0061": 2}', "the body names 'a' twice in one object", id="twice, once escaped"),
        pytest.param(nested(DEEPEST + 1), "the body is nested more than 32 levels deep", id="33 levels"),
        pytest.param(nested(100_000), "the body is nested more than 32 levels deep", id="100,000 levels"),
        pytest.param(b"[" * 100_000, "the body is nested more than 32 levels deep", id="100,000 brackets, none closed"),
        pytest.param(b'{"a":' * 100_000, "the body is nested more than 32 levels deep", id="100,000 objects"),
    ],
)
def test_what_is_not_plain_json_is_400_with_a_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(RequestRejected) as rejected:
        read_json(body, JSON)
    assert rejected.value.status == 400
    assert str(rejected.value).startswith(sentence)


def test_32_levels_are_enough_for_anybody() -> None:
    read_json(nested(DEEPEST), JSON)


def test_a_sentence_repeats_no_more_than_the_beginning_of_a_name() -> None:
    name = "n" * 100_000
    with pytest.raises(RequestRejected) as rejected:
        read_json(f'{{"{name}": 1, "{name}": 2}}'.encode(), JSON)
    assert len(str(rejected.value)) < 200


@pytest.mark.parametrize(
    ("size", "taken"), [(LARGEST_BODY, True), (LARGEST_BODY + 1, False)], ids=["5 MB", "5 MB and a byte"]
)
def test_a_body_has_5_mb_at_most(size: int, taken: bool) -> None:  # noqa: FBT001
    body = b'"' + b"x" * (size - 2) + b'"'
    if taken:
        assert len(str(read_json(body, JSON))) == size - 2
        return
    with pytest.raises(RequestRejected) as rejected:
        check_size(body)
    assert rejected.value.status == 413
    assert str(rejected.value) == "the body has 5000001 bytes, 5000000 are allowed; send fewer events"
    with pytest.raises(RequestRejected, match="5000001 bytes"):
        read_json(body, {})


def test_a_name_twice_among_very_many_is_found_in_no_time() -> None:
    many = ",".join(f'"{number}":0' for number in range(300_000))
    started = time.process_time()
    with pytest.raises(RequestRejected, match="names '299999' twice"):
        read_json(f'{{{many},"299999":1}}'.encode(), JSON)
    assert time.process_time() - started < 5


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@settings(deadline=None)
@given(documents)
def test_what_json_can_say_is_read_as_it_is(document: JsonValue) -> None:
    try:
        body = json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return
    assert read_json(body, JSON) == document


@settings(deadline=None, max_examples=300)
@given(
    st.binary(max_size=200)
    | st.text('[]{}:,"\\ud8001e9-.NaInfity\ufeff \n', max_size=60).map(lambda text: text.encode())
    | documents.map(lambda document: json.dumps(document).encode())
)
def test_any_bytes_give_a_document_or_a_refusal(body: bytes) -> None:
    refusal = refusal_of(body, JSON)
    assert refusal is None or (refusal.status == 400 and str(refusal).startswith("the body "))
