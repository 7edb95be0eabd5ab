"""Short stories with one right end, to be disturbed at every point."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from pydantic import JsonValue

from provisioning.deciding import Decisions
from provisioning.model import BatchStatus, Employee, HrEvent, Status
from tests.engine.people import anna, deleted, mona, nudge, updated
from tests.engine.world import Seen, World
from tests.fakes.directory import User

ANNA, MONA = "anna.ek@contoso.com", "mona.alm@contoso.com"


def _anna(
    *, enabled: bool = True, sessions_revoked: bool = False, manager: str | None = None, **changed: JsonValue
) -> Seen:
    known: dict[str, JsonValue] = {
        "givenName": "Anna",
        "surname": "Ek",
        "displayName": "Anna Ek",
        "jobTitle": "Nurse",
        "employeeHireDate": "2026-01-05T00:00:00Z",
        "employeeId": "e1",
        "mailNickname": "AnnaEk",
    }
    return Seen(enabled, sessions_revoked, manager, known | changed)


_MONA = Seen(
    enabled=True,
    sessions_revoked=False,
    manager=None,
    attributes={
        "givenName": "Mona",
        "surname": "Alm",
        "displayName": "Mona Alm",
        "employeeHireDate": "2020-01-01T00:00:00Z",
        "employeeId": "m1",
        "mailNickname": "MonaAlm",
    },
)


@dataclass(frozen=True, slots=True)
class Story:
    """What is there before, what HR says, and the accounts in the end.

    Attributes:
        before: Makes the world in which the story begins.
        told: The events, one after the other.
        end: The accounts that there must be, by login name.
        links: The login name that each person must be linked to.
        newer: What HR may say on top, at any moment; then it ends with `end_with_newer`.
        older: What HR said before, and what may come at any moment without changing the end.
    """

    name: str
    before: Callable[[], Awaitable[World]]
    told: tuple[HrEvent, ...]
    end: Mapping[str, Seen]
    newer: HrEvent
    end_with_newer: Mapping[str, Seen]
    older: HrEvent
    links: Mapping[str, str] = field(default_factory=lambda: {"e1": ANNA})
    source: str = "generic"


async def _empty() -> World:
    return World()


async def _slow_graph() -> World:
    world = World()
    world.entra.hidden_for = timedelta(seconds=25)
    return world


async def _with(*people: Employee) -> World:
    world = World()
    await world.happen(*(updated(person, minute=-10) for person in people))
    return world


async def _with_account_by_hand() -> World:
    world = World()
    world.entra.add(User("by-hand", ANNA, attributes={"mailNickname": "AnnaEk", "mail": ANNA}))
    return world


async def _with_bobs_anna() -> World:
    world = World()
    world.bob.show(anna())
    return world


async def _with_somebody_gone() -> World:
    world = await _with(anna())
    await world.happen(deleted(anna(), minute=-9))
    assert not world.accounts()[ANNA].enabled
    return world


async def _by_the_schema_among_namesakes() -> World:
    world = World()
    await world.settings.put({"loginName": {"mode": "schema"}, "matching": ["employeeId"]})
    world.entra.add(User("namesake", ANNA, attributes={"employeeId": "e9"}))
    return world


async def _on_creation() -> World:
    world = World()
    await world.settings.put({"createOn": "creation"})
    return world


async def _with_somebody_deleted() -> World:
    world = await _with_somebody_gone()
    world.entra.delete(world.entra.named(ANNA).id)
    return world


async def _with_somebody_deleted_for_good() -> World:
    world = await _with_somebody_gone()
    world.entra.users.clear()
    return world


async def _renaming() -> World:
    world = World()
    await world.settings.put({"loginName": {"mode": "schema", "renameOnNameChange": True}})
    await world.happen(updated(anna(), minute=-10))
    return world


async def _with_a_contractor_gone() -> World:
    world = World()
    await world.settings.put({"formerIdAttribute": "custom.formerId"})
    await world.happen(updated(anna(), minute=-10), updated(anna(termination_date="2026-03-01"), minute=-9))
    return world


async def _with_somebody_settled() -> World:
    world = await _with(anna())
    world.clock.turn(hours=1)
    return world


async def _with_somebody_promoted_by_hand() -> World:
    world = await _with_somebody_settled()
    world.entra.named(ANNA).attributes["jobTitle"] = "Boss"
    return world


async def _with_somebody_promoted_by_hand_in_vain() -> World:
    world = await _with_somebody_promoted_by_hand()
    await world.settings.put({"drift": "enforce"})
    return world


async def _with_somebody_long_gone() -> World:
    world = await _with_somebody_gone()
    world.clock.turn(hours=1)
    return world


async def _with_somebody_gone_whom_an_administrator_let_in() -> World:
    world = await _with_somebody_long_gone()
    world.entra.named(ANNA).enabled = True
    return world


async def _where_every_disable_is_staged() -> World:
    world = await _with(anna())
    await world.settings.put({"disableThreshold": {"count": 0}})
    return world


async def _with_a_disable(decision: BatchStatus) -> World:
    """Return a world in which Anna's disable was staged and decided about, and she is to be looked at for that."""
    world = await _where_every_disable_is_staged()
    await world.happen(updated(_LEFT))
    batch = await world.batches.open()
    assert batch
    decisions = Decisions(world.batches, world.employees, world.queue, world.audit, world.clock)
    assert await decisions.decide(batch.id, decision, "Mona Alm") == 1
    return world


