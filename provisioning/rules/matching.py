"""Find the account of a person who has no link yet, without ever taking over somebody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from pydantic_core import to_json

from provisioning.attributes import EMPLOYEE_ID
from provisioning.fields import Absent
from provisioning.model import (
    Account,
    Criterion,
    Employee,
    EmployeeRecord,
    HrEvent,
    LinkOrigin,
    MatchingAttribute,
    TakenOver,
)
from provisioning.rules.mapping import as_text, employee_number
from provisioning.rules.merging import merge
from provisioning.setting_groups.matching import MatchingRule
from provisioning.settings import Settings

_CLOCKS_DIFFER_BY: Final = timedelta(minutes=5)

type Person = tuple[str, str]
"""A person's key: the source and the HR system's id."""


@dataclass(frozen=True, slots=True)
class Match:
    """The account that is the person's, and the criterion that found it, or from which HR id it passes on."""

    account: Account
    criterion: Criterion | None = None
    taken_over: TakenOver | None = None

    @property
    def own(self) -> bool:
        """Whether it is an account that we created ourselves, without having learnt that."""
        return self.criterion is not None and self.criterion.own

    @property
    def origin(self) -> LinkOrigin:
        """How the person comes to be linked to it."""
        return LinkOrigin.CREATED if self.own else LinkOrigin.MATCHED

    @property
    def how(self) -> str:
        """How it was found, in words."""
        if self.taken_over:
            return f"taken over from employee {self.taken_over.employee_id}"
        return f"matched by {self.criterion.attribute}" if self.criterion else "matched"


@dataclass(frozen=True, slots=True)
class Hold:
    """An account was found, but taking it over would be a guess or a harm; the sentence says why.

    `until` is when that changes by itself (UTC), if it is known.
    """

    reason: str
    until: datetime | None = None


def criteria(record: EmployeeRecord, settings: Settings, now: datetime) -> tuple[Criterion, ...]:
    """Return what to look for, most certain first.

    Args:
        record: The person. An account that we meant to create comes first: after a crash it may be there.
        settings: Its `matching` names the attributes.
        now: UTC, for a mapping of employeeId that looks at the time.
    """
    meant = record.intended
    own = (Criterion(attribute="userPrincipalName", value=meant.login_name, own=True),) if meant else ()
    return own + tuple(
        Criterion(attribute=_attribute(rule), value=value)
        for rule in settings.matching
        if (value := _wanted(rule, record, settings, now))
    )


def asked(wanted: Sequence[Criterion]) -> str:
    """Return a short text that stands for what is looked for: the same for the same criteria, and for no others."""
    document = to_json([criterion.to_json() for criterion in wanted])
    return sha256(document).hexdigest()[:32]


def shared_key_after(record: EmployeeRecord, event: HrEvent, settings: Settings, now: datetime) -> str | None:
    """Return which matching key a person shares with others, after what a complete list tells of them.

    A list that does not show a key that is known of the person is not clear: it keeps who was held where they are.
    """
    told = event.listing.shared_key if event.listing else record.shared_key
    if told is not None or record.shared_key is None:
        return told
    shown = merge(EmployeeRecord(source=record.source, employee_id=record.employee_id), event)
    seen = set(criteria(shown, settings, now))
    known = {criterion for criterion in criteria(record, settings, now) if not criterion.own}
    return None if known <= seen else record.shared_key


def hold_for_shared_key(record: EmployeeRecord) -> Hold | None:
    """Return why a person is held who shares a matching key with others, by the last complete list."""
    if record.shared_key is None:
        return None
    return Hold(f"shares {record.shared_key}; which of them an account belongs to is for the HR system to make clear")


def _attribute(rule: MatchingAttribute | MatchingRule) -> MatchingAttribute:
    return rule.attribute if isinstance(rule, MatchingRule) else rule


