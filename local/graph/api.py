"""The Graph API behind the gate: token, quotas, routing, and the ids and errors that every answer carries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from local.emulator.exchange import Answer, Call
from local.emulator.gate import Gate
from local.emulator.routing import RouteTable
from local.graph.batch import BATCH_PATH, answer_batch
from local.graph.deleted_items import DeletedItemEndpoints
from local.graph.delta import DeltaEndpoints
from local.graph.errors import GraphError, injected, unauthenticated, unknown_path
from local.graph.mails import MailEndpoints
from local.graph.memberships import MembershipEndpoints
from local.graph.quotas import Quotas
from local.graph.relations import RelationEndpoints
from local.graph.tenant import Tenant
from local.graph.tenant_info import TenantInfoEndpoints
from local.graph.users import UserEndpoints

_BEARER_TOKEN = re.compile(r"Bearer\s+\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RequestIds:
    """The ids that tie an answer to its request."""

    request_id: str
    client_request_id: str

    def headers(self) -> Mapping[str, str]:
        """Return the headers that carry them."""
        return {"request-id": self.request_id, "client-request-id": self.client_request_id}


class GraphApi:
    """Answers calls below `/v1.0`."""

    prefix = "/v1.0"

    def __init__(self, tenant: Tenant, gate: Gate, quotas: Quotas) -> None:
        self._tenant = tenant
        self._gate = gate
        self._quotas = quotas
        endpoints = (
            DeltaEndpoints,
            UserEndpoints,
            RelationEndpoints,
            MembershipEndpoints,
            DeletedItemEndpoints,
            MailEndpoints,
            TenantInfoEndpoints,
        )
        self._routes = RouteTable(route for kind in endpoints for route in kind(tenant).routes())

    def template(self, call: Call) -> str:
        """Return the call's path without ids."""
        return BATCH_PATH if call.path == BATCH_PATH else self._routes.template(call)

    async def perform(self, call: Call) -> Answer:
        """Answer a call, a refusal being an answer too."""
        ids = _ids(call)
        try:
            answer = await self._answer(call)
        except GraphError as error:
            answer = self._refusal(error, ids)
        return _with_headers(answer, {**ids.headers(), **self._quotas.headers()})

    def fault(self, call: Call, status: int) -> Answer:
        """Answer an injected error as Graph's front end would."""
        ids = _ids(call)
        return _with_headers(self._refusal(injected(status), ids), ids.headers())

    async def _answer(self, call: Call) -> Answer:
        if not _BEARER_TOKEN.fullmatch(call.headers.get("Authorization", "")):
            raise unauthenticated()
        if call.method == "POST" and call.path == BATCH_PATH:
            return await answer_batch(call, lambda item: self._gate.judge(self, item))
        found = self._routes.find(call)
        if found is None:
            raise unknown_path(call.path)
        route, routed_call = found
        units = self._quotas.spend(route, routed_call)
        self._gate.stats.writes += route.writes
        return _with_headers(route.endpoint(routed_call), {"x-ms-resource-unit": str(units)})

    def _refusal(self, error: GraphError, ids: RequestIds) -> Answer:
        body = error.to_json(ids.request_id, ids.client_request_id, self._tenant.clock.utc_now())
        retry_after = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
        return Answer(error.status, body, {**retry_after})


def _ids(call: Call) -> RequestIds:
    request_id = str(uuid4())
    return RequestIds(request_id, call.headers.get("client-request-id", request_id))


def _with_headers(answer: Answer, headers: Mapping[str, str]) -> Answer:
    return replace(answer, headers={**answer.headers, **headers})
