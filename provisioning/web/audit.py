"""The administrator's endpoint for the audit trail: who decided what, and what the app decided about itself."""

from dataclasses import dataclass

from azure.functions import HttpRequest, HttpResponse

from provisioning.ports import AuditTrail, BadCursor
from provisioning.web import queries
from provisioning.web.responses import answer


@dataclass(frozen=True, slots=True)
class AuditApi:
    """The endpoint, over the trail."""

    trail: AuditTrail

    async def entries(self, request: HttpRequest) -> HttpResponse:
        """Return a page of the audit trail, newest first.

        Raises:
            RequestRejected: 400, naming the parameter that makes no sense.
        """
        cursor, limit = queries.plain_page(request.params, "the audit log")
        try:
            page = await self.trail.read(cursor, limit)
        except BadCursor:
            raise queries.unknown_cursor() from None
        return answer({"entries": [entry.to_json() for entry in page.entries], "cursor": page.cursor})
