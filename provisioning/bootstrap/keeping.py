"""What keeps an eye on the app, tells administrators, and keeps house."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from provisioning.bootstrap.workers import SourcesWhenAsked, Workers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provisioning.ports import Channel, KeepsPeople, Mailer, Poster, Watched
    from provisioning.retention.erasing import Eraser
    from provisioning.retention.keeping_house import HouseKeeper
    from provisioning.watching.lookout import Lookout
    from provisioning.watching.watch import Watch


class Keeping(Workers):
    """What keeps an eye on the app, tells administrators, and keeps house."""

    @cached_property
    def keepers(self) -> Mapping[str, KeepsPeople]:
        """What is kept of people beside their records and the log, by what it is."""
        from provisioning.retention.keepers import ParkedPeople, PeopleOfCycles, StagedPeople, TimedPeople

        return {
            "parkedMessages": ParkedPeople(self.parked),
            "stagedDisables": StagedPeople(self.batches),
            "disables": TimedPeople(self.timings),
            "openCycleItems": PeopleOfCycles(self.cycle_store),
        }

    @cached_property
    def eraser(self) -> Eraser:
        """What erases people."""
        from provisioning.retention.erasing import Eraser

        return Eraser(self.employees, self.log, self.keepers, self.auditor)

    @cached_property
    def house_keeper(self) -> HouseKeeper:
        """What deletes what is not kept any longer."""
        from provisioning.retention.keeping_house import HouseKeeper

        return HouseKeeper(
            self.employees,
            self.log,
            self.cycle_store,
            self.timings,
            self.audit,
            self.settings,
            self.eraser,
            self.auditor,
            self.clock,
        )

    @cached_property
    def watched(self) -> list[Watched]:
        """The parts of the app that tell how they stand."""
        from provisioning.quotas import QuotaWatch
        from provisioning.watching.app_settings import AppSettingsWatch
        from provisioning.watching.disables import Disables
        from provisioning.watching.expiring import ExpiringSecrets
        from provisioning.watching.failed_cycles import FailedCycles
        from provisioning.watching.failures import Failures
        from provisioning.watching.notifying import Delivery
        from provisioning.watching.parked import ParkedMessages
        from provisioning.watching.quarantine import Quarantines
        from provisioning.watching.queues import QueueDepths
        from provisioning.watching.silence import SilentSources

        return [
            AppSettingsWatch(self.wrong_settings, self.clock.now()),
            FailedCycles(self.cycle_store),
            Disables(self.timings, self.employees, SourcesWhenAsked(self), self.quarantines),
            Failures(self.log),
            self.staging,
            ParkedMessages(self.parked),
            QueueDepths(self.queue_depths),
            Quarantines(self.quarantines, self.own_queue),
            SilentSources(self.heard, self.cycle_store, SourcesWhenAsked(self), frozenset(self.hr.listers)),
            ExpiringSecrets(),
            Delivery(self.notices),
            QuotaWatch(self.quota_store),
        ]

    @cached_property
    def lookout(self) -> Lookout:
        """What looks at all parts together."""
        from provisioning.watching.lookout import Lookout

        return Lookout(self.watched)

    @cached_property
    def channels(self) -> Sequence[Channel]:
        """The ways to reach administrators."""
        from provisioning.watching.channels import EmailChannel, WebhookChannel

        return (EmailChannel(_MailerWhenSending(self)), WebhookChannel(self.secrets, self.poster))

    @cached_property
    def poster(self) -> Poster:
        """What posts to webhooks."""
        from provisioning.addresses import check_resolved
        from provisioning.targets.webhook import WebhookPoster

        return WebhookPoster(partial(check_resolved, allow_private=self.private_addresses))

    @cached_property
    def mailer(self) -> Mailer:
        """What sends mail."""
        from provisioning.targets.graph_mail import GraphMailer, mail_client

        return GraphMailer(mail_client(*self._graph))

    @cached_property
    def watch(self) -> Watch:
        """What looks at all parts every few minutes, and tells administrators."""
        from provisioning.watching.notifying import Notifier
        from provisioning.watching.watch import Watch

        return Watch(self.lookout, Notifier(self.channels, self.notices), self.settings, self.clock)


class _MailerWhenSending:
    """Mailer that connects to Graph only when there is mail: an app setting may be wrong, and the webhook tells it."""

    def __init__(self, app: Keeping) -> None:
        self._app = app

    async def send(self, sender: str, to: Sequence[str], subject: str, text: str) -> None:
        """See ports.Mailer.

        Raises:
            Misconfigured: An app setting is wrong.
        """
        await self._app.mailer.send(sender, to, subject, text)
