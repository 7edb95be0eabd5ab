"""From an employee's attributes to the values that the account shall have, and what of it differs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from pydantic import JsonValue

from provisioning.attributes import MANAGER, WRITABLE, Kind, UserAttribute
from provisioning.fields import ABSENT, Absent
from provisioning.model import Change, Employee
from provisioning.settings import AttributeMapping, DirectMapping, Settings

type Occasion = Literal["creation", "update"]


@dataclass(slots=True)
class Desired:
    """Graph attributes and the values they shall have (None: emptied), with a sentence on each that was bent."""

    values: dict[str, JsonValue] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def desired(employee: Employee, settings: Settings, occasion: Occasion) -> Desired:
    """Return what the mappings want. An attribute that the HR system left out is not in it, so it never clears one."""
    result = Desired()
    known = _known(employee)
    for mapping in settings.attribute_mappings:
        if mapping.target == MANAGER or (mapping.apply == "onCreation" and occasion == "update"):
            continue
        value = _mapped(mapping, known, occasion)
        if isinstance(value, Absent):
            continue
        _take(result, WRITABLE[mapping.target], value, occasion)
    return result


def differences(wanted: Mapping[str, JsonValue], actual: Mapping[str, JsonValue]) -> tuple[Change, ...]:
    """Return the changes that turn `actual` into `wanted`; attributes that are not wanted are left alone."""
    return tuple(
        Change(attribute=name, old=actual.get(name), new=value)
        for name, value in wanted.items()
        if _comparable(name, actual.get(name)) != _comparable(name, value)
    )


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


def manager_id(employee: Employee, settings: Settings) -> str | Absent | None:
    """Return the HR id of the manager that the account shall refer to, None for none, ABSENT to leave it alone."""
    mapping = settings.mapping_of(MANAGER)
    if mapping is None or "manager_id" not in employee.model_fields_set:
        return ABSENT
    if employee.manager_id is None and isinstance(mapping, DirectMapping) and mapping.on_null != "clear":
        return ABSENT
    return employee.manager_id


def _known(employee: Employee) -> Mapping[str, JsonValue]:
    """Return the employee's attributes, with the display name made up from the names if HR gave none."""
    known = employee.attributes()
    known.pop("displayName", None)
    name = display_name(employee)
    return known | {"displayName": name} if name else known


def _mapped(mapping: AttributeMapping, known: Mapping[str, JsonValue], occasion: Occasion) -> JsonValue | Absent:
    if not isinstance(mapping, DirectMapping):
        return mapping.value
    value = known.get(mapping.source, ABSENT)
    if isinstance(value, Absent):
        return mapping.default if mapping.default is not None and occasion == "creation" else ABSENT
    if isinstance(value, str):
        value = value.strip()
    if value is not None and value != "":
        return value
    return {"clear": None, "ignore": ABSENT, "default": mapping.default}[mapping.on_null]


def _take(result: Desired, target: UserAttribute, value: JsonValue, occasion: Occasion) -> None:
    if value is None:
        if occasion == "update" and target.can_be_cleared:
            result.values[target.name] = [] if target.kind is Kind.ONE_TEXT_LIST else None
        return
    if isinstance(value, dict | list):
        result.warnings.append(f"{target.name} is not written: the HR system's value is not plain text")
        return
    if target.kind is Kind.DATE:
        _take_date(result, target, as_text(value))
    else:
        _take_text(result, target, as_text(value))


def _take_text(result: Desired, target: UserAttribute, text: str) -> None:
    if target.longest and len(text) > target.longest:
        if not target.can_be_cut:
            sentence = f"{target.name} is not written: {len(text)} characters, Entra holds {target.longest}"
            result.warnings.append(sentence)
            return
        result.warnings.append(f"{target.name} is cut to the {target.longest} characters that Entra holds")
        text = text[: target.longest].rstrip()
    result.values[target.name] = [text] if target.kind is Kind.ONE_TEXT_LIST else text


def _take_date(result: Desired, target: UserAttribute, text: str) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        result.warnings.append(f"{target.name} is not written: the HR system's value is not a date")
        return
    # Graph drops a date without a time part.
    result.values[target.name] = f"{day.isoformat()}T00:00:00Z"


def as_text(value: bool | float | str) -> str:  # noqa: FBT001 - a JSON value
    """Return a plain JSON value as it is written to Entra."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _comparable(name: str, value: JsonValue) -> object:
    if isinstance(value, str) and WRITABLE[name].kind is Kind.DATE:
        return datetime.fromisoformat(value)
    return value if value not in ("", None, []) else None
