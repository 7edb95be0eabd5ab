"""The operators of Entra's scoping filters: whether a value of an employee's meets a clause.

Source: Microsoft's "Scoping users or groups to be provisioned with scoping filters". Texts compare with regard to case;
a value that is null, blank or absent meets IS NULL and nothing else, not even NOT EQUALS; lists cannot be compared. A
regular expression has to fit the whole value, as the page's `([1-9][0-9])` means the numbers from 10 to 99; it takes
time in proportion to the value, whatever the pattern. Beyond the page, GREATER_THAN takes decimals and dates as well.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.regexes import pattern_of
from provisioning.rules.values.fitting import as_text
from provisioning.setting_groups.scope import Clause, Operator

type _Test = Callable[[str, str], bool]
"""Whether a value, as text and not empty, meets what the clause compares it with."""

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,100}(\.[0-9]{1,100})?")


def is_met(clause: Clause, value: JsonValue) -> bool:
    """Whether an employee's value (None if absent) meets a clause; one that cannot be compared with it does not."""
    if _is_null(value):
        return clause.operator == "IS NULL"
    if clause.operator in {"IS NULL", "IS NOT NULL"}:
        return clause.operator == "IS NOT NULL"
    if value is None or isinstance(value, list | dict):
        return False
    return _TESTS[clause.operator](as_text(value).strip(), clause.value or "")


def problem_with(clause: Clause) -> str | None:
    """Return a sentence on what is wrong with a clause's value, None if nothing is."""
    value = clause.value or ""
    if clause.operator in {"REGEX MATCH", "NOT REGEX MATCH"}:
        return _problem_with_pattern(value)
    if clause.operator in {"GREATER_THAN", "GREATER_THAN_OR_EQUALS"} and _quantity(value) is None:
        return "must be a number like 12, or a date like 2026-09-30"
    return None


def _is_null(value: JsonValue) -> bool:
    return not value.strip() if isinstance(value, str) else value in (None, [], {})


def _fits(value: str, pattern: str) -> bool | None:
    """Whether a pattern fits the whole value; None if it is none, which settings are refused for."""
    return None if _problem_with_pattern(pattern) else pattern_of(pattern).fullmatch(value) is not None


def _problem_with_pattern(pattern: str) -> str | None:
    try:
        pattern_of(pattern)
    except Unfit as unfit:
        return str(unfit)
    except UnicodeEncodeError:
        return "holds half of a surrogate pair"
    return None


def _quantity(text: str) -> Decimal | date | None:
    """Return a number or a date; of a date with a time, the date that stands on the wall."""
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _exceeds(value: str, limit: str, *, or_equals: bool) -> bool:
    one, other = _quantity(value), _quantity(limit)
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one > other or (or_equals and one == other)
    if isinstance(one, date) and isinstance(other, date):
        return one > other or (or_equals and one == other)
    return False


_TESTS: Final[Mapping[Operator, _Test]] = {
    "EQUALS": lambda value, wanted: value == wanted,
    "NOT EQUALS": lambda value, wanted: value != wanted,
    "IS TRUE": lambda value, _: value.lower() == "true",
    "IS FALSE": lambda value, _: value.lower() == "false",
    "REGEX MATCH": lambda value, pattern: _fits(value, pattern) is True,
    "NOT REGEX MATCH": lambda value, pattern: _fits(value, pattern) is False,
    "GREATER_THAN": lambda value, limit: _exceeds(value, limit, or_equals=False),
    "GREATER_THAN_OR_EQUALS": lambda value, limit: _exceeds(value, limit, or_equals=True),
    "INCLUDES": lambda value, part: part in value,
}
