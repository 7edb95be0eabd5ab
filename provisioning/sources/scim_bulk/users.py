"""A user of a SCIM payload as an employee."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pydantic import JsonValue, ValidationError

from provisioning.model import Employee
from provisioning.problems import problems_of
from provisioning.sources.scim_bulk.parts import Flaw, Part, Said, entry, inner_part, part_of

_ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user"
_CORE: Final = "urn:ietf:params:scim:schemas:core:2.0:user"
_SWITCHES: Final[Mapping[str, bool]] = {"true": True, "false": False}
_ACTIVE: Final = "active"
_TERMINATED: Final = "terminated"
_ELSEWHERE: Final[Mapping[str, tuple[str, ...]]] = {
    "startDate": ("hireDate", "startDate"),
    "terminationDate": ("terminationDate", "leaveDate"),
    "lastDayOfWork": ("lastDayOfWork",),
    "employmentType": ("employmentType", "userType"),
    "timeZone": ("timeZone",),
}
"""Our names for what SCIM has no attribute for, or what extensions have instead → how it is called there; the first
that holds something counts, in the user itself before extensions."""
_PARTS_KEPT: Final = (
    ("name", ("middleName", "honorificPrefix", "honorificSuffix")),
    ("addresses", ("streetAddress", "locality", "region", "postalCode")),
)
_NOT_CUSTOM: Final = frozenset(
    {
        *("schemas", "id", "externalid", "meta", "resourcetype", "password"),
        *("name", "displayname", "nickname", "title", "emails", "phonenumbers", "addresses", "active", "timezone"),
    }
)
"""Attributes of the user, in small letters, that are read into our own fields or say nothing about the person."""
_NOT_CUSTOM_OF_ENTERPRISE: Final = frozenset({"employeenumber", "department", "organization", "manager"})


def employee_from(user: Part, employee_id: Said) -> Employee:
    """Return a user as an employee; what the payload leaves out is absent.

    `active` false is the status `terminated`: access ends at once, or after the day of leaving if the payload or an
    earlier one names one that is still to come. True is the status `active`, which takes back no leave date. Left out
    or null it says nothing, so that naming a person never blocks them.

    The work e-mail address is the one of type work, else the userName if that is an address. What extensions hold, and
    attributes that SCIM has and we have not, are kept as `custom.<name>`, dates as well. If two extensions have the
    same name, the later one is `custom.<urn>:<name>`.

    Raises:
        Flaw: Something cannot be read.
    """
    extensions = [part_of(value, f"{user.path}.{name}") for name, value in user.everything() if _is_urn(name)]
    said = {name: best for name, each in _fields(user, extensions) if (best := _best(each))}
    said = {"id": employee_id, **said}
    custom = dict(_custom(user, extensions))
    return _validated(said, {"custom": custom} if custom else {})


def boolean(said: Said) -> bool | None:
    """Return a switch, which clients write as text as well; None if it is null.

    Raises:
        Flaw: It is something else.
    """
    value = _SWITCHES.get(said.value.strip().lower()) if isinstance(said.value, str) else said.value
    if said.value is not None and not isinstance(value, bool):
        raise Flaw(said.path, "must be true or false")
    return value if isinstance(value, bool) else None


def _fields(user: Part, extensions: list[Part]) -> Iterator[tuple[str, list[Said | None]]]:
    """Yield our field's name and what says it, most telling first."""
    name, enterprise = inner_part(user, "name"), _enterprise(extensions)
    yield "firstName", [name.get("givenName")]
    yield "lastName", [name.get("familyName")]
    yield "displayName", [user.get("displayName")]
    yield "preferredName", [user.get("nickName")]
    yield "workEmail", [entry(user, "emails", "work").get("value"), _address(user.get("userName"))]
    yield "privateEmail", [entry(user, "emails", "home").get("value")]
    yield "workPhone", [entry(user, "phoneNumbers", "work").get("value")]
    yield "workMobile", [entry(user, "phoneNumbers", "mobile").get("value")]
    yield "country", [entry(user, "addresses", "work").get("country")]
    yield "jobTitle", [user.get("title")]
    yield "status", [_status(user.get("active"))]
    yield "employeeNumber", [enterprise.get("employeeNumber")]
    yield "department", [enterprise.get("department")]
    yield "companyName", [enterprise.get("organization")]
    yield "managerId", [_manager(enterprise)]
    sections = [user, *(part for part in extensions if not part.is_null)]
    for ours, names in _ELSEWHERE.items():
        yield ours, [section.get(each) for each in names for section in sections]


def _enterprise(extensions: list[Part]) -> Part:
    named = (part for part in extensions if part.path.lower().endswith(_ENTERPRISE) and not part.is_null)
    return next(named, Part(_ENTERPRISE))


def _best(said: Iterable[Said | None]) -> Said | None:
    """Return the first that holds something; one that is null if there is only that."""
    there = [each for each in said if each]
    return next((each for each in there if each.value is not None), there[0] if there else None)


def _address(user_name: Said | None) -> Said | None:
    return user_name if user_name and isinstance(user_name.value, str) and "@" in user_name.value else None


def _status(active: Said | None) -> Said | None:
    value = boolean(active) if active else None
    return Said(active.path, _ACTIVE if value else _TERMINATED) if active and value is not None else None


def _manager(enterprise: Part) -> Said | None:
    """Return the manager's HR id, which some clients send without the object around it."""
    said = enterprise.get("manager")
    if said and isinstance(said.value, str | int):
        return said
    return inner_part(enterprise, "manager").get("value")


def _custom(user: Part, extensions: list[Part]) -> Iterator[tuple[str, JsonValue]]:
    """Yield what is kept beside our own fields; a name that stands twice is the second time led by its extension's."""
    taken: set[str] = set()
    for path, name, value in _kept(user, extensions):
        yield (f"{path}:{name}" if name in taken else name), value
        taken.add(name)


def _kept(user: Part, extensions: list[Part]) -> Iterator[tuple[str, str, JsonValue]]:
    for name, value in user.everything():
        if name.lower() not in _NOT_CUSTOM and not _is_urn(name):
            yield _CORE, name, value
    for source, names in _PARTS_KEPT:
        part = inner_part(user, source) if source == "name" else entry(user, source, "work")
        for name in names:
            if (said := part.get(name)) and not part.is_null:
                yield _CORE, name, said.value
    for extension in extensions:
        urn = extension.path.removeprefix(f"{user.path}.")
        left_out = _NOT_CUSTOM_OF_ENTERPRISE if urn.lower() == _ENTERPRISE else frozenset()
        for name, value in extension.everything():
            if name.lower() not in left_out:
                yield urn, name, value


def _is_urn(name: str) -> bool:
    return name.lower().startswith("urn:")


def _validated(said: Mapping[str, Said], custom: Mapping[str, JsonValue]) -> Employee:
    fields: dict[str, JsonValue] = {name: each.value for name, each in said.items()}
    try:
        return Employee.model_validate({**fields, **custom}, by_alias=True, by_name=False)
    except ValidationError as error:
        field, sentence = next(iter(problems_of(error)))
        raise Flaw(said[field].path if field in said else field, sentence) from None
