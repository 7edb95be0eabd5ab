"""Which people of a list share a matching key, so that one of them would get the account of the other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from provisioning.model import EmployeeRecord
from provisioning.rules import lifecycle, matching
from provisioning.rules.lifecycle import Phase
from provisioning.settings import Settings

_NAMED_AT_MOST: Final = 5

type _Key = tuple[str, str]
"""An account's attribute and the value that it is looked for by, in small letters."""


class SharedKeys:
    """Takes the people of a list one by one, and tells who of those that work shares a matching key with whom."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self._settings = settings
        self._now = now
        self._holders: defaultdict[_Key, list[str]] = defaultdict(list)

    def add(self, record: EmployeeRecord) -> None:
        """Take a person; who has left shares nothing, as an address passes from one person to the next."""
        if lifecycle.stage(record, self._settings, self._now).phase is Phase.LEFT:
            return
        asked = matching.criteria(record, self._settings, self._now)
        keys = ((criterion.attribute, criterion.value.casefold()) for criterion in asked if not criterion.own)
        for key in dict.fromkeys(keys):
            self._holders[key].append(record.employee_id)

    def sentences(self) -> Mapping[str, str]:
        """Return employee id → which key they share with whom, as a part of a sentence."""
        shared: dict[str, str] = {}
        for (attribute, value), people in self._holders.items():
            if len(people) > 1:
                for person in people:
                    shared.setdefault(person, f"{attribute} {value} with employee {_others(person, people)}")
        return shared


def _others(person: str, people: Iterable[str]) -> str:
    others = [other for other in people if other != person]
    more = f" and {len(others) - _NAMED_AT_MOST} more" if len(others) > _NAMED_AT_MOST else ""
    return ", ".join(others[:_NAMED_AT_MOST]) + more
