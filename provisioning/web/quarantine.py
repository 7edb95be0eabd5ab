"""The administrator's endpoint for quarantines: try at once whether the app can work again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from azure.functions import HttpRequest, HttpResponse

from provisioning.auditing import Auditor
from provisioning.model import Quarantine
from provisioning.web.changing import who_asks
from provisioning.web.responses import answer, headers_of


class QuarantineControl(Protocol):
    """Tries whether the app can work again."""

    async def probe(self, *, at_once: bool) -> Sequence[Quarantine]:
        """Try, and return what is in quarantine then."""
        ...


@dataclass(frozen=True, slots=True)
class QuarantineApi:
    """The endpoint, over whom it asks."""

    control: QuarantineControl
    auditor: Auditor

    async def probe(self, request: HttpRequest) -> HttpResponse:
        """Try at once, wherever the app cannot work, and answer with what is in quarantine still."""
        by = who_asks(headers_of(request))
        await self.auditor.note(by, "quarantine.probed", "asked to try at once whether the app can work again")
        standing = await self.control.probe(at_once=True)
        return answer({"quarantine": [each.to_json() for each in standing]})
