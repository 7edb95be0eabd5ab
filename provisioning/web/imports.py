"""Take in a CSV file of people: ask what is unclear, tell what would be done, and do it if that is asked for."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, Protocol

from azure.functions import HttpRequest, HttpResponse
from pydantic import JsonValue, ValidationError

from provisioning.auditing import Auditor
from provisioning.imports.files import PeopleFile, Report
from provisioning.imports.options import ImportOptions
from provisioning.imports.questions import Unclear
from provisioning.model import Cycle, HrEvent
from provisioning.ports import Clock, HrSources, Refused, RequestRejected
from provisioning.problems import sentence_of
from provisioning.strict_json import read_json
from provisioning.web import uploads, views
from provisioning.web.changing import who_asks
from provisioning.web.responses import answer, check_source, failure, headers_of

LARGEST_BODY: Final = 50_000_000
"""Bytes."""
_JSON: Final = {"content-type": "application/json"}


class ImportStarter(Protocol):
    """Provisions the people that an administrator brings along."""

    async def start_import(self, source: str, events: Iterable[HrEvent], by: str, at: datetime) -> Cycle:
        """Start a cycle of people of a source, as of a time (UTC), and return it; `by` says who asks.

        Raises:
            Refused: A cycle of the source is under way.
            TemporaryFailure: The events could not be stored.
        """
        ...


@dataclass(frozen=True, slots=True)
class ImportsApi:
    """The endpoint for files; `with_api` names the sources whose people are read from an API of their own."""

    starter: ImportStarter
    sources: HrSources
    clock: Clock
    with_api: Collection[str]
    auditor: Auditor

    async def receive(self, request: HttpRequest) -> HttpResponse:
        """Check a file and answer 200 with the report; unless it is a dry run, import it and answer 202.

        Returns 400 with `questions` for a file that could be read in several ways, 400 with the report if rows are
        refused and the others shall not be imported without them, 409 if a cycle of the source is under way.

        Raises:
            RequestRejected: 413 for a file that is too large, 404 for an unknown source, 400 and the like for a file or
                options that cannot be read.
        """
        headers, now = headers_of(request), self.clock.now()
        options, content = _read(request.get_body(), headers)
        await self._check_source(options.source)
        try:
            # Reading a large file takes seconds, in which others want their answers.
            file = await asyncio.to_thread(PeopleFile.opened, content, options, now)
            report = await asyncio.to_thread(file.report)
        except Unclear as unclear:
            return failure(400, str(unclear), questions=[asdict(question) for question in unclear.questions])
        shown = _shown(report, dry_run=options.dry_run)
        if options.dry_run:
            return answer({"report": shown})
        if reason := _why_not(report, options):
            return failure(400, reason, report=shown)
        return await self._imported(file, who_asks(headers), shown)

    async def _check_source(self, source: str) -> None:
        await check_source(source, self.sources)
        if source in self.with_api:
            sentence = f"people of {source} are read from its own API; start a cycle with POST /api/cycles instead"
            raise RequestRejected(400, sentence)

    async def _imported(self, file: PeopleFile, by: str, shown: dict[str, object]) -> HttpResponse:
        source = file.reader.options.source
        try:
            cycle = await self.starter.start_import(source, file.events(), by, file.as_of)
        except Refused as refused:
            return failure(409, f"{refused}; nothing was imported")
        sentence = f"imported a file of {cycle.total} people of {source}"
        await self.auditor.note(by, "cycle.started", sentence, cycle=cycle.id)
        return answer({"cycle": views.cycle(cycle), "report": shown}, 202)


def _read(body: bytes, headers: Mapping[str, str]) -> tuple[ImportOptions, bytes]:
    """Return the options and the file in a request's body: a form, or JSON with the file as a text."""
    if len(body) > LARGEST_BODY:
        sentence = f"the body has {len(body):,} bytes, {LARGEST_BODY:,} are allowed; send the file in several parts"
        raise RequestRejected(413, sentence)
    content_type = headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != uploads.CONTENT_TYPE:
        return _of_json(read_json(body, headers))
    parts = uploads.parts_of(body, content_type)
    if set(parts) != {"options", "file"}:
        raise RequestRejected(400, 'the form must have the parts "options", a JSON object, and "file", and no other')
    return _options(_json_of(parts["options"])), parts["file"]


def _of_json(document: JsonValue) -> tuple[ImportOptions, bytes]:
    if not isinstance(document, dict) or set(document) != {"options", "csv"} or not isinstance(document["csv"], str):
        raise RequestRejected(
            400,
            'send a form (multipart/form-data) with the parts "options" and "file", or the JSON object '
            '{"options": {…}, "csv": "…"}',
        )
    options = _options(document["options"])
    if options.encoding != "utf-8":
        raise RequestRejected(
            400, "encoding: the text in a JSON body has none; leave it out, or send the file in a form"
        )
    return options, document["csv"].encode()


def _json_of(part: bytes) -> JsonValue:
    try:
        return read_json(part, _JSON)
    except RequestRejected as rejected:
        raise RequestRejected(rejected.status, f"the part options: {rejected}") from None


def _options(document: JsonValue) -> ImportOptions:
    try:
        return ImportOptions.model_validate(document, by_alias=True, by_name=False)
    except ValidationError as error:
        raise RequestRejected(400, f"options: {sentence_of(error)}") from None


def _why_not(report: Report, options: ImportOptions) -> str | None:
    """Return why a file is not imported, as a sentence; None if it is."""
    if report.ready == 0:
        return "no row of the file can be imported"
    if report.refused_in_all and not options.despite_refused:
        return (
            f"{report.refused_in_all} of {report.rows} rows are refused, so nothing was imported; correct them, or "
            'send "despiteRefused": true to import the others'
        )
    return None


def _shown(report: Report, *, dry_run: bool) -> dict[str, object]:
    return {
        "rows": report.rows,
        "ready": report.ready,
        "blank": report.blank,
        "refused": [asdict(refusal) for refusal in report.refused],
        "refusedInAll": report.refused_in_all,
        "unusedColumns": list(report.unused),
        "dryRun": dry_run,
        "preview": [person.model_dump(mode="json", by_alias=True, exclude_unset=True) for person in report.preview],
    }
