"""A Graph stand-in, served over HTTP, and the directory that is connected to it."""

from collections.abc import AsyncIterator

import pytest

from tests.contracts.tenants import GraphTenant, graph_tenant


@pytest.fixture
async def graph() -> AsyncIterator[GraphTenant]:
    """A tenant without accounts; no page is empty that has something to show."""
    async with graph_tenant(empty_page_every=0) as tenant:
        yield tenant
