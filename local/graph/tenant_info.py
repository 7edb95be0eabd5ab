"""What Graph tells about the tenant itself: its domains and its organization."""

from local.emulator.exchange import Answer, Call
from local.emulator.json_values import JsonObject
from local.emulator.routing import Route
from local.graph.directory import INITIAL_DOMAINS
from local.graph.errors import invalid_property, not_found
from local.graph.selection import check_options
from local.graph.tenant import Tenant

_DEFAULT_DOMAIN, _INITIAL_DOMAIN = INITIAL_DOMAINS
_ORGANIZATION_ID = "84841066-274d-4ec0-a5c1-276be684bdd3"
_SERVICES = ["Email", "OfficeCommunicationsOnline"]


class TenantInfoEndpoints:
    """The operations on `/domains` and `/organization`."""

    def __init__(self, tenant: Tenant) -> None:
        self._directory = tenant.directory

    def routes(self) -> list[Route]:
        """Return the operations with their costs."""
        return [
            Route("GET", "/domains", self.domains),
            Route("GET", "/domains/{id}", self.domain),
            Route("GET", "/organization", self.organization),
        ]

    def domains(self, call: Call) -> Answer:
        """Return all domains, verified or not."""
        shown = [_selected(call, _domain(name, verified=known)) for name, known in self._directory.domains.items()]
        return Answer(200, {"@odata.context": f"{call.base_url}/$metadata#domains", "value": [*shown]})

    def domain(self, call: Call) -> Answer:
        """Return one domain.

        Raises:
            GraphError: 404 for an unknown one.
        """
        name = call.params["id"].lower()
        if name not in self._directory.domains:
            raise not_found(name)
        shown = _selected(call, _domain(name, verified=self._directory.domains[name]))
        return Answer(200, {"@odata.context": f"{call.base_url}/$metadata#domains/$entity", **shown})

    def organization(self, call: Call) -> Answer:
        """Return the tenant's one organization with its verified domains."""
        verified = [_verified_domain(name) for name, known in self._directory.domains.items() if known]
        organization: JsonObject = {
            "id": _ORGANIZATION_ID,
            "displayName": "Contoso",
            "countryLetterCode": "US",
            "tenantType": "AAD",
            "onPremisesSyncEnabled": None,
            "verifiedDomains": [*verified],
        }
        shown = _selected(call, organization)
        return Answer(200, {"@odata.context": f"{call.base_url}/$metadata#organization", "value": [shown]})


def _domain(name: str, *, verified: bool) -> JsonObject:
    return {
        "id": name,
        "authenticationType": "Managed",
        "isAdminManaged": True,
        "isDefault": name == _DEFAULT_DOMAIN,
        "isInitial": name == _INITIAL_DOMAIN,
        "isRoot": True,
        "isVerified": verified,
        "supportedServices": [*_SERVICES],
    }


def _verified_domain(name: str) -> JsonObject:
    return {
        "name": name,
        "type": "Managed",
        "isDefault": name == _DEFAULT_DOMAIN,
        "isInitial": name == _INITIAL_DOMAIN,
        "capabilities": ", ".join(_SERVICES),
    }


def _selected(call: Call, shown: JsonObject) -> JsonObject:
    check_options(call.query, {"$select"})
    if "$select" not in call.query:
        return shown
    names = [name.strip() for name in call.query["$select"].split(",")]
    for name in names:
        if name not in shown:
            raise invalid_property(name)
    return {name: shown[name] for name in names}
