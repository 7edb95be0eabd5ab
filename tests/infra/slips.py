"""Slips of the pen in infra/, made from the files themselves. One that is not found shows what nothing watches over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.infra.deployments import INFRA
from tests.infra.expected import FIXED
from tests.infra.locks import DOORS, LOCKS
from tests.infra.wrong_words import WRONG

_DECLARED: Final = re.compile(r"^(resource|module) (\w+) .*?\n[}\]]\n", re.MULTILINE | re.DOTALL)
_SETTING: Final = re.compile(r"\b(AzureWebJobsStorage__\w+|[A-Z]+(_[A-Z]+)+\b|_PREVIOUS\b)")
_QUOTED: Final = re.compile(r"^  '([\w-]+)'$", re.MULTILINE)
_PATHS: Final = (*(path for _, path, _ in (*LOCKS, *DOORS)), *(path for _, path, _, _ in FIXED))
_LOCKS: Final = {path.rpartition(".")[2] for path in _PATHS}
_LOCK: Final = re.compile(rf"\b({'|'.join(_LOCKS)}): (true|false|\d+|'[^']*')")
_OPEN: Final = {"true": "false", "false": "true"}


@dataclass(frozen=True, slots=True)
class Slip:
    """A file's name, where in it and what is wrong, and its text with the slip."""

    file: str
    what: str
    text: str

    def made_in(self, folder: Path) -> None:
        """Write the text into a copy of infra/."""
        (folder / self.file).write_text(self.text, encoding="utf-8")


def _text(file: str) -> str:
    return (INFRA / file).read_text(encoding="utf-8")


def _slip(file: str, match: re.Match[str], new: str, what: str) -> Slip:
    text = match.string
    line = text.count("\n", 0, match.start()) + 1
    return Slip(file, f"line {line}: {what}", text[: match.start()] + new + text[match.end() :])


def _code_only(match: re.Match[str]) -> bool:
    """Whether a match is outside of comments and descriptions."""
    before = match.string[: match.start()].rpartition("\n")[2]
    return "//" not in before and "@description" not in before


def left_out() -> Iterator[Slip]:
    """Yield a slip for each resource or module that is not deployed any more."""
    for path in sorted([INFRA / "main.bicep", INFRA / "private-dns.bicep", *(INFRA / "modules").glob("*.bicep")]):
        file = str(path.relative_to(INFRA))
        for match in _DECLARED.finditer(_text(file)):
            yield _slip(file, match, "", f"without the {match[1]} {match[2]}")


def renamed() -> Iterator[Slip]:
    """Yield a slip for each app setting, variable, queue and table whose name is misspelt, or that is left out."""
    settings = "modules/app-settings.bicep"
    for match in filter(_code_only, _SETTING.finditer(_text(settings))):
        yield _slip(settings, match, f"{match[0]}S", f"{match[0]} misspelt")
    for match in re.finditer(r"(?<=readEnvironmentVariable\(')\w+", _text("main.bicepparam")):
        yield _slip("main.bicepparam", match, f"{match[0]}S", f"{match[0]} misspelt")
    for match in _QUOTED.finditer(_text("modules/storage.bicep")):
        yield _slip("modules/storage.bicep", match, f"  '{match[1]}s'", f"{match[1]} misspelt")
        yield _slip("modules/storage.bicep", match, "", f"{match[1]} left out")


def widened() -> Iterator[Slip]:
    """Yield a slip for each role that is another one, or is assigned on more than its resource."""
    file = "modules/roles.bicep"
    for match in re.finditer(r"= '([0-9a-f])[0-9a-f]{7}-", _text(file)):
        yield _slip(file, match, match[0].replace(match[1], "0" if match[1] != "0" else "1", 1), "another role")
    for match in re.finditer(r"^  scope: (\w+)\n", _text(file), re.MULTILINE):
        yield _slip(file, match, "", f"on the resource group, not on {match[1]}")


def unlocked() -> Iterator[Slip]:
    """Yield a slip for each lock that is opened, each door that is closed, and each fixed value that is another."""
    for path in sorted((INFRA / "modules").glob("*.bicep")):
        file = str(path.relative_to(INFRA))
        for match in filter(_code_only, _LOCK.finditer(_text(file))):
            if match[1] not in {"version", "name"}:
                other = "1" if match[2].isdigit() else _OPEN.get(match[2], "'x'")
                yield _slip(file, match, f"{match[1]}: {other}", f"{match[1]} turned")


def wrong_words() -> Iterator[Slip]:
    """Yield a slip for each place in a list of words that decide something."""
    for file, old, new in WRONG:
        places = [*re.finditer(re.escape(old), _text(file))]
        if not places:
            raise ValueError(f"{old} does not stand in {file} any more: say what stands in its place")
        yield from (
            _slip(file, match, new, f"{old.strip()} becomes {new.strip()}") for match in filter(_code_only, places)
        )


def all_slips() -> list[Slip]:
    """Return all slips."""
    return [*left_out(), *renamed(), *widened(), *unlocked(), *wrong_words()]
