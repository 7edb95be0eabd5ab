"""An employee as Personio's v2 API shows them: a person, and an employment that refers to others by id.

Shapes: https://developer.personio.de/reference/get_v2-persons and
https://developer.personio.de/reference/get_v2-persons-person-id-employments. Not documented: which id a custom
attribute has; here it is v1's name of it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from local.emulator.json_values import Json, JsonObject
from local.hr.personio.attributes import (
    custom_names,
    is_labelled,
    person_id,
    plain,
    unit,
    wall_date,
    zoned_moment,
)
from local.hr.personio.events import employment_id


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One employee, to be shown by v2.

    Attributes:
        attributes: as they were put, with `id`, `status`, `created_at` and `last_modified_at`.
        hidden: v1's names of what the credentials may not read; it is missing without a word.
        base_url: what links begin with.
    """

    attributes: JsonObject
    hidden: Collection[str]
    base_url: str

    @property
    def person_id(self) -> str:
        """The id, which v2 writes as text."""
        return str(self.attributes["id"])

    def person(self) -> JsonObject:
        """Return the person, with the id of the employment."""
        status = str(self._plain("status")).upper()
        shown = self._visible(
            {
                **{name: (name, self._text) for name in ("email", "first_name", "last_name", "preferred_name")},
                "gender": ("gender", lambda name: str(self._plain(name) or "UNSPECIFIED").upper()),
                "created_at": ("created_at", self._zoneless),
                "updated_at": ("last_modified_at", self._zoneless),
                "status": ("status", lambda _: "INACTIVE" if status == "INACTIVE" else "ACTIVE"),
            }
        )
        custom: list[Json] = [self._custom(name) for name in custom_names(self.attributes) if name not in self.hidden]
        own = self._link(f"/persons/{self.person_id}")
        links: JsonObject = {"self": own, "employments": self._link(f"/persons/{self.person_id}/employments")}
        return {
            "id": self.person_id,
            **shown,
            **({"custom_attributes": custom} if custom else {}),
            "employments": [{"id": employment_id(self.person_id)}],
            "_meta": {"links": links},
        }

    def employment(self) -> JsonObject:
        """Return the employment; id, person and status need no right."""
        shown = self._visible(
            {
                "employment_start_date": ("hire_date", self._date),
                "contract_end_date": ("contract_end_date", self._date),
                "probation_end_date": ("probation_period_end", self._date),
                "weekly_working_hours": ("weekly_working_hours", lambda name: float(str(self._plain(name) or 40))),
                "type": ("employment_type", lambda name: str(self._plain(name) or "internal").upper()),
                "position": ("position", lambda name: {"title": self._text(name)}),
                "supervisor": ("supervisor", self._supervisor),
                "office": ("office", self._unit),
                "legal_entity": ("subcompany", self._unit),
                "org_units": ("department", lambda _: self._org_units()),
                "termination": ("termination_date", lambda _: self._termination()),
                "created_at": ("created_at", self._zoneless),
                "updated_at": ("last_modified_at", self._zoneless),
            }
        )
        return {
            "id": employment_id(self.person_id),
            "person": {"id": self.person_id},
            "status": str(self._plain("status")).upper(),
            **shown,
            "_meta": {"links": {"person": self._link(f"/persons/{self.person_id}")}},
        }

    def _visible(self, fields: dict[str, tuple[str, Callable[[str], Json]]]) -> JsonObject:
        return {field: show(name) for field, (name, show) in fields.items() if name not in self.hidden}

    def _plain(self, name: str) -> Json:
        return plain(self.attributes.get(name))

    def _text(self, name: str) -> Json:
        return self._plain(name) or ""

    def _date(self, name: str) -> Json:
        return wall_date(self.attributes.get(name))

    def _zoneless(self, name: str) -> Json:
        """Return a time in UTC without a zone."""
        text = zoned_moment(self.attributes.get(name))
        return None if text is None else datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None).isoformat()

    def _supervisor(self, name: str) -> Json:
        number = person_id(self.attributes.get(name))
        return None if number is None else {"id": str(number)}

    def _unit(self, name: str) -> Json:
        found = unit(name, self.attributes.get(name))
        return None if found is None else {"id": str(found.unit_id)}

    def _org_units(self) -> Json:
        found = {name: unit(name, self.attributes.get(name)) for name in ("department", "team")}
        return [
            {"type": name, "id": str(part.unit_id)}
            for name, part in found.items()
            if part is not None and name not in self.hidden
        ]

    def _termination(self) -> Json:
        kind = self._plain("termination_type")
        return {
            "termination_date": self._date("termination_date"),
            "last_working_date": None if "last_working_day" in self.hidden else self._date("last_working_day"),
            "terminated_at": None,
            "type": str(kind).upper() if kind else None,
            "reason": self._plain("termination_reason") or None,
        }

    def _custom(self, name: str) -> Json:
        value, given = self._plain(name), self.attributes[name]
        labelled: JsonObject = given if isinstance(given, dict) and is_labelled(given) else {}
        return {
            "id": name,
            "type": "string",
            "global_id": labelled.get("universal_id") or "",
            "label": labelled.get("label") or name,
            "value": value if value is None or isinstance(value, list) else str(value),
        }

    def _link(self, path: str) -> JsonObject:
        return {"href": self.base_url + path}
