"""Who is provisioned: by the domain of the work e-mail address, by assignment, and by scoping filters.

All three must let a person in.

Sources: HiBob's provisioning settings (e-mail domains); Microsoft's provisioning service (assignment and scoping
filters; the operators stand in rules.clauses).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from provisioning.model import Employee, EmployeeRecord
from provisioning.rules.clauses import is_met, problem_with
from provisioning.setting_groups.scope import WITHOUT_VALUE, Assignment, Clause
from provisioning.settings import Settings

type Filters = Sequence[Sequence[Clause]]
"""Groups of clauses: all clauses of at least one group have to be met."""


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Why a person is not provisioned, as a part of a sentence that does not repeat what is known of the person.

    `on_silence` says that this may be for what the HR system never sent. Nobody is created then, but silence is no
    reason to take an account away.
    """

    reason: str
    on_silence: bool = False


def out_of_scope(record: EmployeeRecord, settings: Settings) -> OutOfScope | None:
    """Return why a person is not provisioned; None if they are."""
    employee = record.employee
    return (
        _in_another_domain(employee, settings.email_domains)
        or _not_assigned(employee, settings.assignment)
        or _filtered_out(employee, settings.scoping_filters)
    )


def problems_in(filters: Filters) -> list[tuple[str, str]]:
    """Return (field, sentence) for each group or clause that cannot be meant, for settings that are to be saved."""
    return list(_problems(filters))


def _problems(filters: Filters) -> Iterator[tuple[str, str]]:
    for place, group in enumerate(filters):
        if not group:
            yield f"scopingFilters[{place}]", "has no clause; name one, or take the group out"
        for number, clause in enumerate(group):
            problem = problem_with(clause)
            if problem:
                yield f"scopingFilters[{place}][{number}].value", problem


def _in_another_domain(employee: Employee, domains: Sequence[str]) -> OutOfScope | None:
    if not domains:
        return None
    allowed = f"only addresses in {', '.join(sorted(set(domains)))} are provisioned"
    if employee.work_email is None:
        never_sent = "work_email" not in employee.model_fields_set
        return OutOfScope(f"has no work e-mail address, and {allowed}", on_silence=never_sent)
    local_part, _, domain = employee.work_email.rpartition("@")
    if local_part and domain.lower() in domains:
        return None
    return OutOfScope(f"has a work e-mail address in another domain, and {allowed}")


def _not_assigned(employee: Employee, assignment: Assignment) -> OutOfScope | None:
    if assignment.mode == "all":
        return None
    names = (employee.id, employee.employee_number, employee.work_email)
    own = {name.casefold() for name in names if name}
    assigned = any(name.casefold() in own for name in assignment.employees)
    return None if assigned else OutOfScope("is not among the assigned employees")


def _filtered_out(employee: Employee, filters: Filters) -> OutOfScope | None:
    """Return why no group lets the person in. A group without a clause says nothing, as if it were not there."""
    known = employee.attributes()
    groups = [_unmet(known, group) for group in filters if group]
    if not groups or not all(groups):
        return None
    silent = any(all(clause.attribute not in known for clause in unmet) for unmet in groups)
    reason = f"meets no scoping filter: {'; '.join(_sentence(unmet, known) for unmet in groups)}"
    return OutOfScope(reason, on_silence=silent)


def _unmet(known: Mapping[str, JsonValue], group: Sequence[Clause]) -> list[Clause]:
    return [clause for clause in group if not is_met(clause, known.get(clause.attribute))]


def _sentence(unmet: Sequence[Clause], known: Mapping[str, JsonValue]) -> str:
    silent = sorted({clause.attribute for clause in unmet} - known.keys())
    never_sent = f" (the HR system never sent {', '.join(silent)})" if silent else ""
    return f"{' and '.join(map(_words, unmet))} {'is' if len(unmet) == 1 else 'are'} not met{never_sent}"


def _words(clause: Clause) -> str:
    value = "" if clause.operator in WITHOUT_VALUE else f" {clause.value}"
    return f"{clause.attribute} {clause.operator}{value}"
