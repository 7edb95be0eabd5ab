"""What is deployed beside main.bicep gets what it needs from azd's hook: outputs, by the names of its parameters."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from local.infra.deploying import deploy
from local.infra.values import Deployment, Value
from tests.infra.deployments import Missing, at, the

ENTRIES: Final = ("private-dns.bicep", "workbook.bicep")
_DEPLOYED: Final = re.compile(r"^\s*deploy (\S+\.bicep) (.+)$", re.MULTILINE)
_PASSED: Final = re.compile(r'"(\w+)=\$\{(\w+)')
_BY_HAND: Final = re.compile(r"^//.* (?:-p|--parameters) (\w+)=", re.MULTILINE)


def _passed(infra: Path, entry: str) -> dict[str, str]:
    """Return which output the hook passes for which parameter.

    Raises:
        Missing: The hook does not deploy the entry.
    """
    hook = (infra / "hooks" / "after-provision.sh").read_text(encoding="utf-8")
    deployed = dict(_DEPLOYED.findall(hook))
    if entry not in deployed:
        raise Missing(f"after-provision.sh does not deploy {entry}")
    return dict(_PASSED.findall(deployed[entry]))


def passed_by_the_hook(infra: Path, entry: str, outputs: Mapping[str, Value]) -> dict[str, Value]:
    """Return the parameters that the hook passes to an entry, with the outputs of main.bicep for their values.

    Raises:
        Missing: The hook does not deploy the entry.
    """
    return {parameter: outputs.get(output) for parameter, output in _passed(infra, entry).items()}


def own_entries(deployment: Deployment, infra: Path) -> Iterator[str]:
    """Yield a sentence on an entry that tells people of other parameters than the hook's, and on a blind workbook."""
    for entry in ENTRIES:
        told = {*_BY_HAND.findall((infra / entry).read_text(encoding="utf-8"))}
        if told != _passed(infra, entry).keys():
            yield f"{entry} tells people to give {sorted(told)}, and the hook gives {sorted(_passed(infra, entry))}"
    workspace = the(deployment, "Microsoft.OperationalInsights/workspaces")
    given = passed_by_the_hook(infra, "workbook.bicep", deployment.outputs)
    workbook = the(deploy(infra / "workbook.bicep", given), "Microsoft.Insights/workbooks")
    if at(workbook, "sourceId") != workspace.id or workspace.id not in str(at(workbook, "serializedData")):
        yield "the workbook must read the workspace"
    if workbook.body.get("kind") != "shared":
        yield "everybody who may must see the workbook"