_NEW_TITLE = updated(anna(job_title="Midwife"), minute=5)
_OLD_TITLE = updated(anna(job_title="Student"), minute=-5)
_LEFT = anna(last_day_of_work="2026-03-01")
_BLOCKED = _anna(enabled=False, sessions_revoked=True)
_NAMESAKE = Seen(enabled=True, sessions_revoked=False, manager=None, attributes={"employeeId": "e9"})
_RENAMED = _anna(surname="Alm", displayName="Anna Alm", otherMails=[ANNA])
_NEW_WARD = updated(anna(department="Ward 3"))
_NEW_WARD_AND_TITLE = updated(anna(department="Ward 3", job_title="Midwife"), minute=5)
_OLD_WARD = updated(anna(department="Ward 1"), minute=-5)
_TITLE_OF_A_LEAVER = updated(Employee(id="e1", job_title="Midwife"))
_PASSED_ON = anna(id="e2", employee_number="e2", start_date="2026-03-02", custom={"formerId": "e1"})

STORIES = (
    Story(
        "creation with a manager",
        lambda: _with(mona()),
        (updated(anna(manager_id="m1")),),
        {ANNA: _anna(manager=MONA), MONA: _MONA},
        _NEW_TITLE,
        {ANNA: _anna(manager=MONA, jobTitle="Midwife"), MONA: _MONA},
        _OLD_TITLE,
    ),
    Story(
        "creation before the manager's",
        _empty,
        (updated(anna(manager_id="m1")), updated(mona())),
        {ANNA: _anna(manager=MONA), MONA: _MONA},
        _NEW_TITLE,
        {ANNA: _anna(manager=MONA, jobTitle="Midwife"), MONA: _MONA},
        _OLD_TITLE,
        {"e1": ANNA, "m1": MONA},
    ),
    Story(
        "creation in a tenant that shows new accounts late",
        _slow_graph,
        (updated(mona()), updated(anna(manager_id="m1"))),
        {ANNA: _anna(manager=MONA), MONA: _MONA},
        _NEW_TITLE,
        {ANNA: _anna(manager=MONA, jobTitle="Midwife"), MONA: _MONA},
        _OLD_TITLE,
        {"e1": ANNA, "m1": MONA},
    ),
    Story(
        "creation after a thin event",
        _with_bobs_anna,
        (nudge(anna()),),
        {ANNA: _anna()},
        updated(anna(job_title="Nurse"), minute=5, source="bob"),
        {ANNA: _anna()},
        nudge(anna(), minute=-5),
        source="bob",
    ),
    Story(
        "update",
        lambda: _with(mona(), anna(department="Ward 3")),
        (updated(anna(job_title="Doctor", department=None, manager_id="m1")),),
        {ANNA: _anna(jobTitle="Doctor", manager=MONA), MONA: _MONA},
        _NEW_TITLE,
        {ANNA: _anna(jobTitle="Midwife", manager=MONA), MONA: _MONA},
        _OLD_TITLE,
    ),
    Story(
        "a promotion that HR may take back",
        _with_somebody_settled,
        (updated(anna(job_title="Doctor")),),
        {ANNA: _anna(jobTitle="Doctor")},
        updated(anna(), minute=5),
        {ANNA: _anna()},
        _OLD_TITLE,
    ),
    Story(
        "leaving",
        lambda: _with(anna()),
        (updated(_LEFT),),
        {ANNA: _BLOCKED},
        updated(anna(last_day_of_work=None), minute=5),
        {ANNA: _anna()},
        updated(anna(last_day_of_work="2026-12-31"), minute=-5),
    ),
    Story(
        "coming back",
        _with_somebody_gone,
        (updated(anna()),),
        {ANNA: _anna(sessions_revoked=True)},
        updated(_LEFT, minute=5),
        {ANNA: _BLOCKED},
        deleted(anna(), minute=-5),
    ),
    Story(
        "an account made by hand",
        _with_account_by_hand,
        (updated(anna()),),
        {ANNA: _anna(mail=ANNA)},
        _NEW_TITLE,
        {ANNA: _anna(mail=ANNA, jobTitle="Midwife")},
        _OLD_TITLE,
    ),
    Story(
        "a name of the schema that a namesake holds",
        _by_the_schema_among_namesakes,
        (updated(anna()),),
        {ANNA: _NAMESAKE, "anna.ek_e1@contoso.com": _anna()},
        _NEW_TITLE,
        {ANNA: _NAMESAKE, "anna.ek_e1@contoso.com": _anna(jobTitle="Midwife")},
        _OLD_TITLE,
        {"e1": "anna.ek_e1@contoso.com"},
    ),
    Story(
        "creation before the start date",
        _on_creation,
        (updated(anna(start_date="2026-03-03")),),
        {ANNA: _anna(employeeHireDate="2026-03-03T00:00:00Z")},
        updated(anna(start_date="2026-03-03", job_title="Midwife"), minute=5),
        {ANNA: _anna(employeeHireDate="2026-03-03T00:00:00Z", jobTitle="Midwife")},
        updated(anna(start_date="2026-03-04"), minute=-5),
    ),
    Story(
        "coming back to an account in the deleted items",
        _with_somebody_deleted,
        (updated(anna()),),
        {ANNA: _anna(sessions_revoked=True)},
        _NEW_TITLE,
        {ANNA: _anna(sessions_revoked=True, jobTitle="Midwife")},
        _OLD_TITLE,
    ),
    Story(
        "coming back to an account that was deleted for good",
        _with_somebody_deleted_for_good,
        (updated(anna()),),
        {ANNA: _anna()},
        _NEW_TITLE,
        {ANNA: _anna(jobTitle="Midwife")},
        _OLD_TITLE,
    ),
    Story(
        "a new name",
        _renaming,
        (updated(anna(last_name="Alm")),),
        {"anna.alm@contoso.com": _RENAMED},
        updated(anna(last_name="Alm", job_title="Midwife"), minute=5),
        {"anna.alm@contoso.com": replace(_RENAMED, attributes={**_RENAMED.attributes, "jobTitle": "Midwife"})},
        _OLD_TITLE,
        {"e1": "anna.alm@contoso.com"},
    ),
    Story(
        "passing on to a new HR id",
        _with_a_contractor_gone,
        (updated(_PASSED_ON),),
        {ANNA: _anna(sessions_revoked=True, employeeId="e2", employeeHireDate="2026-03-02T00:00:00Z")},
        updated(_PASSED_ON.model_copy(update={"job_title": "Midwife"}), minute=5),
        {
            ANNA: _anna(
                sessions_revoked=True,
                employeeId="e2",
                employeeHireDate="2026-03-02T00:00:00Z",
                jobTitle="Midwife",
            )
        },
        updated(anna(termination_date="2026-03-01", job_title="Student"), minute=-5),
        {"e2": ANNA},
    ),
    Story(
        "coming back, of which all is told long after it was said",
        _with_somebody_long_gone,
        (updated(anna(), minute=-5),),
        {ANNA: _anna(sessions_revoked=True)},
        deleted(anna(), minute=-3),
        {ANNA: _BLOCKED},
        deleted(anna(), minute=-8),
    ),
    Story(
        "a title that an administrator changed",
        _with_somebody_promoted_by_hand,
        (_NEW_WARD,),
        {ANNA: _anna(department="Ward 3", jobTitle="Boss")},
        _NEW_WARD_AND_TITLE,
        {ANNA: _anna(department="Ward 3", jobTitle="Midwife")},
        _OLD_WARD,
    ),
    Story(
        "a title that an administrator changed, while drift is enforced",
        _with_somebody_promoted_by_hand_in_vain,
        (_NEW_WARD,),
        {ANNA: _anna(department="Ward 3")},
        _NEW_WARD_AND_TITLE,
        {ANNA: _anna(department="Ward 3", jobTitle="Midwife")},
        _OLD_WARD,
    ),
    Story(
        "a leaver whom an administrator let in again",
        _with_somebody_gone_whom_an_administrator_let_in,
        (_TITLE_OF_A_LEAVER,),
        {ANNA: _anna()},
        updated(anna(last_day_of_work="2026-03-01"), minute=65),
        {ANNA: _BLOCKED},
        deleted(anna(), minute=-5),
    ),
    Story(
        "leaving where every disable is staged",
        _where_every_disable_is_staged,
        (updated(_LEFT),),
        {ANNA: _anna()},
        updated(anna(last_day_of_work=None), minute=5),
        {ANNA: _anna()},
        updated(anna(last_day_of_work="2026-12-31"), minute=-5),
    ),
    Story(
        "leaving that was staged and approved",
        lambda: _with_a_disable(BatchStatus.APPROVED),
        (updated(_LEFT),),
        {ANNA: _BLOCKED},
        updated(anna(last_day_of_work=None), minute=5),
        {ANNA: _anna()},
        updated(anna(last_day_of_work="2026-12-31"), minute=-5),
    ),
    Story(
        "leaving that was staged and rejected",
        lambda: _with_a_disable(BatchStatus.REJECTED),
        (updated(_LEFT),),
        {ANNA: _anna()},
        deleted(anna(), minute=5),
        {ANNA: _anna()},
        updated(anna(last_day_of_work="2026-12-31"), minute=-5),
    ),
)


