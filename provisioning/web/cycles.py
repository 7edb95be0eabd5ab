"""The administrator's endpoints for provisioning cycles: look at them, start one, stop one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal, Protocol

from azure.functions import HttpRequest, HttpResponse
from pydantic import Field

from provisioning.auditing import Auditor
from provisioning.fields import Frozen
from provisioning.model import Cycle, CycleKind
from provisioning.ports import BadCursor, CycleStore, HrSources, Refused, RequestRejected
from provisioning.web import queries, views
from provisioning.web.changing import who_asks
from provisioning.web.demands import read_demand
from provisioning.web.responses import answer, check_source, failure, headers_of

_PARAMETERS: Final = frozenset({"source", "cursor", "limit", "code"})
"""What the list takes; `code` is the key, which the host looks at."""


class CyclesControl(Protocol):
    """Starts and stops cycles."""

    async def start(self, source: str, kind: CycleKind, by: str, *, accept_fewer: bool = False) -> Cycle:
        """Start a cycle and return it, or the one of the source that is under way; `by` says who asks.

        Raises:
            Refused: The source's people cannot be listed in the way that this kind needs.
        """
        ...

    async def stop(self, cycle_id: str, by: str) -> Cycle | None:
        """Stop a cycle unless it has ended, and return it; None if there is none of this id."""
        ...


class CycleDemand(Frozen):
    """A cycle to start; `accept_fewer` says that the list may be much shorter than last time."""

    source: str
    kind: Literal["initial", "delta", "full"] = "delta"
    accept_fewer: Annotated[bool, Field(strict=True)] = False


@dataclass(frozen=True, slots=True)
class CyclesApi:
    """The endpoints, over what they read and whom they ask."""

    control: CyclesControl
    cycles: CycleStore
    sources: HrSources
    auditor: Auditor

    async def listed(self, request: HttpRequest) -> HttpResponse:
        """Return a page of cycles, of one source or of all, the latest first."""
        source, cursor, limit = _page(request.params)
        try:
            page = await self.cycles.listed(source, cursor, limit)
        except BadCursor:
            raise queries.unknown_cursor() from None
        return answer({"cycles": [views.cycle(each) for each in page.cycles], "cursor": page.cursor})

    async def read(self, request: HttpRequest) -> HttpResponse:
        """Tell how far a cycle is."""
        cycle_id = request.route_params["id"]
        stored = await self.cycles.read(cycle_id)
        if stored is None:
            raise _unknown(cycle_id)
        return answer(views.cycle(stored.cycle))

    async def start(self, request: HttpRequest) -> HttpResponse:
        """Start a cycle and answer 202 with it; 409 with the one that is under way for the same source.

        Raises:
            RequestRejected: 404 for an unknown source, 400 for a kind of cycle that it is not able to.
        """
        demand = read_demand(request, CycleDemand)
        await check_source(demand.source, self.sources)
        before, kind = (await self.cycles.state(demand.source)).running, CycleKind(demand.kind)
        by = who_asks(headers_of(request))
        try:
            cycle = await self.control.start(demand.source, kind, by, accept_fewer=demand.accept_fewer)
        except Refused as refused:
            raise RequestRejected(400, str(refused)) from None
        if cycle.id == before or cycle.kind is not kind:
            return _under_way(cycle)
        sentence = f"started the {kind} cycle {cycle.id} of {cycle.source}"
        await self.auditor.note(by, "cycle.started", sentence, cycle=cycle.id, acceptFewer=demand.accept_fewer)
        return answer(views.cycle(cycle), 202)

    async def stop(self, request: HttpRequest) -> HttpResponse:
        """Stop a cycle and return it; who is being worked on is finished, nobody else begun."""
        cycle_id, by = request.route_params["id"], who_asks(headers_of(request))
        before = await self.cycles.read(cycle_id)
        stopped = await self.control.stop(cycle_id, by)
        if before is None or stopped is None:
            raise _unknown(cycle_id)
        if not before.cycle.ended:
            await self.auditor.note(by, "cycle.stopped", f"stopped the cycle {cycle_id}", cycle=cycle_id)
        return answer(views.cycle(stopped))


def _page(params: Mapping[str, str]) -> tuple[str | None, str | None, int]:
    unknown = set(params) - _PARAMETERS
    if unknown:
        raise RequestRejected(400, f"{min(unknown)} is not known here; cycles are listed by source, cursor and limit")
    return params.get("source") or None, *queries.page_of(params)


def _under_way(cycle: Cycle) -> HttpResponse:
    sentence = f"the {cycle.kind} cycle {cycle.id} of {cycle.source} is under way; wait for its end, or stop it"
    return failure(409, sentence, cycle=views.cycle(cycle))


def _unknown(cycle_id: str) -> RequestRejected:
    return RequestRejected(404, f"there is no cycle {cycle_id[:100]!r}")
