"""What becomes of an attribute of the account by its mapping: written, emptied, or left alone, and why."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal

from provisioning.attributes import EMPLOYEE_ID, MANAGER, WRITABLE, UserAttribute, find_attribute
from provisioning.fields import ABSENT
from provisioning.model import EmployeeRecord
from provisioning.rules.values.fitting import Outcome, emptied, fit, is_empty, left_alone
from provisioning.rules.values.given import Given, Person, given, person_of
from provisioning.setting_groups.mappings import AttributeMapping, ConstantMapping, DirectMapping, ExpressionMapping
from provisioning.settings import Settings

type Occasion = Literal["creation", "update"]

_WHOSE: Final = {"direct": "the HR system's value", "expression": "the expression's value"}
_NOTHING: Final = {"direct": "it is empty in the HR system", "expression": "the expression gives nothing"}
_WRITTEN: Final = "written"


def outcomes(
    record: EmployeeRecord, settings: Settings, occasion: Occasion, now: datetime
) -> Iterator[tuple[AttributeMapping, Outcome]]:
    """Yield each mapping with what becomes of its target, in order. `now` is UTC."""
    person = person_of(record, now)
    for mapping in settings.attribute_mappings:
        outcome = _outcome(mapping, person, occasion)
        yield mapping, _as_reference(outcome) if mapping.target == MANAGER else outcome


def _outcome(mapping: AttributeMapping, person: Person, occasion: Occasion) -> Outcome:
    if mapping.apply == "onCreation" and occasion == "update":
        return left_alone("it is written with a new account only")
    attribute = find_attribute(mapping.target) or WRITABLE[mapping.target]
    if isinstance(mapping, ConstantMapping):
        return fit(mapping.value, attribute, mapping.on_too_long, whose="the constant")
    found = given(mapping, person)
    return found if isinstance(found, Outcome) else _taken(found, mapping, attribute, occasion)


def _taken(
    found: Given, mapping: DirectMapping | ExpressionMapping, attribute: UserAttribute, occasion: Occasion
) -> Outcome:
    """Return what becomes of what was found.

    What rests on something that was left out never changes an account, and half a number is nobody's number.
    """
    empty = is_empty(found.value, attribute)
    not_sent = f"the HR system sent no {', '.join(found.left_out)}"
    if found.left_out and occasion == "update" and (empty or found.halved):
        return left_alone(not_sent)
    if found.halved and attribute.name == EMPLOYEE_ID:
        return left_alone(not_sent)
    if found.left_out and empty:
        return _default(mapping, attribute, not_sent)
    if empty:
        return _of_nothing(mapping, attribute, occasion)
    fitted = fit(found.value, attribute, mapping.on_too_long, whose=_WHOSE[mapping.type])
    return _because(fitted, f"though {not_sent}") if found.halved else fitted


def _of_nothing(mapping: DirectMapping | ExpressionMapping, attribute: UserAttribute, occasion: Occasion) -> Outcome:
    nothing = _NOTHING[mapping.type]
    if mapping.on_null == "default":
        return _default(mapping, attribute, nothing)
    if mapping.on_null == "ignore":
        return left_alone(f"{nothing}, which the mapping ignores")
    if occasion == "creation":
        return left_alone(nothing)
    if not attribute.can_be_cleared:
        return left_alone(f"{nothing}, but Entra does not let it be empty")
    return Outcome(f"emptied: {nothing}", emptied(attribute))


def _default(mapping: DirectMapping | ExpressionMapping, attribute: UserAttribute, reason: str) -> Outcome:
    if mapping.default is None:
        return left_alone(reason)
    fitted = fit(mapping.default, attribute, mapping.on_too_long, whose="the default")
    return _because(fitted, f"the default, as {reason}")


def _because(outcome: Outcome, reason: str) -> Outcome:
    return replace(outcome, sentence=f"{_WRITTEN}: {reason}") if outcome.sentence == _WRITTEN else outcome


def _as_reference(outcome: Outcome) -> Outcome:
    """The manager is no value: the account refers to another one, which `referring` sets."""
    if outcome.sentence == _WRITTEN:
        return Outcome(f"a reference to the account of employee {outcome.value}")
    return replace(outcome, value=ABSENT)
