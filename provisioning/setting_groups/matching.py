"""How the account of a person without a link is looked for."""

from typing import Annotated, Final, Literal

from pydantic import Field, Tag

from provisioning.model import MatchingAttribute
from provisioning.problems import OBJECT, TEXT
from provisioning.setting_groups.kinds import TEXT_OR_OBJECT, Group, SourceAttribute

UnmatchedExisting = Literal["hold", "create"]
MOST_RULES: Final = 10
"""Graph joins 15 conditions in one search, and needs one for an account that we meant to create."""


class MatchingRule(Group):
    """An attribute of the account, and the field of the employee with which it is compared."""

    attribute: Annotated[MatchingAttribute, Field(description="The attribute of the account.")]
    source: Annotated[SourceAttribute, Field(description="The employee's attribute.", examples=["custom.windowsLogin"])]


MatchingEntry = Annotated[
    Annotated[MatchingAttribute, Tag(TEXT)] | Annotated[MatchingRule, Tag(OBJECT)],
    TEXT_OR_OBJECT,
]


def check_rules(rules: tuple[MatchingEntry, ...]) -> tuple[MatchingEntry, ...]:
    """Refuse rules that stand twice, and more than fit into one search of Graph's."""
    if len(rules) > MOST_RULES:
        raise ValueError(f"names {len(rules)} attributes; name {MOST_RULES} at most")
    for rule in rules:
        if rules.count(rule) > 1:
            raise ValueError("names an attribute twice")
    return rules
