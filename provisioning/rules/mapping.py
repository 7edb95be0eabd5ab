"""From an employee's attributes to the values that the account shall have."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import JsonValue

from provisioning.attributes import EMPLOYEE_ID, MANAGER, WRITABLE
from provisioning.fields import ABSENT, Absent, Frozen
from provisioning.model import Employee, EmployeeRecord
from provisioning.rules.values.fitting import Outcome, as_text, fit, is_empty
from provisioning.rules.values.given import display_name, given, person_of
from provisioning.rules.values.outcomes import Occasion, outcomes
from provisioning.setting_groups.mappings import AttributeMapping, ConstantMapping, DirectMapping
from provisioning.settings import Settings

__all__ = [
    "Desired",
    "Explained",
    "Occasion",
    "as_text",
    "desired",
    "display_name",
    "employee_number",
    "explain",
    "manager_id",
]


@dataclass(slots=True)
class Desired:
    """Graph attributes and the values they shall have (None: emptied), with a sentence on each that was bent."""

    values: dict[str, JsonValue] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


class Explained(Frozen):
    """What one mapping does, for an administrator who asks why.

    `source` is the employee's attribute or the expression; a constant has none. `value` is what the account shall have,
    if it is `written` with the attributes (None: emptied). `outcome` completes "the target is …".
    """

    target: str
    type: Literal["direct", "constant", "expression"]
    source: str | None
    written: bool
    value: JsonValue
    outcome: str


def desired(record: EmployeeRecord, settings: Settings, occasion: Occasion, now: datetime) -> Desired:
    """Return what the mappings want. An attribute that the HR system left out is not in it, so it never clears one.

    Args:
        record: The person.
        settings: Its `attribute_mappings` are worked out.
        occasion: Whether the account is there already.
        now: UTC, for expressions that ask for the time.
    """
    result = Desired()
    for mapping, outcome in outcomes(record, settings, occasion, now):
        if not isinstance(outcome.value, Absent):
            result.values[mapping.target] = outcome.value
        if outcome.warns:
            result.warnings.append(f"{mapping.target} is {outcome.sentence}")
    return result


def explain(record: EmployeeRecord, settings: Settings, occasion: Occasion, now: datetime) -> tuple[Explained, ...]:
    """Return, for each mapping in order, what it does and why. Arguments as for `desired`."""
    return tuple(
        Explained(
            target=mapping.target,
            type=mapping.type,
            source=_source(mapping),
            written=not isinstance(outcome.value, Absent),
            value=None if isinstance(outcome.value, Absent) else outcome.value,
            outcome=outcome.sentence,
        )
        for mapping, outcome in outcomes(record, settings, occasion, now)
    )


def employee_number(record: EmployeeRecord, settings: Settings, now: datetime) -> str | None:
    """Return what the account's employeeId shall be, by its mapping; None if there is nothing that Entra can hold.

    Without a mapping it is the employeeNumber. A default is nobody's number, and neither is half a number.
    """
    mapping = settings.mapping_of(EMPLOYEE_ID) or DirectMapping(target=EMPLOYEE_ID, source="employeeNumber")
    if isinstance(mapping, ConstantMapping):
        return None
    found, attribute = given(mapping, person_of(record, now)), WRITABLE[EMPLOYEE_ID]
    if isinstance(found, Outcome) or found.halved or is_empty(found.value, attribute):
        return None
    number = fit(found.value, attribute, "refuse", whose="it").value
    return number if isinstance(number, str) else None


def manager_id(employee: Employee, settings: Settings) -> str | Absent | None:
    """Return the HR id of the manager that the account shall refer to, None for none, ABSENT to leave it alone."""
    mapping = settings.mapping_of(MANAGER)
    if mapping is None or "manager_id" not in employee.model_fields_set:
        return ABSENT
    if employee.manager_id is None and isinstance(mapping, DirectMapping) and mapping.on_null != "clear":
        return ABSENT
    return employee.manager_id


def _source(mapping: AttributeMapping) -> str | None:
    if isinstance(mapping, ConstantMapping):
        return None
    return mapping.source if isinstance(mapping, DirectMapping) else mapping.expression
