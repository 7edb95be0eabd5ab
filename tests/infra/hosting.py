"""The site runs the code's Python with the one identity, from a package that is there, and lets webhooks through."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Final, TypeIs

from local.infra.values import Deployment, Resource, unknown
from provisioning.bootstrap.app import App
from provisioning.sources.known import CSV
from tests.infra.deployments import ROOT, at, the
from tests.infra.rights import ASSIGNMENTS

SITE: Final = "Microsoft.Web/sites"
ACCOUNT: Final = "Microsoft.Storage/storageAccounts"
IDENTITY: Final = "Microsoft.ManagedIdentity/userAssignedIdentities"
SERVICE: Final = "api"
"""The app, as azure.yaml calls it."""


def _file(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def route_of(function: str, code: str) -> str:
    """Return the route of a function, from the text of function_app.py."""
    (found,) = (each for each in ast.walk(ast.parse(code)) if _is_called(each, function))
    (route,) = (each.args[0] for each in found.decorator_list if isinstance(each, ast.Call) and each.args)
    return str(ast.literal_eval(route))


def _is_called(node: ast.AST, name: str) -> TypeIs[ast.AsyncFunctionDef]:
    return isinstance(node, ast.AsyncFunctionDef) and node.name == name


HEALTH: Final = route_of("health", _file("function_app.py"))


@cache
def sources_of_the_code() -> frozenset[str]:
    """Return the built-in sources that send events."""
    return frozenset(App({}).sources.built_in()) - {CSV}


def services_of_azd() -> list[str]:
    """Return the names of the services in azure.yaml."""
    services = re.search(r"^services:\n((?:[ #].*\n|\n)+)", _file("azure.yaml"), re.MULTILINE)
    return re.findall(r"^  ([\w-]+):", services[1] if services else "", re.MULTILINE)


def path_of(route: str) -> str:
    """Return the path of a route, as host.json says."""
    return f"/{json.loads(_file('host.json'))['extensions']['http']['routePrefix']}/{route}"


@cache
def webhook_route() -> str:
    """Return the route in function_app.py whose part is the name of a source, and nothing besides."""
    tree = ast.parse(_file("function_app.py"))
    texts = {each.value for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    (route,) = (text for text in texts if text.endswith("/{source}"))
    return route


def tags(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each resource that azd could not tell to be of its environment."""
    group = the(deployment, "Microsoft.Resources/resourceGroups")
    environment = group.name.removeprefix("rg-")
    for each in deployment.resources:
        if "location" in each.body and at(each.body.get("tags"), "azd-env-name") != environment:
            yield f"{each.address} needs the tag azd-env-name"


def runtime(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence if the site would not run this Python, or azd would not find it."""
    site, version = the(deployment, SITE), _file(".python-version").strip()
    if at(site, "functionAppConfig.runtime") != {"name": "python", "version": version}:
        yield f"the site must run Python {version}, not {at(site, 'functionAppConfig.runtime')}"
    plan = the(deployment, "Microsoft.Web/serverfarms")
    if at(site, "serverFarmId") != plan.id or plan.body.get("sku") != {"name": "FC1", "tier": "FlexConsumption"}:
        yield "the site must be on the Flex Consumption plan"
    if at(plan, "reserved") is not True or site.body.get("kind") != "functionapp,linux":
        yield "the plan and the site must be for Linux"
    if at(site.body.get("tags"), "azd-service-name") != SERVICE:
        yield "azd finds the site by the tag azd-service-name, which must name the service in azure.yaml"


def identity_of_site(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each place of the site where the identity should stand and does not."""
    site, identity = the(deployment, SITE), the(deployment, IDENTITY)
    if site.body.get("identity") != {"type": "UserAssigned", "userAssignedIdentities": {identity.id: {}}}:
        yield "the site must have the identity, and no other"
    if at(site, "keyVaultReferenceIdentity") != identity.id:
        yield "references to the key vault must be resolved with the identity"
    authentication = at(site, "functionAppConfig.deployment.storage.authentication")
    if authentication != {"type": "UserAssignedIdentity", "userAssignedIdentityResourceId": identity.id}:
        yield "the package must be fetched with the identity"


def package(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence if the package's container is not made, or the site does not wait for it and for its rights."""
    site, account = the(deployment, SITE), the(deployment, ACCOUNT)
    blobs = unknown(f"{account.type} {account.name}.properties.primaryEndpoints.blob")
    containers = deployment.of(f"{ACCOUNT}/blobServices/containers")
    named = at(site, "functionAppConfig.deployment.storage.value")
    if at(site, "functionAppConfig.deployment.storage.type") != "blobContainer":
        yield "the package must be in a container"
    holding = [each for each in containers if named == f"{blobs}{each.name.rsplit('/', 1)[-1]}"]
    yield from () if holding else (f"no container is made at {named}",)
    yield from _too_early(deployment, site, [*holding, *deployment.of(ASSIGNMENTS)])


def _too_early(deployment: Deployment, later: Resource, earlier: list[Resource]) -> Iterator[str]:
    before = deployment.waits_for(later.address)
    yield from (f"{later.address} must wait for {each.address}" for each in earlier if each.address not in before)


def always_ready(deployment: Deployment, count: int) -> Iterator[str]:
    """Yield a sentence unless so many instances are kept ready for HTTP."""
    kept = at(the(deployment, SITE), "functionAppConfig.scaleAndConcurrency.alwaysReady")
    if kept != [{"name": "http", "instanceCount": count}]:
        yield f"{count} instances must be kept ready for HTTP, not {kept}"
