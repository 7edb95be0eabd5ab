"""Provisioning cycles: everybody of an HR system, or whoever changed, goes the way of an event."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from provisioning.fields import Frozen, Instant
from provisioning.model.employees import HrEvent
from provisioning.model.plans import Status


class CycleKind(StrEnum):
    """How far a cycle reaches. An import is a list that an administrator brings along."""

    INITIAL = "initial"
    DELTA = "delta"
    FULL = "full"
    IMPORT = "import"


class CyclePhase(StrEnum):
    """How far a cycle is. Whoever has an account is worked off before anybody who may get one."""

    LISTING = "listing"
    MATCHED = "matched"
    OTHERS = "others"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"


ENDED = frozenset({CyclePhase.FINISHED, CyclePhase.FAILED, CyclePhase.STOPPED})


class Lease(Frozen):
    """Which message may take the cycle's next step, and until when (UTC) no other one may."""

    holder: str
    until: Instant


class Cycle(Frozen):
    """One cycle of one source.

    Attributes:
        by: Who asked for it, in words.
        accept_fewer: An administrator said that the list may be much shorter than last time.
        listed_at: When the people were asked for.
        listed: How many people the HR system listed.
        total: How many people the cycle is about; each has a number from 1.
        matched: Up to this number they have an account, or one that may be theirs.
        released: Up to this number they were put on the queue.
        processed: How many of them are done.
        outcomes: How many ended with which status; empty until the cycle is finished.
        missing: Who is known and was not in a complete list.
        tries: How often listing was begun in a row, without success.
        reason: Why it failed or was stopped, as a sentence.
        lease: See Lease; None until the first step.
    """

    id: str
    source: str
    kind: CycleKind
    phase: CyclePhase = CyclePhase.LISTING
    by: str
    started_at: Instant
    changed_at: Instant
    finished_at: Instant | None = None
    accept_fewer: bool = False
    listed_at: Instant | None = None
    listed: int = 0
    total: int = 0
    matched: int = 0
    released: int = 0
    processed: int = 0
    outcomes: Mapping[Status, int] = Field(default_factory=dict)
    missing: tuple[str, ...] = ()
    tries: int = 0
    reason: str | None = None
    lease: Lease | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more happens in it."""
        return self.phase in ENDED


class SourceState(Frozen):
    """What earlier cycles of a source left for the next one.

    Attributes:
        running: The cycle under way.
        complete_at: When the last complete list was asked for, of a cycle that finished; None: there was none.
        complete_count: How many people it held.
        changes_since: Changes before this time are known (UTC).
        missing: Who was known and not in that list.
        failed_at: When a complete list could not be read or was not believed, since then.
    """

    source: str
    running: str | None = None
    complete_at: Instant | None = None
    failed_at: Instant | None = None
    complete_count: int | None = None
    changes_since: Instant | None = None
    missing: tuple[str, ...] = ()


class CycleItem(Frozen):
    """One person of a cycle: the event to work off, by its number from 1."""

    number: int
    event: HrEvent


class CycleTurn(Frozen):
    """A queue message that stands for one person of a cycle; it holds nothing about them."""

    cycle: str
    number: int


class CycleStep(Frozen):
    """A queue message that has a cycle take its next step; see Lease for `holder`."""

    cycle: str
    holder: str
