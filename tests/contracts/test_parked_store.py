"""The contract of ParkedStore."""

from base64 import b64encode
from datetime import timedelta

import pytest

from provisioning import parked_ids
from provisioning.messages import LARGEST_MESSAGE
from provisioning.model import ParkedMessage
from provisioning.ports import BadCursor, ParkedCount, ParkedStore
from tests.builders import NOON, ana, event

ANA = ("generic", "7")


def parked(number: int, employee_id: str = "7", **more: object) -> ParkedMessage:
    about = event(ana(id=employee_id), id=f"event-{number}")
    known: dict[str, object] = {
        "id": parked_ids.of_event(about),
        "body": b64encode(b"{}").decode(),
        "reason": "Microsoft Graph answered 503",
        "parked_at": NOON + timedelta(minutes=number),
        "source": "generic",
        "employee_id": employee_id,
    }
    return ParkedMessage.model_validate(known | more)


async def test_a_message_comes_out_as_it_went_in(parked_store: ParkedStore) -> None:
    largest = b64encode(b"\xff" * LARGEST_MESSAGE).decode()
    kept = parked(1, since=NOON, attempts=60, body=largest)
    await parked_store.add(kept)
    assert await parked_store.read(kept.id) == kept


async def test_a_message_that_cannot_be_read_has_no_person(parked_store: ParkedStore) -> None:
    kept = ParkedMessage(id=parked_ids.of_unreadable(b"\xff"), body="/w==", reason="is not JSON", parked_at=NOON)
    await parked_store.add(kept)
    assert await parked_store.read(kept.id) == kept
    assert (await parked_store.page()).messages == [kept]


async def test_what_is_parked_twice_is_kept_once_and_as_it_was_first(parked_store: ParkedStore) -> None:
    first = parked(1)
    await parked_store.add(first)
    await parked_store.add(first.model_copy(update={"parked_at": NOON + timedelta(days=1)}))
    assert (await parked_store.page()).messages == [first]


@pytest.mark.parametrize("unknown", ["", "e1", "a/b#?", "0" * 16 + "-" + "0" * 24, "x" * 2_000])
async def test_an_id_that_nothing_has_is_no_error(parked_store: ParkedStore, unknown: str) -> None:
    assert await parked_store.read(unknown) is None
    await parked_store.remove(unknown)


async def test_pages_hold_every_message_once_in_the_order_of_the_ids(parked_store: ParkedStore) -> None:
    messages = [parked(number, f"e{number}") for number in range(7)]
    for message in messages:
        await parked_store.add(message)
    shown: list[ParkedMessage] = []
    cursor: str | None = None
    for size in (3, 3, 1):
        page = await parked_store.page(cursor, 3)
        assert len(page.messages) == size
        shown += page.messages
        cursor = page.cursor
    assert cursor is None
    assert shown == sorted(messages, key=lambda message: message.id)


async def test_a_full_last_page_has_no_next_one(parked_store: ParkedStore) -> None:
    for number in range(2):
        await parked_store.add(parked(number))
    assert (await parked_store.page(limit=2)).cursor is None


async def test_those_about_one_person_are_told_from_all_others(parked_store: ParkedStore) -> None:
    about_ana = [parked(number) for number in range(3)]
    others = [parked(number, f"e{number}") for number in range(9)]
    other_source = parked(0).model_copy(
        update={"source": "bob", "id": parked_ids.of_event(event().model_copy(update={"source": "bob"}))}
    )
    for message in (*about_ana, *others, other_source):
        await parked_store.add(message)
    page = await parked_store.page(limit=2, of=ANA)
    rest = await parked_store.page(page.cursor, 2, of=ANA)
    assert {message.id for message in (*page.messages, *rest.messages)} == {message.id for message in about_ana}
    assert rest.cursor is None
    assert (await parked_store.page(of=("generic", "nobody"))).messages == []


async def test_what_is_removed_is_gone_and_can_be_removed_again(parked_store: ParkedStore) -> None:
    await parked_store.add(parked(1))
    for _ in range(2):
        await parked_store.remove(parked(1).id)
    assert await parked_store.read(parked(1).id) is None
    assert await parked_store.count() == ParkedCount()


async def test_they_are_counted_with_the_oldest_one(parked_store: ParkedStore) -> None:
    for number in (5, 1, 3):
        await parked_store.add(parked(number, f"e{number}"))
    assert await parked_store.count() == ParkedCount(3, NOON + timedelta(minutes=1))


@pytest.mark.parametrize("cursor", ["?", "1", "é", "0" * 16])
async def test_a_cursor_that_no_page_gave_is_refused(parked_store: ParkedStore, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await parked_store.page(cursor)
