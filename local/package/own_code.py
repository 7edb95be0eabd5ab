"""Which files of ours are deployed: what Python runs of provisioning/, and nothing that only lies there.

Whatever else is found there fails the build. To leave it out silently would one day leave out what the app needs, and
to take it along would deploy a key or somebody's settings.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from local.package.failures import PackageError
from local.package.source import Source, sources_of, with_parents

_ENTRY: Final = "function_app"
_HOST: Final = "host.json"
_FOLDER: Final = "provisioning"


def own_sources(repository: Path) -> list[Source]:
    """Read all of our code that is deployed: function_app.py, and provisioning/ as far as it is imported from there.

    Raises:
        PackageError: Something in provisioning/ is no Python file, is no Python, or is not imported. Hidden files and
            bytecode are passed over.
    """
    sources = sources_of([repository / f"{_ENTRY}.py", *_modules(repository)], repository)
    imported = _imported(sources)
    if strays := [_place(source.file, repository) for source in sources if source.name not in imported]:
        raise PackageError(
            f"Nothing that {_ENTRY}.py imports when it runs imports {', '.join(strays)}. Only what the app runs is "
            f"deployed: move the rest out of {_FOLDER}/."
        )
    return sources


def copy_own(sources: Sequence[Source], repository: Path, folder: Path) -> None:
    """Copy our code, as `own_sources` gave it, and the host's settings into a folder."""
    for file in [repository / _HOST, *(source.file for source in sources)]:
        target = folder / file.relative_to(repository)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)


def _modules(repository: Path) -> Iterator[Path]:
    for entry in sorted((repository / _FOLDER).rglob("*")):
        parts = entry.relative_to(repository).parts
        if entry.suffix == ".pyc" or any(part == "__pycache__" or part.startswith(".") for part in parts):
            continue
        if entry.is_file() and entry.suffix == ".py":
            yield entry
        elif entry.is_symlink() or not entry.is_dir():
            raise PackageError(
                f"{_place(entry, repository)} is no Python file, and of {_FOLDER}/ only these are deployed: move it "
                "elsewhere."
            )


def _imported(sources: Sequence[Source]) -> set[str]:
    """Return the names of what is imported, and of packages that are, the command line (`__main__`)."""
    by_name = {source.name: source for source in sources}
    imported, wanted = set[str](), {_ENTRY}
    while wanted:
        imported |= wanted
        named = {name for each in wanted for one in by_name[each].all_imports for name in with_parents(one)}
        named |= {f"{name}.__main__" for name in named}
        wanted = (named & by_name.keys()) - imported
    return imported


def _place(file: Path, repository: Path) -> str:
    return file.relative_to(repository).as_posix()
