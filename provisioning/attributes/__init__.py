"""The attributes of an Entra user: which of them a mapping may write and how, and why not the others.

Source: Microsoft Graph v1.0, resource type user, and its methods create and update.
"""

from provisioning.attributes.catalogue import (
    EMPLOYEE_ID,
    EXTENSION,
    MANAGER,
    READ_ON_REQUEST,
    SENSITIVE,
    WRITABLE,
    Kind,
    UserAttribute,
    find_attribute,
)
from provisioning.attributes.refusals import why_not

__all__ = [
    "EMPLOYEE_ID",
    "EXTENSION",
    "MANAGER",
    "READ_ON_REQUEST",
    "SENSITIVE",
    "WRITABLE",
    "Kind",
    "UserAttribute",
    "find_attribute",
    "why_not",
]
