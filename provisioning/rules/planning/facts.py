"""All that a plan is made from, and how long things count as new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from provisioning.model import Account, DeletedAccount, Disables, EmployeeRecord, Link, Membership
from provisioning.rules.drifting import Memory, memory_of
from provisioning.rules.lifecycle import Stage
from provisioning.rules.login_names import Names
from provisioning.rules.matching import Hold, Match
from provisioning.rules.scoping import OutOfScope
from provisioning.settings import Settings

LOOK_AGAIN_AFTER: Final = timedelta(days=1)
"""When to look again at what another person has to put right, in case no event tells that they did."""
LINK_IS_FRESH_FOR: Final = timedelta(minutes=15)
"""How long after its creation an account that is not there counts as not visible yet, and not as gone."""
NOT_VISIBLE_FOR: Final = timedelta(seconds=30)
"""A new account can be invisible to the next call for a while; Graph promises no length."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person and of the account. `now` is UTC.

    Attributes:
        record: What is kept of the person, with the event merged in.
        stage: Where the person stands.
        out_of_scope: Why the person is not to be provisioned; None: in scope.
        account: The linked or matched account as read; a linked person without one has lost it.
        found: What matching found for a person without a link.
        unknown_former_id: The HR id that the person is said to have had before, if nothing is known of it.
        deleted: The linked account in the deleted items, looked for when it is not among the others.
        memberships: The account's groups and directory roles; None while nobody asked, as nothing is to be changed.
        names: Login names for an account that is to be created or renamed.
        names_taken: Which of them others hold, in lower case.
        manager_account_id: The account of the person's manager, None while the manager has none.
        manager_is_fresh: It is so new that Graph may not show it yet.
        look_again_at: Set when the HR system may have answered with an old state.
        disables: What is known of other disables; None while nobody asked, as nobody is to be disabled.
        unreadable: Fields that the HR system shows, but that cannot be read.
        before: What was kept of the person before the event was merged in.
        told_at: When (UTC) the event happened; None for a look that says nothing new.
        rewritten: Attributes that an earlier round of this attempt wrote. Another worker changed the record meanwhile,
            so that what it remembers of them need not be what is in force.
    """

    record: EmployeeRecord
    stage: Stage
    settings: Settings
    now: datetime
    out_of_scope: OutOfScope | None = None
    account: Account | None = None
    found: Match | Hold | None = None
    unknown_former_id: str | None = None
    deleted: DeletedAccount | None = None
    memberships: Sequence[Membership] | None = None
    names: Names | None = None
    names_taken: frozenset[str] = frozenset()
    manager_account_id: str | None = None
    manager_is_fresh: bool = False
    look_again_at: datetime | None = None
    disables: Disables | None = None
    unreadable: frozenset[str] = frozenset()
    rewritten: frozenset[str] = frozenset()
    before: EmployeeRecord | None = None
    told_at: datetime | None = None

    @property
    def came_back(self) -> bool:
        """Whether the person works again, or is about to, whose account we had blocked when they left."""
        blocked_at = self.record.disabled_at or self.record.overruled_at
        left = blocked_at is not None and self.record.disabled_because is None
        return left and self.stage.may_create

    @property
    def memory(self) -> Memory:
        """What is remembered of the account's attributes; nothing of one to which the person is only now linked."""
        if self.record.link is None or self.found is not None:
            return Memory()
        return memory_of(self.record, self.settings, self.now).without(self.rewritten)


def is_fresh(link: Link | None, now: datetime) -> bool:
    """Whether a link is so new that Graph may not show its account yet."""
    return link is not None and now - link.linked_at < LINK_IS_FRESH_FOR
