"""Erasing a person: all that is kept goes, the account stays, and the audit trail says that it was done."""

from base64 import b64encode

import pytest

from provisioning.model import (
    Batch,
    Cycle,
    CycleItem,
    CycleKind,
    CyclePhase,
    CycleTurn,
    ParkedMessage,
    StagedDisable,
    StagedState,
    Status,
)
from provisioning.ports import TemporaryFailure
from provisioning.retention.erasing import StillNeeded
from tests.engine.people import anna, mona, updated
from tests.engine.stories import ANNA
from tests.engine.world import World
from tests.fakes.interposed import (
    Calls,
    Disturbance,
    ProcessDied,
    dies_after,
    dies_before,
    fails_after,
    fails_before,
)
from tests.retention.house import House, what_is_left

LEAVES = anna(last_day_of_work="2026-03-01")


async def world_with_much_about_anna() -> World:
    """Return a world in which something about Anna, who left, is kept in every store, and something about Mona too."""
    world = World()
    await world.happen(updated(mona()), updated(anna(manager_id="m1")), updated(LEAVES, minute=10))
    now = world.clock.now()
    batch = Batch(id="b1", opened_at=now, allowed=5, window_hours=24)
    running = Cycle(
        id="generic-full-1",
        source="generic",
        kind=CycleKind.FULL,
        phase=CyclePhase.OTHERS,
        by="x",
        started_at=now,
        changed_at=now,
    )
    await world.cycles.start(running)
    for number, person in enumerate((LEAVES, mona()), 1):
        event, known = updated(person), {"source": "generic", "employee_id": person.id}
        body = b64encode(b'{"v": 1, "event": {"id": "x"}}').decode()
        await world.parked.add(ParkedMessage(id=f"p{number}", body=body, reason="gave up", parked_at=now, **known))
        staged = {
            "display_name": "Anna Ek",
            "reason": "left on 1 March",
            "due_at": now,
            "staged_at": now,
            "batch": "b1",
        }
        await world.batches.add(StagedDisable.model_validate(known | staged), batch)
        await world.cycles.add_items(running.id, [CycleItem(number=number, event=event)])
    world.clock.turn(minutes=1)
    return world


async def test_nothing_is_left_of_an_erased_person_and_all_of_others() -> None:
    world = await world_with_much_about_anna()
    of_mona = await what_is_left(world, "m1")
    before = await what_is_left(world)
    assert before.keys() >= {
        "records",
        "logEntries",
        "accountTies",
        "parkedMessages",
        "stagedDisables",
        "openCycleItems",
    }
    assert before["disables"] == 1
    erased = await House(world).erase()
    assert erased == {name: count for name, count in before.items() if name != "due"}
    assert await what_is_left(world) == {}
    assert await what_is_left(world, "m1") == of_mona


async def test_the_account_stays_as_it_is() -> None:
    world = await world_with_much_about_anna()
    before = world.accounts()
    await House(world).erase()
    assert world.accounts() == before
    assert not before[ANNA].enabled


async def test_the_audit_trail_names_who_erased_whom_and_why_and_no_more() -> None:
    world = await world_with_much_about_anna()
    await House(world).erase()
    entry = world.audit.entries[-1]
    assert (entry.by, entry.action) == ("it.lead@contoso.com", "person.erased")
    assert entry.sentence == "erased what was kept of employee e1 of generic: asked for it"
    assert entry.details == {"source": "generic", "employeeId": "e1"}


async def test_who_is_not_known_any_more_is_not_erased_again() -> None:
    world = await world_with_much_about_anna()
    await House(world).erase()
    assert await House(world).erase() is None
    assert await House(world).erase("nobody") is None
    assert world.audit.actions.count("person.erased") == 1


async def test_a_staged_disable_stays_as_a_count_without_a_name() -> None:
    world = await world_with_much_about_anna()
    await House(world).erase()
    left = await world.batches.disable("b1", ("generic", "e1"))
    assert left
    assert (left.display_name, left.reason, left.state) == (None, "erased", StagedState.WITHDRAWN)
    assert (await world.batches.states("b1"))[StagedState.STAGED] == 1


