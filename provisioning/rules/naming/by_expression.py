"""Login names by an expression of the administrator's, in Entra's syntax."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from provisioning.fields import Absent
from provisioning.model import CUSTOM_PREFIX, EmployeeRecord
from provisioning.rules.expressions import Context, EvaluationError, Expression, ExpressionError, Ignored, parse
from provisioning.rules.expressions.errors import Place
from provisioning.rules.expressions.names import attribute_of, lookup_in
from provisioning.rules.naming.parts import (
    MOST_CANDIDATES,
    Names,
    as_text,
    distinct,
    number_of,
    numbered,
    problem_with,
)


def by_expression(record: EmployeeRecord, text: str, verified: frozenset[str] | None, now: datetime) -> Names:
    """Return the names that an expression gives for a person, as the administrator wrote them.

    With SelectUniqueValue these are its values in turn, otherwise the expression's value, also with _EmployeeID and
    numbers before the @. What Entra would refuse is left out, with a warning.

    Args:
        record: What is kept of the person.
        text: The expression.
        verified: The tenant's verified domains in lower case; None if they are not known.
        now: What Now() gives (UTC).
    """
    known = record.employee.attributes()
    try:
        expression = parse(text)
        offers = _offers(expression, known, now, seed=f"{record.source}|{record.employee_id}|loginName")
    except ExpressionError as error:
        return Names(problem=f"loginName.expression cannot be used: {error}")
    if not offers.names:
        return Names(problem=offers.no_more_as or "loginName.expression gives no name for this person")
    problems = {name: problem_with(name, verified) for name in offers.names}
    warnings = [f"loginName.expression gives {name}, which {problem}" for name, problem in problems.items() if problem]
    legal = [name for name, problem in problems.items() if problem is None]
    if not legal:
        return Names(problem=warnings[0])
    if offers.no_more_as:
        warnings.append(f"loginName.expression gives no further names: {offers.no_more_as}")
    names = legal if _selects(expression) else _with_numbers(legal[0], number_of(record.employee))
    return Names(tuple(distinct(names)), None, _named_after(expression, known), tuple(warnings))


def _with_numbers(name: str, number: str) -> list[str]:
    local, _, domain = name.rpartition("@")
    return [f"{numbered_local}@{domain}" for numbered_local in numbered(local, number)]


def _named_after(expression: Expression, known: Mapping[str, JsonValue]) -> Mapping[str, str]:
    lookup = lookup_in(known)
    values = {_meant(name, known): lookup(name) for name in sorted(expression.attributes)}
    return {name: as_text(value) for name, value in values.items() if not isinstance(value, Absent)}


def _meant(name: str, known: Mapping[str, JsonValue]) -> str:
    """Return the employee's attribute that a name in an expression means."""
    candidates = (name, CUSTOM_PREFIX + name)
    return next((each for each in candidates if each in known), attribute_of(name) or name)


@dataclass(slots=True)
class _Offers:
    """The names that an expression gives, in turn, and why there are none or no more, if there is more to say."""

    names: list[str] = field(default_factory=list)
    no_more_as: str | None = None


def _selects(expression: Expression) -> bool:
    return "SelectUniqueValue" in expression.functions


def _offers(expression: Expression, known: Mapping[str, JsonValue], now: datetime, seed: str) -> _Offers:
    """Evaluate until there is no further name: each one given counts as taken, so that another one comes up.

    Raises:
        ExpressionError: Already the first name could not be worked out.
    """
    offers, given = _Offers(), set[str]()
    context = Context(lookup_in(known), now, seed, lambda name: name.lower() in given)
    for _ in range(MOST_CANDIDATES if _selects(expression) else 1):
        try:
            result = expression.evaluate(context)
        except EvaluationError as error:
            if not offers.names and not error.relied_on_absent:
                raise
            offers.no_more_as = _why(error, expression, known)
            break
        name = "" if isinstance(result.value, Ignored) else as_text(result.value)
        if not name or result.relied_on_absent:
            offers.no_more_as = _waits_for(result.relied_on_absent, known)
            break
        given.add(name.lower())
        offers.names.append(name)
    return offers


def _why(error: EvaluationError, expression: Expression, known: Mapping[str, JsonValue]) -> str | None:
    """Return why there is no further name; None when SelectUniqueValue, the root, has simply given all."""
    has_given_all = Place(error.line, error.column) == expression.root.place
    return _waits_for(error.relied_on_absent, known) or (None if has_given_all else str(error))


def _waits_for(absent: frozenset[str], known: Mapping[str, JsonValue]) -> str | None:
    names = sorted({_meant(name, known) for name in absent})
    return f"waits for {', '.join(names)} from the HR system" if names else None
