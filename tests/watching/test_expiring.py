"""Secrets that expire."""

from datetime import timedelta

import pytest

from provisioning.settings import Settings
from provisioning.watching.expiring import ExpiringSecrets
from tests.builders import NOON


@pytest.mark.parametrize(
    ("days", "words"),
    [
        pytest.param(31, None, id="in 31 days"),
        pytest.param(30, "expires on 2026-07-01", id="in 30 days"),
        pytest.param(0, "expires on 2026-06-01", id="today"),
        pytest.param(-1, "expired on 2026-05-31", id="yesterday"),
    ],
)
async def test_an_administrator_is_told_in_time(days: int, words: str | None) -> None:
    day = (NOON + timedelta(days=days)).date()
    settings = Settings.model_validate({"monitoring": {"secretExpiry": {"BOB_SERVICE_USER_TOKEN": day.isoformat()}}})
    sight = await ExpiringSecrets().look(settings, NOON)
    sentences = [alert.sentence for alert in sight.alerts]
    if words is None:
        assert sentences == []
    else:
        assert f"the secret BOB_SERVICE_USER_TOKEN {words}; renew it" in sentences[0]
    assert sight.figures == {"daysLeft": days}


async def test_another_day_is_another_matter() -> None:
    keys = set()
    for day in ("2026-06-10", "2026-06-20"):
        settings = Settings.model_validate({"monitoring": {"secretExpiry": {"token": day}}})
        keys |= {alert.key for alert in (await ExpiringSecrets().look(settings, NOON)).alerts}
    assert len(keys) == 2