def _wanted(
    rule: MatchingAttribute | MatchingRule, record: EmployeeRecord, settings: Settings, now: datetime
) -> str | None:
    if isinstance(rule, MatchingRule):
        return text_of(record.employee, rule.source)
    address = record.employee.work_email
    match rule:
        case "employeeId":
            return employee_number(record, settings, now)
        case "mailNickname":
            return (address or "").partition("@")[0] or None
        case "userPrincipalName" | "mail":
            return address


def text_of(employee: Employee, attribute: str) -> str | None:
    """Return an attribute of an employee as one looks for it, None if there is nothing to look for."""
    value = employee.get(attribute)
    if value is None or isinstance(value, Absent | dict | list):
        return None
    return as_text(value).strip() or None


def match(
    record: EmployeeRecord,
    wanted: Sequence[Criterion],
    candidates: Sequence[Account],
    owners: Mapping[str, Person],
    number: str | None,
    *,
    leaving: bool = False,
) -> Match | Hold | None:
    """Return the account that the first criterion with a hit finds, a reason to hold, or None when there is none.

    Args:
        record: The person who is looked for.
        wanted: The criteria, in order.
        candidates: Accounts that meet at least one of them.
        owners: Object id → the person to whom the account is tied already.
        number: What the account's employeeId shall be; None if there is none, or if it is not written.
        leaving: The person has left. An address passes from one person to the next, so an account that only the
            address finds may be a new colleague's.
    """
    for criterion in wanted:
        hits = [account for account in candidates if _meets(account, criterion)]
        if criterion.own:
            hits = [account for account in hits if _can_be_ours(record, account, number)]
        if len(hits) > 1:
            names = ", ".join(sorted(account.user_principal_name for account in hits))
            return Hold(f"{len(hits)} accounts have {criterion.attribute} {criterion.value}: {names}")
        if hits and leaving and not (criterion.own or criterion.attribute == EMPLOYEE_ID):
            return _hold_for_leaver(record, hits[0], owners.get(hits[0].id))
        if hits:
            obstacle = _obstacle(record, hits[0], criterion, owners.get(hits[0].id), number)
            return Hold(obstacle) if obstacle else Match(hits[0], criterion)
    return None


def _hold_for_leaver(record: EmployeeRecord, account: Account, owner: Person | None) -> Hold | None:
    if owner and owner != _person(record):
        return None
    name = account.user_principal_name
    return Hold(f"has left, and {name} has the same address; whether it is theirs is for an administrator to say")


def _obstacle(
    record: EmployeeRecord, account: Account, criterion: Criterion, owner: Person | None, number: str | None
) -> str | None:
    name = account.user_principal_name
    if owner and owner != _person(record):
        return f"{name} is linked to employee {owner[1]} of {owner[0]}"
    theirs = account.attributes.get(EMPLOYEE_ID)
    by_number = criterion.attribute == EMPLOYEE_ID
    if isinstance(theirs, str) and theirs and number and not by_number and theirs.casefold() != number.casefold():
        return f"{name} has employeeId {theirs}, the person has {number}"
    return None


def _person(record: EmployeeRecord) -> Person:
    return record.source, record.employee_id


def _can_be_ours(record: EmployeeRecord, account: Account, number: str | None) -> bool:
    """Whether we may have created the account: not before we meant to, and with the number that we would have written.

    Without that, an account that an administrator made under the same name would be taken for ours.
    """
    numbered = number is None or account.attributes.get(EMPLOYEE_ID) == number
    since = record.intended.at - _CLOCKS_DIFFER_BY if record.intended else None
    return numbered and since is not None and account.created_at is not None and account.created_at >= since


def _meets(account: Account, criterion: Criterion) -> bool:
    value: object = (
        account.user_principal_name
        if criterion.attribute == "userPrincipalName"
        else account.attributes.get(criterion.attribute)
    )
    return isinstance(value, str) and value.casefold() == criterion.value.casefold()
