"""How alerts name people, and tell without a name whether there is somebody new among them."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final, Protocol

NAMED: Final = 5


class Person(Protocol):
    """Somebody of an HR system."""

    @property
    def source(self) -> str:
        """The HR system."""
        ...

    @property
    def employee_id(self) -> str:
        """Its id of the person."""
        ...


def named(people: Sequence[Person]) -> str:
    """Return the ids of the first few people: employee 7 of bob, 8 of bob and others."""
    shown = ", ".join(f"{each.employee_id} of {each.source}" for each in people[:NAMED])
    return f"employee {shown}" + (" and others" if len(people) > NAMED else "")


def marks(people: Sequence[Person]) -> tuple[str, ...]:
    """Return a mark for each person, which says nothing about them."""
    return tuple(sha256(f"{each.source}/{each.employee_id}".encode()).hexdigest()[:16] for each in people)
