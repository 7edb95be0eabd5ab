"""App settings: the environment, filled up from a local.settings.json, and `%NAME%` references to it."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path


class AppSettingsError(Exception):
    """The settings cannot be read, or one that the app refers to is missing."""


def add_to_environment(settings_file: Path) -> None:
    """Put the `Values` of a local.settings.json into the environment; variables that are set already win.

    Args:
        settings_file: a file `{"IsEncrypted": false, "Values": {"NAME": "text", …}}`.

    Raises:
        AppSettingsError: the file is missing, not JSON, encrypted, or a value is not text.
    """
    for name, value in _values(settings_file).items():
        os.environ.setdefault(name, value)


def _values(settings_file: Path) -> dict[str, str]:
    try:
        document = json.loads(settings_file.read_text(encoding="utf-8"))
    except OSError as error:
        raise AppSettingsError(f"The settings file {settings_file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise AppSettingsError(f"The settings file {settings_file} is not JSON: {error}.") from error
    values = document.get("Values", {}) if isinstance(document, dict) else None
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise AppSettingsError(f"The settings file {settings_file} must hold texts under Values.")
    if document.get("IsEncrypted"):
        raise AppSettingsError(f"The settings file {settings_file} is encrypted; only Core Tools can read it.")
    return values


def resolve(text: str, environment: Mapping[str, str]) -> str:
    """Return `text` with each `%NAME%` replaced by that setting, as the real host does in bindings.

    Raises:
        AppSettingsError: a setting that the text refers to is not set.
    """
    return re.sub("%([^%]+)%", lambda match: _setting(match[1], environment), text)


def _setting(name: str, environment: Mapping[str, str]) -> str:
    value = environment.get(name)
    if value is None:
        raise AppSettingsError(f"the setting {name} is not set")
    return value
