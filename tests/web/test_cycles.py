"""Cycles over HTTP: looked at, started and stopped."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from pydantic import JsonValue

from provisioning.auditing import Auditor
from provisioning.model import Cycle, CycleKind, CyclePhase, Status
from provisioning.ports import Refused, RequestRejected
from provisioning.web.cycles import CyclesApi
from tests.builders import NOON
from tests.fakes.audit import AuditInMemory
from tests.fakes.clock import TurnedClock
from tests.fakes.cycles import CyclesInMemory
from tests.web.known import Names
from tests.web.requests import document, request

LEAD = "it.lead@contoso.com"
SIGNED_IN = {"X-MS-CLIENT-PRINCIPAL-NAME": LEAD}


def cycle(cycle_id: str = "bob-delta-1", kind: CycleKind = CycleKind.DELTA, **known: object) -> Cycle:
    """Return a cycle of Bob's that began at noon."""
    usual = {"id": cycle_id, "source": "bob", "kind": kind, "by": "the timer", "started_at": NOON, "changed_at": NOON}
    return Cycle.model_validate(usual | known)


@dataclass
class Control:
    """CyclesControl over a store; `asked` is what start and stop were asked for."""

    cycles: CyclesInMemory
    asked: list[tuple[object, ...]] = field(default_factory=list)

    async def start(self, source: str, kind: CycleKind, by: str, *, accept_fewer: bool = False) -> Cycle:
        self.asked.append((source, kind, by, accept_fewer))
        if source == "generic":
            raise Refused("people of generic cannot be listed")
        new = cycle(f"{source}-{kind}-{len(self.asked)}", kind, source=source, by=by, accept_fewer=accept_fewer)
        return await self.cycles.start(new)

    async def stop(self, cycle_id: str, by: str) -> Cycle | None:
        self.asked.append((cycle_id, by))
        stored = await self.cycles.read(cycle_id)
        if stored is None:
            return None
        update = {"phase": CyclePhase.STOPPED, "finished_at": NOON, "reason": f"stopped by {by}"}
        return (await self.cycles.save(stored, stored.cycle.model_copy(update=update))).cycle


@dataclass
class Served:
    """The endpoints, with what is behind them."""

    cycles: CyclesInMemory = field(default_factory=CyclesInMemory)

    def __post_init__(self) -> None:
        self.control = Control(self.cycles)
        self.trail = AuditInMemory()
        auditor = Auditor(self.trail, TurnedClock())
        self.api = CyclesApi(self.control, self.cycles, Names("bob", "generic"), auditor)

    async def start(self, **said: JsonValue) -> tuple[int, Any]:
        """Start a cycle, and return status and document."""
        answer = await self.api.start(request(said, headers=SIGNED_IN))
        return answer.status_code, document(answer)


async def test_a_cycle_is_started_for_who_asks_and_is_a_delta_unless_told_otherwise() -> None:
    served = Served()
    status, told = await served.start(source="bob")
    assert (status, told["kind"], told["phase"], told["by"]) == (202, "delta", "listing", "it.lead@contoso.com")
    assert served.control.asked == [("bob", CycleKind.DELTA, "it.lead@contoso.com", False)]


async def test_what_is_said_of_a_cycle_reaches_who_starts_it() -> None:
    served = Served()
    await served.start(source="bob", kind="full", acceptFewer=True)
    assert served.control.asked == [("bob", CycleKind.FULL, "it.lead@contoso.com", True)]


@pytest.mark.parametrize("kind", ["delta", "full"], ids=["of the same kind", "of another kind"])
async def test_a_source_has_one_cycle_at_a_time(kind: str) -> None:
    served = Served()
    _, first = await served.start(source="bob", kind="delta")
    status, told = await served.start(source="bob", kind=kind)
    assert (status, told["cycle"]["id"]) == (409, first["id"])
    assert told["error"] == f"the delta cycle {first['id']} of bob is under way; wait for its end, or stop it"


async def test_a_cycle_that_ended_keeps_no_other_from_starting() -> None:
    served = Served()
    _, first = await served.start(source="bob")
    await served.api.stop(request(route={"id": first["id"]}))
    status, second = await served.start(source="bob")
    assert (status, second["id"] == first["id"]) == (202, False)


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"source": "workday"}, 404, "there is no HR source 'workday'; known are bob, generic"),
        ({"source": "generic"}, 400, "people of generic cannot be listed"),
        ({"source": "bob", "kind": "import"}, 400, "kind must be one of 'initial', 'delta' or 'full'"),
        ({"source": "bob", "acceptFewer": "yes"}, 400, "acceptFewer must be true or false"),
        ({"kind": "full"}, 400, "source is missing"),
        ({"source": "bob", "accept_fewer": True}, 400, "accept_fewer is not a field that is known here"),
    ],
    ids=[
        "an unknown source",
        "one that cannot be listed",
        "an import",
        "a text for a switch",
        "nobody's",
        "a misspelling",
    ],
)
async def test_a_demand_that_makes_no_sense_is_refused(said: dict[str, JsonValue], status: int, words: str) -> None:
    with pytest.raises(RequestRejected, match=re.escape(words)) as rejected:
        await Served().start(**said)
    assert rejected.value.status == status


