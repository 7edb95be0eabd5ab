"""A plan in the making."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import JsonValue

from provisioning.model import Brake, DisableCause, Operation, Plan, Status, Step, StepName
from provisioning.rules.drifting import READS_SETTLE_WITHIN, Finding
from provisioning.rules.lateness import due_at
from provisioning.rules.matching import Match
from provisioning.rules.planning.facts import Facts
from provisioning.rules.values.comparing import fingerprint


@dataclass(slots=True)
class Draft:
    """Takes what the rules decide, one after the other, until `finish` or `skip` makes the plan of it."""

    facts: Facts
    steps: list[Step] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    reviews: list[datetime] = field(default_factory=list)
    waiting_for_manager: str | None = None
    named_after: Mapping[str, str] | None = None
    disables: bool = False
    disabled_because: DisableCause | None = None
    brake: Brake | None = None
    overruled: bool = False
    in_force: Mapping[str, str] | None = None

    @property
    def enforces(self) -> bool:
        """Whether what somebody changed in Entra is written over."""
        return self.facts.settings.drift == "enforce"

    def note(self, name: StepName, description: str, status: Status = Status.SUCCESS) -> None:
        """Add a step with a sentence."""
        self.steps.append(Step(name=name, status=status, description=description))

    def warn(self, sentences: Iterable[str]) -> None:
        """Add a warning for each sentence."""
        for sentence in sentences:
            self.note(StepName.PROCESSING, sentence, Status.WARNING)

    def look_again(self, wait: timedelta) -> None:
        """Have the person looked at after this time."""
        self.reviews.append(self.facts.now + wait)

    def compare(self, name: str, wanted: JsonValue, actual: JsonValue) -> Finding:
        """Return how an attribute of the account stands to what is wanted, which is to be remembered."""
        self.in_force = {**(self.in_force or {}), name: fingerprint(name, wanted)}
        return self.facts.memory.compare(name, wanted, actual)

    def writes(self, found: Finding) -> bool:
        """Return whether an attribute that stands like this is written."""
        return found is Finding.OUTDATED or (found is Finding.DRIFTED and self.enforces)

    def wait_for_old_reads(self, names: str) -> None:
        """Say that what differs may be an old read, and have it looked at again."""
        self.look_again(READS_SETTLE_WITHIN)
        sentence = f"Entra does not show yet what was written to {names} a moment ago; looked at again in 5 minutes"
        self.note(StepName.PROCESSING, sentence)

    def skip(self, name: StepName, reason: str) -> Plan:
        """Return a plan that does nothing, and why."""
        self.note(name, reason, Status.SKIPPED)
        return self.finish(skip_reason=reason)

    def finish(self, skip_reason: str | None = None) -> Plan:
        """Return the plan."""
        facts = self.facts
        reviews = [*self.reviews, *filter(None, (facts.stage.changes_at, facts.look_again_at))]
        linked = facts.record.link is not None or skip_reason is not None
        found = facts.found if isinstance(facts.found, Match) and not linked else None
        return Plan(
            steps=tuple(self.steps),
            operations=tuple(self.operations),
            account_id=self._account_id(),
            found=found.origin if found else None,
            skip_reason=skip_reason,
            review_at=min(reviews, default=None),
            waiting_for_manager=self.waiting_for_manager,
            taken_over=found.taken_over if found else None,
            named_after=self.named_after,
            disables=self.disables,
            disabled_because=self.disabled_because,
            due_at=due_at(facts, self._due_when_staged()) if self.disables else None,
            brake=self.brake,
            overruled=self.overruled,
            in_force=self.in_force,
        )

    def _due_when_staged(self) -> datetime | None:
        """Return since when the same disable, staged for the same reason, is due; None if it was not staged."""
        staged = self.facts.record.staged
        if staged is None or self.brake is None or self.brake.because != staged.because:
            return None
        return staged.due_at or staged.at

    def _account_id(self) -> str | None:
        facts = self.facts
        if facts.account:
            return facts.account.id
        return facts.deleted.id if facts.deleted else None
