"""The text of docs/settings.md."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import fill
from typing import Final

from pydantic import JsonValue

from local.pages.settings_entries import A_NAME, Entry, entries
from local.pages.tables import table
from provisioning.setting_groups.mappings import DEFAULT_MAPPINGS

_HERE: Final = Path(__file__).resolve().parent
EXAMPLE: Final = (_HERE / "settings_example.json").read_text(encoding="utf-8")
_INTRODUCTION: Final = (_HERE / "settings_introduction.md").read_text(encoding="utf-8")
_WIDTH: Final = 120
_MAPPINGS: Final = "attributeMappings"
_ANY_HR_SYSTEM: Final = "acme"
_SUBJECTS: Final = {
    "enabled": "On and off",
    "createOn": "When accounts are made and blocked",
    "timeZone": "Whose midnight",
    "emailDomains": "Who is provisioned",
    "matching": "Which account is whose",
    "loginName": "Login names and passwords",
    _MAPPINGS: "Attributes",
    "protectedAccounts": "Accounts that are not touched",
    "drift": "Cycles and drift",
    "hrSystems": "HR systems",
}
"""The headings, each by the first setting under it."""


def page() -> str:
    """Return the whole page."""
    every = list(entries())
    parts = [_INTRODUCTION, "## All settings\n", _overview(every), *_subjects(every), _example()]
    return "\n".join(parts)


def _overview(every: Sequence[Entry]) -> str:
    rows = [(f"`{entry.path}`", _default(entry)) for entry in every]
    return f"{table(('setting', 'default'), rows)}\n"


def _subjects(every: Sequence[Entry]) -> Iterator[str]:
    for top, group in groupby(every, key=lambda entry: entry.top):
        if top in _SUBJECTS:
            yield f"## {_SUBJECTS[top]}\n"
        yield from map(_section, group)


def _section(entry: Entry) -> str:
    level = "###" if entry.path == entry.top else "####"
    facts = [f"- Values: {entry.values}", f"- Default: {_default(entry)}"]
    facts += [f"- Example: `{_json(_in_place(entry.path, example))}`" for example in entry.examples]
    text = [f"{level} `{entry.path}`", "", fill(entry.help, _WIDTH, break_long_words=False, break_on_hyphens=False), ""]
    if entry.path == _MAPPINGS:
        return "\n".join([*text, *facts, "", _default_mappings(), ""])
    return "\n".join([*text, *facts, ""])


def _in_place(path: str, example: JsonValue) -> JsonValue:
    """Return the partial document that sets the example; of what stands in a list, the entry's part."""
    document = example
    for name in reversed(path.rpartition("]")[2].lstrip(".").split(".")):
        document = {_ANY_HR_SYSTEM if name == A_NAME else name: document}
    return document


def _default(entry: Entry) -> str:
    if entry.required:
        return "none; must be given"
    if entry.path == _MAPPINGS:
        return f"{len(DEFAULT_MAPPINGS)} mappings, see there"
    return "see below" if entry.is_group and entry.default is not None else f"`{_json(entry.default)}`"


def _default_mappings() -> str:
    rows = [(f"`{mapping.target}`", f"`{mapping.source}`") for mapping in DEFAULT_MAPPINGS]
    sentence = (
        "By default, each of these is copied, always, and cleared when it is empty, where Entra lets it be empty:"
    )
    return f"{sentence}\n\n{table(('target', 'source'), rows)}"


def _example() -> str:
    sentence = "Every setting at the top once; of most of them, the default will do."
    return f"## An example\n\n{sentence}\n\n```json\n{EXAMPLE.rstrip()}\n```\n"


def _json(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False)
