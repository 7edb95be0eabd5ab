"""A tenant as the contract of Directory needs it: the port, and the administrator's view beside it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from pydantic import JsonValue

from local.emulator.json_values import Json, JsonObject
from local.graph.app import graph_app
from provisioning.model import Domains
from provisioning.ports import AccountLister, Directory, Reachable
from provisioning.targets.graph_bodies import attributes, body
from provisioning.targets.graph_pacing import GraphPace
from tests.fakes.clock import TurnedClock
from tests.fakes.directory import EntraInMemory, User
from tests.local.standin_client import GraphStandIn, running
from tests.local.turnable_clock import TurnableClock
from tests.targets.connected import connected

KNOWN_EXTENSION: Final = "extension_0123456789abcdef0123456789abcdef_costUnit"
"""A directory extension that is registered in the tenant."""
UNKNOWN_EXTENSION: Final = "extension_0123456789abcdef0123456789abcdef_shoeSize"
"""A directory extension that nobody registered."""
SECRETS: Final = {"DEFAULT_PASSWORD_TEST": "Correct-horse-1", "DEFAULT_PASSWORD_WEAK": "onlyletters"}
"""The app settings that hold default passwords."""
_NAMES: Final = (
    "displayName",
    "mailNickname",
    "mail",
    "otherMails",
    "jobTitle",
    "department",
    "employeeId",
    "mobilePhone",
    "businessPhones",
    "employeeHireDate",
    "showInAddressList",
    "extensionAttribute1",
    "extensionAttribute2",
    "extensionAttribute15",
    "employeeOrgData.costCenter",
    "employeeOrgData.division",
    KNOWN_EXTENSION,
)
_SHOWN: Final = ("userPrincipalName", "accountEnabled", "signInSessionsValidFromDateTime", *body(dict.fromkeys(_NAMES)))


@dataclass(frozen=True, slots=True)
class Seen:
    """An account as an administrator sees it; attributes without a value are left out."""

    login_name: str
    enabled: bool
    manager_id: str | None
    sessions_revoked: bool
    attributes: Mapping[str, JsonValue]


class ListedDirectory(Directory, AccountLister, Reachable, Protocol):
    """A directory whose accounts can be listed, and that says whether it lets us in."""


class Tenant(Protocol):
    """A tenant with the ports that provisioning has to it."""

    @property
    def directory(self) -> ListedDirectory:
        """The ports."""

    async def add(self, *users: User) -> str:
        """Make accounts as an administrator would, and return the id of the first."""

    async def delete(self, account_id: str) -> None:
        """Delete an account as an administrator would, for 30 days to come."""

    async def turn(self, *, days: float) -> None:
        """Let time pass."""

    async def see(self, account_id: str) -> Seen:
        """Look at an account."""

    async def verify(self, domains: Sequence[str]) -> None:
        """Make these domains verified ones, too."""

    async def forbid_memberships(self) -> None:
        """Take the permission to read groups and directory roles away."""

    async def lose_an_answer(self) -> None:
        """Have the next creation take effect without an answer."""


class FakeTenant:
    """The tenant in memory."""

    def __init__(self) -> None:
        self._clock = TurnedClock()
        self.directory = EntraInMemory(self._clock)
        self.directory.extensions.add(KNOWN_EXTENSION)
        self.directory.secrets |= SECRETS
        self._verified = frozenset({"contoso.com", "contoso.onmicrosoft.com"})
        self.directory.tenant_domains = Domains(verified=self._verified, default="contoso.com")

    async def add(self, *users: User) -> str:
        """See Tenant."""
        for user in users:
            self.directory.add(user)
        return users[0].id

    async def delete(self, account_id: str) -> None:
        """See Tenant."""
        self.directory.delete(account_id)

    async def turn(self, *, days: float) -> None:
        """See Tenant."""
        self._clock.turn(days=days)

    async def see(self, account_id: str) -> Seen:
        """See Tenant."""
        user = self.directory.users[account_id]
        attributes = {name: value for name, value in user.attributes.items() if value not in (None, [])}
        return Seen(user.login_name, user.enabled, user.manager_id, user.sessions_revoked > 0, attributes)

    async def verify(self, domains: Sequence[str]) -> None:
        """See Tenant."""
        self._verified |= {domain.lower() for domain in domains}
        self.directory.tenant_domains = Domains(verified=self._verified, default="contoso.com")

    async def forbid_memberships(self) -> None:
        """See Tenant."""
        self.directory.memberships_readable = False

    async def lose_an_answer(self) -> None:
        """See Tenant."""
        self.directory.loses_an_answer = True


class GraphTenant:
    """The Graph stand-in's tenant, which GraphDirectory calls over HTTP."""

    def __init__(self, directory: ListedDirectory, stand_in: GraphStandIn, time: TurnableClock) -> None:
        self.directory = directory
        self.stand_in = stand_in
        self._time = time
        self._members: defaultdict[str, list[Json]] = defaultdict(list)

    async def add(self, *users: User) -> str:
        """See Tenant."""
        seeded = [_seeded(user) for user in users]
        groups = [group for user in users for group in self._groups(user)]
        reply = await self.stand_in.seed(users=seeded, groups=groups, extensionProperties=[KNOWN_EXTENSION])
        assert reply.status == 200, reply.body
        return users[0].id

    async def delete(self, account_id: str) -> None:
        """See Tenant."""
        assert (await self.stand_in.send("DELETE", f"/users/{account_id}")).status == 204

    async def turn(self, *, days: float) -> None:
        """See Tenant."""
        self._time.turn(days=days)

    async def see(self, account_id: str) -> Seen:
        """See Tenant."""
        shown = await self.stand_in.get(f"/users/{account_id}", select=",".join(_SHOWN), expand="manager($select=id)")
        assert isinstance(shown.body, dict), shown.body
        known = {name: value for name, value in attributes(shown.body, _NAMES).items() if value not in (None, [])}
        manager_id = shown.text("manager", "id") if shown.body.get("manager") else None
        revoked = shown.at("signInSessionsValidFromDateTime") is not None
        enabled = shown.at("accountEnabled") is True
        return Seen(shown.text("userPrincipalName"), enabled, manager_id, revoked, known)

    async def verify(self, domains: Sequence[str]) -> None:
        """See Tenant."""
        await self.stand_in.seed(domains=[*domains])

    async def forbid_memberships(self) -> None:
        """See Tenant."""
        await self.stand_in.faults(rules=[{"method": "GET", "path": "emberOf", "status": 403, "times": 9}])

    async def lose_an_answer(self) -> None:
        """See Tenant."""
        await self.stand_in.faults(rules=[{"method": "POST", "path": "users$", "status": 504, "afterCommit": True}])

    def _groups(self, user: User) -> list[Json]:
        groups: list[Json] = []
        for each in user.memberships:
            if each.kind == "group":
                self._members[each.id].append(user.id)
                groups.append({"id": each.id, "displayName": each.name, "members": self._members[each.id]})
        return groups


