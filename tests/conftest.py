"""What all tests share."""

from collections.abc import Iterator

import pytest

from local import ports
from local.azurite.server import AzuritePorts, start_azurite
from tests.faults.tally import MARKER, PROPERTY, Tally, seed, table
from tests.security.seeds import SEED as FUZZ_SEED
from tests.security.seeds import fuzz_seed


def pytest_configure() -> None:
    """Choose the seeds before test processes are started, so that they share them."""
    seed()
    fuzz_seed()


def pytest_report_header() -> str:
    """Print the seed with which a failure of the fuzz tests comes again."""
    return f"{FUZZ_SEED}={fuzz_seed()}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print how many faults were tried, when the run was about them."""
    reports = (report for group in terminalreporter.stats.values() for report in group)
    kept = (value for each in reports for name, value in getattr(each, "user_properties", ()) if name == PROPERTY)
    counted = [*kept]
    if counted and config.option.markexpr == MARKER:
        terminalreporter.section("faults")
        for line in table(counted):
            terminalreporter.line(line)


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Give the count of the points at which this test tries a fault."""
    counting = Tally(request.node.name, thorough=request.config.option.markexpr == MARKER)
    yield counting
    request.node.user_properties.append((PROPERTY, counting.counts))


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
