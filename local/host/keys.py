"""The host's keys: made once, kept in the data folder, and compared with what a caller shows."""

import secrets
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path

from local import private_files


@dataclass(frozen=True, slots=True, repr=False)
class HostKeys:
    """The host key, good for every function, and the master key, good for everything."""

    function: str
    master: str

    def is_master(self, shown: str | None) -> bool:
        """Tell whether a caller's key is the master key."""
        return _same(shown, self.master)

    def allows(self, auth_level: str, shown: str | None) -> bool:
        """Tell whether a caller may use a function of this level (`anonymous`, `function` or `admin`)."""
        if auth_level == "anonymous" or self.is_master(shown):
            return True
        return auth_level == "function" and _same(shown, self.function)


def load_keys(data_folder: Path) -> HostKeys:
    """Return the keys of this data folder, making them on first use; only the owner can read the file."""
    return HostKeys(**private_files.load_or_create(data_folder / "host-keys.json", _new_keys))


def _new_keys() -> dict[str, str]:
    return {"function": secrets.token_urlsafe(32), "master": secrets.token_urlsafe(32)}


def _same(shown: str | None, key: str) -> bool:
    return shown is not None and compare_digest(shown.encode(), key.encode())
