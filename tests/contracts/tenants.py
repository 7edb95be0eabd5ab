"""A tenant as the contract of Directory needs it: the port, and the administrator's view beside it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pydantic import JsonValue

from local.graph.app import graph_app
from provisioning.ports import Directory
from tests.fakes.clock import TurnedClock
from tests.fakes.directory import EntraInMemory, User
from tests.local.standin_client import GraphStandIn, running
from tests.targets.connected import connected

if TYPE_CHECKING:
    from local.emulator.json_values import JsonObject

_SHOWN = (
    "accountEnabled,displayName,mailNickname,jobTitle,department,employeeId,mobilePhone,businessPhones,"
    "employeeHireDate,signInSessionsValidFromDateTime"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """An account as an administrator sees it; attributes without a value are left out."""

    enabled: bool
    manager_id: str | None
    sessions_revoked: bool
    attributes: Mapping[str, JsonValue]


class Tenant(Protocol):
    """A tenant with the port that provisioning has to it."""

    @property
    def directory(self) -> Directory:
        """The port."""

    async def add(self, user: User) -> str:
        """Make an account as an administrator would, and return its id."""

    async def see(self, account_id: str) -> Seen:
        """Look at an account."""

    async def verify(self, domains: Sequence[str]) -> None:
        """Make these domains verified ones, too."""


class FakeTenant:
    """The tenant in memory."""

    def __init__(self) -> None:
        self.directory = EntraInMemory(TurnedClock())
        self.directory.domains = frozenset({"contoso.com", "contoso.onmicrosoft.com"})

    async def add(self, user: User) -> str:
        """See Tenant."""
        return self.directory.add(user).id

    async def see(self, account_id: str) -> Seen:
        """See Tenant."""
        user = self.directory.users[account_id]
        attributes = {name: value for name, value in user.attributes.items() if value not in (None, [])}
        return Seen(user.enabled, user.manager_id, user.sessions_revoked > 0, attributes)

    async def verify(self, domains: Sequence[str]) -> None:
        """See Tenant."""
        self.directory.domains = (self.directory.domains or frozenset()) | {domain.lower() for domain in domains}


class GraphTenant:
    """The Graph stand-in's tenant, which GraphDirectory calls over HTTP."""

    def __init__(self, directory: Directory, stand_in: GraphStandIn) -> None:
        self.directory = directory
        self.stand_in = stand_in

    async def add(self, user: User) -> str:
        """See Tenant."""
        seeded: JsonObject = {
            "id": user.id,
            "userPrincipalName": user.login_name,
            "accountEnabled": user.enabled,
            "userType": "Guest" if user.guest else "Member",
            "isAdministrator": user.administrator,
            "managerId": user.manager_id,
            **user.attributes,
        }
        if user.synced:
            seeded["onPremisesSyncEnabled"] = True
        reply = await self.stand_in.seed(users=[seeded])
        assert reply.status == 200, reply.body
        return user.id

    async def see(self, account_id: str) -> Seen:
        """See Tenant."""
        shown = await self.stand_in.get(f"/users/{account_id}", select=_SHOWN, expand="manager($select=id)")
        assert isinstance(shown.body, dict), shown.body
        hidden = {"accountEnabled", "manager", "signInSessionsValidFromDateTime"}
        attributes = {
            name: value
            for name, value in shown.body.items()
            if value not in (None, []) and name not in hidden and not name.startswith("@")
        }
        manager_id = shown.text("manager", "id") if shown.body.get("manager") else None
        revoked = shown.at("signInSessionsValidFromDateTime") is not None
        return Seen(shown.at("accountEnabled") is True, manager_id, revoked, attributes)

    async def verify(self, domains: Sequence[str]) -> None:
        """See Tenant."""
        await self.stand_in.seed(domains=[*domains])


@asynccontextmanager
async def graph_tenant(empty_page_every: int = 2) -> AsyncIterator[GraphTenant]:
    """Serve a Graph stand-in in which some pages are empty (0: none), and connect to it."""
    async with running(graph_app(empty_page_every=empty_page_every)) as client:
        stand_in = GraphStandIn(client, "/v1.0", {"Authorization": "Bearer any"})
        async with connected(str(client.make_url("/v1.0"))) as directory:
            yield GraphTenant(directory, stand_in)
