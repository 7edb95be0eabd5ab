"""Whatever is thrown at what reads from outside: an answer, or one of the failures that it names. Never another."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue, ValidationError

from provisioning.addresses import check_address
from provisioning.imports.files import PeopleFile
from provisioning.imports.options import ImportOptions
from provisioning.imports.questions import Unclear
from provisioning.messages import UnreadableMessage, decode, decode_step
from provisioning.ports import BadCursor, HrSource, MessageTooLarge, Misconfigured, RequestRejected
from provisioning.rules.expressions import Context, ExpressionError, parse
from provisioning.setting_changes import changed as changed_settings
from provisioning.settings import Settings, SettingsRefused
from provisioning.sources.bamboohr import BambooSource
from provisioning.sources.bob import BobSource
from provisioning.sources.generic import GenericSource
from provisioning.sources.personio.webhooks import PersonioSource
from provisioning.sources.scim_bulk.source import ScimBulkSource
from provisioning.storage.countdowns import from_cursor
from provisioning.web import queries, uploads
from provisioning.web.demands import PreviewDemand, ProvisionDemand, TrialDemand, event_of, read_demand
from provisioning.web.intake import receive
from provisioning.web.repeats import Repeats
from provisioning.web.spreadsheets import harmless
from tests.builders import NOON
from tests.fakes.queue import QueueInMemory
from tests.imports.reading import COLUMNS
from tests.rules.expressions.test_properties import texts
from tests.security.fuzzing import ODD_TEXTS, ODD_VALUES, bodies, changed, fuzzed
from tests.sources import test_bob as bob
from tests.sources.bamboohr import test_webhooks as bamboohr
from tests.sources.payloads import JSON, payload
from tests.sources.personio import test_webhooks as personio
from tests.sources.test_configured import acme, signed
from tests.web.requests import request
from tests.web.test_intake import CLOCK, Asked, known

type Headers = Mapping[str, str]

SENT: dict[str, tuple[HrSource, Callable[[bytes], Headers], tuple[str, ...]]] = {
    "Bob": (
        BobSource([bob.SECRET]),
        bob.signed,
        ("bob/v2-left.json", "bob/v1-updated.json", "bob/v2-updated-objects.json"),
    ),
    "Personio": (
        PersonioSource([personio.TOKEN]),
        lambda _: personio.SENT,
        ("personio/webhook-person-updated.json", "personio/webhook-employment-started.json"),
    ),
    "BambooHR": (
        BambooSource([bamboohr.KEY]),
        bamboohr.signed,
        ("bamboohr/event-updated.json", "bamboohr/fields.json", "bamboohr/event-deleted.json"),
    ),
    "generic": (GenericSource(), lambda _: JSON, ("generic/hire.json", "generic/day.json")),
    "SCIM bulk": (ScimBulkSource(), lambda _: JSON, ("scim-bulk/day.json", "scim-bulk/flawed.json")),
    "configured": (acme(), lambda body: signed("new", body), ("configured/acme-day.json",)),
}


@pytest.mark.parametrize("name", SENT)
@fuzzed
@given(data=st.data())
def test_a_call_of_an_hr_system_is_read_or_refused(name: str, data: st.DataObject) -> None:
    source, headers, samples = SENT[name]
    body = data.draw(bodies(*map(payload, samples)))
    with suppress(RequestRejected):
        for event in source.receive(body, headers(body), NOON).events.values():
            assert json.dumps(event.to_json(), ensure_ascii=False).encode()


@fuzzed
@given(
    body=st.binary(max_size=300), kind=st.sampled_from(["application/x-www-form-urlencoded", "application/json", ""])
)
def test_a_form_of_bamboohrs_is_read_or_refused(body: bytes, kind: str) -> None:
    headers = {**bamboohr.signed(body), "content-type": kind}
    with suppress(RequestRejected):
        BambooSource([bamboohr.KEY]).receive(body, headers, NOON)


@fuzzed
@given(headers=st.dictionaries(st.sampled_from(["bob-signature", "authorization", "x-bamboohr-timestamp"]), ODD_TEXTS))
def test_headers_of_any_kind_are_a_refusal(headers: Headers) -> None:
    for source in (BobSource(["secret"]), PersonioSource(["token"]), BambooSource(["key"])):
        with pytest.raises(RequestRejected):
            source.receive(b"{}", {**JSON, **headers}, NOON)


@fuzzed
@given(body=bodies(payload("generic/day.json")), name=st.sampled_from(["generic", "bob"]) | ODD_TEXTS)
def test_the_endpoint_answers_or_refuses(body: bytes, name: str) -> None:
    queue = QueueInMemory()
    with suppress(RequestRejected, MessageTooLarge):
        call = request(body, route={"source": name})
        answer = asyncio.run(receive(call, known(), queue, CLOCK, Asked(), Repeats()))
        assert answer.status_code in {202, 400}


@fuzzed
@given(
    content=st.binary(max_size=300)
    | st.text(max_size=200).map(str.encode)
    | st.lists(ODD_TEXTS).map(lambda cells: b"Number,First,Mail\n" + ",".join(cells).encode(errors="replace"))
)
def test_a_csv_file_is_read_or_refused(content: bytes) -> None:
    options = ImportOptions.model_validate({"columns": COLUMNS}, by_alias=True, by_name=False)
    with suppress(RequestRejected, Unclear):
        file = PeopleFile.opened(content, options, NOON)
        assert file.report().rows >= 0
        assert len({event.id for event in file.events()}) == file.report().ready


@fuzzed
@given(
    document=changed({"columns": dict(COLUMNS), "delimiter": ";", "encoding": "utf-8", "source": "csv", "dryRun": True})
)
def test_options_of_an_import_are_read_or_refused(document: JsonValue) -> None:
    with suppress(ValidationError):
        ImportOptions.model_validate(document, by_alias=True, by_name=False)


@fuzzed
@given(
    body=st.binary(max_size=200)
    | st.lists(
        st.sampled_from([b"--x", b"--x--", b"\r\n", b'Content-Disposition: form-data; name="a"', b"1", b":"])
    ).map(b"".join),
    kind=st.sampled_from(["multipart/form-data; boundary=x", "multipart/form-data", "boundary", ""]) | ODD_TEXTS,
)
def test_a_form_is_taken_apart_or_refused(body: bytes, kind: str) -> None:
    with suppress(RequestRejected):
        uploads.parts_of(body, kind)


@fuzzed
@given(document=changed(Settings().to_json()) | ODD_VALUES)
def test_settings_are_taken_or_refused_by_field(document: JsonValue) -> None:
    if not isinstance(document, dict):
        return
    with suppress(SettingsRefused):
        done = changed_settings({}, document, NOON, lambda _: ())
        assert Settings.model_validate(done.settings.to_json(), by_alias=True, by_name=False) == done.settings


@fuzzed
@given(text=texts | ODD_TEXTS, value=ODD_VALUES)
def test_an_expression_gives_a_value_or_says_what_is_wrong(text: str, value: JsonValue) -> None:
    with suppress(ExpressionError):
        parse(text).evaluate(Context(lambda _: value, NOON, "seed"))


@fuzzed
@given(
    params=st.dictionaries(
        st.sampled_from(["cursor", "limit", "code", "employeeId", "source", "status", "since", "until", "format"])
        | ODD_TEXTS,
        ODD_TEXTS | st.sampled_from(["50", "٣", "success", "2026-01-01T00:00:00Z", "csv"]),
        max_size=4,
    )
)
def test_a_query_string_is_understood_or_refused(params: Mapping[str, str]) -> None:
    for read in (queries.log_query, queries.history_page, queries.wants_csv, queries.page_of):
        with suppress(RequestRejected):
            read(params)


@fuzzed
@given(cursor=ODD_TEXTS | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_a_cursor_leads_somewhere_or_is_refused(cursor: str) -> None:
    with suppress(BadCursor):
        assert from_cursor(cursor).isprintable()


@fuzzed
@given(
    body=bodies(
        b'{"source": "generic", "employeeId": "1", "expression": "[firstName]", "settings": {"leadDays": 3}}',
        b'{"source": "generic", "employee": {"id": "1", "firstName": "Ana"}, "accessRestored": true}',
    )
)
def test_a_demand_is_understood_or_refused(body: bytes) -> None:
    for kind in (ProvisionDemand, PreviewDemand, TrialDemand):
        with suppress(RequestRejected):
            event_of(read_demand(request(body), kind), NOON, numbered_by_id=True)


@fuzzed
@given(body=bodies(b'{"v": 1, "event": {"id": "1", "source": "bob", "type": "updated"}}', b'{"v": 1, "turn": {}}'))
def test_a_message_is_read_or_called_unreadable(body: bytes) -> None:
    for read in (decode, decode_step):
        with suppress(UnreadableMessage):
            read(body)


@fuzzed
@given(url=ODD_TEXTS | ODD_TEXTS.map("https://{}".format) | ODD_TEXTS.map("https://example.com/{}".format))
def test_an_address_is_taken_or_refused(url: str) -> None:
    with suppress(Misconfigured):
        check_address(url, allow_private=False)


@fuzzed
@given(text=ODD_TEXTS)
def test_no_cell_becomes_a_formula(text: str) -> None:
    assert harmless(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}