def _seeded(user: User) -> Json:
    """Return a user as the stand-in takes it."""
    roles: list[Json] = [each.name for each in user.memberships if each.kind == "directoryRole"]
    seeded: JsonObject = {
        "id": user.id,
        "userPrincipalName": user.login_name,
        "accountEnabled": user.enabled,
        "userType": "Guest" if user.guest else "Member",
        "isAdministrator": user.administrator,
        "directoryRoles": roles,
        "managerId": user.manager_id,
        "proxyAddresses": [*user.proxy_addresses],
        **body(user.attributes),
    }
    return {**seeded, "onPremisesSyncEnabled": True} if user.synced else seeded


@asynccontextmanager
async def graph_tenant(empty_page_every: int = 2, pace: GraphPace | None = None) -> AsyncIterator[GraphTenant]:
    """Serve a Graph stand-in in which some pages are empty (0: none), and connect to it; `pace` as for `connected`."""
    time = TurnableClock()
    async with running(graph_app(time.clock, empty_page_every)) as client:
        stand_in = GraphStandIn(client, "/v1.0", {"Authorization": "Bearer any"})
        await stand_in.seed(extensionProperties=[KNOWN_EXTENSION])
        async with connected(str(client.make_url("/v1.0")), SECRETS, pace) as directory:
            yield GraphTenant(directory, stand_in, time)
