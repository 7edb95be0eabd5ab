"""Lists of people, as the faults `listHides` and `shortReadBy` leave them."""

from collections.abc import Sequence
from dataclasses import dataclass

from local.emulator.faults import FaultSettings
from local.hr.people import Kept


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list brings, and how many people it says that there are."""

    people: Sequence[Kept]
    total: int


def listing(people: Sequence[Kept], settings: FaultSettings) -> Listing:
    """Return the people of a list without those that the faults leave out.

    Who is hidden is not counted either: the list got shorter without a word. A short read still counts whom it leaves
    out at its end.
    """
    hidden = {str(person_id) for person_id in settings.list_hides}
    left = [kept for kept in people if kept.person_id not in hidden] if hidden else people
    return Listing(left[: max(len(left) - settings.short_read_by, 0)], len(left))
