"""The gate that every vendor call passes: it is counted, delayed and, when a rule says so, made to fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from local.emulator.clock import Clock
from local.emulator.exchange import TOO_MANY_REQUESTS, Answer, Call, ConnectionDroppedError
from local.emulator.faults import DROP_CONNECTION, FaultPlan, FaultRule
from local.emulator.stats import Stats


class VendorApi(Protocol):
    """One vendor's API behind the gate."""

    @property
    def prefix(self) -> str:
        """The path that all its operations begin with, such as `/v1.0`."""

    def template(self, call: Call) -> str:
        """Return the call's path without ids, for the counters."""

    async def perform(self, call: Call) -> Answer:
        """Do what is asked; refusals are answers too."""

    def fault(self, call: Call, status: int) -> Answer:
        """Write an error answer of this status in the vendor's format."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets calls through to a vendor's API, or fails them as the fault plan says."""

    clock: Clock
    faults: FaultPlan = field(default_factory=FaultPlan)
    stats: Stats = field(default_factory=Stats)

    async def exchange(self, api: VendorApi, call: Call) -> Answer:
        """Answer a request after the injected latency.

        Raises:
            ConnectionDroppedError: a rule with status 0 applies.
        """
        await self.clock.sleep(self.faults.settings.latency_ms / 1000)
        return await self.judge(api, call)

    async def judge(self, api: VendorApi, call: Call) -> Answer:
        """Answer without latency: what `exchange` does next, and what each item of a `$batch` goes through.

        Raises:
            ConnectionDroppedError: a rule with status 0 applies.
        """
        self.stats.count(f"{call.method} {api.template(call)}")
        rule = self.faults.take(call.method, call.path)
        self.stats.injected += rule is not None
        answer = await api.perform(call) if rule is None else await _fail(api, call, rule)
        if answer.status == TOO_MANY_REQUESTS:
            self.stats.throttled += 1
        return answer


async def _fail(api: VendorApi, call: Call, rule: FaultRule) -> Answer:
    if rule.after_commit:
        await api.perform(call)
    if rule.status == DROP_CONNECTION:
        raise ConnectionDroppedError
    answer = api.fault(call, rule.status)
    return replace(answer, headers={**answer.headers, **_retry_after(rule)})


def _retry_after(rule: FaultRule) -> Mapping[str, str]:
    return {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
