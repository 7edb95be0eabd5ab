"""What the log does not show.

Source: Redact, in Microsoft's reference for writing expressions for attribute mappings, keeps a value out of the
provisioning logs.
"""

from collections.abc import Collection, Mapping
from typing import Final

from pydantic import JsonValue

from provisioning.model import AppliedOperation, Change, CreateAccount, Operation, UpdateAccount
from provisioning.setting_groups.mappings import ExpressionMapping
from provisioning.settings import Settings

REDACTED: Final = "[Redact]"


def redacted_targets(settings: Settings) -> frozenset[str]:
    """Return the attributes whose expressions say that the log is not to show their values."""
    return frozenset(
        mapping.target
        for mapping in settings.attribute_mappings
        if isinstance(mapping, ExpressionMapping) and "redact" in mapping.expression.lower()
    )


def redacted(done: AppliedOperation, targets: Collection[str]) -> AppliedOperation:
    """Return what was done, without the values of these attributes."""
    return done.model_copy(update={"operation": _without(done.operation, targets)}) if targets else done


def _without(operation: Operation, targets: Collection[str]) -> Operation:
    match operation:
        case CreateAccount(attributes=attributes):
            return operation.model_copy(update={"attributes": _masked(attributes, targets)})
        case UpdateAccount(changes=changes):
            return operation.model_copy(update={"changes": tuple(_hidden(change, targets) for change in changes)})
        case _:
            return operation


def _masked(attributes: Mapping[str, JsonValue], targets: Collection[str]) -> dict[str, JsonValue]:
    return {name: REDACTED if name in targets else value for name, value in attributes.items()}


def _hidden(change: Change, targets: Collection[str]) -> Change:
    return Change(attribute=change.attribute, old=REDACTED, new=REDACTED) if change.attribute in targets else change
