"""The events that Personio's webhooks would have told, kept for 30 days whether or not anybody delivered them.

Which changes make which event: https://developer.personio.de/reference/webhooks. The keys inside a payload are not
documented; ids in objects, as in the rest of v2, are the plainest choice.
"""

import itertools
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from local.emulator.clock import Clock
from local.emulator.json_values import Json, JsonObject
from local.hr.personio.attributes import CUSTOM_PREFIX

COMPANY_ID = "4242"
_KEPT_FOR = timedelta(days=30)
_OF_THE_PERSON = frozenset({"first_name", "last_name", "gender", "language_code", "email", "preferred_name"})
_COST_CENTERS = "cost_centers"


@dataclass(frozen=True, slots=True)
class Told:
    """An event: its place in the history, when it happened (UTC), and the body of the webhook."""

    number: int
    occurred_at: datetime
    envelope: JsonObject


class EventHistory:
    """All events, the oldest first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: list[Told] = []
        self._numbers = itertools.count(1)

    def created(self, person_id: str) -> None:
        """Tell of a new person with their employment."""
        self._tell("person.created", person_id)
        self._tell("employment.created", person_id)

    def updated(self, person_id: str, names: Collection[str]) -> None:
        """Tell of changed attributes: names and custom ones are the person's, all others the employment's."""
        if any(name in _OF_THE_PERSON or name.startswith(CUSTOM_PREFIX) for name in names):
            self._tell("person.updated", person_id)
        if _COST_CENTERS in names:
            self._tell("employment.updated.cost-centers", person_id)
        if any(not name.startswith(CUSTOM_PREFIX) for name in names if name not in {*_OF_THE_PERSON, _COST_CENTERS}):
            self._tell("employment.updated", person_id)

    def deleted(self, person_id: str) -> None:
        """Tell of a deleted person."""
        self._tell("employment.deleted", person_id)
        self._tell("person.deleted", person_id)

    def recent(self) -> list[Told]:
        """Return the events of the last 30 days."""
        oldest = self._clock.utc_now() - _KEPT_FOR
        return [told for told in self._told if told.occurred_at >= oldest]

    def reset(self) -> None:
        """Forget all events."""
        self._told.clear()

    def dump(self) -> list[Json]:
        """Return the bodies of all events."""
        return [told.envelope for told in self._told]

    def load(self, saved: Json) -> None:
        """Take over what `dump` returned earlier."""
        self.reset()
        for envelope in saved if isinstance(saved, list) else ():
            if isinstance(envelope, dict):
                self._keep(envelope)

    def _tell(self, name: str, person_id: str) -> None:
        now = self._clock.utc_now()
        person: JsonObject = {"person": {"id": person_id}}
        self._keep(
            {
                "company_id": COMPANY_ID,
                "event_name": name,
                "occurred_at": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "payload": {"id": employment_id(person_id), **person} if name.startswith("employment.") else person,
                "meta": {},
            }
        )

    def _keep(self, envelope: JsonObject) -> None:
        occurred_at = datetime.fromisoformat(str(envelope["occurred_at"]))
        self._told.append(Told(next(self._numbers), occurred_at, envelope))


def employment_id(person_id: str) -> str:
    """Return the id of a person's only employment."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"personio:employment:{person_id}"))