async def check_end(world: World, story: Story, end: Mapping[str, Seen], point: str) -> None:
    """Let everything be worked off and compare what is then there with the story's end."""
    await world.settle()
    accounts = {name: _comparable(seen, end.get(name)) for name, seen in world.accounts().items()}
    assert accounts == end, point
    assert await world.links(*story.links, source=story.source) == story.links, point
    assert len(world.queue) == 0, point
    await _check_that_the_log_tells_the_truth(world, story, point)
    await _check_that_nothing_is_left(world, point)


def _comparable(seen: Seen, end: Seen | None) -> Seen:
    """A story that ends with an enabled account may have blocked it in between, which revokes sessions."""
    if end and end.enabled:
        return Seen(seen.enabled, end.sessions_revoked, seen.manager, seen.attributes)
    return seen


async def _check_that_the_log_tells_the_truth(world: World, story: Story, point: str) -> None:
    """The newest entry of a person is no failure, and nothing counts as done more often than Entra did it."""
    for person in story.links:
        newest = [entry for entry in world.log.entries if (entry.source, entry.employee_id) == (story.source, person)]
        assert newest[-1].status is not Status.FAILURE, point
    done = (each for entry in world.log.entries for each in entry.operations if each.status is Status.SUCCESS)
    assert Counter(each.operation.type for each in done) <= Counter(world.entra.writes), point


async def _check_that_nothing_is_left(world: World, point: str) -> None:
    """Nothing is parked, nobody's time is over, and what is stored fits Entra, so that another look does nothing."""
    assert len(world.parked) == 0, point
    for source in ("generic", "bob"):
        assert [due async for due in world.employees.due(source, world.clock.now())] == [], point
    writes = len(world.entra.writes)
    for source in ("generic", "bob"):
        for person in (anna(), mona()):
            record = await world.record(person.id, source)
            if record.known:
                await world.happen(nudge(person) if source == "bob" else updated(person, minute=-60))
                assert record.intended is None, point
                assert record.waiting_for_manager is None, point
    assert world.entra.writes[writes:] == [], point
