"""Find the account of a person who has no link yet, without ever taking over somebody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from provisioning.attributes import EMPLOYEE_ID, WRITABLE
from provisioning.fields import Absent
from provisioning.model import Account, Criterion, EmployeeRecord, MatchingAttribute
from provisioning.rules.mapping import as_text
from provisioning.settings import DirectMapping, Settings

_CLOCKS_DIFFER_BY: Final = timedelta(minutes=5)

type Person = tuple[str, str]
"""A person's key: the source and the HR system's id."""


@dataclass(frozen=True, slots=True)
class Match:
    """The account that is the person's, and the criterion that found it."""

    account: Account
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class Hold:
    """An account was found, but taking it over would be a guess or a harm; the sentence says why."""

    reason: str


def criteria(record: EmployeeRecord, settings: Settings) -> tuple[Criterion, ...]:
    """Return what to look for, most certain first.

    Args:
        record: The person. An account that we meant to create comes first: after a crash it may be there.
        settings: Its `matching` names the attributes.
    """
    meant = record.intended
    values = _values(record, settings)
    own = (Criterion(attribute="userPrincipalName", value=meant.login_name, own=True),) if meant else ()
    return own + tuple(
        Criterion(attribute=attribute, value=value) for attribute in settings.matching if (value := values[attribute])
    )


def _values(record: EmployeeRecord, settings: Settings) -> dict[MatchingAttribute, str | None]:
    address = record.employee.work_email
    return {"employeeId": _number(record, settings), "userPrincipalName": address, "mail": address}


def _number(record: EmployeeRecord, settings: Settings) -> str | None:
    """Return what the account's employeeId shall be, by the mapping; None if there is nothing that Entra can hold."""
    mapping = settings.mapping_of(EMPLOYEE_ID)
    number = record.employee.get(mapping.source if isinstance(mapping, DirectMapping) else "employeeNumber")
    if number is None or isinstance(number, Absent | dict | list):
        return None
    text, longest = as_text(number).strip(), WRITABLE[EMPLOYEE_ID].longest
    return text if text and longest and len(text) <= longest else None


def match(
    record: EmployeeRecord,
    wanted: Sequence[Criterion],
    candidates: Sequence[Account],
    owners: Mapping[str, Person],
    settings: Settings,
    *,
    leaving: bool = False,
) -> Match | Hold | None:
    """Return the account that the first criterion with a hit finds, a reason to hold, or None when there is none.

    Args:
        record: The person who is looked for.
        wanted: The criteria, in order.
        candidates: Accounts that meet at least one of them.
        owners: Object id → the person to whom the account is tied already.
        settings: Names the protected accounts.
        leaving: The person has left. An address passes from one person to the next, so an account that only the
            address finds may be a new colleague's.
    """
    for criterion in wanted:
        hits = [account for account in candidates if _meets(account, criterion)]
        if criterion.own:
            hits = [account for account in hits if _can_be_ours(record, account, settings)]
        if len(hits) > 1:
            names = ", ".join(sorted(account.user_principal_name for account in hits))
            return Hold(f"{len(hits)} accounts have {criterion.attribute} {criterion.value}: {names}")
        if hits and leaving and not (criterion.own or criterion.attribute == EMPLOYEE_ID):
            return _hold_for_leaver(record, hits[0], owners.get(hits[0].id))
        if hits:
            obstacle = _obstacle(record, hits[0], owners.get(hits[0].id), settings)
            return Hold(obstacle) if obstacle else Match(hits[0], criterion)
    return None


def _hold_for_leaver(record: EmployeeRecord, account: Account, owner: Person | None) -> Hold | None:
    if owner and owner != _person(record):
        return None
    name = account.user_principal_name
    return Hold(f"has left, and {name} has the same address; whether it is theirs is for an administrator to say")


def untouchable(account: Account, settings: Settings) -> str | None:
    """Return why an account must never be changed by us, as a sentence; None when it may be."""
    name = account.user_principal_name
    protected = {entry.lower() for entry in settings.protected_accounts}
    if protected & {account.id.lower(), name.lower()}:
        return f"{name} is a protected account"
    if account.synced_from_on_premises:
        return f"{name} is synchronised from an on-premises directory; change it there"
    if account.guest:
        return f"{name} is a guest"
    return None


def _obstacle(record: EmployeeRecord, account: Account, owner: Person | None, settings: Settings) -> str | None:
    name = account.user_principal_name
    if owner and owner != _person(record):
        return f"{name} is linked to employee {owner[1]} of {owner[0]}"
    theirs, ours = account.attributes.get(EMPLOYEE_ID), _number(record, settings)
    if isinstance(theirs, str) and theirs and ours and theirs.casefold() != ours.casefold():
        return f"{name} has employeeId {theirs}, the person has {ours}"
    return untouchable(account, settings)


def _person(record: EmployeeRecord) -> Person:
    return record.source, record.employee_id


def _can_be_ours(record: EmployeeRecord, account: Account, settings: Settings) -> bool:
    """Whether we may have created the account: not before we meant to, and with the number that we would have written.

    Without that, an account that an administrator made under the same name would be taken for ours.
    """
    number = _number(record, settings) if settings.mapping_of(EMPLOYEE_ID) else None
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
