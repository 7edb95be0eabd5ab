"""The house: which part may import which. The table in docs/how-it-works.md says the same in words."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

MAY_IMPORT: dict[str, set[str]] = {
    "provisioning.fields": set(),
    "provisioning.model": {"fields"},
    "provisioning.attributes": set(),
    "provisioning.problems": set(),
    "provisioning.turns": set(),
    "provisioning.own_faults": set(),
    "provisioning.setting_groups": {"fields", "model", "attributes", "problems", "setting_groups"},
    "provisioning.settings": {"fields", "model", "attributes", "problems", "setting_groups"},
    "provisioning.rules": {"fields", "model", "attributes", "setting_groups", "settings", "rules"},
    "provisioning.ports": {"model", "settings"},
    "provisioning.retrying": {"ports"},
    "provisioning.auditing": {"model", "ports"},
    "provisioning.linked_accounts": {"ports"},
    "provisioning.staging": {"auditing", "linked_accounts", "model", "settings", "rules", "ports"},
    "provisioning.deciding": {"model", "ports", "engine"},
    "provisioning.retention": {"model", "settings", "rules", "ports", "auditing", "retention"},
    "provisioning.hearing": {"model", "ports"},
    "provisioning.quarantine": {"model", "rules", "ports", "auditing", "quarantine"},
    "provisioning.quotas": {"model", "settings", "ports", "rules"},
    "provisioning.strict_json": {"ports"},
    "provisioning.addresses": {"ports"},
    "provisioning.app_settings": {"ports"},
    "provisioning.app_secrets": {"app_settings", "setting_groups"},
    "provisioning.setting_changes": {"ports", "setting_groups", "settings"},
    "provisioning.gathering": {"fields", "model", "attributes", "settings", "rules", "ports"},
    "provisioning.applying": {"fields", "model", "rules", "ports"},
    "provisioning.reports": {"model", "rules", "ports", "gathering", "applying"},
    "provisioning.engine": {
        "fields",
        "model",
        "rules",
        "ports",
        "gathering",
        "applying",
        "reports",
        "turns",
        "own_faults",
        "overdue",
        "parking",
        "signals",
        "staging",
    },
    "provisioning.overdue": {"model", "ports", "rules", "own_faults"},
    "provisioning.misconfiguration": {"ports", "rules"},
    "provisioning.signals": set(),
    "provisioning.watching": {
        "model",
        "setting_groups",
        "settings",
        "rules",
        "ports",
        "own_faults",
        "signals",
        "watching",
    },
    "provisioning.setup": {"app_settings", "model", "settings", "rules", "ports", "own_faults", "setup"},
    "provisioning.messages": {"fields", "model", "ports", "problems"},
    "provisioning.parked_ids": {"model"},
    "provisioning.parking": {"model", "rules", "ports", "messages", "parked_ids"},
    "provisioning.passing_over": {"model", "rules", "ports", "engine", "reports"},
    "provisioning.working": {
        "model",
        "rules",
        "ports",
        "engine",
        "hearing",
        "messages",
        "own_faults",
        "parking",
        "passing_over",
    },
    "provisioning.cycles": {"fields", "model", "settings", "rules", "ports", "own_faults", "engine", "cycles"},
    "provisioning.imports": {"fields", "model", "setting_groups", "ports", "problems", "strict_json", "imports"},
    "provisioning.sources": {
        "fields",
        "model",
        "setting_groups",
        "ports",
        "problems",
        "strict_json",
        "retrying",
        "sources",
    },
    "provisioning.hr_connections": {"app_settings", "ports", "sources"},
    "provisioning.targets": {"addresses", "fields", "model", "attributes", "ports", "retrying", "targets"},
    "provisioning.storage": {
        "fields",
        "model",
        "settings",
        "setting_changes",
        "ports",
        "problems",
        "messages",
        "parked_ids",
        "storage",
    },
    "provisioning.web": {
        "addresses",
        "setup",
        "watching",
        "fields",
        "model",
        "settings",
        "setting_changes",
        "rules",
        "ports",
        "problems",
        "strict_json",
        "reports",
        "engine",
        "gathering",
        "imports",
        "auditing",
        "retention",
        "messages",
        "parking",
        "web",
    },
    "provisioning.bootstrap": {
        "hearing",
        "setup",
        "quarantine",
        "watching",
        "quotas",
        "auditing",
        "retention",
        "addresses",
        "app_settings",
        "app_secrets",
        "settings",
        "ports",
        "sources",
        "hr_connections",
        "storage",
        "targets",
        "gathering",
        "engine",
        "cycles",
        "parking",
        "working",
        "web",
        "staging",
        "deciding",
        "messages",
        "misconfiguration",
        "linked_accounts",
        "bootstrap",
    },
    "function_app": {"bootstrap", "ports", "web", "messages"},
}
FILES = [*sorted((ROOT / "provisioning").rglob("*.py")), ROOT / "function_app.py"]


def part_of(module: str) -> str:
    """Return the part of the house that a module stands in."""
    return ".".join(module.split(".")[:2])


def imports_of(file: Path) -> Iterator[str]:
    """Yield the modules that a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(file: Path) -> str:
    """Return a file's module name; a package's is its folder's."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_a_module_imports_only_what_its_place_allows(file: Path) -> None:
    here = part_of(module_of(file))
    ours = {
        part_of(name).removeprefix("provisioning.") for name in imports_of(file) if name.startswith("provisioning.")
    }
    if here != "provisioning":
        assert ours - {here.removeprefix("provisioning.")} <= MAY_IMPORT[here]


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_the_product_never_imports_what_runs_it_on_a_laptop(file: Path) -> None:
    assert not [name for name in imports_of(file) if name.partition(".")[0] in {"local", "tests"}]


RULES = [
    file for file in sorted((ROOT / "provisioning" / "rules").rglob("*.py")) if file.name != "__main__.py"
]  # a command reads files


@pytest.mark.parametrize("file", RULES, ids=module_of)
def test_the_rules_do_no_input_or_output(file: Path) -> None:
    outside = {"asyncio", "azure", "httpx", "io", "logging", "msgraph", "os", "pathlib", "socket", "time"}
    assert not outside & {name.partition(".")[0] for name in imports_of(file)}
    assert "datetime.now" not in file.read_text(encoding="utf-8")
