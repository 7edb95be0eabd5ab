"""How Personio is told a time."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from provisioning.sources.personio.client import BadRequest, JsonObject, PersonioClient

FORMS: Final = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")
"""Version 2 documents the first form; customers found it refused for some lists, and one of the others taken.

Source: developer.personio.de/discuss/6a58ad3af54a6046d3195fde.
"""

LAG: Final = timedelta(hours=1)
"""Changes come to Personio's lists of changes late (developer.personio.de/discuss/65d47c2e0e590c000f522979)."""


def in_utc(at: datetime, form: str) -> str:
    """Return a time in UTC in this form; one without a time of day is the day before, so that nothing is left out."""
    earlier = timedelta() if "%H" in form else timedelta(days=1)
    return (at.astimezone(UTC) - earlier).strftime(form)


async def pages_since(
    client: PersonioClient, path: str, params: Mapping[str, str | int], name: str, since: datetime
) -> AsyncIterator[Sequence[JsonObject]]:
    """Yield the pages of a list of what happened since a time (UTC), with the time in the first form that is taken.

    Args:
        client: Reads it.
        path: The list.
        params: What else is asked for.
        name: The parameter that takes the time.
        since: The time.

    Raises:
        TemporaryFailure, AccessDenied: As for any list; BadRequest if no form is taken.
    """
    for form in FORMS:
        try:
            async for page in client.pages(path, {**params, name: in_utc(since, form)}):
                yield page
        except BadRequest:
            if form == FORMS[-1]:
                raise
        else:
            return
