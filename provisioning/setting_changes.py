"""What a partial settings document makes of the settings: merged, completed, checked, and compared with before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import BaseModel, JsonValue

from provisioning.ports import SettingsCheck
from provisioning.setting_groups.lifecycle import normal_status
from provisioning.settings import Settings, SettingsRefused, parse_settings

type Document = Mapping[str, JsonValue]

_STATUSES: Final = "statusPolicy"


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that may be stored.

    `document` is what is to be stored, `settings` what is in force then. `before` and `after` hold the settings at the
    top of the document that differ. Both are empty when a default is only written down, which is stored all the same:
    it holds on when another version has another default.
    """

    document: Document
    settings: Settings
    before: Document
    after: Document


def laid_over(document: Document, partial: Document) -> dict[str, JsonValue]:
    """Return a settings document with a partial one laid over it.

    Objects merge, everything else replaces, null as well. A status is the same however it is spelt.
    """
    known, statuses = document.get(_STATUSES), partial.get(_STATUSES)
    if isinstance(known, dict) and isinstance(statuses, dict):
        named_anew = {normal_status(status) for status in statuses}
        rest = {status: rule for status, rule in known.items() if normal_status(status) not in named_anew}
        document = {**document, _STATUSES: rest}
    return _merged(document, partial)


def _merged(document: Document, partial: Document) -> dict[str, JsonValue]:
    merged = dict(document)
    for name, value in partial.items():
        known = merged.get(name)
        if isinstance(value, dict):
            merged[name] = _merged(known if isinstance(known, dict) else {}, value)
        else:
            merged[name] = value
    return merged


def in_force(stored: Document) -> Settings:
    """Return the settings that a stored document stands for; what it leaves out has the default.

    Raises:
        SettingsRefused: It does not fit this version of the settings.
    """
    return parse_settings(laid_over(Settings().to_json(), stored))


def changed(
    stored: Document, partial: Document, at: datetime, check: SettingsCheck, *, first_time: bool = False
) -> Changed:
    """Return what becomes of a stored document when a partial one is laid over it at `at` (UTC).

    When `enabled` goes from false to true, `activatedAt` becomes `at`, if it is the first time: nobody was provisioned
    before. Only settings that differ from before are checked deeper, so that something else that went wrong since
    never keeps provisioning from being switched off. Null takes away what is stored and no setting of this version,
    which another version left.

    Raises:
        SettingsRefused: The result would be wrong.
    """
    document = laid_over(*_without_unknown(stored, partial, Settings()))
    return _completed(_shown(stored), document, in_force, at if first_time else None, check)


def _without_unknown(stored: Document, partial: Document, known: BaseModel) -> tuple[Document, Document]:
    """Return both documents without the names that are stored, unknown to the model, and set to null now.

    What takes any name, such as `timeZoneBySite`, is no model, so that none is unknown there.
    """
    names = {field.alias or name: getattr(known, name) for name, field in type(known).model_fields.items()}
    gone = {name for name, value in partial.items() if value is None and name in stored and name not in names}
    kept, said = ({name: each for name, each in given.items() if name not in gone} for given in (stored, partial))
    for name, inner in names.items():
        below, above = kept.get(name), said.get(name)
        if isinstance(inner, BaseModel) and isinstance(below, dict) and isinstance(above, dict):
            kept[name], said[name] = map(dict, _without_unknown(below, above, inner))
    return kept, said


def tried(
    settings: Settings, partial: Document, at: datetime, check: SettingsCheck, *, first_time: bool = False
) -> Settings:
    """Return what would be in force if a partial document were laid over these settings at `at` (UTC).

    Raises:
        SettingsRefused: As `changed` does.
    """
    shown = settings.to_json()
    activation = at if first_time else None
    return _completed(shown, laid_over(shown, partial), parse_settings, activation, check).settings


def _completed(
    before: Document,
    document: dict[str, JsonValue],
    read: Callable[[dict[str, JsonValue]], Settings],
    activation: datetime | None,
    check: SettingsCheck,
) -> Changed:
    settings = read(document)
    switched_on = before.get("enabled") is False and settings.enabled
    if activation and switched_on and settings.activated_at is None:
        document["activatedAt"] = activation.isoformat()
        settings = read(document)
    after = settings.to_json()
    differing = [name for name, value in after.items() if before.get(name) != value]
    wrong = [(field, sentence) for field, sentence in check(settings) if _top(field) in differing]
    if wrong:
        raise SettingsRefused(wrong)
    return Changed(
        document,
        settings,
        {name: before.get(name) for name in differing},
        {name: after[name] for name in differing},
    )


def _shown(stored: Document) -> Document:
    """Return the settings as they were shown before; of a document that this version cannot read, the document."""
    try:
        return in_force(stored).to_json()
    except SettingsRefused:
        return laid_over(Settings().to_json(), stored)


def _top(field: str) -> str:
    return field.partition(".")[0].partition("[")[0]
