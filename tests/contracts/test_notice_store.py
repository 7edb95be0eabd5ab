"""The contract of NoticeStore."""

from datetime import timedelta

import pytest

from provisioning.model import Alert, AlertKind, ChannelNotices, Noticed
from provisioning.ports import ConcurrentChange, NoticeStore, StoredNotices
from provisioning.storage.notices import TableNoticeStore
from provisioning.storage.tables import Tables
from tests.builders import NOON
from tests.fakes.notices import NoticesInMemory


@pytest.fixture
def notices(tables: Tables | None) -> NoticeStore:
    """A store in which nothing is kept yet."""
    return TableNoticeStore(tables) if tables else NoticesInMemory()


def told(channel: str = "email", alerts: int = 1) -> ChannelNotices:
    """Return what a channel told of so many alerts."""
    known = [
        Alert(kind=AlertKind.PARKED, key=f"a{number}", sentence=f'Läkare "{number}"\'\n' * 40, since=NOON)
        for number in range(alerts)
    ]
    told_at = NOON + timedelta(minutes=5)
    noticed = tuple(Noticed(alert=alert, told_at=told_at, told_count=7, told_marks=("m",)) for alert in known)
    return ChannelNotices(
        channel=channel,
        noticed=noticed,
        sent_at=NOON,
        failing_since=NOON,
        fault="no answer",
        chosen={"webhook": "NOTIFICATION_WEBHOOK_TEAMS", "everyMinutes": 15},
    )


NOTHING = StoredNotices(ChannelNotices(channel="email"))


async def test_where_nothing_was_told_nothing_is_kept(notices: NoticeStore) -> None:
    assert await notices.read() == {}


@pytest.mark.parametrize("alerts", [0, 1, 100])
async def test_what_each_channel_told_is_kept(notices: NoticeStore, alerts: int) -> None:
    await notices.save(NOTHING, told(alerts=alerts))
    await notices.save(NOTHING, told("webhook"))
    stored = await notices.read()
    assert {name: each.notices for name, each in stored.items()} == {
        "email": told(alerts=alerts),
        "webhook": told("webhook"),
    }


async def test_who_read_what_is_stored_may_change_it(notices: NoticeStore) -> None:
    await notices.save(NOTHING, told())
    before = (await notices.read())["email"]
    await notices.save(before, told(alerts=3))
    assert (await notices.read())["email"].notices == told(alerts=3)


async def test_who_read_something_older_may_not(notices: NoticeStore) -> None:
    await notices.save(NOTHING, told())
    with pytest.raises(ConcurrentChange):
        await notices.save(NOTHING, told(alerts=2))
    before = (await notices.read())["email"]
    await notices.save(before, told(alerts=3))
    with pytest.raises(ConcurrentChange):
        await notices.save(before, told(alerts=4))
    assert (await notices.read())["email"].notices == told(alerts=3)
