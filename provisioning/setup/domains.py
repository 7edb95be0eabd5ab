"""Whether the domains that the settings name are the tenant's own."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from provisioning.model import Domains
from provisioning.ports import AccessDenied
from provisioning.settings import Settings
from provisioning.setup.findings import Finding, Outcome

type DomainsReader = Callable[[], Awaitable[Domains | None]]
"""Asks for the tenant's domains anew; None when the app may not read them."""

_VERIFY: Final = "add and verify {} in the Entra admin center (Settings, Domain names), or correct the setting {}"


@dataclass(frozen=True, slots=True)
class DomainsCheck:
    """Check of the tenant's verified domains, and of those that the settings name."""

    read: DomainsReader
    name: str = "domains"
    subject: str = "tenant"

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """See Check."""
        try:
            domains = await self.read()
        except AccessDenied:
            domains = None
        if domains is None:
            sentence = "the app may not read the tenant's domains, so that an address outside of them is tried in vain"
            return [self._finding(self.subject, Outcome.FAILED, sentence, "grant Domain.Read.All; see permissions")]
        verified = ", ".join(sorted(domains.verified)) or "none"
        found = [self._finding(self.subject, Outcome.OK, f"the tenant's verified domains are {verified}", None)]
        return [*found, *(self._named(*named, domains) for named in _named_by(settings))]

    def _named(self, where: str, name: str, status: Outcome, domains: Domains) -> Finding:
        if name.lower() in domains.verified:
            return self._finding(where, Outcome.OK, f"{name}, in {where}, is a verified domain of the tenant", None)
        sentence = f"{name}, in {where}, is no verified domain of the tenant: nobody can get an account there"
        return self._finding(where, status, sentence, _VERIFY.format(name, where))

    def _finding(self, subject: str, status: Outcome, sentence: str, remedy: str | None) -> Finding:
        return Finding(self.name, subject, status, sentence, remedy)


def _named_by(settings: Settings) -> Iterator[tuple[str, str, Outcome]]:
    """Yield the domains that login names are to be in: the setting, the domain, how bad it is if it is not verified.

    Where the name is not made from the work e-mail address, `emailDomains` says whom provisioning is for, and no more.
    """
    login_name = settings.login_name
    if login_name.domain:
        yield "loginName.domain", login_name.domain, Outcome.FAILED if login_name.mode == "schema" else Outcome.WARNING
    if login_name.mode == "workEmail":
        for domain in settings.email_domains:
            yield "emailDomains", domain, Outcome.FAILED
