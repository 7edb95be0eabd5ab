"""Parked messages over HTTP: looked at, tried again, discarded."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from pydantic import JsonValue

from provisioning import parked_ids
from provisioning.auditing import Auditor
from provisioning.model import HrEvent, Retry
from provisioning.parking import Parking
from provisioning.ports import RequestRejected, TemporaryFailure
from provisioning.web.parked import ParkedApi
from tests.builders import NOON, ana, event
from tests.fakes.audit import AuditInMemory
from tests.fakes.clock import TurnedClock
from tests.fakes.employees import EmployeesInMemory
from tests.fakes.interposed import Calls, fails_before, interposed
from tests.fakes.parked import ParkedInMemory
from tests.fakes.queue import QueueInMemory
from tests.web.requests import document, request

SIGNED_IN = {"X-MS-CLIENT-PRINCIPAL-NAME": "it.lead@contoso.com"}
FAILED = Retry(attempts=61, since=NOON - timedelta(days=1), failed_at=NOON)
UNREADABLE = b'{"v":9}'


def about(employee_id: str, number: int = 1) -> HrEvent:
    return event(ana(id=employee_id), id=f"event-{number}")


@dataclass
class Served:
    """The endpoints, with what is behind them."""

    store: ParkedInMemory = field(default_factory=ParkedInMemory)
    queue: QueueInMemory = field(default_factory=QueueInMemory)
    audit: AuditInMemory = field(default_factory=AuditInMemory)

    def __post_init__(self) -> None:
        self.parking = Parking(self.store, EmployeesInMemory(), frozenset())
        self.api = ParkedApi(self.store, self.queue, Auditor(self.audit, TurnedClock()))

    async def park(self, *events: HrEvent, reason: str = "Microsoft Graph answered 503") -> list[str]:
        """Park events, and return their ids."""
        for each in events:
            await self.parking.add(each, reason, FAILED, NOON)
        return [parked_ids.of_event(each) for each in events]

    async def listed(self, **params: str) -> Any:  # noqa: ANN401 - JSON
        """Return the list."""
        return document(await self.api.listed(request(params=params)))

    async def replay(self, **said: JsonValue) -> Any:  # noqa: ANN401 - JSON
        """Have messages tried again, and return the answer."""
        answer = await self.api.replay(request(said, headers=SIGNED_IN))
        assert answer.status_code == 202
        return document(answer)


async def test_the_list_tells_why_and_since_when_and_nothing_of_the_person_but_the_id() -> None:
    served = Served()
    (parked_id,) = await served.park(about("7"), reason="ana.ruiz@contoso.com could not be read: 503")
    assert await served.listed() == {
        "messages": [
            {
                "id": parked_id,
                "source": "generic",
                "employeeId": "7",
                "eventType": "employee.updated",
                "reason": "(an address) could not be read: 503",
                "parkedAt": "2026-06-01T12:00:00Z",
                "failingSince": "2026-05-31T12:00:00Z",
                "attempts": 61,
            }
        ],
        "cursor": None,
    }


async def test_a_message_that_cannot_be_read_is_listed_without_a_person() -> None:
    served = Served()
    await served.parking.add_unreadable(UNREADABLE, "the message is not of version 1", NOON)
    (told,) = (await served.listed())["messages"]
    assert (told["source"], told["employeeId"], told["eventType"]) == (None, None, None)
    assert told["reason"] == "the message is not of version 1"


async def test_pages_follow_each_other_until_there_is_none() -> None:
    served = Served()
    ids = await served.park(*(about(f"e{number}") for number in range(5)))
    first = await served.listed(limit="3")
    second = await served.listed(limit="3", cursor=first["cursor"])
    assert sorted(ids) == [told["id"] for page in (first, second) for told in page["messages"]]
    assert second["cursor"] is None


async def test_those_of_one_person_are_listed_alone() -> None:
    served = Served()
    await served.park(about("7"), about("7", 2), about("8"))
    told = await served.listed(source="generic", employeeId="7")
    assert [each["employeeId"] for each in told["messages"]] == ["7", "7"]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        pytest.param({"source": "generic"}, "send source and employeeId together", id="half a person"),
        pytest.param({"employeeId": "7"}, "send source and employeeId together", id="the other half"),
        pytest.param({"status": "failure"}, "status is not known here", id="an unknown filter"),
        pytest.param({"limit": "0"}, "limit must be a number", id="no limit"),
        pytest.param({"cursor": "?"}, "cursor is not one that an earlier answer gave", id="a made-up cursor"),
    ],
)
async def test_a_list_that_makes_no_sense_is_refused(params: dict[str, str], sentence: str) -> None:
    with pytest.raises(RequestRejected, match=sentence) as rejected:
        await Served().listed(**params)
    assert rejected.value.status == 400


async def test_a_selection_is_put_back_on_the_queue_as_new_and_is_parked_no_longer() -> None:
    served = Served()
    first, second, _ = await served.park(about("e1"), about("e2"), about("e3"))
    told = await served.replay(ids=[first, second, first, "unknown"])
    assert told == {"replayed": 2, "notFound": ["unknown"], "unreadable": []}
    assert {each.employee_id for each in served.queue.everything()} == {"e1", "e2"}
    assert [message.retry for message in served.queue.messages()] == [None, None]
    assert [message.employee_id for message in served.store.messages] == ["e3"]


async def test_those_of_one_person_are_put_back() -> None:
    served = Served()
    await served.park(about("7"), about("7", 2), about("8"))
    assert (await served.replay(source="generic", employeeId="7"))["replayed"] == 2
    assert [message.employee_id for message in served.store.messages] == ["8"]


async def test_thousands_are_put_back_at_once() -> None:
    served = Served()
    await served.park(*(about(f"e{number}") for number in range(2_345)))
    assert (await served.replay(all=True))["replayed"] == 2_345
    assert (len(served.queue), len(served.store)) == (2_345, 0)


async def test_what_cannot_be_read_stays_parked_and_the_answer_says_why() -> None:
    served = Served()
    await served.park(about("7"))
    await served.parking.add_unreadable(UNREADABLE, "the message is not of version 1", NOON)
    told = await served.replay(all=True)
    assert told["replayed"] == 1
    assert told["unreadable"] == [
        {
            "id": parked_ids.of_unreadable(UNREADABLE),
            "reason": "the message is not of version 1; a later version of the app may read it",
        }
    ]
    assert len(served.store) == 1


async def test_if_the_queue_fails_in_between_nothing_is_lost() -> None:
    served = Served()
    await served.park(*(about(f"e{number}") for number in range(50)))
    calls = Calls(20, fails_before)
    api = ParkedApi(served.store, interposed(served.queue, calls), Auditor(served.audit, TurnedClock()))
    with pytest.raises(TemporaryFailure):
        await api.replay(request({"all": True}))
    kept = {message.employee_id for message in served.store.messages}
    queued = {each.employee_id for each in served.queue.everything()}
    assert kept | queued == {f"e{number}" for number in range(50)}


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"all": False}, id="not all"),
        pytest.param({"all": True, "ids": ["a"]}, id="all and some"),
        pytest.param({"source": "generic"}, id="half a person"),
        pytest.param({"ids": ["a"], "source": "generic"}, id="some and half a person"),
        pytest.param({"ids": []}, id="none"),
        pytest.param({"all": "true"}, id="all as a text"),
        pytest.param({"everything": True}, id="an unknown word"),
    ],
)
async def test_what_is_to_be_tried_again_must_be_clear(said: dict[str, JsonValue]) -> None:
    served = Served()
    await served.park(about("7"))
    with pytest.raises(RequestRejected) as rejected:
        await served.replay(**said)
    assert rejected.value.status == 400
    assert (len(served.store), served.audit.entries) == (1, [])


async def test_what_is_discarded_is_gone_and_counted_if_it_was_there() -> None:
    served = Served()
    first, second = await served.park(about("e1"), about("e2"))
    answer = await served.api.discard(request({"ids": [first, "unknown", first]}, headers=SIGNED_IN))
    assert (answer.status_code, document(answer)) == (200, {"discarded": 1, "notFound": ["unknown"]})
    assert [message.id for message in served.store.messages] == [second]
    assert len(served.queue) == 0


async def test_the_audit_trail_says_who_had_what_tried_again_or_discarded() -> None:
    served = Served()
    first, second, third = await served.park(about("e1"), about("e2"), about("e3"))
    await served.replay(ids=[first])
    await served.replay(source="generic", employeeId="e2")
    await served.replay(all=True)
    await served.park(about("e1"))
    await served.api.discard(request({"ids": [first, second, third]}, headers=SIGNED_IN))
    assert {entry.by for entry in served.audit.entries} == {"it.lead@contoso.com"}
    assert [(entry.action, entry.sentence) for entry in served.audit.entries] == [
        ("parked.replayed", "asked for 1 parked message to be tried again"),
        ("parked.replayed", "asked for the parked messages about employee e2 of generic to be tried again"),
        ("parked.replayed", "asked for all parked messages to be tried again"),
        ("parked.discarded", "discarded 1 parked message"),
    ]
    assert served.audit.entries[-1].details == {"ids": [first]}


async def test_without_an_entry_in_the_audit_trail_nothing_is_discarded() -> None:
    served = Served()
    (parked_id,) = await served.park(about("e1"))
    trail = interposed(served.audit, Calls(1, fails_before))
    api = ParkedApi(served.store, served.queue, Auditor(trail, TurnedClock()))
    with pytest.raises(TemporaryFailure):
        await api.discard(request({"ids": [parked_id]}))
    assert len(served.store) == 1


def test_the_same_event_has_the_same_id_and_another_one_another() -> None:
    ids = [
        parked_ids.of_event(each)
        for each in (about("7"), about("7"), about("7", 2), about("8"), event(ana(jobTitle="Boss"), id="event-1"))
    ]
    assert len(set(ids)) == 4
    assert all(map(parked_ids.is_id, ids))
