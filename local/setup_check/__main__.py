"""Ask an app whether its setup is right, and show the findings with what to do about them."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any, Final

import httpx
from rich.console import Console

from local.host.keys import load_keys
from local.setup_check.tables import summary, table
from local.stack.layout import saved_layout

_KEY: Final = "FUNCTIONS_KEY"
_PATIENCE_SECONDS: Final = 60
"""An app that is not running yet has to start, and to load its libraries."""
_DATA: Final = Path(".local/data")
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_UNAUTHORIZED: Final = 401
_NOT_FOUND: Final = 404


class NotAsked(Exception):
    """The app could not be asked; the text says why, and what to do."""


def main(arguments: list[str]) -> int:
    """Run the command; return 0 when the setup is right, 1 when it is not proven to be, 2 if nobody could be asked."""
    chosen = _parser().parse_args(arguments)
    console = Console()
    try:
        url, key = _target(chosen)
        with Console(stderr=True).status(f"Asking {url}; a check takes up to ten seconds, a start a little longer …"):
            setup = _ask(url, key)
    except NotAsked as why:
        print(why, file=sys.stderr)
        return 2
    console.print(table(setup["checks"]))
    console.print(summary(setup))
    return 0 if setup["ready"] else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev setup-check", description=__doc__)
    parser.add_argument("--url", help="the app's address, such as https://func-hr.azurewebsites.net (default: local)")
    parser.add_argument("--key", help=f"a function key; better in the variable {_KEY}, where no history keeps it")
    parser.add_argument("--data", type=Path, default=_DATA, help=f"the local stack's data folder (default: {_DATA})")
    return parser


def _target(chosen: argparse.Namespace) -> tuple[str, str]:
    """Return whom to ask, and with which key; without an address the stack of this machine.

    Raises:
        NotAsked: There is no such stack, or no key for another address.
    """
    key = (chosen.key or os.environ.get(_KEY, "")).strip()
    if not (key.isascii() and key.isprintable()):
        raise NotAsked("The key has a letter or sign that no key has: copy it again.")
    if chosen.url:
        if not key:
            raise NotAsked(f"A key is needed: set the variable {_KEY} to a function key of the app.")
        return _address(chosen.url), key
    folder = chosen.data.resolve()
    layout = saved_layout(folder)
    if layout is None:
        raise NotAsked(f"No stack has run in {folder}: start one by ./dev up, or name an app by --url.")
    return layout.functions_url, key or load_keys(folder).function


def _address(url: str) -> str:
    """Return an address without its end; a key goes over https alone, but to this machine."""
    try:
        parts = httpx.URL(url if "://" in url else f"https://{url}")
    except httpx.InvalidURL:
        raise NotAsked(f"{url} is no address.") from None
    if not parts.host:
        raise NotAsked(f"{url} is no address.")
    is_here = parts.scheme == "http" and parts.host in _THIS_MACHINE
    if parts.scheme != "https" and not is_here:
        raise NotAsked(f"{url} is not https, and the key would be readable on the way.")
    return str(parts).rstrip("/").removesuffix("/api/health")


def _ask(url: str, key: str) -> dict[str, Any]:
    try:
        answer = httpx.get(
            f"{url}/api/health", params={"deep": "1"}, headers={"x-functions-key": key}, timeout=_PATIENCE_SECONDS
        )
    except httpx.HTTPError as error:
        raise NotAsked(f"{url} did not answer ({type(error).__name__}): check the address.") from None
    if answer.status_code == _UNAUTHORIZED:
        raise NotAsked(f"{url} does not take the key: use a function key or the host's default key.")
    if answer.status_code == _NOT_FOUND:
        raise NotAsked(f"{url} has no /api/health: the app is not deployed there, or did not start.")
    return _setup_in(answer, url)


def _setup_in(answer: httpx.Response, url: str) -> dict[str, Any]:
    try:
        document: object = answer.json()
    except ValueError:
        document = None
    setup = document.get("setup") if isinstance(document, dict) else None
    if not isinstance(setup, dict):
        raise NotAsked(f"{url} answered {answer.status_code}, and nothing about its setup: is it another version?")
    return setup


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
