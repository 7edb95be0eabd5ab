"""CSV files over HTTP: asked about, tried, and imported."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import httpx
import pytest
from azure.functions import HttpResponse
from pydantic import JsonValue

from provisioning.auditing import Auditor
from provisioning.model import Cycle, CycleKind, HrEvent
from provisioning.ports import Refused, RequestRejected
from provisioning.web.imports import ImportsApi
from tests.fakes.audit import AuditInMemory
from tests.fakes.clock import TurnedClock
from tests.web.known import Names
from tests.web.requests import document, request

COLUMNS: Final[Mapping[str, JsonValue]] = {"Number": "id", "First": "firstName", "Mail": "workEmail"}
FILE: Final = b"\xef\xbb\xbfNumber,First,Mail\r\n7,Ana,ana@contoso.com\r\n8,\xc3\x85sa,asa@contoso.com\r\n"
BOUNDARY: Final = "----boundary-17"
FORM: Final = {
    "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    "X-MS-CLIENT-PRINCIPAL-NAME": "hr.lead@contoso.com",
}


def part(name: str, content: bytes, *more: str) -> bytes:
    """Return a part of a form, with more in its header."""
    disposition = "; ".join([f'form-data; name="{name}"', *more])
    return f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n".encode() + content + b"\r\n"


END: Final = f"--{BOUNDARY}--\r\n".encode()


def form(options: object, file: bytes) -> bytes:
    """Return a form as browsers and curl send it."""
    said = part("options", json.dumps(options).encode())
    return said + part("file", file, 'filename="people.csv"\r\nContent-Type: text/csv') + END


@dataclass
class Starter:
    """ImportStarter that keeps what it was asked for."""

    under_way: bool = False
    started: list[tuple[str, list[HrEvent], str, datetime]] = field(default_factory=list)

    async def start_import(self, source: str, events: Iterable[HrEvent], by: str, at: datetime) -> Cycle:
        if self.under_way:
            raise Refused("the full cycle csv-full-1 of csv is under way; wait for it or stop it")
        self.started.append((source, list(events), by, at))
        total = len(self.started[-1][1])
        return Cycle(
            id="csv-import-1", source=source, kind=CycleKind.IMPORT, by=by, started_at=at, changed_at=at, total=total
        )


@dataclass
class Served:
    """The endpoint, with what is behind it."""

    starter: Starter = field(default_factory=Starter)
    clock: TurnedClock = field(default_factory=TurnedClock)
    trail: AuditInMemory = field(default_factory=AuditInMemory)

    async def ask(self, body: object, headers: Mapping[str, str] = FORM) -> HttpResponse:
        names = Names("bob", "csv", "generic", "payroll")
        auditor = Auditor(self.trail, self.clock)
        api = ImportsApi(self.starter, names, self.clock, frozenset({"bob", "personio"}), auditor)
        return await api.receive(request(body, headers=headers))

    async def send(self, file: bytes = FILE, /, **said: JsonValue) -> tuple[int, Any]:
        """Send a file in a form, and return status and document."""
        answer = await self.ask(form({"columns": COLUMNS, **said}, file))
        return answer.status_code, document(answer)


async def test_a_file_is_only_tried_unless_told_otherwise() -> None:
    served = Served()
    status, told = await served.send()
    assert (status, served.starter.started) == (200, [])
    assert told == {
        "report": {
            "rows": 2,
            "ready": 2,
            "blank": 0,
            "refused": [],
            "refusedInAll": 0,
            "unusedColumns": [],
            "dryRun": True,
            "preview": [
                {"id": "7", "firstName": "Ana", "workEmail": "ana@contoso.com"},
                {"id": "8", "firstName": "Åsa", "workEmail": "asa@contoso.com"},
            ],
        }
    }


async def test_a_file_that_shall_be_imported_starts_a_cycle() -> None:
    served = Served()
    status, told = await served.send(dryRun=False, source="payroll")
    [(source, events, by, at)] = served.starter.started
    assert (status, source, by, at) == (202, "payroll", "hr.lead@contoso.com", served.clock.now())
    assert [event.employee_id for event in events] == ["7", "8"]
    assert (told["cycle"]["id"], told["cycle"]["kind"], told["cycle"]["total"]) == ("csv-import-1", "import", 2)
    assert (told["report"]["ready"], told["report"]["dryRun"]) == (2, False)


async def test_what_is_unclear_is_asked_and_nothing_is_imported() -> None:
    served = Served()
    status, told = await served.send(FILE.replace(b",", b";"), dryRun=False)
    assert (status, served.starter.started) == (400, [])
    assert told == {
        "error": "the headers are not parted by a comma; what stands between the columns: semicolon?",
        "questions": [
            {
                "about": "delimiter",
                "question": "the headers are not parted by a comma; what stands between the columns: semicolon?",
                "choices": [";"],
            }
        ],
    }


async def test_refused_rows_keep_the_others_from_being_imported() -> None:
    served = Served()
    status, told = await served.send(FILE + b",Bo,bo@contoso.com\r\n", dryRun=False)
    assert (status, served.starter.started) == (400, [])
    assert told["error"].startswith("1 of 3 rows are refused, so nothing was imported")
    assert told["report"]["refused"] == [{"line": 4, "field": "id", "reason": "is missing"}]


async def test_the_others_are_imported_if_that_is_said() -> None:
    served = Served()
    status, told = await served.send(FILE + b",Bo,bo@contoso.com\r\n", dryRun=False, despiteRefused=True)
    [(_, events, _, _)] = served.starter.started
    assert (status, len(events), told["report"]["refusedInAll"]) == (202, 2, 1)


async def test_a_file_without_anybody_is_not_imported() -> None:
    status, told = await Served().send(b"Number,First,Mail\r\n", dryRun=False, despiteRefused=True)
    assert (status, told["error"]) == (400, "no row of the file can be imported")


async def test_a_cycle_under_way_keeps_a_file_from_being_imported() -> None:
    status, told = await Served(Starter(under_way=True)).send(dryRun=False)
    assert status == 409
    assert told["error"].endswith("is under way; wait for it or stop it; nothing was imported")


async def test_a_small_file_may_come_as_a_text_in_json() -> None:
    served = Served()
    body = {"options": {"columns": COLUMNS}, "csv": FILE.decode("utf-8")}
    answer = await served.ask(body, {})
    assert document(answer) == (await served.send())[1]


async def test_a_form_as_an_http_client_makes_it_is_read() -> None:
    sent = httpx.Request(
        "POST",
        "http://localhost/api/imports",
        data={"options": json.dumps({"columns": COLUMNS})},
        files={"file": ("Mitarbeitende übersicht.csv", FILE, "text/csv")},
    )
    answer = await Served().ask(sent.read(), dict(sent.headers))
    assert document(answer) == (await Served().send())[1]


async def test_a_file_keeps_all_its_bytes_whatever_they_look_like() -> None:
    nearly = f"--{BOUNDARY}".encode()[:-1]
    tricky = b"Number,First,Mail\r\n\r\n7," + nearly + b",x\r\n--\r\n"
    _, told = await Served().send(tricky)
    assert told["report"]["preview"][0]["firstName"] == nearly.decode()
    assert [refused["line"] for refused in told["report"]["refused"]] == [4]


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"source": "workday"}, 404, "there is no HR source 'workday'"),
        (
            {"source": "bob"},
            400,
            "people of bob are read from its own API; start a cycle with POST /api/cycles instead",
        ),
        ({"columns": {"Number": "nr"}}, 400, "options: columns 'nr' is not a field of an employee"),
        ({"dryRun": "no"}, 400, "options: dryRun must be true or false"),
    ],
    ids=["an unknown source", "a source with an API", "a field that there is not", "a text for a switch"],
)
async def test_options_that_make_no_sense_are_refused(said: dict[str, JsonValue], status: int, words: str) -> None:
    with pytest.raises(RequestRejected, match=re.escape(words)) as rejected:
        await Served().send(**said)
    assert rejected.value.status == status


OPTIONS: Final = part("options", json.dumps({"columns": COLUMNS}).encode())
CSV: Final = part("file", FILE)


@pytest.mark.parametrize(
    ("body", "headers", "status", "words"),
    [
        (b"x" * 50_000_001, FORM, 413, "the body has 50,000,001 bytes, 50,000,000 are allowed"),
        (OPTIONS + CSV, FORM, 400, "the form ends before its last boundary"),
        (OPTIONS + CSV[:-20], FORM, 400, "the form ends before its last boundary"),
        (OPTIONS + END, FORM, 400, 'the form must have the parts "options", a JSON object, and "file"'),
        (OPTIONS + CSV + CSV + END, FORM, 400, "the form has the part 'file' twice"),
        (OPTIONS + CSV + part("more", b"") + END, FORM, 400, "and no other"),
        (OPTIONS + part("", FILE) + END, FORM, 400, "a part of the form has no name"),
        (part("options", b"{") + CSV + END, FORM, 400, "the part options: the body is not JSON"),
        (b"Number,First\r\n", FORM, 400, "the body is not multipart/form-data with the boundary"),
        (b"", FORM, 400, "the form ends before its last boundary"),
        (FILE, {"Content-Type": "multipart/form-data"}, 400, "the header Content-Type names no boundary"),
        (FILE, {"Content-Type": "text/csv"}, 415, "the body must be JSON"),
        (FILE, {"Content-Type": f"multipart/form-data; boundary={'x' * 9_000}"}, 400, "the body is not multipart"),
        ([], {}, 400, 'send a form (multipart/form-data) with the parts "options" and "file", or the JSON object'),
        (
            {"options": {"columns": {"A": "id"}, "encoding": "utf-16"}, "csv": "A"},
            {},
            400,
            "encoding: the text in a JSON",
        ),
    ],
    ids=[
        "too large",
        "no end",
        "cut off",
        "no file",
        "two files",
        "another part",
        "a part without a name",
        "options that are not JSON",
        "no form, though it says so",
        "nothing",
        "no boundary",
        "a bare file",
        "an endless boundary",
        "JSON that is no object",
        "a text with an encoding",
    ],
)
async def test_a_body_that_is_no_form_is_refused(
    body: object, headers: Mapping[str, str], status: int, words: str
) -> None:
    with pytest.raises(RequestRejected, match=re.escape(words)) as rejected:
        await Served().ask(body, headers)
    assert rejected.value.status == status
