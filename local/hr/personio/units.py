"""The departments, teams, offices and subcompanies that employees belong to, as v2 looks them up."""

from local.emulator.json_values import JsonObject
from local.hr.people import People
from local.hr.personio.attributes import Unit, unit
from local.hr.personio.people import attributes_of


def units(people: People, name: str) -> dict[str, Unit]:
    """Return the units that an attribute of some employee names, by id as text.

    Args:
        people: the employees.
        name: `department`, `team`, `office` or `subcompany`.
    """
    found = (unit(name, attributes_of(kept.person).get(name)) for kept in people.all())
    return {str(part.unit_id): part for part in found if part is not None}


def show_unit(part: Unit) -> JsonObject:
    """Return id and name; Personio tells more, which nobody here needs."""
    return {"id": str(part.unit_id), "name": part.name}
