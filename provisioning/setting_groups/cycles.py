"""Provisioning cycles: how often, and which list of an HR system is not believed."""

from typing import Annotated, Literal

from pydantic import Field

from provisioning.setting_groups.kinds import Group, Switch

Drift = Literal["report", "enforce"]


class AllowedDrop(Group):
    """How much shorter than last time a complete list may be."""

    count: Annotated[
        int,
        Field(ge=0, le=100_000, strict=True, description="This many people fewer are never too many.", examples=[20]),
    ] = 5
    percent: Annotated[
        int,
        Field(ge=0, le=100, strict=True, description="Nor is this share of last time's people.", examples=[5]),
    ] = 10


class Cycles(Group):
    """What finds the changes that no event told of."""

    enabled: Annotated[
        Switch,
        Field(
            description="Have cycles start by themselves: on each tick of the timer (app setting RECONCILE_SCHEDULE) "
            "the initial cycle if there was none, the full one if it is due, else one of what changed."
        ),
    ] = True
    full_every_hours: Annotated[
        int,
        Field(
            ge=1, le=744, strict=True, description="After how many hours everybody is looked at again.", examples=[168]
        ),
    ] = 24
    allowed_drop: Annotated[
        AllowedDrop,
        Field(
            description="How many people fewer than last time a complete list may hold. Fewer than both figures allow "
            "stops the cycle, and nobody on or off the list is touched, until an administrator accepts it."
        ),
    ] = AllowedDrop()
    missing_twice: Annotated[
        Literal["deleted", "report"],
        Field(
            description="What it means when two complete lists in a row leave somebody out whom the HR system does not "
            "know when asked by id either: the person's file was `deleted`, or nothing, but a `report` in the log."
        ),
    ] = "deleted"
