"""Names are such as Azure takes, and the same only for the same subscription, name and region."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from local.infra.values import Deployment, shown, unknown
from tests.infra.deployments import at, the

GROUP: Final = "Microsoft.Resources/resourceGroups"
_STORAGE: Final = "Microsoft.Storage/storageAccounts"
TAKEN: Final[Mapping[str, re.Pattern[str]]] = {
    GROUP: re.compile(r"[\w().-]{0,89}[\w()-]"),
    _STORAGE: re.compile(r"[a-z0-9]{3,24}"),
    f"{_STORAGE}/blobServices/containers": re.compile(r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*"),
    f"{_STORAGE}/queueServices/queues": re.compile(r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*"),
    f"{_STORAGE}/tableServices/tables": re.compile(r"[A-Za-z][A-Za-z0-9]{2,62}"),
    "Microsoft.KeyVault/vaults": re.compile(r"(?=.{3,24}$)[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*"),
    "Microsoft.Web/sites": re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,58}[A-Za-z0-9]"),
}
"""Source: Microsoft, Naming rules and restrictions for Azure resources."""
WORLDWIDE: Final = (_STORAGE, "Microsoft.KeyVault/vaults", "Microsoft.Web/sites")
"""What has a name that nobody else in the world may have."""
_HASH: Final = "abcdefghijklm"
"""What uniqueString gives on Azure: 13 small letters and digits."""
_LONGEST_SHORT_NAME: Final = 12


def suffix_of(deployment: Deployment) -> str:
    """Return what names must end with: made of the subscription, the deployment's name and the region."""
    group = the(deployment, GROUP)
    parts = (unknown("subscription().id"), group.name.removeprefix("rg-"), group.body["location"])
    return unknown(f"uniqueString({', '.join(map(shown, parts))})")


def azure_names(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each name that Azure would refuse, or that somebody else may have as well."""
    suffix = suffix_of(deployment)
    for kind in WORLDWIDE:
        if not the(deployment, kind).name.endswith(suffix):
            yield f"{the(deployment, kind).name} may be the name of somebody else's {kind}"
    for kind, pattern in TAKEN.items():
        for each in deployment.of(kind):
            if not pattern.fullmatch(each.name.replace(suffix, _HASH).rsplit("/", 1)[-1]):
                yield f"Azure takes no {kind} of the name {each.name}"
    short = at(the(deployment, "Microsoft.Insights/actionGroups"), "groupShortName")
    if not isinstance(short, str) or not 0 < len(short) <= _LONGEST_SHORT_NAME:
        yield f"groupShortName has 1 to {_LONGEST_SHORT_NAME} characters, not {short}"
