"""Each port twice: the fake, and the adapter on a real server."""

from collections.abc import AsyncIterator

import pytest

from provisioning.ports import CycleStore, EmployeeStore, ParkedStore, ProvisioningLog, SettingsStore
from provisioning.storage.cycles import TableCycleStore
from provisioning.storage.employees import TableEmployeeStore
from provisioning.storage.log import TableProvisioningLog
from provisioning.storage.parked import TableParkedStore
from provisioning.storage.settings import TableSettingsStore
from provisioning.storage.tables import Tables
from tests.contracts.tenants import FakeTenant, Tenant, graph_tenant
from tests.fakes.cycles import CyclesInMemory
from tests.fakes.employees import EmployeesInMemory
from tests.fakes.log import LogInMemory
from tests.fakes.parked import ParkedInMemory
from tests.fakes.settings import SettingsInMemory
from tests.storage.own import own_tables

IN_MEMORY, AZURITE, GRAPH = "in memory", "Azurite", "Graph stand-in"


@pytest.fixture(params=[IN_MEMORY, AZURITE])
async def tables(request: pytest.FixtureRequest) -> AsyncIterator[Tables | None]:
    """Give tables of the test's own on Azurite, or none for the fakes."""
    if request.param == IN_MEMORY:
        yield None
        return
    async with own_tables(request.getfixturevalue("azurite")) as opened:
        yield opened


@pytest.fixture
def employees(tables: Tables | None) -> EmployeeStore:
    """An empty employee store."""
    return TableEmployeeStore(tables) if tables else EmployeesInMemory()


@pytest.fixture
def cycles(tables: Tables | None) -> CycleStore:
    """A store of cycles in which there was none yet."""
    return TableCycleStore(tables) if tables else CyclesInMemory()


@pytest.fixture
def settings(tables: Tables | None) -> SettingsStore:
    """A settings store in which nothing was changed yet."""
    return TableSettingsStore(tables) if tables else SettingsInMemory()


@pytest.fixture
def log(tables: Tables | None) -> ProvisioningLog:
    """An empty provisioning log."""
    return TableProvisioningLog(tables) if tables else LogInMemory()


@pytest.fixture
def parked_store(tables: Tables | None) -> ParkedStore:
    """A store in which nothing is parked."""
    return TableParkedStore(tables) if tables else ParkedInMemory()


@pytest.fixture(params=[IN_MEMORY, GRAPH])
async def tenant(request: pytest.FixtureRequest) -> AsyncIterator[Tenant]:
    """A tenant without accounts, whose verified domain is contoso.com."""
    if request.param == IN_MEMORY:
        yield FakeTenant()
        return
    async with graph_tenant() as served:
        yield served
