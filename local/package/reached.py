"""Which modules of msgraph-sdk the app can reach: read from the sources, so that it follows them by itself.

msgraph-sdk has a module for each path and type of Microsoft Graph, some 18,000. Its request builders import the next
one inside the property that leads to it (`client.users`), its types import others inside the methods that fill them
from an answer. So a module is kept when
- our code imports it;
- a kept module imports it while it is itself imported;
- a function of a kept module imports it, and something that can run mentions a function of that name: any code of
  ours, of kiota or of msgraph-core, or another function of the module. (Modules of the SDK only construct one another.)
One kind of function is left out although kiota mentions it: what fills a type from an answer (`FILLERS`). The app reads
answers as bytes (provisioning/targets/graph_client.py). That nothing is missed is shown by the tests that run on the
package (local/package/verifying.py).
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from local.package.failures import PackageError
from local.package.source import AT_IMPORT, Source, read, sources_of, with_parents

SDK: Final = "msgraph"
_CALLERS: Final = ("msgraph_core", "kiota_*")
"""Libraries that call the SDK."""
_OF_GRAPH: Final = (SDK, "kiota_")
"""How the names of the SDK and its callers begin."""
FILLERS: Final = frozenset({"create_from_discriminator_value", "get_field_deserializers"})


def reached_modules(app: Sequence[Source], libraries: Path) -> dict[str, Path]:
    """Return the modules of the SDK that must be kept, by name, with their files.

    Args:
        app: All of our code.
        libraries: The folder in which the dependencies are installed.

    Raises:
        PackageError: Our code names what the rules cannot follow, or a module that the SDK does not have.
    """
    for source in app:
        _refuse_fillers(source)
    _refuse_hidden(app)
    callers = [file for pattern in _CALLERS for folder in libraries.glob(pattern) for file in folder.rglob("*.py")]
    names = _mentions([*app, *sources_of(sorted(callers), libraries)])
    roots = {name for source in app for name in source.all_imports if _is_of_sdk(name)}
    return {source.name: source.file for source in _closure(roots, names, libraries)}


def _refuse_fillers(source: Source) -> None:
    if named := sorted(source.all_mentions & FILLERS):
        raise PackageError(
            f"{source.file} uses {named[0]}, for which the package lacks modules: it is made for answers that are read "
            "as bytes. Read them so, or change local/package/reached.py."
        )


def _refuse_hidden(app: Sequence[Source]) -> None:
    """Refuse what names modules by values, and attributes where there can be objects of the SDK.

    They can be where the SDK, kiota, or a module of ours that uses these is imported.
    """
    users = {source.name for source in app if _uses_sdk(source)}
    for source in app:
        near = source.name in users or source.all_imports & users
        if hidden := sorted(source.hidden if near else source.hidden - {"getattr"}):
            raise PackageError(
                f"{source.file} uses {hidden[0]}: what it needs of {SDK}-sdk cannot be read from it, so that the "
                "package could lack a module. Name what is meant, or keep such code out of the app."
            )


def _uses_sdk(source: Source) -> bool:
    return any(name.partition(".")[0].startswith(_OF_GRAPH) for name in source.all_imports)


def _mentions(sources: Iterable[Source]) -> set[str]:
    return {name for source in sources for name in source.all_mentions}


def _is_of_sdk(name: str) -> bool:
    return name.partition(".")[0] == SDK


def _closure(roots: Collection[str], names: set[str], libraries: Path) -> list[Source]:
    """Add modules until nothing that can run imports another."""

    @cache
    def found(name: str) -> Source | None:
        file = _file_of(name, libraries)
        return None if file is None else read(name, file)

    kept: dict[str, Source] = {}
    wanted = {SDK, *roots}
    while wanted - kept.keys():
        for name in wanted:
            kept.update((each.name, each) for part in with_parents(name) if (each := found(part)))
        imported = {
            name for source in kept.values() for part in _running(source, names) for name in source.imports[part]
        }
        wanted = {name for name in imported if _is_of_sdk(name) and found(name)}
    return [kept[name] for name in sorted(kept)]


def _running(source: Source, names: Collection[str]) -> set[str]:
    """Return the parts of a module that can run: on import, by Python itself, or as something mentions the name."""
    running: set[str] = set()
    mentioned = set(names)
    while True:
        more = {
            part
            for part in source.imports.keys() - running - FILLERS
            if part == AT_IMPORT or part.startswith("__") or part in mentioned
        }
        if not more:
            return running
        running |= more
        mentioned |= {name for part in more for name in source.mentions[part]}


def _file_of(name: str, libraries: Path) -> Path | None:
    place = libraries.joinpath(*name.split("."))
    files = (place / "__init__.py", place.with_name(f"{place.name}.py"))
    return next((file for file in files if file.exists()), None)