async def test_a_cycle_under_way_passes_over_who_was_erased() -> None:
    world = await world_with_much_about_anna()
    await House(world).erase()
    await world.queue.put(CycleTurn(cycle="generic-full-1", number=1))
    await world.deliver()
    assert await world.cycles.outcomes("generic-full-1") == {Status.SKIPPED: 1}
    assert await what_is_left(world) == {}


async def test_an_objection_keeps_all() -> None:
    world = await world_with_much_about_anna()
    before = await what_is_left(world)
    with pytest.raises(StillNeeded, match="because"):
        await House(world).eraser.erase("generic", "e1", lambda _: "because", "me", "so")
    assert await what_is_left(world) == before
    assert "person.erased" not in world.audit.actions


async def test_what_hr_says_afterwards_is_a_new_statement_about_a_person_whose_account_is_found_again() -> None:
    world = await world_with_much_about_anna()
    await House(world).erase()
    await world.happen(updated(LEAVES, minute=20))
    assert await world.links("e1") == {"e1": ANNA}
    assert len(world.accounts()) == 2


FAULTS = {
    "fails before": fails_before,
    "fails after": fails_after,
    "dies before": dies_before,
    "dies after": dies_after,
}


async def _calls_of_an_erasure() -> list[str]:
    calls = Calls()
    await House(await world_with_much_about_anna(), calls).erase()
    return calls.names


async def _disturbed(at: int, fault: Disturbance) -> World:
    world = await world_with_much_about_anna()
    with pytest.raises((TemporaryFailure, ProcessDied)):
        await House(world, Calls(at, fault)).erase()
    return world


@pytest.mark.parametrize("fault", FAULTS)
async def test_wherever_an_erasure_is_cut_short_the_next_call_ends_it(fault: str) -> None:
    names = await _calls_of_an_erasure()
    for at, name in enumerate(names, 1):
        world = await _disturbed(at, FAULTS[fault])
        await House(world).erase()
        assert await what_is_left(world) == {}, f"{at}: {name}"
        assert "person.erased" in world.audit.actions, f"{at}: {name}"
    print(f"{fault}: {len(names)} points")  # noqa: T201 - shown by pytest -s
    assert len(names) > 15


@pytest.mark.parametrize("fault", FAULTS)
async def test_wherever_an_erasure_is_cut_short_nothing_was_taken_away_unseen(fault: str) -> None:
    whole = await what_is_left(await world_with_much_about_anna())
    for at, name in enumerate(await _calls_of_an_erasure(), 1):
        world = await _disturbed(at, FAULTS[fault])
        accounted_for = "person.erased" in world.audit.actions
        assert accounted_for or await what_is_left(world) == whole, f"{at}: {name}"


@pytest.mark.parametrize("fault", FAULTS)
async def test_wherever_an_erasure_is_cut_short_nobody_else_can_be_tied_to_an_account_that_is_linked(
    fault: str,
) -> None:
    for at, name in enumerate(await _calls_of_an_erasure(), 1):
        world = await _disturbed(at, FAULTS[fault])
        link = (await world.record("e1")).link
        assert link is None or await world.employees.owner(link.account_id) == ("generic", "e1"), f"{at}: {name}"


@pytest.mark.parametrize("fault", FAULTS)
async def test_once_the_record_was_emptied_the_night_ends_what_was_cut_short(fault: str) -> None:
    nights = 0
    for at, name in enumerate(await _calls_of_an_erasure(), 1):
        world = await _disturbed(at, FAULTS[fault])
        if (await world.record("e1")).link:
            continue
        world.clock.turn(hours=15)
        await House(world).keeper.run()
        assert await what_is_left(world) == {}, f"{at}: {name}"
        nights += 1
    assert nights > 5
