"""What a mapping gives for one employee, before it is fitted to the account's attribute."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.model import Employee, EmployeeRecord
from provisioning.rules.values.fitting import Outcome, left_alone, not_written
from provisioning.setting_groups.mappings import DirectMapping, ExpressionMapping


@dataclass(frozen=True, slots=True)
class Person:
    """An employee as mappings see them: what the HR system sent, and what random values of theirs are drawn from.

    `now` is UTC, for expressions that ask for the time.
    """

    known: Mapping[str, JsonValue]
    seed: str
    now: datetime


def person_of(record: EmployeeRecord, now: datetime) -> Person:
    """Return the employee of a record, with the display name made up from the names if HR gave none."""
    employee = record.employee
    known = employee.attributes()
    known.pop("displayName", None)
    name = display_name(employee)
    return Person(known | {"displayName": name} if name else known, f"{record.source}|{record.employee_id}", now)


def display_name(employee: Employee) -> str | None:
    """Return the display name that HR gave, else the preferred (or first) name and the last name; None without any.

    While HR has not spoken of both, there is none: half a name must not replace a whole one.
    """
    if employee.display_name:
        return employee.display_name
    said = employee.model_fields_set
    if "last_name" not in said or not said & {"preferred_name", "first_name"}:
        return None
    parts = (employee.preferred_name or employee.first_name, employee.last_name)
    return " ".join(part for part in parts if part) or None


@dataclass(frozen=True, slots=True)
class Given:
    """A value, or null. `left_out` names what the HR system did not send of that which the mapping asked for.

    `halved` says that the value might be another one if that had been sent.
    """

    value: JsonValue
    left_out: tuple[str, ...] = ()
    halved: bool = False


def given(mapping: DirectMapping | ExpressionMapping, person: Person) -> Given | Outcome:
    """Return what a mapping gives, or what becomes of the attribute if an expression fails or wants it left alone."""
    if isinstance(mapping, ExpressionMapping):
        return _evaluated(mapping, person)
    value = person.known.get(mapping.source, ABSENT)
    return Given(None, (mapping.source,)) if isinstance(value, Absent) else Given(value)


def _evaluated(mapping: ExpressionMapping, person: Person) -> Given | Outcome:
    from provisioning.rules import expressions  # noqa: PLC0415 - who uses no expressions never loads their grammar
    from provisioning.rules.expressions.names import lookup_in  # noqa: PLC0415 - as above

    look_up, left_out = lookup_in(person.known), set[str]()

    def noted(name: str) -> JsonValue | Absent:
        found = look_up(name)
        if isinstance(found, Absent):
            left_out.add(name)
        return found

    seed = f"{person.seed}|{mapping.target}"
    try:
        expression = expressions.parse(mapping.expression)
        result = expression.evaluate(expressions.Context(lookup=noted, now=person.now, seed=seed))
    except expressions.EvaluationError as error:
        # What was not sent can hardly fit; that is no error.
        return _halved(None, error.relied_on_absent) if error.relied_on_absent else _failed(error)
    except expressions.ExpressionError as error:
        return _failed(error)
    if isinstance(result.value, expressions.Ignored):
        return left_alone("the expression says so")
    if result.relied_on_absent:
        return _halved(result.value, result.relied_on_absent)
    return Given(result.value, tuple(sorted(left_out)))


def _halved(value: JsonValue, left_out: Iterable[str]) -> Given:
    return Given(value, tuple(sorted(left_out)), halved=True)


def _failed(error: Exception) -> Outcome:
    return not_written(f"the expression fails at {error}")
