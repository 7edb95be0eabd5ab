"""A count of what is sent to storage, and of the rows that it answers with."""

import json
from dataclasses import dataclass
from typing import Any, override

from azure.core.pipeline.transport import AioHttpTransport, AsyncHttpResponse, HttpRequest


@dataclass(slots=True)
class Counts:
    """What was asked since the last look."""

    transactions: int = 0
    rows: int = 0


class CountingTransport(AioHttpTransport):  # type: ignore[misc] # azure.core loads it in a way that hides its type
    """Sends requests as the SDK does, and counts them and the rows in their answers."""

    def __init__(self) -> None:
        super().__init__()
        self._counts = Counts()

    def since_last_look(self) -> Counts:
        """Return the counts, and begin again."""
        counts, self._counts = self._counts, Counts()
        return counts

    @override
    async def send(self, request: HttpRequest, **config: Any) -> AsyncHttpResponse:
        response: AsyncHttpResponse = await super().send(request, **config)
        self._counts.transactions += 1
        if request.method == "GET" and response.status_code == 200:
            answer: Any = response
            await answer.load_body()
            document = json.loads(answer.body())
            self._counts.rows += len(document.get("value", [document]))
        return response
