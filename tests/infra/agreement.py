"""All that is looked at, of one deployment after the other."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from local.infra.checking import check
from local.infra.syntax import Unreadable
from local.infra.values import Deployment
from tests.infra import (
    alert_rules,
    azd_variables,
    azure_names,
    expected,
    hosting,
    locks,
    names,
    networks,
    own_entries,
    rights,
    signing_in,
)
from tests.infra.deployments import EVERYTHING, INFRA, SETS, Missing, app_settings, deployed


def nothing_twice(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each resource that two declarations would make."""
    made = Counter(
        (each.type, each.name, each.scope) for each in deployment.resources if each.name and not each.existing
    )
    yield from (f"{kind} {name} is made twice" for (kind, name, _), count in made.items() if count > 1)


OF_EACH: Final[dict[str, Callable[[Deployment], Iterator[str]]]] = {
    "nothing is made twice": nothing_twice,
    "Azure takes every name, and no other deployment has it": azure_names.azure_names,
    "queues and tables are those of the code": names.queues_and_tables,
    "every app setting is read": names.unread_settings,
    "every secret is a reference to the vault": names.secrets,
    "the identity stands in all settings that need it": names.identity_in_settings,
    "the app has the roles that it needs, and nobody has another": rights.roles,
    "every lock is closed, and no door that is needed": locks.locks,
    "accesses are told to the workspace": locks.told,
    "the site runs our Python on Flex Consumption": hosting.runtime,
    "the site has the one identity": hosting.identity_of_site,
    "the site waits for its package and its rights": hosting.package,
    "azd finds what it deploys": hosting.tags,
    "webhooks need no sign-in, and everything else does": signing_in.open_paths,
    "sign-in lets in this tenant alone": signing_in.sign_in,
    "every query is an alert rule": alert_rules.alert_rules,
    "a private network is closed, and no other": networks.network,
    "what nobody may choose is as it must be, in the one region": expected.fixed,
    "every output is what its name says": expected.outputs,
}
"""What must hold for each set of parameters."""


def faults(infra: Path = INFRA) -> Iterator[str]:
    """Yield a sentence on everything in which a folder of Bicep files does not agree with the code, or is no Bicep."""
    try:
        deployments: dict[str, Deployment] = {}
        for name in SETS:
            deployments[name] = deployed(name, infra)
            yield from chain.from_iterable(rule(deployments[name]) for rule in OF_EACH.values())
            yield from expected.given(deployments[name], SETS[name])
        yield from names.unset_settings(deployments.values())
        yield from of_everything(deployments["everything"], infra)
        yield from of_the_least(deployments["the least"])
        yield from azd_variables.azd_variables(infra)
    except (Unreadable, Missing) as fault:
        yield str(fault)
    yield from locks.keys_in_text(infra)
    yield from check(infra)


def of_everything(everything: Deployment, infra: Path = INFRA) -> Iterator[str]:
    """Yield a sentence on what is wrong with what is only there when it is asked for."""
    yield from rights.secrets_officer(everything, str(EVERYTHING["vaultOfficerId"]))
    yield from signing_in.graph_permissions(everything)
    yield from signing_in.registration(everything)
    yield from signing_in.groups_let_in(everything, EVERYTHING["administratorGroupIds"])
    yield from locks.brought_back(everything, asked=True)
    yield from names.values_of_everything(everything)
    yield from locks.alerts_reach(everything, "it@contoso.com")
    yield from hosting.always_ready(everything, 1)
    yield from networks.names_in_the_network(everything, infra)
    yield from own_entries.own_entries(everything, infra)


def of_the_least(least: Deployment) -> Iterator[str]:
    """Yield a sentence on what costs or widens and is there without being asked for."""
    costly = [each for each in least.resources if each.type.startswith(("Microsoft.Graph/", "Microsoft.Network/"))]
    yield from (f"nobody asked for {each.address}" for each in costly if not each.existing)
    widening = app_settings(least).keys() & {"ALLOW_PRIVATE_ADDRESSES", "GRAPH_BASE_URL"}
    yield from (f"nobody asked for the app setting {name}" for name in sorted(widening))
    if locks.told_of_tables(least) != {"StorageDelete"}:
        yield f"nobody asked for {locks.told_of_tables(least)} of tables to be logged"
    yield from locks.brought_back(least, asked=False)
