"""Compiles Python files into bytecode that the interpreter takes as it is: `python -I -S bytecode.py FOLDER HALF`.

Bytecode usually names the time of its source, and is thrown away when unpacking changed that. This kind (PEP 552,
unchecked) is taken without a look at the source, which saves one read a module at each start: what is deployed is never
edited in place. It stands alone, without an import of ours, so that the process that compiles is the same everywhere;
what is compiled depends a little on what else the process has in memory.
"""

import py_compile
import sys
from pathlib import Path

HALVES = 2
ON_AZURE = Path("/home/site/wwwroot")
"""Where the app is when it is deployed; tracebacks name files there."""


def compile_half(folder: Path, half: int) -> None:
    """Compile every other Python file below a folder, in order."""
    for file in sorted(folder.rglob("*.py"))[half::HALVES]:
        py_compile.compile(
            str(file),
            dfile=str(ON_AZURE / file.relative_to(folder)),
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )


def main(folder: Path, half: int) -> int:
    """Compile a half; 1 if that fails, with the reason on stderr."""
    try:
        compile_half(folder, half)
    except py_compile.PyCompileError as error:
        line = f" in line {error.exc_value.lineno}" if isinstance(error.exc_value, SyntaxError) else ""
        print(
            f"{Path(error.file).relative_to(ON_AZURE)} is no Python{line}: {error.exc_value.args[0]}.", file=sys.stderr
        )
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
