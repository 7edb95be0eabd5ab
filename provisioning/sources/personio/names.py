"""Names of departments, teams and companies, which version 2 of Personio's API shows by id.

Source: developer.personio.de, reference/getorgunit and reference/getlegalentitybyid. The names of offices cannot be
read yet: the list of workplaces is a beta that does not answer everybody (discuss/69370b475e6652676d59db04).
"""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Final
from urllib.parse import quote

from pydantic import JsonValue

from provisioning.fields import ABSENT, Absent
from provisioning.ports import AccessDenied
from provisioning.sources.personio.client import PersonioClient
from provisioning.sources.personio.v2_people import DEPARTMENT, TEAM, Names, legal_entity_id, unit_id

_KEPT_SECONDS: Final = 3600.0


class NamesOfUnits:
    """Looks names up, each once an hour. What the credential may not read, or Personio does not know, has no name.

    Args:
        client: Reads them.
        with_teams: Whether the names of teams are wanted.
        now: A clock in seconds that only goes on.
    """

    def __init__(
        self, client: PersonioClient, *, with_teams: bool = False, now: Callable[[], float] = monotonic
    ) -> None:
        self._client, self._with_teams, self._now = client, with_teams, now
        self._one_at_a_time = asyncio.Lock()
        self._known: dict[str, str | Absent] = {}
        self._forget_at = 0.0

    async def of(self, employment: Mapping[str, JsonValue], *, patient: bool) -> Names:
        """Return the names in an employment.

        Raises:
            TemporaryFailure: Personio did not answer.
        """
        department = await self._unit(unit_id(employment, DEPARTMENT), DEPARTMENT, patient=patient)
        team_id = unit_id(employment, TEAM) if self._with_teams else ABSENT
        team = await self._unit(team_id, TEAM, patient=patient)
        company = legal_entity_id(employment)
        if isinstance(company, str):
            company = await self._name(f"/v2/legal-entities/{quote(company, safe='')}", {}, patient=patient)
        return Names(department, team, company)

    async def _unit(self, found: str | Absent | None, kind: str, *, patient: bool) -> str | Absent | None:
        if not isinstance(found, str):
            return found
        return await self._name(f"/v2/org-units/{quote(found, safe='')}", {"type": kind}, patient=patient)

    async def _name(self, path: str, params: Mapping[str, str], *, patient: bool) -> str | Absent:
        key = f"{path} {params.get('type')}"
        async with self._one_at_a_time:  # everybody of a department asks for its name at once
            if self._now() >= self._forget_at:
                self._known, self._forget_at = {}, self._now() + _KEPT_SECONDS
            if key not in self._known:
                self._known[key] = await self._read(path, params, patient=patient)
            return self._known[key]

    async def _read(self, path: str, params: Mapping[str, str], *, patient: bool) -> str | Absent:
        try:
            unit = await self._client.get(path, params, patient=patient)
        except AccessDenied:
            return ABSENT
        name = unit.get("name") if unit else None
        return name if isinstance(name, str) and name.strip() else ABSENT
