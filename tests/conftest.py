"""What all tests share."""

from collections.abc import Iterator

import pytest

from local import ports
from local.azurite.server import AzuritePorts, start_azurite


@pytest.fixture(scope="session")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the connection string of an Azurite of this test process's own, which keeps its data in memory."""
    services = AzuritePorts(*ports.free_ports(3))
    child = start_azurite(services, tmp_path_factory.mktemp("azurite") / "azurite.log", location=None)
    try:
        child.wait_until(services.all_answer)
        yield services.connection_string
    finally:
        child.stop()
