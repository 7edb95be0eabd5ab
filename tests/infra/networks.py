"""A private network closes storage and the vault, and leads to each service that the host needs."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import combinations
from pathlib import Path
from typing import Final

from local.infra.deploying import deploy
from local.infra.values import Deployment, Resource, id_of
from tests.infra.deployments import at, entries, the
from tests.infra.own_entries import passed_by_the_hook

STORAGE: Final = "Microsoft.Storage/storageAccounts"
VAULT: Final = "Microsoft.KeyVault/vaults"
NETWORK: Final = "Microsoft.Network/virtualNetworks"
ENDPOINTS: Final = "Microsoft.Network/privateEndpoints"
ZONES: Final = "Microsoft.Network/privateDnsZones"
NEEDED: Final = ((STORAGE, "blob"), (STORAGE, "queue"), (STORAGE, "table"), (VAULT, "vault"))
"""What the app calls by private addresses: the type, and the part of it that an endpoint leads to."""
ZONE_OF: Final = {"vault": "vaultcore"}
"""Source: Microsoft, Azure Private Endpoint private DNS zone values."""


def network(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each door that is open although the network is private, or closed although it is not."""
    private = bool(deployment.of(NETWORK))
    for kind in (STORAGE, VAULT):
        account = the(deployment, kind)
        access = (at(account, "publicNetworkAccess"), at(account, "networkAcls.defaultAction"))
        expected = ("Disabled" if not _let_in(account) else "Enabled", "Deny") if private else ("Enabled", "Allow")
        if access != expected:
            yield f"public access to {kind} must be {expected}, not {access}"
        if at(account, "networkAcls.bypass") != "None":
            yield f"no service of Azure may pass by the network to {kind}"
    yield from _ways(deployment) if private else _no_ways(deployment)


def _let_in(account: Resource) -> bool:
    """Whether administrators may reach the vault from addresses of theirs; storage they need not reach."""
    return account.type == VAULT and bool(at(account, "networkAcls.ipRules"))


def _no_ways(deployment: Deployment) -> Iterator[str]:
    if at(the(deployment, "Microsoft.Web/sites"), "virtualNetworkSubnetId"):
        yield "without a network the site goes into none"
    yield from (f"{each.name} is useless without a network" for each in deployment.of(ENDPOINTS))


def _ways(deployment: Deployment) -> Iterator[str]:
    site, around = the(deployment, "Microsoft.Web/sites"), the(deployment, NETWORK)
    yield from _overlaps(around)
    subnets = {
        id_of(f"{NETWORK}/subnets", f"{around.name}/{at(each, 'name')}"): each for each in entries(around, "subnets")
    }
    outward = subnets.get(str(at(site, "virtualNetworkSubnetId")))
    services = [at(each, "properties.serviceName") for each in entries(outward, "properties.delegations")]
    if services != ["Microsoft.App/environments"]:
        yield "the site's subnet must be delegated to Microsoft.App/environments"
    if at(outward, "properties.defaultOutboundAccess") is False:
        yield "Graph and the HR systems are on the internet, where the site's subnet must lead"
    zones = [each.name for each in deployment.of(ZONES)]
    led = [_leads_to(each) for each in deployment.of(ENDPOINTS)]
    for kind, part in NEEDED:
        if led.count((the(deployment, kind).id, part)) != 1:
            yield f"there must be one private endpoint for {part} of {kind}"
        elif not any(zone.startswith("privatelink") and _stands_for(zone, part) for zone in zones):
            yield f"there is no private DNS zone for {part}"
    for each in deployment.of(ENDPOINTS):
        subnet = subnets.get(str(at(each, "subnet.id")))
        if subnet is None or subnet is outward:
            yield f"{each.name} must be in a subnet of its own network, and not in the site's"


def _overlaps(around: Resource) -> Iterator[str]:
    """Yield a sentence on each subnet that is outside of the network, or that shares addresses with another."""
    spaces = [IPv4Network(str(each)) for each in entries(around, "addressSpace.addressPrefixes")]
    subnets = {
        str(at(each, "name")): IPv4Network(str(at(each, "properties.addressPrefix")))
        for each in entries(around, "subnets")
    }
    for name, addresses in subnets.items():
        if not any(addresses.subnet_of(space) for space in spaces):
            yield f"the subnet {name} has addresses that the network does not have"
    for one, other in combinations(subnets, 2):
        if subnets[one].overlaps(subnets[other]):
            yield f"the subnets {one} and {other} share addresses"


def _leads_to(endpoint: Resource) -> tuple[str, str]:
    connections = entries(endpoint, "privateLinkServiceConnections")
    first = connections[0] if len(connections) == 1 else None
    return str(at(first, "properties.privateLinkServiceId")), "".join(map(str, entries(first, "properties.groupIds")))


def _stands_for(zone: str, part: str) -> bool:
    return f".{ZONE_OF.get(part, part)}." in zone


def names_in_the_network(deployment: Deployment, infra: Path) -> Iterator[str]:
    """Yield a sentence on each endpoint or zone that infra/private-dns.bicep leaves out, or means and is not there."""
    around = the(deployment, NETWORK)
    given = passed_by_the_hook(infra, "private-dns.bicep", deployment.outputs)
    dns = deploy(infra / "private-dns.bicep", given)
    for kind in (NETWORK, ENDPOINTS, ZONES):
        made = {each.name for each in deployment.of(kind)}
        meant = {each.name for each in dns.resources if each.type == kind and each.existing}
        yield from (f"private-dns.bicep knows nothing of {name}" for name in sorted(made - meant))
        yield from (f"private-dns.bicep means {name}, which is not made" for name in sorted(meant - made))
    linked = {each.name.rsplit("/", 1)[0] for each in dns.of(f"{ZONES}/virtualNetworkLinks")}
    yield from (
        f"{name} does not answer in the network" for name in sorted({e.name for e in deployment.of(ZONES)} - linked)
    )
    for each in dns.of(f"{ZONES}/virtualNetworkLinks"):
        if at(each, "virtualNetwork.id") != around.id or at(each, "registrationEnabled") is not False:
            yield f"{each.name} must answer in the network, and take no names from it"
    groups = {each.name.rsplit("/", 1)[0]: each for each in dns.of(f"{ENDPOINTS}/privateDnsZoneGroups")}
    for endpoint in deployment.of(ENDPOINTS):
        configs = entries(groups[endpoint.name], "privateDnsZoneConfigs") if endpoint.name in groups else []
        zone = str(at(configs[0], "properties.privateDnsZoneId")) if len(configs) == 1 else ""
        if not _stands_for(zone, _leads_to(endpoint)[1]):
            yield f"{endpoint.name} has no name in its zone"
