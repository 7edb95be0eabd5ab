"""Check infra/ and print what it would deploy: a step of `./dev check`. Exit code 1 with a sentence on each fault."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from local.infra.checking import bicep_files, check
from local.infra.compilers import Outcome, run_all
from local.infra.deploying import deploy
from local.infra.giving import parameters_of
from local.infra.syntax import Unreadable
from local.infra.values import Deployment

ROOT: Final = Path(__file__).resolve().parents[2]
AZD: Final = {"AZURE_ENV_NAME": "check", "AZURE_LOCATION": "westeurope", "AZURE_PRINCIPAL_ID": ""}
"""What azd sets for every environment; where it is set, it goes before this."""


def main(root: Path = ROOT, environment: Mapping[str, str] = os.environ) -> int:
    """Run the command and return its exit code."""
    infra = root / "infra"
    faults = check(infra)
    try:
        deployment = deploy(infra / "main.bicep", parameters_of(infra / "main.bicepparam", {**AZD, **environment}))
    except Unreadable as wrong:
        faults = faults or [str(wrong)]
    else:
        print(*_table(len(bicep_files(infra)), deployment), sep="\n")
    outcomes = run_all(root, environment)
    print(_which_ran(outcomes))
    faults += [f"{each.tool} says:\n{each.complaint}" for each in outcomes if each.complaint]
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


def _table(files: int, deployment: Deployment) -> Iterator[str]:
    """Yield the number of files, and of resources by type, as main.bicepparam would have them."""
    made = [each for each in deployment.resources if not each.existing]
    counts = Counter(each.type for each in made)
    yield f"{files:4} files"
    yield f"{len(made):4} resources, of which"
    yield from (f"{count:4}   {name}" for name, count in sorted(counts.items()))


def _which_ran(outcomes: list[Outcome]) -> str:
    there = [each.tool for each in outcomes if each.ran]
    missing = [each.tool for each in outcomes if not each.ran]
    ran = f"Ran as well: {', '.join(there)}." if there else "Nothing else ran."
    return f"{ran} Not found here: {', '.join(missing)}." if missing else ran


if __name__ == "__main__":
    sys.exit(main())
