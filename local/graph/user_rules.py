"""The rules that Graph holds a written user to, beyond types and lengths."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files

from local.emulator.json_values import Json, JsonObject
from local.graph.errors import bad_request, invalid_type, invalid_value, value_required
from local.graph.properties import REQUIRED_ON_CREATE

_LONGEST_LOCAL_PART = 64
_LONGEST_DOMAIN = 48
_LOCAL_PART = re.compile(r"[A-Za-z0-9'.\-_!#^~]+")
_GUEST_LOCAL_PART = re.compile(r"[A-Za-z0-9'.\-_!#^~]+#EXT#")
_MAIL_NICKNAME = re.compile(r"[\x21-\x7e]+")
_NOT_IN_MAIL_NICKNAME = frozenset('@()\\[]";:<>, ')
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_PASSWORD_LENGTHS = range(8, 257)
_PASSWORD_CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
_PASSWORD_CLASSES_NEEDED = 3
_PASSWORD_FLAGS = frozenset({"forceChangePasswordNextSignIn", "forceChangePasswordNextSignInWithMfa"})


def check_required(values: Mapping[str, Json]) -> None:
    """Demand what a create needs.

    Raises:
        GraphError: 400 naming the first property that is missing.
    """
    for name in REQUIRED_ON_CREATE:
        if values.get(name) is None:
            raise value_required(name)
    profile = values["passwordProfile"]
    if isinstance(profile, dict) and "password" not in profile:
        raise value_required("password")


def check_values(values: Mapping[str, Json], verified_domains: Collection[str]) -> None:
    """Check normalised values of a create or an update; what is absent is not checked.

    Raises:
        GraphError: 400 with Graph's message for the first rule that is broken.
    """
    _check_login_name(values, verified_domains)
    _check_password(values)
    _check_names(values)
    phones = values.get("businessPhones")
    if isinstance(phones, list) and len(phones) > 1:
        raise invalid_value("businessPhones")
    location = values.get("usageLocation")
    if location is not None and location not in country_codes():
        raise invalid_value("usageLocation")


def complete_objects(values: JsonObject, stored: Mapping[str, Json]) -> JsonObject:
    """Join written objects with stored ones as Graph does.

    Omitting half of employeeOrgData nulls that half; members of onPremisesExtensionAttributes that are left out stay.
    """
    completed = dict(values)
    org_data = values.get("employeeOrgData")
    if isinstance(org_data, dict):
        completed["employeeOrgData"] = {"costCenter": None, "division": None, **org_data}
    extensions, before = values.get("onPremisesExtensionAttributes"), stored.get("onPremisesExtensionAttributes")
    if isinstance(extensions, dict) and isinstance(before, dict):
        completed["onPremisesExtensionAttributes"] = {**before, **extensions}
    return completed


@cache
def country_codes() -> frozenset[str]:
    """Return the ISO 3166 alpha-2 codes, from the table that comes with the time zone database."""
    table = files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8")
    return frozenset(line.partition("\t")[0] for line in table.splitlines() if line and not line.startswith("#"))


def _check_login_name(values: Mapping[str, Json], verified_domains: Collection[str]) -> None:
    name = values.get("userPrincipalName")
    if not isinstance(name, str):
        return
    local_part, at, domain = name.rpartition("@")
    if not at or not _local_part_is_valid(local_part):
        raise invalid_value("userPrincipalName")
    if len(domain) > _LONGEST_DOMAIN or domain.lower() not in verified_domains:
        raise bad_request(
            "The domain portion of the userPrincipalName property is invalid. You must use one of the verified "
            "domain names in your organization."
        )


def _local_part_is_valid(local_part: str) -> bool:
    if _GUEST_LOCAL_PART.fullmatch(local_part):
        return True
    fits = len(local_part) <= _LONGEST_LOCAL_PART and not local_part.endswith(".")
    return fits and _LOCAL_PART.fullmatch(local_part) is not None


def _check_password(values: Mapping[str, Json]) -> None:
    if "passwordProfile" not in values:
        return
    profile = values["passwordProfile"]
    if not isinstance(profile, dict) or not profile.keys() <= _PASSWORD_FLAGS | {"password"}:
        raise invalid_type("passwordProfile")
    if not all(isinstance(profile.get(flag, False), bool) for flag in _PASSWORD_FLAGS):
        raise invalid_type("passwordProfile")
    password = profile.get("password")
    if "password" in profile and not (isinstance(password, str) and _is_complex(password)):
        raise bad_request(
            "The specified password does not comply with password complexity requirements. "
            "Please provide a different password."
        )


def _is_complex(password: str) -> bool:
    classes = sum(re.search(characters, password) is not None for characters in _PASSWORD_CLASSES)
    return len(password) in _PASSWORD_LENGTHS and classes >= _PASSWORD_CLASSES_NEEDED


def _check_names(values: Mapping[str, Json]) -> None:
    nickname = values.get("mailNickname")
    if isinstance(nickname, str) and not _nickname_is_valid(nickname):
        raise invalid_value("mailNickname")
    for name in ("mail", "otherMails"):
        value = values.get(name)
        addresses = value if isinstance(value, list) else [value]
        if not all(address is None or _ADDRESS.fullmatch(str(address)) for address in addresses):
            raise invalid_value(name)


def _nickname_is_valid(nickname: str) -> bool:
    return _MAIL_NICKNAME.fullmatch(nickname) is not None and not _NOT_IN_MAIL_NICKNAME.intersection(nickname)
