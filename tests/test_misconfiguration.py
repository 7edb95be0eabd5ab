"""While an app setting is wrong, messages wait, the reason is told, and none is given up."""

import logging
from typing import override

import pytest

from provisioning.messages import encode
from provisioning.misconfiguration import if_configured, once_configured
from provisioning.ports import Gate, Misconfigured, OwnFault, TemporaryFailure
from tests.builders import ana, event
from tests.fakes.gate import OpenGate
from tests.fakes.queue import QueueInMemory

BODY = encode(event(ana()))


class NotedGate(OpenGate):
    """A gate that keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[Exception] = []

    @override
    async def failed(self, fault: Exception, *, about: str | None = None) -> None:
        del about
        self.told.append(fault)


async def _cannot_be_built() -> None:
    raise Misconfigured("GRAPH_BASE_URL: the address must be an https address")


def _no_gate() -> Gate:
    raise Misconfigured("PERSONIO_API_VERSION must be one of v1, v2")


async def test_a_message_waits_and_a_quarantine_of_the_settings_names_the_app_setting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    queue, gate = QueueInMemory(), NotedGate()
    await once_configured(_cannot_be_built, BODY, queue, lambda: gate)
    (fault,) = gate.told
    assert isinstance(fault, OwnFault)
    assert (fault.where, str(fault)) == ("settings", "GRAPH_BASE_URL: the address must be an https address")
    assert len(queue) == 1
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


async def test_a_message_waits_even_if_the_gate_cannot_be_built_either() -> None:
    queue = QueueInMemory()
    await once_configured(_cannot_be_built, BODY, queue, _no_gate)
    assert len(queue) == 1


async def test_work_that_can_be_done_is_done_and_its_failures_are_the_hosts() -> None:
    queue, done = QueueInMemory(), list[str]()

    async def work() -> None:
        done.append("worked")
        raise TemporaryFailure("the storage account did not do its part")

    with pytest.raises(TemporaryFailure):
        await once_configured(work, BODY, queue, OpenGate)
    assert (done, len(queue)) == (["worked"], 0)


async def test_a_timer_does_not_die_of_a_wrong_app_setting_and_says_so() -> None:
    async def cannot_be_built() -> int:
        await _cannot_be_built()
        return 1

    gate = NotedGate()
    assert await if_configured(cannot_be_built, lambda: gate) == 0
    assert [str(fault) for fault in gate.told] == ["GRAPH_BASE_URL: the address must be an https address"]
    assert await if_configured(cannot_be_built, _no_gate) == 0
