"""The application permissions of Microsoft Graph that the app needs: the least set for what is switched on.

Sources: Microsoft Graph permissions reference (the ids); the section "Permissions" of the pages about each call, which
name the least permission and those that do as well; "Update user" for `accountEnabled` and `employeeLeaveDateTime`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from provisioning.attributes import READ_ON_REQUEST
from provisioning.settings import Settings


@dataclass(frozen=True, slots=True)
class Permission:
    """One application permission.

    Attributes:
        name: As Graph has it, and as it stands in the claim `roles` of a token.
        id: Of the app role, the same in every tenant.
        feature: What it is needed for beside the rest, a name in FEATURES; None: it is always needed.
        why: What the app does with it.
        satisfied_by: Wider permissions under which the same calls work.
        elsewhere: Where it can be granted so that it stands in no token; None: nowhere.
    """

    name: str
    id: str
    feature: str | None
    why: str
    satisfied_by: tuple[str, ...] = ()
    elsewhere: str | None = None


LEAVE_DATE: Final = "employeeLeaveDateTime"
EMAIL: Final = "emailNotifications"
_WRITES_ALL: Final = "Directory.ReadWrite.All"
_READS_ALL: Final = ("Directory.Read.All", _WRITES_ALL)

PERMISSIONS: Final = (
    Permission(
        "User.ReadWrite.All",
        "741f803b-c850-494e-b5df-cde7c675a1ca",
        None,
        "reads, creates and changes accounts, sets managers, and looks into the deleted items",
        (_WRITES_ALL,),
    ),
    Permission(
        "User.EnableDisableAccount.All",
        "3011c876-62b7-4ada-afa2-506cbbecc68c",
        None,
        "blocks and allows sign-in",
        (_WRITES_ALL,),
    ),
    Permission(
        "User.RevokeSessions.All",
        "77f3a031-c388-4f99-b373-dc68676a979e",
        None,
        "ends the sessions of whoever is blocked",
    ),
    Permission(
        "User.DeleteRestore.All",
        "eccc023d-eccf-4e7b-9683-8813ab36cecc",
        None,
        "restores the deleted account of somebody who comes back; the app has no call that deletes",
    ),
    Permission(
        "GroupMember.Read.All",
        "98830695-27a2-44f7-8c18-0c3ebc9698f6",
        None,
        "reads the groups of an account before it is changed, to leave protected ones alone",
        ("Group.Read.All", "GroupMember.ReadWrite.All", "Group.ReadWrite.All", *_READS_ALL),
    ),
    Permission(
        "RoleManagement.Read.Directory",
        "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
        None,
        "reads the directory roles of an account before it is changed, to leave administrators alone",
        ("RoleManagement.ReadWrite.Directory", *_READS_ALL),
    ),
    Permission(
        "Domain.Read.All",
        "dbb9058a-0e50-45d7-ae91-66909b5d4664",
        None,
        "reads the tenant's verified domains, so that an address outside of them is told before it is tried",
        ("Domain.ReadWrite.All", *_READS_ALL),
    ),
    Permission(
        "User-LifeCycleInfo.ReadWrite.All",
        "925f1248-0f97-47b9-8ec8-538c54e01325",
        LEAVE_DATE,
        "reads and writes the attribute employeeLeaveDateTime, which a mapping names",
    ),
    Permission(
        "Mail.Send",
        "b633e1c5-b582-4048-a93e-9f11b44c7e96",
        EMAIL,
        "sends notifications by e-mail; an application access policy can narrow it to one mailbox",
        elsewhere="Exchange's RBAC for Applications, which can grant it for one mailbox alone",
    ),
)

_SWITCHED_ON: Final[Mapping[str, Callable[[Settings], bool]]] = MappingProxyType(
    {
        LEAVE_DATE: lambda settings: any(mapping.target in READ_ON_REQUEST for mapping in settings.attribute_mappings),
        EMAIL: lambda settings: settings.notifications.email.sender is not None,
    }
)

FEATURES: Final = tuple(_SWITCHED_ON)
"""What can be switched on and needs a permission of its own."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What is granted against what is needed: which are missing, and which names are granted beyond the least set."""

    missing: tuple[Permission, ...]
    beyond: tuple[str, ...]


def features_on(settings: Settings) -> tuple[str, ...]:
    """Return the features, of FEATURES, that the settings switch on."""
    return tuple(name for name in FEATURES if _SWITCHED_ON[name](settings))


def needed(settings: Settings) -> tuple[Permission, ...]:
    """Return the least set of permissions with which everything works that the settings switch on."""
    features = features_on(settings)
    return tuple(each for each in PERMISSIONS if each.feature is None or each.feature in features)


def compare(granted: Collection[str], settings: Settings) -> Compared:
    """Compare the names of what is granted with what is needed. What a wider permission covers is not missing."""
    wanted = needed(settings)
    missing = tuple(each for each in wanted if not {each.name, *each.satisfied_by} & {*granted})
    return Compared(missing, tuple(sorted({*granted} - {each.name for each in wanted})))
