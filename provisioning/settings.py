"""Every setting once: its type, default, check and help text. Names on the wire are camelCase.

One document holds them all; a stored document is partial, and what it leaves out has the default.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Final, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, JsonValue, StringConstraints, ValidationError

from provisioning.attributes import EMPLOYEE_ID, MANAGER, WRITABLE
from provisioning.fields import Frozen
from provisioning.model import CUSTOM_PREFIX, EMPLOYEE_ATTRIBUTES, MatchingAttribute
from provisioning.problems import problems_of


def _known_zone(name: str) -> str:
    # ZoneInfo alone would take whatever file of the machine has the format, such as posixrules.
    if name not in _zones():
        raise ValueError(f"{name!r} is no IANA time zone; write it like Europe/Berlin")
    return name


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def _known_target(name: str) -> str:
    if name not in WRITABLE:
        raise ValueError(f"{name!r} is not an attribute of an Entra user that can be mapped")
    return name


def _known_source(name: str) -> str:
    if name not in EMPLOYEE_ATTRIBUTES and not name.startswith(CUSTOM_PREFIX):
        raise ValueError(f"{name!r} is not an attribute of an employee; other fields are named custom.<name>")
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]
Switch = Annotated[bool, Field(strict=True)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Text with something in it."""


class DirectMapping(Frozen):
    """Copy an employee's attribute to the account."""

    target: Annotated[str, AfterValidator(_known_target)]
    type: Literal["direct"] = "direct"
    source: Annotated[str, AfterValidator(_known_source)]
    default: Words | None = None
    apply: Literal["always", "onCreation"] = "always"
    on_null: Literal["clear", "ignore", "default"] = "clear"


class ConstantMapping(Frozen):
    """Write the same value to every account."""

    target: Annotated[str, AfterValidator(_known_target)]
    type: Literal["constant"] = "constant"
    value: Words
    apply: Literal["always", "onCreation"] = "always"


AttributeMapping = Annotated[DirectMapping | ConstantMapping, Field(discriminator="type")]


def _consistent(mappings: tuple[AttributeMapping, ...]) -> tuple[AttributeMapping, ...]:
    targets = [mapping.target for mapping in mappings]
    for mapping in mappings:
        if targets.count(mapping.target) > 1:
            raise ValueError(f"{mapping.target!r} is mapped twice; keep one")
        if mapping.target == MANAGER and not _follows_manager_id(mapping):
            raise ValueError("'manager' follows the employee's managerId, directly and always; it has no default")
        if mapping.target == EMPLOYEE_ID and not isinstance(mapping, DirectMapping):
            raise ValueError("'employeeId' tells people apart, so it must follow a field and not be the same for all")
        if isinstance(mapping, DirectMapping) and mapping.on_null == "default" and mapping.default is None:
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


class LoginName(Frozen):
    """How the user principal name is made."""

    mode: Annotated[Literal["workEmail"], Field(description="workEmail: the work e-mail address, as it is.")] = (
        "workEmail"
    )


class Password(Frozen):
    """How the first password is made. It is never shown, logged or stored."""

    mode: Annotated[Literal["random"], Field(description="random: a long random password for each person.")] = "random"
    must_change: Annotated[Switch, Field(description="The person must choose a new one at the first sign-in.")] = True


def _each_once(matching: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(matching)) != len(matching):
        raise ValueError("names an attribute twice")
    return matching


class Settings(Frozen):
    """The whole settings document, with its defaults."""

    enabled: Annotated[
        Switch,
        Field(description="Off: events are taken in and kept, nothing is read or written in Entra until it is on."),
    ] = True
    time_zone: Annotated[
        TimeZone, Field(description="Whose midnight, if employee, site and country leave it open.")
    ] = "UTC"
    time_zone_by_site: Annotated[
        Mapping[str, TimeZone], Field(description="Site name → time zone, when the employee has none.")
    ] = Field(default_factory=dict)
    time_zone_by_country: Annotated[
        Mapping[str, TimeZone], Field(description="Country → time zone, when employee and site have none.")
    ] = Field(default_factory=dict)
    matching: Annotated[
        tuple[MatchingAttribute, ...],
        AfterValidator(_each_once),
        Field(description="Attributes by which a person without a link is looked for, in this order."),
    ] = ("employeeId", "userPrincipalName", "mail")
    login_name: Annotated[LoginName, Field(description="The user principal name of a new account.")] = LoginName()
    password: Annotated[Password, Field(description="The first password of a new account.")] = Password()
    attribute_mappings: Annotated[
        tuple[AttributeMapping, ...],
        AfterValidator(_consistent),
        Field(description="Which attributes of the account follow the employee."),
    ] = DEFAULT_MAPPINGS
    protected_accounts: Annotated[
        tuple[Words, ...], Field(description="Object ids or user principal names that are never touched.")
    ] = ()

    def mapping_of(self, target: str) -> DirectMapping | ConstantMapping | None:
        """Return the mapping that writes `target`, or None."""
        return next((mapping for mapping in self.attribute_mappings if mapping.target == target), None)


class SettingsRefused(Exception):
    """A settings document that cannot be taken. `problems` holds (field, sentence) pairs."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{field}: {sentence}" for field, sentence in self.problems))


def parse_settings(document: JsonValue) -> Settings:
    """Read a (partial) settings document.

    Raises:
        SettingsRefused: names each field at fault with a sentence.
    """
    try:
        return Settings.model_validate(document, by_alias=True, by_name=False)
    except ValidationError as error:
        raise SettingsRefused(list(problems_of(error))) from None
