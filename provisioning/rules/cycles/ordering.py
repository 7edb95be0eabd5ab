"""Who comes first in a cycle."""

from collections.abc import Mapping


def managers_first(managers: Mapping[str, str | None]) -> list[str]:
    """Return the ids with each manager before their people, so that few have to wait for their manager's account.

    Args:
        managers: Employee id → the manager's id; one that is not among the keys counts as none. People who manage each
            other in a circle come in the order in which they are given.
    """
    ordered: dict[str, None] = {}
    for employee in managers:
        chain: dict[str, None] = {}
        current: str | None = employee
        while current is not None and current in managers and current not in ordered and current not in chain:
            chain[current] = None
            current = managers[current]
        ordered |= dict.fromkeys(reversed(chain))
    return list(ordered)
