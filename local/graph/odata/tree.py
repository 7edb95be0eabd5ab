"""The tree that a `$filter` expression becomes: a closed set of conditions."""

from dataclasses import dataclass
from datetime import datetime

type Literal = str | bool | int | float | datetime | None


@dataclass(frozen=True, slots=True)
class Path:
    """A property such as `employeeOrgData/costCenter`, or the variable of an `any`, by its segments."""

    segments: tuple[str, ...]

    @property
    def root(self) -> str:
        """The property that the path begins with."""
        return self.segments[0]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`path operator value`, the operator one of eq, ne, ge, le."""

    path: Path
    operator: str
    value: Literal


@dataclass(frozen=True, slots=True)
class Membership:
    """`path in (value, …)`."""

    path: Path
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class TextMatch:
    """`startswith(path, 'text')` or `endswith(path, 'text')`."""

    function: str
    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`path/any(variable:condition)`; without a condition it asks for at least one value."""

    path: Path
    variable: str = ""
    condition: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class And:
    """Both hold."""

    left: "Condition"
    right: "Condition"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one holds."""

    left: "Condition"
    right: "Condition"


@dataclass(frozen=True, slots=True)
class Not:
    """The operand does not hold."""

    operand: "Condition"


type Condition = Comparison | Membership | TextMatch | AnyOf | And | Or | Not
