"""Functions of Microsoft's reference that mean nothing for an employee."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_NO_ROLES: Final = "it reads application roles, and an HR system's employee has none"

REFUSED: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(
        (
            "AppRoleAssignments",
            "AppRoleAssignmentsComplex",
            "AssertiveAppRoleAssignmentsComplex",
            "SingleAppRoleAssignment",
        ),
        _NO_ROLES,
    )
)
