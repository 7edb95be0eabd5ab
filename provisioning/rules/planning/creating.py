"""Make the account of a person who has none."""

from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue

from provisioning.model import CreateAccount, Intended, Plan, StepName
from provisioning.rules import lifecycle, login_names, mapping
from provisioning.rules.login_names import Names
from provisioning.rules.planning.draft import Draft
from provisioning.rules.planning.existing import held_as_existing
from provisioning.rules.planning.facts import LINK_IS_FRESH_FOR, LOOK_AGAIN_AFTER, Facts
from provisioning.rules.planning.referring import refer_to_manager
from provisioning.rules.values.comparing import fingerprint, same

_DECIDING: Final = frozenset({"startDate", "terminationDate", "lastDayOfWork"})
"""What decides whether somebody works: while one cannot be read, nobody is created."""


def create(draft: Draft) -> Plan:
    """Return a plan that creates the account, or says why that has to wait."""
    facts = draft.facts
    held = held_as_existing(facts.record, facts.settings)
    if held:
        draft.look_again(LOOK_AGAIN_AFTER)
        return draft.skip(StepName.MATCHING, f"held: {held}")
    draft.note(StepName.MATCHING, "no account matches; one is created")
    obstacle = _obstacle(facts)
    if obstacle:
        draft.look_again(LOOK_AGAIN_AFTER)
        return draft.skip(StepName.PROCESSING, obstacle)
    names = facts.names or Names()
    login_name = login_names.first_free(names, facts.names_taken)
    under_way = _other_creation_under_way(facts, login_name)
    if under_way:
        draft.reviews.append(under_way.at + LINK_IS_FRESH_FOR)
        sentence = f"waits until it is certain that {under_way.login_name}, the name before, was not created"
        return draft.skip(StepName.PROCESSING, sentence)
    if login_name is None:
        draft.look_again(LOOK_AGAIN_AFTER)
        return draft.skip(StepName.PROCESSING, names.nothing_free)
    _create(draft, names, login_name)
    refer_to_manager(draft, current=None)
    return draft.finish()


def _obstacle(facts: Facts) -> str | None:
    unclear = sorted(facts.unreadable & _DECIDING)
    if unclear:
        return f"waits until the HR system's {', '.join(unclear)} can be read"
    return facts.names.problem if facts.names else None


def _other_creation_under_way(facts: Facts, login_name: str | None) -> Intended | None:
    """Return the creation under another name that was interrupted a moment ago: it may still become visible."""
    intended = facts.record.intended
    if intended is None or facts.now - intended.at >= LINK_IS_FRESH_FOR:
        return None
    return None if intended.login_name.lower() == (login_name or "").lower() else intended


def _create(draft: Draft, names: Names, login_name: str) -> None:
    facts = draft.facts
    employee, settings = facts.record.employee, facts.settings
    wanted = mapping.desired(facts.record, settings, "creation", facts.now)
    enabled, until_start = lifecycle.sign_in_at_creation(facts.stage, settings)
    made_up = {
        "displayName": mapping.display_name(employee) or login_name.partition("@")[0],
        "mailNickname": login_names.mail_nickname(employee, login_name, settings),
    }
    attributes = made_up | wanted.values
    draft.operations.append(
        CreateAccount(
            user_principal_name=login_name,
            account_enabled=enabled,
            until_start=until_start,
            attributes=attributes,
            must_change_password=settings.password.must_change,
            password_secret=settings.password.secret if settings.password.mode == "default" else None,
        )
    )
    draft.named_after = names.named_after
    draft.in_force = _in_force(facts, attributes)
    draft.note(StepName.PROCESSING, f"creates {login_name}{_how_it_starts(enabled=enabled, until_start=until_start)}")
    draft.warn(names.warnings)
    draft.warn(wanted.warnings)


def _in_force(facts: Facts, written: Mapping[str, JsonValue]) -> dict[str, str]:
    """Return the fingerprints of what is written and is to follow the employee from now on."""
    followed = mapping.desired(facts.record, facts.settings, "update", facts.now).values
    return {name: fingerprint(name, value) for name, value in followed.items() if same(name, written.get(name), value)}


def _how_it_starts(*, enabled: bool, until_start: bool) -> str:
    if enabled:
        return ""
    return ", blocked until the start date" if until_start else ", blocked, as the settings want"
