"""Bring an account's attributes to what the HR system wants, but for what somebody changed in Entra since."""

from collections.abc import Iterable
from typing import Final

from pydantic import JsonValue

from provisioning.model import Account, Change, Status, StepName, UpdateAccount
from provisioning.rules import mapping
from provisioning.rules.drifting import Finding
from provisioning.rules.planning.draft import Draft
from provisioning.rules.redacting import redacted_targets

_LONGEST_SHOWN: Final = 64


def update(draft: Draft, account: Account) -> None:
    """Plan the changes of attributes. What somebody changed in Entra is told of, and left unless `drift` enforces."""
    facts, actual = draft.facts, account.attributes
    wanted = mapping.desired(facts.record, facts.settings, "update", facts.now)
    found = {name: draft.compare(name, value, actual.get(name)) for name, value in wanted.values.items()}
    differing = [
        Change(attribute=name, old=actual.get(name), new=value)
        for name, value in wanted.values.items()
        if found[name] is not Finding.RIGHT
    ]
    written = tuple(change for change in differing if draft.writes(found[change.attribute]))
    if written:
        draft.operations.append(UpdateAccount(changes=written))
        draft.note(StepName.PROCESSING, f"changes {', '.join(change.attribute for change in written)}")
    elif not differing:
        draft.note(StepName.PROCESSING, "every attribute is as it should be")
    _tell_of_drift(draft, (change for change in differing if found[change.attribute] is Finding.DRIFTED))
    unsettled = [name for name in found if found[name] is Finding.UNSETTLED]
    if unsettled:
        draft.wait_for_old_reads(", ".join(unsettled))
    draft.warn(wanted.warnings)


def _tell_of_drift(draft: Draft, drifted: Iterable[Change]) -> None:
    secret = redacted_targets(draft.facts.settings)
    for change in drifted:
        name = change.attribute
        if draft.enforces:
            there = "another value" if name in secret else _shown(change.old)
            sentence = f"somebody changed {name} to {there} in Entra; the HR system's is written (drift: enforce)"
            draft.note(StepName.PROCESSING, sentence)
            continue
        values = f"{_shown(change.old)} in Entra and {_shown(change.new)} in the HR system"
        both = "another one in Entra than in the HR system" if name in secret else values
        sentence = f"{name} is {both}, which has not changed it since; left as it is (drift: report)"
        draft.note(StepName.PROCESSING, sentence, Status.WARNING)


def _shown(value: JsonValue) -> str:
    """Return a value as it stands in a sentence."""
    if value is None or value in ("", []):
        return "empty"
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    text = mapping.as_text(value) if isinstance(value, bool | int | float | str) else str(value)
    return f"'{text}'" if len(text) <= _LONGEST_SHOWN else f"'{text[:_LONGEST_SHOWN]}…'"
