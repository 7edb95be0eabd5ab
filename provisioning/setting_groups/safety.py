"""What keeps the app from doing harm, and what it tells administrators of: thresholds, retries, alerts, retention."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from provisioning.setting_groups.kinds import Group, Table, Words, each_once

WEBHOOK_PREFIX = "NOTIFICATION_WEBHOOK"
"""App settings whose names begin like this may be named as the address of a webhook for notifications."""


def _address(text: str) -> str:
    if not re.fullmatch(r"[\w.+'&-]+@[\w-]+(\.[\w-]+)+", text):
        raise ValueError("is no e-mail address; write it like it@contoso.com")
    return text


_Mailbox = Annotated[str, StringConstraints(strip_whitespace=True, max_length=320), AfterValidator(_address)]


def _may_be_named(name: str) -> str:
    if not name.startswith(WEBHOOK_PREFIX):
        raise ValueError(
            f"must be the name of an app setting that begins with {WEBHOOK_PREFIX}, never the address itself"
        )
    return name


class DisableThreshold(Group):
    """How many accounts may be disabled before an administrator is asked."""

    count: Annotated[
        int,
        Field(
            ge=0,
            le=10_000,
            strict=True,
            description="At most this many accounts are disabled within the window, whatever the cause; more are "
            "staged, until an administrator approves or rejects them. 0: every disable is staged.",
            examples=[50],
        ),
    ] = 20
    percent: Annotated[
        int,
        Field(
            ge=0,
            le=100,
            strict=True,
            description="Nor more than this share of the linked accounts; of few accounts it never means fewer than "
            "10. 0: every disable is staged; 100: the share does not matter.",
            examples=[5],
        ),
    ] = 10
    window_hours: Annotated[
        int, Field(ge=1, le=168, strict=True, description="How long a disable counts.", examples=[48])
    ] = 24
    immediate: Annotated[
        Literal["disable", "stage"],
        Field(
            description="What happens to a termination that the HR system marks as immediate when the threshold is "
            "reached: it is done nonetheless (`disable`), and counts, or it is staged like any other (`stage`)."
        ),
    ] = "disable"


class Retries(Group):
    """How long what fails for a passing reason is tried again."""

    park_after_hours: Annotated[
        int,
        Field(
            ge=1,
            le=144,
            strict=True,
            description="After how many hours of failures a message is parked: kept, told of, and tried again when an "
            "administrator replays it. The person is looked at again daily meanwhile.",
            examples=[48],
        ),
    ] = 24


class Monitoring(Group):
    """What counts as something that an administrator must know."""

    late_after_minutes: Annotated[
        int,
        Field(
            ge=1,
            le=1440,
            strict=True,
            description="A disable that is done more than this many minutes after it was due is an alert.",
            examples=[15],
        ),
    ] = 5
    silent_after_hours: Annotated[
        int,
        Field(
            ge=1,
            le=2160,
            strict=True,
            description="A source that sent no event, and could not be read either, for this many hours is an alert.",
            examples=[24],
        ),
    ] = 72
    secret_expiry: Annotated[
        Table[date],
        Field(
            description="Name of a secret, in your words → the day on which it expires: told of 30 days before.",
            examples=[{"BOB_SERVICE_USER_TOKEN": "2027-01-31"}],
        ),
    ] = Field(default_factory=dict)


class Email(Group):
    """Notifications by e-mail, sent through Microsoft Graph (permission Mail.Send)."""

    sender: Annotated[
        _Mailbox | None,
        Field(description="The mailbox that sends them. Null: no e-mail.", examples=["hr-provisioning@contoso.com"]),
    ] = None
    to: Annotated[
        tuple[_Mailbox, ...],
        AfterValidator(each_once),
        Field(description="Who gets them.", max_length=50, examples=[["it@contoso.com"]]),
    ] = ()


class Notifications(Group):
    """Who is told of alerts."""

    email: Annotated[Email, Field(description="By e-mail.")] = Email()
    webhook: Annotated[
        Words | None,
        AfterValidator(lambda name: name if name is None else _may_be_named(name)),
        Field(
            description="The app setting that holds the address of a webhook, which gets an adaptive card as Teams "
            f"takes it; its name begins with {WEBHOOK_PREFIX}. The address is a secret, so it does not stand here. "
            "Null: none.",
            examples=["NOTIFICATION_WEBHOOK_TEAMS"],
        ),
    ] = None
    every_minutes: Annotated[
        int,
        Field(
            ge=5,
            le=1440,
            strict=True,
            description="At most one message in this time; what happens in between is told in the next one.",
            examples=[60],
        ),
    ] = 15
    repeat_hours: Annotated[
        int,
        Field(
            ge=1,
            le=744,
            strict=True,
            description="After how many hours an alert that goes on is told of again.",
            examples=[12],
        ),
    ] = 24


class Retention(Group):
    """How long data are kept. Null: for good."""

    log_days: Annotated[
        int | None,
        Field(
            ge=1,
            le=3650,
            strict=True,
            description="Entries of the provisioning log, and cycles that ended, are deleted after this many days.",
            examples=[365],
        ),
    ] = None
    leaver_days: Annotated[
        int | None,
        Field(
            ge=30,
            le=3650,
            strict=True,
            description="What is kept of somebody who left is deleted this many days after the account was disabled; "
            "a return is then matched like a new person.",
            examples=[730],
        ),
    ] = None
