"""An HR system whose events cannot be verified, as an app setting is wrong; the others go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from provisioning.ports import RequestRejected


@dataclass(frozen=True, slots=True)
class UnreadySource:
    """HrSource that answers every call with 503 and the fault, a sentence, so that the HR system calls again."""

    fault: str

    def receive(self, body: bytes, headers: Mapping[str, str], received_at: datetime) -> NoReturn:
        """See ports.HrSource."""
        del body, headers, received_at
        raise RequestRejected(503, self.fault)
