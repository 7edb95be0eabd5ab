"""The administrator's endpoints for staged disables: look at the batches, approve one, reject one."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Protocol

from azure.functions import HttpRequest, HttpResponse
from pydantic import Field

from provisioning.fields import Frozen
from provisioning.model import Batch, BatchStatus, StagedDisable, StagedState
from provisioning.ports import BadCursor, BatchStore, ConcurrentChange, Refused, RequestRejected
from provisioning.web import queries
from provisioning.web.changing import who_asks
from provisioning.web.demands import read_demand
from provisioning.web.responses import answer, headers_of

"""What the lists take; `code` is the key, which the host looks at."""


class BatchDecisions(Protocol):
    """Carries out what administrators decide."""

    async def decide(self, batch_id: str, status: BatchStatus, by: str, expected: int | None = None) -> int:
        """Decide about a batch, and return how many people are looked at now because of it.

        Raises:
            ConcurrentChange: The batch holds another number of disables than `expected`.
            Refused: It was decided otherwise before.
        """
        ...


class Decision(Frozen):
    """What may be said with a decision: how many disables the administrator saw in the batch."""

    expected: Annotated[int | None, Field(ge=0, strict=True)] = None


@dataclass(frozen=True, slots=True)
class StagedDisablesApi:
    """The endpoints, over the batches and who decides about them."""

    batches: BatchStore
    decisions: BatchDecisions

    async def listed(self, request: HttpRequest) -> HttpResponse:
        """Return a page of batches, the latest first."""
        cursor, limit = queries.plain_page(request.params, "this list")
        try:
            page = await self.batches.listed(cursor, limit)
        except BadCursor:
            raise queries.unknown_cursor() from None
        shown = await asyncio.gather(*map(self._shown, page.batches))
        return answer({"batches": shown, "cursor": page.cursor})

    async def read(self, request: HttpRequest) -> HttpResponse:
        """Return a batch with a page of the people in it."""
        batch = await self._batch(request)
        cursor, limit = queries.plain_page(request.params, "this list")
        try:
            page = await self.batches.people(batch.id, cursor, limit)
        except BadCursor:
            raise queries.unknown_cursor() from None
        people = [_person(disable) for disable in page.disables]
        return answer(await self._shown(batch) | {"people": people, "cursor": page.cursor})

    async def approve(self, request: HttpRequest) -> HttpResponse:
        """Have the disables of a batch done."""
        return await self._decide(request, BatchStatus.APPROVED)

    async def reject(self, request: HttpRequest) -> HttpResponse:
        """Have the accounts of a batch left as they are."""
        return await self._decide(request, BatchStatus.REJECTED)

    async def _decide(self, request: HttpRequest, status: BatchStatus) -> HttpResponse:
        """Answer 202 with how many are looked at now; 409 for a batch that is not as it was seen, or was decided."""
        batch, decision = await self._batch(request), _decision(request)
        try:
            queued = await self.decisions.decide(batch.id, status, who_asks(headers_of(request)), decision.expected)
        except ConcurrentChange:
            raise RequestRejected(409, await self._not_as_seen(batch, decision)) from None
        except Refused as refused:
            raise RequestRejected(409, str(refused)) from None
        return answer({"status": status.value, "queued": queued}, 202)

    async def _batch(self, request: HttpRequest) -> Batch:
        batch_id = request.route_params["id"]
        batch = await self.batches.read(batch_id)
        if batch is None:
            raise RequestRejected(404, f"there is no batch {batch_id[:100]!r} of staged disables")
        return batch

    async def _not_as_seen(self, batch: Batch, decision: Decision) -> str:
        now = await self.batches.read(batch.id) or batch
        return f"the batch holds {now.count} disables by now, not {decision.expected}; look at it again, then decide"

    async def _shown(self, batch: Batch) -> dict[str, object]:
        states = await self.batches.states(batch.id)
        return {**batch.to_json(), "waiting": states.get(StagedState.STAGED, 0)}


def _person(disable: StagedDisable) -> dict[str, object]:
    return {name: value for name, value in disable.to_json().items() if name != "batch"}


def _decision(request: HttpRequest) -> Decision:
    """Return what the body says; without a body, nothing is expected."""
    if not request.get_body():
        return Decision()
    return read_demand(request, Decision)
