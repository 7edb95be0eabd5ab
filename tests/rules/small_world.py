"""A world with one person and one account at most, in which plans are carried out without any I/O.

An account that is not the person's is out of sight once they have their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self

from provisioning.model import (
    Account,
    AppliedOperation,
    CreateAccount,
    DisableAccount,
    Domains,
    EmployeeRecord,
    EnableAccount,
    HrEvent,
    Membership,
    Operation,
    Plan,
    RenameAccount,
    RevokeSessions,
    SetManager,
    Status,
    UpdateAccount,
)
from provisioning.rules import bookkeeping, lifecycle, mapping, matching
from provisioning.rules.login_names import names
from provisioning.rules.matching import Match
from provisioning.rules.merging import merge
from provisioning.rules.planner import needs_names, plan
from provisioning.rules.planning.facts import Facts
from provisioning.rules.planning.returning import without_lost_link
from provisioning.rules.scoping import out_of_scope
from provisioning.settings import Settings
from tests.builders import ANA_ACCOUNT, BOSS_ACCOUNT, NOON, SOURCE

USUAL: Final = Settings()
TENANT: Final = Domains(verified=frozenset({"contoso.com"}), default="contoso.com")


@dataclass(frozen=True)
class World:
    """What is kept of the person, the account if there is one, and what else a plan depends on."""

    record: EmployeeRecord
    account: Account | None = None
    settings: Settings = USUAL
    boss_has_account: bool = True
    now: datetime = NOON
    memberships: tuple[Membership, ...] = ()

    @property
    def plan(self) -> Plan:
        """What is to be done now."""
        return plan(self._facts())

    @property
    def signed_in(self) -> bool:
        """Whether there is an account that can sign in."""
        return self.account is not None and self.account.account_enabled

    def told(self, event: HrEvent) -> Self:
        """Return the world after an event was merged."""
        return replace(self, record=merge(self.record, event))

    def provisioned(self) -> Self:
        """Return the world after the plan was carried out, without any failure."""
        facts = self._facts()
        decided = plan(facts)
        begun = bookkeeping.intent(facts.record, decided, self.now)
        account = self.account
        for operation in decided.operations:
            account = carried_out(operation, account)
        done = [AppliedOperation(operation=operation, status=Status.SUCCESS) for operation in decided.operations]
        created = ANA_ACCOUNT if decided.account_id is None and account is not self.account else None
        record = bookkeeping.outcome(begun, decided, done, created, self.now)
        return replace(self, record=record, account=account)

    def _facts(self) -> Facts:
        record, in_force = self.record, self.settings
        facts = Facts(
            record,
            lifecycle.stage(record, in_force, self.now),
            in_force,
            self.now,
            out_of_scope=out_of_scope(record, in_force),
            account=self.account if record.link else None,
            memberships=self.memberships,
            manager_account_id=self._boss(),
        )
        if record.link and not facts.account and facts.came_back:
            facts = without_lost_link(facts, record.link)
        if facts.record.link is None:
            found = self._found()
            facts = replace(facts, found=found, account=found.account if isinstance(found, Match) else None)
        if not needs_names(facts):
            return facts
        return replace(facts, names=names(record, in_force, TENANT, self.now))

    def _found(self) -> matching.Match | matching.Hold | None:
        leaving = lifecycle.stage(self.record, self.settings, self.now).phase is lifecycle.Phase.LEFT
        wanted = matching.criteria(self.record, self.settings, self.now)
        accounts = [self.account] if self.account else []
        number = mapping.employee_number(self.record, self.settings, self.now)
        return matching.match(self.record, wanted, accounts, {}, number, leaving=leaving)

    def _boss(self) -> str | None:
        manager_id = mapping.manager_id(self.record.employee, self.settings)
        referred = isinstance(manager_id, str) and manager_id != self.record.employee_id
        return BOSS_ACCOUNT if referred and self.boss_has_account else None


def recorded(events: Sequence[HrEvent]) -> EmployeeRecord:
    """Return what is kept of the person after these events."""
    record = EmployeeRecord(source=SOURCE, employee_id="7")
    for event in events:
        record = merge(record, event)
    return record


def carried_out(operation: Operation, account: Account | None) -> Account:
    """Return the account after one operation, as Entra would carry it out."""
    match operation, account:
        case CreateAccount(), _:
            return Account(
                id=ANA_ACCOUNT,
                user_principal_name=operation.user_principal_name,
                account_enabled=operation.account_enabled,
                attributes=operation.attributes,
            )
        case UpdateAccount(), Account():
            new = {change.attribute: change.new for change in operation.changes}
            return account.model_copy(update={"attributes": {**account.attributes, **new}})
        case RenameAccount(), Account():
            attributes = {**account.attributes, "otherMails": list(operation.other_mails)}
            return account.model_copy(update={"user_principal_name": operation.new, "attributes": attributes})
        case SetManager(), Account():
            return account.model_copy(update={"manager_id": operation.new})
        case ((EnableAccount() | DisableAccount()), Account()):
            return account.model_copy(update={"account_enabled": isinstance(operation, EnableAccount)})
        case RevokeSessions(), Account():
            return account
    raise AssertionError(f"{operation.type} does not fit {account}")
