"""Who is provisioned, in Entra's terms."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from provisioning.setting_groups.kinds import Group, SourceAttribute, Words, text_form

Operator = Literal[
    "EQUALS",
    "NOT EQUALS",
    "IS TRUE",
    "IS FALSE",
    "IS NULL",
    "IS NOT NULL",
    "REGEX MATCH",
    "NOT REGEX MATCH",
    "GREATER_THAN",
    "GREATER_THAN_OR_EQUALS",
    "INCLUDES",
]
WITHOUT_VALUE: Final = frozenset({"IS TRUE", "IS FALSE", "IS NULL", "IS NOT NULL"})
_AS_ENTRA_WRITES: Final = {name.replace("_", " "): name for name in ("GREATER_THAN", "GREATER_THAN_OR_EQUALS")}


def _domain(text: str) -> str:
    domain = text.removeprefix("@").lower()
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", domain):
        raise ValueError("is no domain; write it like contoso.com")
    return domain


EmailDomain = Annotated[Words, AfterValidator(_domain), text_form("a domain")]


def _operator(name: object) -> object:
    """Take an operator in small letters, and with spaces or underscores."""
    if not isinstance(name, str):
        return name
    plain = " ".join(name.upper().replace("_", " ").split())
    return _AS_ENTRA_WRITES.get(plain, plain)


class Clause(Group):
    """One condition on an employee's attribute."""

    attribute: Annotated[SourceAttribute, Field(description="The employee's attribute.", examples=["department"])]
    operator: Annotated[
        Annotated[Operator, BeforeValidator(_operator)],
        Field(
            description="How the attribute is compared, in Entra's words. Texts compare with regard to case; an empty "
            "value meets IS NULL and nothing else, not even NOT EQUALS; a regular expression must fit the whole value; "
            "GREATER_THAN compares numbers and dates; INCLUDES looks for a part of the text.",
            examples=["EQUALS"],
        ),
    ]
    value: Annotated[
        Words | None,
        Field(description="What it is compared with; not needed by IS TRUE and the like.", examples=["Sales"]),
    ] = None

    @model_validator(mode="after")
    def _value_fits(self) -> Self:
        if self.operator not in WITHOUT_VALUE and self.value is None:
            raise ValueError(f"needs a value, as the operator is {self.operator}")
        return self


def _groups_of_clauses(filters: object) -> object:
    # A single group without the list around it is what is most easily mistaken.
    if not isinstance(filters, list | tuple) or not all(isinstance(group, list | tuple) for group in filters):
        raise ValueError("must be a list of groups, each a list of clauses: [[clause, clause], [clause]]")
    return filters


Filters = Annotated[tuple[tuple[Clause, ...], ...], BeforeValidator(_groups_of_clauses)]
LeavingScope = Literal["keep", "disable"]


class Assignment(Group):
    """Whom provisioning is for, person by person."""

    mode: Annotated[
        Literal["all", "assigned"],
        Field(description="`all`: everybody. `assigned`: only those whom `employees` lists."),
    ] = "all"
    employees: Annotated[
        tuple[Words, ...],
        Field(
            description="Mode assigned: the HR system's ids, employee numbers or work e-mail addresses of the people.",
            examples=[["1042", "ana.ruiz@contoso.com"]],
        ),
    ] = ()
