"""How long an HR system asks us to wait that names the end of its limit instead of the wait."""

from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest

from provisioning.retrying import limit_reset
from tests.builders import NOON

DATE = {"Date": format_datetime(NOON, usegmt=True)}
NOW = int(NOON.timestamp())


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        pytest.param({**DATE, "X-RateLimit-Reset": str(NOW + 42)}, 42, id="42 seconds from the answer's date"),
        pytest.param({**DATE, "X-RateLimit-Reset": str(NOW + 0.5)}, 0.5, id="parts of a second"),
        pytest.param({**DATE, "X-RateLimit-Reset": str(NOW - 1)}, 0, id="over already"),
        pytest.param({**DATE, "X-RateLimit-Reset": "soon"}, None, id="a word"),
        pytest.param({**DATE, "X-RateLimit-Reset": "nan"}, None, id="no number"),
        pytest.param({**DATE, "X-RateLimit-Reset": "1e300"}, None, id="after all calendars"),
        pytest.param(DATE, None, id="no reset"),
        pytest.param({"X-RateLimit-Reset": str(NOW + 42)}, None, id="no date"),
        pytest.param({"X-RateLimit-Reset": str(NOW + 42), "Date": "today"}, None, id="a date that is none"),
        pytest.param(
            {"X-RateLimit-Reset": str(NOW + 42), "Date": "Mon, 01 Jun 2026 12:00:00 -0000"}, None, id="an unknown zone"
        ),
    ],
)
def test_the_wait_is_until_the_limit_ends_by_the_senders_clock(headers: dict[str, str], wait: float | None) -> None:
    assert limit_reset(httpx.Headers(headers)) == (None if wait is None else timedelta(seconds=wait))
