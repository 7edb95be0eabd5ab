"""Puts a folder into a zip file so that the same files give the same bytes: in order, without times and owners."""

import zipfile
from pathlib import Path
from typing import Final

_WHEN: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name."""
_UNIX: Final = 3
_READABLE: Final = 0o100644 << 16


def zip_folder(folder: Path, target: Path) -> None:
    """Write a zip file of all files below a folder, but for `.funcignore`, which is for those who zip themselves."""
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
            if file.is_file() and file.name != ".funcignore":
                archive.writestr(_entry(file.relative_to(folder).as_posix()), file.read_bytes())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.create_system, entry.external_attr, entry.compress_type = _UNIX, _READABLE, zipfile.ZIP_DEFLATED
    return entry
