"""Who the app is towards Microsoft Graph, and what it may do there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from provisioning.ports.setup import NoIdentity, OwnToken, StandIn, UnknownIdentity
from provisioning.rules.permissions import Permission, compare, features_on
from provisioning.settings import Settings
from provisioning.setup.findings import Finding, Outcome
from provisioning.setup.tokens import Claims, claims_of

_NO_JWT: Final = "the token for Microsoft Graph is none that can be read here"
_NO_LAPTOP: Final = "leave GRAPH_BASE_URL out, if this is not a laptop"
_NO_IDENTITY: Final = (
    "assign the user-assigned identity to the app (Identity, User assigned), name its client id in AZURE_CLIENT_ID, "
    "and restart the app"
)
_UNKNOWN_IDENTITY: Final = (
    "set AZURE_CLIENT_ID to the client id of a user-assigned identity that is assigned to this app; it is neither the "
    "object id nor the id of another app's identity"
)
_CACHED: Final = (
    "then restart the app. A token that was issued before the consent does not show it, and App Service can hand that "
    "one out for up to a day"
)


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """Check of the app's identity: there is a token for Graph, and whose it is."""

    own: OwnToken
    name: str = "identity"
    subject: str = "Microsoft Graph"

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """See Check."""
        del settings
        try:
            claims = claims_of(await self.own.token())
        except NoIdentity as none:
            return [self._finding(Outcome.FAILED, str(none), _NO_IDENTITY)]
        except UnknownIdentity as unknown:
            return [self._finding(Outcome.FAILED, str(unknown), _UNKNOWN_IDENTITY)]
        except StandIn as here:
            return [self._finding(Outcome.WARNING, f"{here}, which asks nobody who they are", _NO_LAPTOP)]
        if claims is None:
            return [self._finding(Outcome.UNKNOWN, f"{_NO_JWT}; whose it is cannot be told", None)]
        whose = f"client id {claims.client_id}, object id {claims.object_id}"
        return [self._finding(Outcome.OK, f"the app gets tokens for Microsoft Graph as the identity with {whose}")]

    def _finding(self, status: Outcome, sentence: str, remedy: str | None = None) -> Finding:
        return Finding(self.name, self.subject, status, sentence, remedy)


@dataclass(frozen=True, slots=True)
class PermissionsCheck:
    """Check of the permissions that the app's own token carries, against those that the settings need."""

    own: OwnToken
    name: str = "permissions"
    subject: str = "Microsoft Graph"

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """See Check."""
        try:
            claims = claims_of(await self.own.token())
        except (NoIdentity, UnknownIdentity):
            sentence = "without a token it cannot be told what the app may do"
            return [self._finding(self.subject, Outcome.UNKNOWN, sentence, "do first what the check identity says")]
        except StandIn as here:
            return [self._finding(self.subject, Outcome.WARNING, f"{here}, which permits everything", _NO_LAPTOP)]
        if claims is None:
            return [self._finding(self.subject, Outcome.UNKNOWN, f"{_NO_JWT}; what it permits cannot be told", None)]
        compared = compare(claims.roles, settings)
        found = [self._missing(each, claims, settings) for each in compared.missing]
        found += [self._beyond(each) for each in compared.beyond]
        if not compared.missing:
            sentence = "the app may do everything that the settings ask of it"
            return [self._finding(self.subject, Outcome.OK, sentence, None), *found]
        return found

    def _missing(self, permission: Permission, claims: Claims, settings: Settings) -> Finding:
        sentence = f"{permission.name} is missing, with which the app {permission.why}"
        line = " ".join(["infra/grant-graph-permissions.sh", claims.object_id or "OBJECT_ID", *features_on(settings)])
        remedy = f"have a Privileged Role Administrator run {line}; {_CACHED}"
        if permission.elsewhere is None:
            return self._finding(permission.name, Outcome.FAILED, sentence, remedy)
        unless = f"{sentence}; it can also be granted by {permission.elsewhere}, and then no token shows it"
        return self._finding(permission.name, Outcome.WARNING, unless, f"if it is not granted there, {remedy}")

    def _beyond(self, name: str) -> Finding:
        sentence = f"{name} is granted, and nothing that is switched on needs so much"
        return self._finding(name, Outcome.WARNING, sentence, "take it back, once everything beside it is granted")

    def _finding(self, subject: str, status: Outcome, sentence: str, remedy: str | None) -> Finding:
        return Finding(self.name, subject, status, sentence, remedy)
