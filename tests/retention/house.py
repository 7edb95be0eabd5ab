"""What erases, shows and keeps house, over the world of fakes."""

from collections.abc import Mapping

from provisioning.auditing import Auditor
from provisioning.model import EmployeeRecord
from provisioning.ports import KeepsPeople, LogQuery, StoredRecord
from provisioning.retention.erasing import Eraser
from provisioning.retention.exporting import Exporter
from provisioning.retention.keepers import ParkedPeople, PeopleOfCycles, StagedPeople, TimedPeople
from provisioning.retention.keeping_house import HouseKeeper
from provisioning.web.erasing import PersonApi
from tests.engine.world import World
from tests.fakes.interposed import Calls, interposed


class House:
    """A process of its own, whose calls to the stores go through `calls`."""

    def __init__(self, world: World, calls: Calls | None = None) -> None:
        through = calls or Calls()
        self.world = world
        self.keepers: Mapping[str, KeepsPeople] = {
            "parkedMessages": ParkedPeople(interposed(world.parked, through)),
            "stagedDisables": StagedPeople(interposed(world.batches, through)),
            "disables": TimedPeople(interposed(world.timings, through)),
            "openCycleItems": PeopleOfCycles(interposed(world.cycles, through)),
        }
        employees, log = interposed(world.employees, through), interposed(world.log, through)
        audit, settings = interposed(world.audit, through), interposed(world.settings, through)
        auditor = Auditor(audit, world.clock)
        self.eraser = Eraser(employees, log, self.keepers, auditor)
        self.exporter = Exporter(employees, log, self.keepers, world.clock)
        cycles, timings = interposed(world.cycles, through), interposed(world.timings, through)
        self.keeper = HouseKeeper(employees, log, cycles, timings, audit, settings, self.eraser, auditor, world.clock)
        self.api = PersonApi(self.exporter, self.eraser, settings, auditor, world.clock)

    async def erase(self, employee_id: str = "e1", source: str = "generic") -> Mapping[str, int] | None:
        """Erase a person against whom nothing is objected."""
        return await self.eraser.erase(source, employee_id, nothing_against, "it.lead@contoso.com", "asked for it")


def nothing_against(record: EmployeeRecord) -> None:
    """Object to nothing."""
    del record


async def what_is_left(world: World, employee_id: str = "e1", source: str = "generic") -> dict[str, int]:
    """Return how much is left of a person, by where."""
    stored: StoredRecord = await world.employees.read(source, employee_id)
    entries = (await world.log.read(LogQuery(source=source, employee_id=employee_id))).entries
    owners = [await world.employees.owner(user.id) for user in world.entra.users.values()]
    kept = {name: len(await each.export(source, employee_id)) for name, each in House(world).keepers.items()}
    kept |= {
        "records": int(stored.etag is not None),
        "logEntries": len(entries),
        "accountTies": owners.count((source, employee_id)),
        "due": len(
            [0 async for due in world.employees.due(source, world.clock.now()) if due.employee_id == employee_id]
        ),
    }
    return {name: count for name, count in kept.items() if count}
