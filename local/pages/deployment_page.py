"""The text of docs/deployment-parameters.md: every parameter and output of infra/main.bicep, as that file says it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Final

from local.infra.reading import read
from local.infra.syntax import BicepFile, Call, Declaration, Node, Text
from local.pages.tables import wide_table

_INFRA: Final = Path(__file__).resolve().parents[2] / "infra"
_LINE: Final = re.compile(r"(?:param|output) \w+ (?P<type>.+?)(?: = (?P<value>.+))?$")
_INTRODUCTION: Final = """\
# Parameters of the deployment

<!-- Made by `./dev docs` from infra/main.bicep and infra/main.bicepparam. -->

What [deploying](deploy.md) can be told. `infra/main.bicepparam` takes some from variables: `azd env set NAME value`
before `azd up`, or the shell's without azd. Others are written into that file: `param alwaysReadyHttpInstances = 1`.
No parameter is a secret; secrets are set in the key vault.

"""


def page() -> str:
    """Return the whole page."""
    main, given = read(_INFRA / "main.bicep"), read(_INFRA / "main.bicepparam")
    lines = main.path.read_text(encoding="utf-8").splitlines()
    variables = dict(_variables(given))
    rows = [
        (
            f"`{each.name}`",
            f"`{kind}`",
            f"`{value}`" if value else "must be given",
            variables.get(each.name, ""),
            _what(each),
        )
        for each, kind, value in _declared(main, "param", lines)
    ]
    outputs = [(f"`{each.name}`", _what(each)) for each, _, _ in _declared(main, "output", lines)]
    parameters = wide_table(("parameter", "type", "default", "variable", "what it does"), rows)
    returned = wide_table(("output", "what it is"), outputs)
    notes = "`bob`, `personio` and `bambooHr` are objects; `infra/modules/types.bicep` says what may stand in them."
    ends = "## Outputs\n\n`azd env get-values` shows them; without azd they are the outputs of the deployment."
    return f"{_INTRODUCTION}{parameters}\n\n{notes}\n\n{ends}\n\n{returned}\n"


def _declared(file: BicepFile, kind: str, lines: Sequence[str]) -> Iterator[tuple[Declaration, str, str]]:
    """Yield each parameter or output with its type and its default as they are written."""
    for each in file.declarations:
        if each.kind == kind:
            written = _LINE.match(lines[each.line - 1])
            if written is None:
                raise ValueError(f"main.bicep:{each.line}: write a parameter and its default on one line")
            yield each, written["type"].replace("|", "\\|"), written["value"] or ""


def _what(declaration: Declaration) -> str:
    texts = (each.arguments[0] for each in declaration.decorators if each.function == "description")
    return next((text.plain or "" for text in texts if isinstance(text, Text)), "").replace("|", "\\|")


def _variables(given: BicepFile) -> Iterator[tuple[str, str]]:
    """Yield each parameter that main.bicepparam gives, with the variables that it takes it from."""
    for each in given.declarations:
        if each.kind == "param" and each.value is not None:
            yield each.name, ", ".join(f"`{name}`" for name in _read_from(each.value))


def _read_from(node: Node) -> Iterator[str]:
    if isinstance(node, Call) and node.function == "readEnvironmentVariable":
        name = node.arguments[0]
        if isinstance(name, Text) and name.plain:
            yield name.plain
    for field in fields(node):
        value = getattr(node, field.name)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Node):
                yield from _read_from(inner)