async def test_a_cycle_is_shown_with_its_pace() -> None:
    served = Served()
    known = cycle(
        phase=CyclePhase.OTHERS,
        listed_at=NOON,
        changed_at=NOON + timedelta(minutes=2),
        listed=120,
        total=120,
        processed=60,
        missing=tuple(f"{number}" for number in range(30)),
        reason="the HR system did not answer; tried again",
    )
    await served.cycles.start(known)
    told = document(await served.api.read(request(route={"id": known.id})))
    assert told == {
        "id": "bob-delta-1",
        "source": "bob",
        "kind": "delta",
        "phase": "others",
        "by": "the timer",
        "startedAt": "2026-06-01T12:00:00Z",
        "finishedAt": None,
        "listed": 120,
        "total": 120,
        "processed": 60,
        "outcomes": {},
        "missing": {"count": 30, "first": [f"{number}" for number in range(20)]},
        "reason": "the HR system did not answer; tried again",
        "perMinute": 30.0,
        "secondsLeft": 120,
    }


async def test_a_cycle_that_ended_tells_how_its_people_ended() -> None:
    served = Served()
    ended = cycle(phase=CyclePhase.FINISHED, finished_at=NOON, outcomes={Status.SUCCESS: 3, Status.SKIPPED: 1})
    await served.cycles.start(ended)
    told = document(await served.api.read(request(route={"id": ended.id})))
    assert (told["outcomes"], told["finishedAt"]) == ({"success": 3, "skipped": 1}, "2026-06-01T12:00:00Z")


async def test_a_cycle_is_stopped_by_who_asks() -> None:
    served = Served()
    await served.cycles.start(cycle())
    answer = await served.api.stop(request(route={"id": "bob-delta-1"}, headers=SIGNED_IN))
    assert (answer.status_code, document(answer)["phase"]) == (200, "stopped")
    assert document(answer)["reason"] == "stopped by it.lead@contoso.com"


async def test_the_audit_trail_says_who_started_and_who_stopped_a_cycle_once() -> None:
    served = Served()
    _, begun = await served.start(source="bob", kind="full")
    await served.start(source="bob")
    for _ in range(2):
        await served.api.stop(request(route={"id": begun["id"]}, headers=SIGNED_IN))
    told = [(entry.by, entry.action, entry.details["cycle"]) for entry in served.trail.entries]
    assert told == [(LEAD, action, begun["id"]) for action in ("cycle.started", "cycle.stopped")]


@pytest.mark.parametrize("ask", ["read", "stop"])
async def test_a_cycle_that_there_is_not_is_not_found(ask: str) -> None:
    with pytest.raises(RequestRejected, match="there is no cycle 'bob-delta-9'") as rejected:
        await getattr(Served().api, ask)(request(route={"id": "bob-delta-9"}))
    assert rejected.value.status == 404


async def test_cycles_are_listed_by_source_in_pages_the_latest_first() -> None:
    served = Served()
    for number in range(3):
        began = NOON + timedelta(hours=number)
        await served.cycles.start(cycle(f"bob-{number}", started_at=began, phase=CyclePhase.FINISHED))
        await served.cycles.start(cycle(f"csv-{number}", source="csv", started_at=began, phase=CyclePhase.FINISHED))
    first = document(await served.api.listed(request(params={"source": "bob", "limit": "2", "code": "key"})))
    rest = document(await served.api.listed(request(params={"source": "bob", "cursor": first["cursor"]})))
    assert [each["id"] for each in first["cycles"] + rest["cycles"]] == ["bob-2", "bob-1", "bob-0"]
    assert rest["cursor"] is None
    assert len(document(await served.api.listed(request()))["cycles"]) == 6


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"limit": "0"}, "limit must be a number from 1 to 200"),
        ({"cursor": "nonsense"}, "cursor is not one that an earlier answer gave"),
        ({"kind": "full"}, "kind is not known here; cycles are listed by source, cursor and limit"),
    ],
    ids=["no entries", "a cursor that nobody gave", "a filter that there is not"],
)
async def test_a_page_that_makes_no_sense_is_refused(params: dict[str, str], words: str) -> None:
    with pytest.raises(RequestRejected, match=words) as rejected:
        await Served().api.listed(request(params=params))
    assert rejected.value.status == 400
