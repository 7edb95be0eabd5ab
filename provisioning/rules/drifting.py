"""Tell what somebody changed in Entra from what the HR system changed, by what is remembered of our own writes.

Source: Personio's integration with Entra ID writes a mapped attribute only if it was changed in Personio in the
meantime. Here the fingerprint of each value that we wrote, or found right, is kept with the person.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from pydantic import JsonValue

from provisioning.attributes import MANAGER
from provisioning.model import (
    FACTS,
    CreateAccount,
    DisableAccount,
    DisableCause,
    EmployeeRecord,
    EnableAccount,
    Operation,
    SetManager,
    UpdateAccount,
)
from provisioning.rules.values.comparing import fingerprint
from provisioning.settings import Settings

SIGN_IN: Final = "accountEnabled"
READS_SETTLE_WITHIN: Final = timedelta(minutes=5)
"""How long after our own write Graph may still show the value before it; Graph promises no length."""
_BLOCKS_SETTLE_WITHIN: Final = timedelta(minutes=15)
ABOUT_ACCESS: Final = frozenset({"startDate", "terminationDate", "lastDayOfWork", "status", *FACTS})
"""The fields by which employment begins and ends."""


class Finding(Enum):
    """How a value in Entra stands to the one that the HR system wants."""

    RIGHT = auto()
    OUTDATED = auto()  # the HR system says something new, or nothing is remembered: to be written
    DRIFTED = auto()  # somebody changed it in Entra, and the HR system says what it said before
    UNSETTLED = auto()  # like DRIFTED, but so soon after a write of ours that the read may be old


@dataclass(frozen=True, slots=True)
class Memory:
    """What was last in force: attribute → fingerprint. `fresh`: so new that a read may show the state before."""

    in_force: Mapping[str, str] = MappingProxyType({})
    fresh: bool = False

    def compare(self, name: str, wanted: JsonValue, actual: JsonValue) -> Finding:
        """Return how the value of an attribute that Graph shows stands to the one that is wanted."""
        meant, remembered = fingerprint(name, wanted), self.in_force.get(name)
        right = fingerprint(name, actual) == meant
        if remembered == meant and not right:
            return Finding.UNSETTLED if self.fresh else Finding.DRIFTED
        # What seems right, though we wrote something else a moment ago, is an old read.
        old_read = self.fresh and remembered not in {None, meant}
        return Finding.RIGHT if right and not old_read else Finding.OUTDATED

    def without(self, names: Collection[str]) -> "Memory":
        """Return the memory of all but these attributes."""
        return replace(self, in_force={name: value for name, value in self.in_force.items() if name not in names})


def memory_of(record: EmployeeRecord, settings: Settings, now: datetime) -> Memory:
    """Return what is remembered of the linked account's attributes that follow the employee. `now` is UTC."""
    followed = {mapping.target for mapping in settings.attribute_mappings if mapping.apply == "always"}
    in_force = {name: value for name, value in record.in_force.items() if name in followed}
    at = record.in_force_at
    return Memory(in_force, at is not None and now - at < READS_SETTLE_WITHIN)


def is_lifted(record: EmployeeRecord, because: DisableCause | None, *, enabled: bool, now: datetime) -> bool:
    """Return whether somebody allowed the sign-in that we had blocked, while all that we blocked it for still holds.

    Whatever is unclear is no: then the account is blocked, as it would be for the first time.

    Args:
        record: The person, whom the HR system still wants blocked.
        because: Why, as in the record.
        enabled: Whether the account may sign in now.
        now: UTC. A read may show for a quarter of an hour what was before our block.
    """
    blocked_at = record.overruled_at or record.disabled_at
    if blocked_at is None or record.disabled_because != because:
        return False
    if record.enabled_at is not None and record.enabled_at >= blocked_at:
        return False  # it is we who lifted it, or were about to
    in_effect = record.sessions_revoked and now - blocked_at > _BLOCKS_SETTLE_WITHIN
    if record.overruled_at is None and not (in_effect and enabled):
        return False
    # That the file is there, or access not revoked, is said by the way with other news.
    said = (stamped for name, stamped in record.fields.items() if name in ABOUT_ACCESS and stamped.value is not False)
    return all(stamped.said_at <= blocked_at for stamped in said)


def may_be_enabled(record: EmployeeRecord, now: datetime) -> bool:
    """Return whether an account that is shown as blocked may be enabled, as we allowed it so lately: an old read.

    Somebody may come back and leave again within minutes; taken for blocked already, they could sign in from then on.
    """
    return record.enabled_at is not None and now - record.enabled_at < _BLOCKS_SETTLE_WITHIN


def targets_of(operation: Operation) -> frozenset[str]:
    """Return the attributes of the account that an operation writes, but for its names."""
    match operation:
        case CreateAccount(attributes=attributes):
            return frozenset(attributes)
        case UpdateAccount(changes=changes):
            return frozenset(change.attribute for change in changes)
        case SetManager():
            return frozenset({MANAGER})
        case DisableAccount() | EnableAccount():
            return frozenset({SIGN_IN})
        case _:
            return frozenset()
