"""The faults that a test asks for: latency, lags, quotas, and rules that fail chosen calls."""

import random
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

DROP_CONNECTION = 0
_LOWEST_ERROR_STATUS = 400
_HIGHEST_STATUS = 599


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


def _fault_status(status: int) -> int:
    if status != DROP_CONNECTION and not _LOWEST_ERROR_STATUS <= status <= _HIGHEST_STATUS:
        raise ValueError("must be 0 (drop the connection) or an error status from 400 to 599")
    return status


class _ControlModel(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=to_camel,
        validate_by_name=True,
        serialize_by_alias=True,
    )


class FaultRule(_ControlModel):
    """Fails the next `times` calls whose method and path match.

    Attributes:
        method: of the call; `*` means any.
        path: a regular expression, searched in the path without the vendor's prefix.
        status: of the error answer; 0 closes the connection instead.
        times: how many calls fail.
        after_commit: perform the call first, then fail: the client cannot know that it succeeded.
        retry_after: seconds for the Retry-After header, whole or not; None sends no such header.
        chance: the share of the matching calls that fail, 1 being all of them; the others do not count in `times`.
    """

    method: str = "*"
    path: Annotated[str, AfterValidator(_regex)]
    status: Annotated[int, AfterValidator(_fault_status)]
    times: int = Field(default=1, ge=1)
    after_commit: bool = False
    retry_after: int | float | None = Field(default=None, ge=0)
    chance: float = Field(default=1, gt=0, le=1)

    def matches(self, method: str, path: str) -> bool:
        """Tell whether the rule is about this call, however often it was used already."""
        return self.method.upper() in {"*", method} and re.search(self.path, path) is not None


class FaultSettings(_ControlModel):
    """The body of `POST /emulator/faults`; a stand-in uses what concerns it and ignores the rest.

    Attributes:
        latency_ms: how long each vendor call waits before anything happens.
        replication_lag_ms: how long Graph does not find a user after creating it.
        writes_per_150s: Graph's write quota.
        units_per_10s: Graph's quota of resource units.
        stale_read_ms: how long HR systems show the previous version of a person after a change.
        empty_pages: whether an HR system's page that is found by a cursor comes after an empty one.
        short_read_by: how many people are missing at the end of HR systems' lists, which count them all the same.
        list_hides: ids of people who are missing in HR systems' lists and are not counted either.
        bob_searches_per_minute: Bob's limit for people/search.
        bob_hidden_fields: field paths such as `home.privateEmail` that Bob leaves out without saying so.
        personio_calls_per_minute: the limit of each of Personio's APIs; None: 300 for v1, 2000 for v2.
        personio_token_seconds: for how long Personio's access tokens are good.
        personio_hidden_attributes: v1 names such as `hire_date` that the credentials may not read.
        bamboo_calls_per_minute: BambooHR's limit.
        bamboo_hidden_fields: names such as `workEmail` that the key may not read.
        rules: tried in order; the first that matches and is not used up decides.
    """

    latency_ms: float = Field(default=0, ge=0)
    replication_lag_ms: float = Field(default=0, ge=0)
    writes_per_150s: int = Field(default=3000, ge=0, alias="writesPer150s")
    units_per_10s: int = Field(default=8000, ge=0, alias="unitsPer10s")
    stale_read_ms: float = Field(default=0, ge=0)
    empty_pages: bool = False
    short_read_by: int = Field(default=0, ge=0)
    list_hides: list[str | int] = []
    bob_searches_per_minute: int = Field(default=50, ge=0)
    bob_hidden_fields: list[str] = []
    personio_calls_per_minute: int | None = Field(default=None, ge=0)
    personio_token_seconds: int = Field(default=86_400, ge=0)
    personio_hidden_attributes: list[str] = []
    bamboo_calls_per_minute: int = Field(default=600, ge=0)
    bamboo_hidden_fields: list[str] = []
    rules: list[FaultRule] = []


class FaultPlan:
    """The settings in force and how often each rule may still be used."""

    def __init__(self) -> None:
        self.settings = FaultSettings()
        self._left: list[int] = []

    def replace(self, settings: FaultSettings) -> None:
        """Forget all earlier faults and follow these."""
        self.settings = settings
        self._left = [rule.times for rule in settings.rules]

    def take(self, method: str, path: str) -> FaultRule | None:
        """Return the rule that this call falls under, using it once, or None."""
        for at, rule in enumerate(self.settings.rules):
            # random() is below 1, so that a rule without a chance of its own never passes a call over.
            if self._left[at] > 0 and rule.matches(method, path) and random.random() < rule.chance:  # noqa: S311 - no secret
                self._left[at] -= 1
                return rule
        return None
