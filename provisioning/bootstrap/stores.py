"""The tables and the queues."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from provisioning.bootstrap.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provisioning.auditing import Auditor
    from provisioning.ports import EventQueue, StepQueue
    from provisioning.quotas import SharedQuotas
    from provisioning.storage.audit import TableAuditTrail
    from provisioning.storage.cycles import TableCycleStore
    from provisioning.storage.employees import TableEmployeeStore
    from provisioning.storage.log import TableProvisioningLog
    from provisioning.storage.notices import TableNoticeStore
    from provisioning.storage.parked import TableParkedStore
    from provisioning.storage.quarantine import TableQuarantineStore
    from provisioning.storage.queue import StorageEventQueue, StorageQueueDepth
    from provisioning.storage.quotas import TableQuotaStore
    from provisioning.storage.settings import TableSettingsStore
    from provisioning.storage.sources import TableHeardStore
    from provisioning.storage.staging import TableBatchStore
    from provisioning.storage.timings import TableTimingStore

_INTAKE_PATIENCE: Final[Mapping[str, Any]] = {"connection_timeout": 1, "read_timeout": 1, "retry_total": 0}
"""An HR system may wait as little as three seconds for its answer (Personio's limit), and we must be done by then."""
_QUEUE_PATIENCE: Final[Mapping[str, Any]] = {"connection_timeout": 5, "read_timeout": 20, "retry_total": 3}
"""Nobody waits for what the app itself puts on its queues, and a failure would cost minutes until the next try."""


class Stores(Environment):
    """The tables and the queues."""

    @cached_property
    def queue(self) -> EventQueue:
        """The queue of events, for those that HR systems send."""
        from provisioning.storage.queue import QUEUE, StorageEventQueue

        return StorageEventQueue(self._queue_client(QUEUE, _INTAKE_PATIENCE))

    @cached_property
    def own_queue(self) -> StorageEventQueue:
        """The same queue, for what the app itself puts there."""
        from provisioning.storage.queue import QUEUE, StorageEventQueue

        return StorageEventQueue(self._queue_client(QUEUE, _QUEUE_PATIENCE))

    @cached_property
    def steps(self) -> StepQueue:
        """The queue of the steps of cycles."""
        from provisioning.storage.queue import STEP_QUEUE, StorageStepQueue

        return StorageStepQueue(self._queue_client(STEP_QUEUE, _QUEUE_PATIENCE))

    @cached_property
    def queue_depths(self) -> Mapping[str, StorageQueueDepth]:
        """All queues by their names, to be looked at only."""
        from provisioning.storage.queue import QUEUES, StorageQueueDepth

        return {name: StorageQueueDepth(self._queue_client(name, _QUEUE_PATIENCE)) for name in QUEUES}

    @cached_property
    def cycle_store(self) -> TableCycleStore:
        """The store of cycles."""
        from provisioning.storage.cycles import TableCycleStore

        return TableCycleStore(self._tables)

    @cached_property
    def employees(self) -> TableEmployeeStore:
        """The employee store."""
        from provisioning.storage.employees import TableEmployeeStore

        return TableEmployeeStore(self._tables)

    @cached_property
    def settings(self) -> TableSettingsStore:
        """The settings store."""
        from provisioning.storage.settings import TableSettingsStore

        return TableSettingsStore(self._tables)

    @cached_property
    def log(self) -> TableProvisioningLog:
        """The provisioning log."""
        from provisioning.storage.log import TableProvisioningLog

        return TableProvisioningLog(self._tables)

    @cached_property
    def audit(self) -> TableAuditTrail:
        """The audit trail."""
        from provisioning.storage.audit import TableAuditTrail

        return TableAuditTrail(self._tables)

    @cached_property
    def auditor(self) -> Auditor:
        """What writes entries of the audit trail."""
        from provisioning.auditing import Auditor

        return Auditor(self.audit, self.clock)

    @cached_property
    def timings(self) -> TableTimingStore:
        """How late disables were."""
        from provisioning.storage.timings import TableTimingStore

        return TableTimingStore(self._tables)

    @cached_property
    def notices(self) -> TableNoticeStore:
        """What administrators were told of."""
        from provisioning.storage.notices import TableNoticeStore

        return TableNoticeStore(self._tables)

    @cached_property
    def quota_store(self) -> TableQuotaStore:
        """Where that is kept."""
        from provisioning.storage.quotas import TableQuotaStore

        return TableQuotaStore(self._tables)

    @cached_property
    def quotas(self) -> SharedQuotas:
        """What all instances have reserved of Graph's quotas."""
        from provisioning.quotas import SharedQuotas

        return SharedQuotas(self.quota_store)

    @cached_property
    def batches(self) -> TableBatchStore:
        """The batches of staged disables."""
        from provisioning.storage.staging import TableBatchStore

        return TableBatchStore(self._tables)

    @cached_property
    def quarantines(self) -> TableQuarantineStore:
        """Where the app cannot work."""
        from provisioning.storage.quarantine import TableQuarantineStore

        return TableQuarantineStore(self._tables)

    @cached_property
    def heard(self) -> TableHeardStore:
        """When each source was last heard."""
        from provisioning.storage.sources import TableHeardStore

        return TableHeardStore(self._tables)

    @cached_property
    def parked(self) -> TableParkedStore:
        """The messages that are parked."""
        from provisioning.storage.parked import TableParkedStore

        return TableParkedStore(self._tables)
