"""Azurite comes from npm at pinned versions and answers where it was told to."""

import json
from pathlib import Path

from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

_LOCK_FILE = Path(__file__).resolve().parents[2] / "local" / "azurite" / "package-lock.json"


def test_every_package_is_pinned_by_its_content_and_by_no_address() -> None:
    packages = json.loads(_LOCK_FILE.read_text(encoding="utf-8"))["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert installed["node_modules/azurite"]["version"] == "3.35.0"
    assert all("integrity" in package and "resolved" not in package for package in installed.values())


def test_queues_and_tables_can_be_made_through_the_connection_string(azurite: str) -> None:
    with QueueServiceClient.from_connection_string(azurite) as queues:
        queues.create_queue("made-by-a-test")
        assert "made-by-a-test" in [queue.name for queue in queues.list_queues()]
    with TableServiceClient.from_connection_string(azurite) as tables:
        tables.create_table("MadeByATest")
        assert "MadeByATest" in [table.name for table in tables.list_tables()]
