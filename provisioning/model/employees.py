"""People as HR systems describe them, and the events about them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, override

from pydantic import Field, JsonValue
from pydantic.alias_generators import to_camel

from provisioning.fields import ABSENT, Absent, Frozen, HrId, Instant, Text, WallDate

CUSTOM_PREFIX: Final = "custom."


_LAST_LETTER: Final = chr(0x10FFFF)


class Employee(Frozen):
    """A person as an HR system describes them; a field is absent unless it is in `model_fields_set`.

    Dates are the calendar dates of the employee's own place; they become instants only in `rules.lifecycle`.
    `employee_number` is what Entra's employeeId shall hold; `id` is the HR system's own key.
    """

    id: HrId
    employee_number: Text = None
    first_name: Text = None
    last_name: Text = None
    display_name: Text = None
    preferred_name: Text = None
    work_email: Text = None
    private_email: Text = None
    start_date: WallDate = None
    termination_date: WallDate = None
    last_day_of_work: WallDate = None
    status: Text = None
    job_title: Text = None
    department: Text = None
    company_name: Text = None
    site: Text = None
    country: Text = None
    time_zone: Text = None
    manager_id: Text = None
    work_phone: Text = None
    work_mobile: Text = None
    employment_type: Text = None
    created_at: Text = None
    custom: Mapping[str, JsonValue] = Field(default_factory=dict)

    def get(self, attribute: str) -> JsonValue | Absent:
        """Return an attribute by its JSON name ('jobTitle', 'custom.costCenter') as a JSON value, or ABSENT."""
        return self.attributes().get(attribute, ABSENT)

    def attributes(self) -> dict[str, JsonValue]:
        """Return every attribute that the source sent, custom ones as 'custom.<name>', without the id."""
        plain = self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"id", "custom"})
        return plain | {f"{CUSTOM_PREFIX}{name}": value for name, value in self.custom.items()}


EMPLOYEE_ATTRIBUTES: Final = frozenset(to_camel(name) for name in Employee.model_fields) - {"id", "custom"}


class EventType(StrEnum):
    """What an event says; each is a nudge to look; the deletion and those about access carry a fact."""

    CREATED = "employee.created"
    UPDATED = "employee.updated"
    DELETED = "employee.deleted"
    ACCESS_REVOKED = "employee.accessRevoked"  # access ends now, whatever the dates say
    ACCESS_RESTORED = "employee.accessRestored"  # takes that back
    REVIEW = "review"  # our own: the time that a plan named has come
    LISTED = "listed"  # our own: a cycle came by; the person as the HR system lists them, if it lists more than ids


class Listing(Frozen):
    """What a whole list tells of one person in it, beyond the person's own fields.

    Attributes:
        shared_key: Which matching key other living people of the list have too, as a part of a sentence; None: none.
        asked: Stands for what was looked for in Entra on the person's behalf; None: nothing was.
        found: The object ids of the accounts that this found.
        at: When the accounts were read (UTC).
    """

    shared_key: str | None = None
    asked: str | None = None
    found: tuple[str, ...] = ()
    at: Instant | None = None


class HrEvent(Frozen):
    """One event about one employee. Without `employee` it is thin: the record is fetched from the HR system.

    `numbered_by_id` says that the source's ids are employee numbers, for as long as it names no other number.
    `listing` is what a complete list tells of the person, for an event of a cycle.
    """

    id: HrId
    source: str
    type: EventType
    occurred_at: Instant
    employee_id: HrId
    employee: Employee | None = None
    numbered_by_id: bool = False
    listing: Listing | None = None

    @override
    def to_json(self) -> dict[str, JsonValue]:
        """Return the JSON form; fields of the employee that the source left out stay out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @property
    def told_at(self) -> datetime | None:
        """When it happened (UTC), if it tells something new; None for a look of our own."""
        return None if self.type in {EventType.REVIEW, EventType.LISTED} else self.occurred_at

    @property
    def version(self) -> str:
        """A text that sorts by time, then by event id: the newer of two statements about a field has the larger."""
        return f"{self.occurred_at.isoformat(timespec='microseconds')} {self.id}"

    @property
    def ending_version(self) -> str:
        """The version of a statement that ends access: newer than whatever else is said of the same moment."""
        return f"{self.occurred_at.isoformat(timespec='microseconds')} {_LAST_LETTER}{self.id}"
