"""One running stack for all stories; each story has people of its own."""

from collections.abc import Iterator
from itertools import count

import pytest

from local.stack import Stack
from local.stack.client import StackClient

MANY = {"count": 10_000, "percent": 100}
DEFAULT_PASSWORD = "Invented-for-the-tests-7"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give a stack on free ports with nobody in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEFAULT_PASSWORD", DEFAULT_PASSWORD)
        patch.setenv("DEFAULT_PASSWORD_WEAK", "password")
        patch.setenv("RECONCILE_SCHEDULE", "0 0 0 1 1 *")  # cycles start when a story says so
        with Stack.start(data_dir=tmp_path_factory.mktemp("stack")) as running:
            yield running


@pytest.fixture(scope="session")
def client(stack: Stack) -> Iterator[StackClient]:
    """Give a client of the stack, in which more people leave in a minute than the threshold allows in a day."""
    with StackClient(stack) as connected:
        connected.change_settings({"disableThreshold": MANY}).raise_for_status()
        yield connected


_numbers = count(1)


@pytest.fixture
def number() -> int:
    """Give a number that no other story uses, to make ids and addresses of."""
    return next(_numbers)
