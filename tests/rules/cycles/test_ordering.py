"""Who comes first in a cycle."""

from hypothesis import given
from hypothesis import strategies as st

from provisioning.rules.cycles.ordering import managers_first

IDS = st.sampled_from([str(number) for number in range(30)])


def test_managers_come_before_their_people() -> None:
    assert managers_first({"ana": "ben", "ben": "eva", "eva": None}) == ["eva", "ben", "ana"]


def test_a_manager_who_is_not_in_the_cycle_keeps_nobody_waiting() -> None:
    assert managers_first({"ana": "somebody else", "ben": None}) == ["ana", "ben"]


def test_two_who_manage_each_other_both_come() -> None:
    assert sorted(managers_first({"ana": "ben", "ben": "ana"})) == ["ana", "ben"]


@given(st.dictionaries(IDS, st.none() | IDS))
def test_everybody_comes_once_whoever_manages_whom(managers: dict[str, str | None]) -> None:
    order = managers_first(managers)
    assert sorted(order) == sorted(managers)


@given(st.lists(st.integers(0, 50), max_size=50))
def test_in_a_tree_every_manager_comes_first(parents: list[int]) -> None:
    managers = {str(n): str(parent) if parent < n else None for n, parent in enumerate(parents)}
    place = {employee: at for at, employee in enumerate(managers_first(managers))}
    assert all(manager is None or place[manager] < place[employee] for employee, manager in managers.items())
