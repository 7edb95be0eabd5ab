"""The parts of the app, with its endpoints."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from provisioning.bootstrap.checking import Checking
from provisioning.bootstrap.workers import SourcesWhenAsked

if TYPE_CHECKING:
    from provisioning.web.api import Api
    from provisioning.web.audit import AuditApi
    from provisioning.web.cycles import CyclesApi
    from provisioning.web.erasing import PersonApi
    from provisioning.web.health import HealthApi
    from provisioning.web.imports import ImportsApi
    from provisioning.web.notifications import NotificationsApi
    from provisioning.web.parked import ParkedApi
    from provisioning.web.quarantine import QuarantineApi
    from provisioning.web.staging import StagedDisablesApi


class App(Checking):
    """The parts of the app, with its endpoints."""

    @cached_property
    def api(self) -> Api:
        """The administrator's endpoints."""
        from provisioning.web.api import Api

        return Api(
            SourcesWhenAsked(self),
            frozenset(self.hr.readers),
            self.employees,
            self.settings,
            self.log,
            self.clock,
            self.secrets,
            self.auditor,
        )

    @cached_property
    def audit_api(self) -> AuditApi:
        """The administrator's endpoint for the audit trail."""
        from provisioning.web.audit import AuditApi

        return AuditApi(self.audit)

    @cached_property
    def person_api(self) -> PersonApi:
        """The administrator's endpoints for what is kept of one person."""
        from provisioning.retention.exporting import Exporter
        from provisioning.web.erasing import PersonApi

        exporter = Exporter(self.employees, self.log, self.keepers, self.clock)
        return PersonApi(exporter, self.eraser, self.settings, self.auditor, self.clock)

    @cached_property
    def staged_disables_api(self) -> StagedDisablesApi:
        """The administrator's endpoints for staged disables."""
        from provisioning.deciding import Decisions
        from provisioning.web.staging import StagedDisablesApi

        decisions = Decisions(self.batches, self.employees, self.own_queue, self.audit, self.clock)
        return StagedDisablesApi(self.batches, decisions)

    @cached_property
    def quarantine_api(self) -> QuarantineApi:
        """The administrator's endpoint for quarantines."""
        from provisioning.web.quarantine import QuarantineApi

        return QuarantineApi(self.gate, self.auditor)

    @cached_property
    def parked_api(self) -> ParkedApi:
        """The administrator's endpoints for parked messages."""
        from provisioning.web.parked import ParkedApi

        return ParkedApi(self.parked, self.own_queue, self.auditor)

    @cached_property
    def health_api(self) -> HealthApi:
        """The endpoint for health."""
        from provisioning.web.health import HealthApi

        return HealthApi(self.settings, self.lookout, self.clock, self.setup_check)

    @cached_property
    def notifications_api(self) -> NotificationsApi:
        """The administrator's endpoint for notifications."""
        from provisioning.web.notifications import NotificationsApi

        return NotificationsApi(self.channels, self.settings, self.auditor)

    @cached_property
    def cycles_api(self) -> CyclesApi:
        """The administrator's endpoints for cycles."""
        from provisioning.web.cycles import CyclesApi

        return CyclesApi(self.cycles, self.cycle_store, self.sources, self.auditor)

    @cached_property
    def imports_api(self) -> ImportsApi:
        """The administrator's endpoint for CSV files."""
        from provisioning.web.imports import ImportsApi

        return ImportsApi(self.cycles, self.sources, self.clock, frozenset(self.hr.readers), self.auditor)
