"""Which attributes of the account follow the employee, and how."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from provisioning.attributes import EMPLOYEE_ID, MANAGER, find_attribute, why_not
from provisioning.setting_groups.kinds import Group, SourceAttribute, Words, text_form

TELL_APART: Final = frozenset({EMPLOYEE_ID, "mail", "mailNickname", "onPremisesImmutableId"})
"""Attributes that are one account's alone: Entra refuses a second holder, or accounts are looked for by them."""


def _known_target(name: str) -> str:
    if find_attribute(name) is None:
        raise ValueError(why_not(name))
    return name


Target = Annotated[
    Annotated[str, AfterValidator(_known_target), text_form("an attribute of the Entra user")],
    Field(
        description="The attribute of the Entra user, by its name in Microsoft Graph; extension attributes as "
        "`extensionAttribute1`, directory extensions as `extension_<app id>_<name>`, and the two parts of "
        "employeeOrgData as `employeeOrgData.costCenter` and `employeeOrgData.division`.",
        examples=["jobTitle"],
    ),
]
Apply = Annotated[
    Literal["always", "onCreation"],
    Field(description="`always`: the account follows the employee. `onCreation`: written once, with the account."),
]
OnTooLong = Annotated[
    Literal["cut", "refuse"],
    Field(
        description="What happens to a text that is longer than Entra holds: `cut`, or `refuse` to write it; the log "
        "says so in either case. Numbers, codes and addresses are never cut."
    ),
]
OnNull = Annotated[
    Literal["clear", "ignore", "default"],
    Field(
        description="What an empty value does to the account: `clear` the attribute (where Entra lets it be empty), "
        "`ignore` it, or write the `default`. What the HR system left out never does anything."
    ),
]
Default = Annotated[
    Words | None,
    Field(description="Written with a new account if there is no value, and on `onNull` default.", examples=["Staff"]),
]


class _AnyMapping(Group):
    """What all mappings have in common."""

    target: Target
    apply: Apply = "always"
    on_too_long: OnTooLong = "cut"


class DirectMapping(_AnyMapping):
    """Copy an employee's attribute to the account."""

    type: Literal["direct"] = "direct"
    source: Annotated[
        SourceAttribute,
        Field(description="Type direct: the employee's attribute.", examples=["jobTitle", "custom.costCenter"]),
    ]
    default: Default = None
    on_null: OnNull = "clear"


class ConstantMapping(_AnyMapping):
    """Write the same value to every account."""

    type: Literal["constant"] = "constant"
    value: Annotated[Words, Field(description="Type constant: the value.", examples=["Contoso Ltd."])]


class ExpressionMapping(_AnyMapping):
    """Write what an expression in Entra's syntax gives."""

    type: Literal["expression"] = "expression"
    expression: Annotated[
        Annotated[str, Field(max_length=10_000, min_length=1)],
        Field(
            description="Type expression: an expression in Entra's syntax; see docs/expressions.md.",
            examples=['Join(" ", [firstName], [lastName])'],
        ),
    ]
    default: Default = None
    on_null: OnNull = "clear"


AttributeMapping = Annotated[DirectMapping | ConstantMapping | ExpressionMapping, Field(discriminator="type")]


def check_mappings(mappings: tuple[AttributeMapping, ...]) -> tuple[AttributeMapping, ...]:
    """Refuse mappings that contradict one another or themselves."""
    targets = [mapping.target for mapping in mappings]
    for mapping in mappings:
        if targets.count(mapping.target) > 1:
            raise ValueError(f"{mapping.target!r} is mapped twice; keep one")
        if mapping.target == MANAGER and not _follows_manager_id(mapping):
            raise ValueError("'manager' follows the employee's managerId, directly and always; it has no default")
        if mapping.target in TELL_APART and isinstance(mapping, ConstantMapping):
            raise ValueError(
                f"{mapping.target!r} tells people apart, so it must follow a field and not be the same for all"
            )
        if mapping.target in TELL_APART and not isinstance(mapping, ConstantMapping) and mapping.default:
            raise ValueError(f"{mapping.target!r} tells people apart, so it can have no default")
        if not isinstance(mapping, ConstantMapping) and mapping.on_null == "default" and mapping.default is None:
            raise ValueError(f"{mapping.target!r} has onNull 'default' but no default")
    return mappings


def _follows_manager_id(mapping: AttributeMapping) -> bool:
    direct = isinstance(mapping, DirectMapping) and mapping.source == "managerId" and mapping.default is None
    return direct and mapping.apply == "always"


def _direct(target: str, source: str) -> DirectMapping:
    return DirectMapping(target=target, type="direct", source=source)


DEFAULT_MAPPINGS: Final = (
    _direct("givenName", "firstName"),
    _direct("surname", "lastName"),
    _direct("displayName", "displayName"),
    _direct("jobTitle", "jobTitle"),
    _direct("department", "department"),
    _direct("companyName", "companyName"),
    _direct("officeLocation", "site"),
    _direct("country", "country"),
    _direct("businessPhones", "workPhone"),
    _direct("mobilePhone", "workMobile"),
    _direct("employeeType", "employmentType"),
    _direct("employeeHireDate", "startDate"),
    _direct(EMPLOYEE_ID, "employeeNumber"),
    _direct(MANAGER, "managerId"),
)
