"""Checks queries against the columns of the tables that they read, with Microsoft's own parser.

The columns in tables.json are those that are of use here, of the tables' pages in the Azure Monitor reference
(learn.microsoft.com/azure/azure-monitor/reference/tables).
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from local import npm

_SOURCE: Final = Path(__file__).parent
_FAULTS: Final = TypeAdapter(dict[str, list[tuple[int, str]]])


def faults(queries: Mapping[str, str]) -> list[str]:
    """Return a sentence on each fault of syntax, column, function or type; `queries` are texts by their names.

    Raises:
        NpmError: The parser cannot be installed.
        CalledProcessError: The parser failed.
    """
    folder = npm.installed(_SOURCE, lambda: print("Installing the Kusto parser from npm …", file=sys.stderr))
    tables = json.loads((_SOURCE / "tables.json").read_text(encoding="utf-8"))
    done = subprocess.run(  # noqa: S603 - the command is our own
        [npm.NODE, _SOURCE / "check.cjs"],
        env={**os.environ, "NODE_PATH": str(folder / "node_modules")},
        input=json.dumps({"tables": tables, "queries": dict(queries)}),
        capture_output=True,
        text=True,
        check=True,
    )
    told = _FAULTS.validate_json(done.stdout)
    return [f"{name}, line {line}: {fault}" for name, found in told.items() for line, fault in found]
