"""When accounts are made and blocked."""

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from provisioning.setting_groups.kinds import Group, Switch, each_once, text_form

LeaveDate = Literal["terminationDate", "lastDayOfWork", "deletion"]
StatusRule = Literal["keep", "disable"]
CreateOn = Literal["startDate", "creation"]
AccountStatus = Literal["followHr", "alwaysActive", "alwaysInactive"]
KEEP_ON_LEAVE: Final[Mapping[str, StatusRule]] = MappingProxyType({"leave": "keep"})


def _local_time(text: object) -> object:
    try:
        moment = time.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo or moment.second or moment.microsecond:
        raise ValueError("must be a time of day like 18:00, in the employee's own time zone")
    return f"{moment:%H:%M}"


class Inclusive(Group):
    """Whether the day itself is still worked."""

    termination_date: Annotated[Switch, Field(description="The termination date is still worked.")] = True
    last_day_of_work: Annotated[Switch, Field(description="The last day of work is still worked.")] = True


class Disabling(Group):
    """What blocks a leaver's sign-in, and when."""

    enabled: Annotated[
        Switch,
        Field(
            description="Block sign-in when somebody leaves. Off: nothing happens to the accounts of leavers, not even "
            "when their file is deleted or their access is revoked; nobody is created who has left, all the same."
        ),
    ] = True
    dates: Annotated[
        tuple[LeaveDate, ...],
        AfterValidator(each_once),
        Field(
            description="What counts as leaving; the earliest counts. `terminationDate` covers the status terminated "
            "as well, `deletion` is the deletion of the person's file in the HR system, at once.",
            examples=[["terminationDate", "deletion"]],
        ),
    ] = ("terminationDate", "lastDayOfWork", "deletion")
    inclusive: Annotated[
        Inclusive,
        Field(
            description="Whether access ends after the date (true: it is still worked, access ends on the day after) "
            "or on it (false).",
            examples=[{"terminationDate": False}],
        ),
    ] = Inclusive()
    local_time: Annotated[
        str,
        BeforeValidator(_local_time),
        text_form("a time of day such as 18:00"),
        Field(
            description="The time of day, in the employee's own time zone, at which access ends on the first day that "
            "is not worked. With `inclusive` false and 18:00, access ends at 18:00 of the date itself.",
            examples=["18:00"],
        ),
    ] = "00:00"

    @property
    def time_of_day(self) -> time:
        """`local_time` as a time."""
        return time.fromisoformat(self.local_time)

    def worked(self, date_name: LeaveDate) -> bool:
        """Return whether the day of this date is still worked."""
        return self.inclusive.last_day_of_work if date_name == "lastDayOfWork" else self.inclusive.termination_date


def _plain_status(status: str) -> str:
    return "".join(letter for letter in status.lower() if letter.isalpha())


def normal_status(status: str | None) -> str:
    """Return a status in one word: 'Garden Leave' and 'garden_leave' are the same, 'On Leave' and 'leave' as well."""
    return _SAME.get(word := _plain_status(status or ""), word)


_SAME: Final = {"onleave": "leave", "leaveofabsence": "leave", "onleaveofabsence": "leave"}
_DECIDED_BY_DISABLING: Final = frozenset({"terminated", "gardenleave"})


def check_statuses(policy: Mapping[str, StatusRule]) -> Mapping[str, StatusRule]:
    """Refuse statuses that are decided elsewhere, or that stand twice."""
    words = [normal_status(status) for status in policy]
    for status, word in zip(policy, words, strict=True):
        if word in _DECIDED_BY_DISABLING:
            raise ValueError(f"{status!r} means that the person has left; see disabling")
        if not word or words.count(word) > 1:
            raise ValueError(f"{status!r} is empty or stands twice")
    return policy
