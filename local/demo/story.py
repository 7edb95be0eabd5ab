"""The story: invented people in Bob's own form, and what happens to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, Literal


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that happens: a sentence for the spectator, the webhook, and what Bob says of the person then.

    Without a webhook it is lost on the way, and only a cycle can find out.
    """

    sentence: str
    webhook: str | None
    person: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Scenes that happen at the same time."""

    title: str
    scenes: tuple[Scene, ...]


type Ending = Literal["active", "disabled", "scheduled", "held"]


@dataclass(frozen=True, slots=True)
class Story:
    """All acts in order, and how it must end for each person, by Bob's id."""

    acts: tuple[Act, ...]
    endings: Mapping[str, Ending] = field(default_factory=dict)

    @property
    def names(self) -> Mapping[str, str]:
        """People's names by Bob's id."""
        people = (scene.person for act in self.acts for scene in act.scenes)
        return {str(person["id"]): str(person["displayName"]) for person in people}


_FIRST_ID: Final = 3332883854254932700


def _person(number: int, name: str, title: str, department: str, start: date, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - Bob's JSON
    first, _, last = name.partition(" ")
    address = f"{first}.{last}".lower().replace(" ", "")
    employee_id = str(_FIRST_ID + number)
    return {
        "id": employee_id,
        "firstName": first,
        "surname": last,
        "displayName": name,
        "email": more.get("email", f"{address}@contoso.com"),
        "work": {
            "title": title,
            "department": department,
            "site": more.get("site", "Lisbon"),
            "startDate": start.isoformat(),
            "employeeIdInCompany": str(1000 + number),
            "manager": str(_FIRST_ID + more["boss"]) if "boss" in more else None,
            "workPhone": None,
        },
        "internal": {
            "status": "Active",
            "lifecycleStatus": "Employed",
            "terminationDate": more["last_day"].isoformat() if "last_day" in more else None,
        },
    }


def story(today: date) -> Story:
    """Return the story as it plays on a day."""
    long_ago, later, yesterday = today - timedelta(days=400), today + timedelta(days=21), today - timedelta(days=1)
    ines = _person(1, "Ines Carvalho", "Head of Engineering", "Engineering", long_ago)
    mara = _person(2, "Mara Lindqvist", "Engineer", "Engineering", today, boss=1, site="Stockholm")
    jonas = _person(3, "Jonas Okafor", "Designer", "Design", later, boss=1)
    priya = _person(4, "Priya Raman", "Accountant", "Finance", long_ago, boss=1)
    emil = _person(5, "Emil Novak", "Recruiter", "People", long_ago, boss=1)
    outside = _person(6, "Rosa Duarte", "Lawyer", "Legal", long_ago, email="rosa.duarte@fabrikam.example")
    promoted = _person(4, "Priya Raman", "Finance Lead", "Finance", long_ago, boss=1)
    leaver = _person(5, "Emil Novak", "Recruiter", "People", long_ago, boss=1, last_day=yesterday)
    lead = _person(2, "Mara Lindqvist", "Lead Engineer", "Engineering", today, boss=1, site="Stockholm")
    nils = _person(7, "Nils Aalto", "Engineer", "Engineering", long_ago, boss=2, site="Stockholm")
    hires = (
        Scene("Mara is hired and starts today; her manager is not there yet", "employee.created", mara),
        Scene("Ines, who leads Engineering, is added", "employee.created", ines),
        Scene(f"Jonas is hired and starts on {later}", "employee.created", jonas),
        Scene("Priya is added", "employee.created", priya),
        Scene("Emil is added", "employee.created", emil),
        Scene("Rosa is added, with an e-mail domain that the tenant does not own", "employee.created", outside),
    )
    changes = (
        Scene("Priya is promoted", "employee.updated", promoted),
        Scene(f"Emil has left; his last day was {yesterday}", "employee.left", leaver),
        Scene("Bob repeats what it said of Ines", "employee.updated", ines),
    )
    lost = (Scene("Mara becomes lead engineer", None, lead), Scene("Nils is hired", None, nils))
    endings: dict[str, Ending] = {
        ines["id"]: "active",
        mara["id"]: "active",
        jonas["id"]: "scheduled",
        priya["id"]: "active",
        emil["id"]: "disabled",
        outside["id"]: "held",
        nils["id"]: "active",
    }
    acts = (
        Act("People are hired", hires),
        Act("People change and leave", changes),
        Act("Two webhooks are lost, and the next cycle finds out", lost),
    )
    return Story(acts, endings)
