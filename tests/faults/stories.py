"""Short stories for the real adapters, each with one right end, to be disturbed at every request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from provisioning.model import Employee, HrEvent, Status
from tests.engine.people import anna, deleted, mona, nudge, updated
from tests.faults.world import Seen, WiredWorld

ANNA, MONA = "anna.ek@contoso.com", "mona.alm@contoso.com"
_LAG_MS: Final = 25_000
_LEFT: Final = anna(last_day_of_work="2026-03-01")
_MONA: Final = Seen(enabled=True, title=None, manager=None, employee_id="m1")

type Before = Callable[[WiredWorld], Awaitable[None]]


def _anna(*, enabled: bool = True, title: str = "Nurse", manager: str | None = None) -> Seen:
    return Seen(enabled, title, manager, "e1")


@dataclass(frozen=True, slots=True)
class Story:
    """What is there before, what HR says, and the accounts in the end.

    Attributes:
        before: Makes the world in which the story begins.
        told: The events, one after the other.
        end: The accounts that there must be, by login name.
        people: Whose newest log entry must say that all is well.
    """

    name: str
    before: Before
    told: tuple[HrEvent, ...]
    end: Mapping[str, Seen]
    people: tuple[str, ...] = field(default=("e1",))


async def check_end(world: WiredWorld, story: Story, point: str) -> None:
    """Let everything be worked off, and compare what is then there with the story's end."""
    await world.settle()
    assert await world.accounts() == story.end, point
    assert await world.parked() == 0, point
    for person in story.people:
        assert (await world.newest_entry(person)).status is not Status.FAILURE, point


async def _nobody(world: WiredWorld) -> None:
    del world


def _with(*events: HrEvent, hours: float = 0) -> Before:
    async def before(world: WiredWorld) -> None:
        await world.tell(*events)
        await world.deliver()
        world.later(hours)

    return before


async def _lag(world: WiredWorld) -> None:
    await world.graph.faults(replicationLagMs=_LAG_MS)


async def _in_bob(world: WiredWorld) -> None:
    assert (await world.hr.put("/emulator/bob/people/e1", json=_as_bob_shows(anna()))).status == 200


async def _renaming(world: WiredWorld) -> None:
    await world.change_settings({"loginName": {"mode": "schema", "renameOnNameChange": True}})
    await _with(updated(anna(), minute=-10), hours=1)(world)


async def _deleted_account(world: WiredWorld) -> None:
    await _with(updated(anna(), minute=-10), deleted(anna(), minute=-9), hours=1)(world)
    assert (await world.graph.send("DELETE", f"/users/{ANNA}")).status == 204


def _as_bob_shows(person: Employee) -> dict[str, Any]:
    return {
        "id": person.id,
        "firstName": person.first_name,
        "surname": person.last_name,
        "email": person.work_email,
        "work": {"title": person.job_title, "startDate": "2026-01-05", "employeeIdInCompany": person.id},
        "internal": {"status": "Active", "lifecycleStatus": "Employed"},
    }


STORIES: Final = (
    Story(
        "a hire whose manager has an account",
        _with(updated(mona(), minute=-10)),
        (updated(anna(manager_id="m1")),),
        {ANNA: _anna(manager=MONA), MONA: _MONA},
    ),
    Story(
        "a hire before the manager's",
        _nobody,
        (updated(anna(manager_id="m1")), updated(mona())),
        {ANNA: _anna(manager=MONA), MONA: _MONA},
        ("e1", "m1"),
    ),
    Story(
        "hires in a tenant that shows new accounts late",
        _lag,
        (updated(mona()), updated(anna(manager_id="m1"))),
        {ANNA: _anna(manager=MONA), MONA: _MONA},
        ("e1", "m1"),
    ),
    Story("a hire of whom Bob tells", _in_bob, (nudge(anna()),), {ANNA: _anna()}),
    Story(
        "a change",
        _with(updated(mona(), minute=-10), updated(anna(), minute=-10), hours=1),
        (updated(anna(job_title="Doctor", manager_id="m1")),),
        {ANNA: _anna(title="Doctor", manager=MONA), MONA: _MONA},
    ),
    Story(
        "leaving",
        _with(updated(anna(), minute=-10), hours=1),
        (updated(_LEFT),),
        {ANNA: _anna(enabled=False)},
    ),
    Story(
        "coming back",
        _with(updated(anna(), minute=-10), deleted(anna(), minute=-9), hours=1),
        (updated(anna()),),
        {ANNA: _anna()},
    ),
    Story(
        "coming back to an account in the deleted items",
        _deleted_account,
        (updated(anna()),),
        {ANNA: _anna()},
    ),
    Story(
        "a new name",
        _renaming,
        (updated(anna(last_name="Alm")),),
        {"anna.alm@contoso.com": _anna()},
    ),
)
