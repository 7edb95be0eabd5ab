"""Compares every account with what HR said last."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from local.chaos.company import Company, Person, State

_NO_END: Final = frozenset({"failure", "missing"})


@dataclass(slots=True)
class Verdict:
    """What became of a company. `wrong` and `lost` say who and why; leavers need no account, but no enabled one."""

    expected: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    duplicates: int = 0

    @property
    def good(self) -> bool:
        """Whether everything is as HR said."""
        return self.right == self.expected and not self.lost and not self.duplicates


def judge(company: Company, accounts: Sequence[Mapping[str, Any]]) -> Verdict:
    """Compare accounts, as the tenant shows them, with the company."""
    theirs = defaultdict[Any, list[Mapping[str, Any]]](list)
    for account in accounts:
        theirs[account["employeeId"]].append(account)
    verdict = Verdict(duplicates=len(theirs.pop(None, ())))
    names = {account["id"]: str(account["userPrincipalName"]) for account in accounts}
    for person, state in company.states.items():
        found = theirs[person.employee_number]
        verdict.duplicates += max(0, len(found) - 1)
        if not found and not state.works:
            continue
        verdict.expected += 1
        if not found:
            verdict.lost.append(f"{person.employee_number} has no account")
        elif differs := [*_differences(company, person, state, found[0], names)]:
            verdict.wrong.append(f"{person.employee_number}: {', '.join(differs)}")
        else:
            verdict.right += 1
    return verdict


def _differences(
    company: Company, person: Person, state: State, account: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[str]:
    """Yield what is not as it must be. Of a leaver, only the sign-in is looked at: the rest is left as it was."""
    manager = account.get("manager")
    wanted = {
        "accountEnabled": (state.works, account["accountEnabled"]),
        "userPrincipalName": (person.address, account["userPrincipalName"]),
        "jobTitle": (state.title, account["jobTitle"]),
        "department": (state.department, account["department"]),
        "manager": (
            None if state.manager is None else company.named(state.manager).address,
            names.get(manager["id"]) if manager else None,
        ),
    }
    for name, (meant, actual) in wanted.items():
        if meant != actual and (state.works or name == "accountEnabled"):
            yield f"{name} is {actual!r} and not {meant!r}"


def failing(company: Company, entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return whose newest log entry says that it failed, or who has none; `entries` come newest first."""
    newest: dict[str, str] = {}
    for entry in entries:
        newest.setdefault(entry["employeeId"], entry["status"])
    told = {person.employee_number: newest.get(person.hr_id, "missing") for person in company.states}
    return [
        f"{name}: the newest log entry is {status}" for name, status in told.items() if status in {"failure", "missing"}
    ]
