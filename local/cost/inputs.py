"""What the arithmetic starts from. Each input has a default, what it is, and where the default comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from provisioning.setting_groups.cycles import Cycles

HOURS_A_MONTH: Final = 730
SECONDS_A_MONTH: Final = HOURS_A_MONTH * 3600


@dataclass(frozen=True, slots=True)
class From:
    """Where an input's default comes from."""

    text: str


type Amount = Annotated[float, Field(ge=0)]
type Positive = Annotated[float, Field(gt=0)]
type Memory = Literal[512, 2048, 4096]

_ASSUMED: Final = From("assumption")
_YOURS: Final = From("your company")
_DEPLOYED: Final = From("infra/main.bicep")


class Inputs(BaseModel):
    """A company, how its people change, and how the app is set up. Every figure is for one month unless it says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    people: Annotated[Amount, Field(description="people whom the HR system lists"), _YOURS] = 500
    changes_a_person: Annotated[Amount, Field(description="changes of a person that are mapped"), _ASSUMED] = 1
    hires_a_year: Annotated[Amount, Field(description="people hired in a year, of all people"), _ASSUMED] = 0.15
    leavers_a_year: Annotated[Amount, Field(description="people who leave in a year, of all people"), _ASSUMED] = 0.15
    webhooks_a_change: Annotated[
        Amount,
        Field(description="webhooks that the HR system sends for one change"),
        From("[hr-systems.md](hr-systems.md#bamboohr): a hire sends two"),
    ] = 2
    looks_a_webhook: Annotated[
        Amount,
        Field(description="times that a person is looked at after a webhook"),
        From("[hr-systems.md](hr-systems.md#for-all-of-them): at once, and 25 seconds later"),
    ] = 2
    hr_systems: Annotated[Amount, Field(description="connected HR systems"), _YOURS] = 1
    full_every_hours: Annotated[
        Positive, Field(description="hours between two full cycles"), From("setting `cycles.fullEveryHours`")
    ] = Cycles().full_every_hours
    cycle_every_minutes: Annotated[
        Positive, Field(description="minutes between two cycles"), From("app setting `RECONCILE_SCHEDULE`")
    ] = 30
    memory_mb: Annotated[Memory, Field(description="memory of an instance: 512, 2048 or 4096"), _DEPLOYED] = 2048
    always_ready: Annotated[Amount, Field(description="instances for HTTP that are kept ready"), _DEPLOYED] = 0
    private_network: Annotated[Amount, Field(le=1, description="1 with the private network, else 0"), _DEPLOYED] = 0
    wait_seconds: Annotated[
        Amount,
        Field(description="seconds that a look at a person waits for Graph, the HR system and storage"),
        _ASSUMED,
    ] = 1.5
    processor_seconds: Annotated[
        Amount,
        Field(description="seconds that a look computes, on one core"),
        From("`./dev bench`: 63 ms a hire, of 300 at once, on two cores that ran the stand-ins as well"),
    ] = 0.06
    webhook_seconds: Annotated[Amount, Field(description="seconds until a webhook is answered"), _ASSUMED] = 0.3
    timer_seconds: Annotated[Amount, Field(description="seconds that a timer, or a cycle's step, runs"), _ASSUMED] = 0.5
    at_once: Annotated[
        Positive,
        Field(description="people of a cycle whom an instance works on at once"),
        From("assumption; `host.json` allows 24"),
    ] = 8
    people_a_second: Annotated[
        Positive,
        Field(description="people of a cycle who are worked off in a second, which is a step of the cycle"),
        From("Graph's quota of 20 writes a second; [graph-quotas.md](graph-quotas.md)"),
    ] = 20
    instances_up: Annotated[
        Amount,
        Field(description="instances that stay up although they have nothing to do"),
        From("upper bound: HTTP, four queue functions and four timers, each on its own"),
    ] = 9
    log_kilobytes: Annotated[
        Amount,
        Field(description="kilobytes of log rows of one execution"),
        From(
            "assumption: a row of the request and a line of the app's own, 1 kB each; `host.json` leaves out the rest"
        ),
    ] = 2
    signal_kilobytes: Annotated[
        Amount,
        Field(description="kilobytes of figures that a tick of `watch` logs"),
        From(
            "[alerts-and-notifications.md](alerts-and-notifications.md): some 15 lines, and again among the host's own"
        ),
    ] = 24
    storage_row_kilobytes: Annotated[
        Amount,
        Field(description="kilobytes of a log row of storage: a changed blob, a renewed lease, a deleted message"),
        _ASSUMED,
    ] = 1
    idle_kilobytes: Annotated[
        Amount, Field(description="kilobytes that an instance logs about itself in a minute"), _ASSUMED
    ] = 2
    entry_kilobytes: Annotated[
        Amount,
        Field(description="kilobytes of an entry of the provisioning log, in its two rows"),
        From("1.2 kB of JSON, two bytes a letter, and keys"),
    ] = 6
    months_kept: Annotated[
        Amount,
        Field(description="months for which the provisioning log is kept"),
        From("setting `retention.logDays`; by default for ever"),
    ] = 12
    secrets: Annotated[
        Amount, Field(description="secrets in Key Vault"), From("three for Personio, two for HiBob, two for BambooHR")
    ] = 3
    urgent_rules: Annotated[
        Amount, Field(description="alert rules that look every 5 minutes"), From("infra/modules/alerts.bicep")
    ] = 5
    other_rules: Annotated[
        Amount, Field(description="alert rules that look every 15 minutes"), From("infra/modules/alerts.bicep")
    ] = 11


@dataclass(frozen=True, slots=True)
class Input:
    """One input as it is told: its name, its default, what it is, and where the default comes from."""

    name: str
    default: float
    what: str
    source: str


def inputs() -> Iterator[Input]:
    """Yield every input."""
    for name, field in Inputs.model_fields.items():
        (source,) = (each for each in field.metadata if isinstance(each, From))
        yield Input(name, field.default, field.description or "", source.text)
