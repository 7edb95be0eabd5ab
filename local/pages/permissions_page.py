"""The text of docs/graph-permissions.md, and the data in infra/graph-permissions.json."""

import json
from collections.abc import Iterable
from typing import Final

from local.pages.tables import table
from provisioning.rules.permissions import FEATURES, PERMISSIONS, Permission

_BEGINNING: Final = """# Graph permissions

<!-- Made by `./dev docs` from provisioning/rules/permissions.py. -->

The app calls Microsoft Graph as its managed identity, with application permissions. This is the least set: each is the
one that Microsoft names as least for a call that the app makes. `infra/graph-permissions.json` holds the same for the
deployment, and [the setup check](setup-check.md) compares it with what the app's own token holds.

## Grant them

One line, in Azure Cloud Shell or wherever `az` is signed in as a Privileged Role Administrator:

```sh
infra/grant-graph-permissions.sh <object id of the app's identity> [feature …]
```

It grants what is missing, says what was there already, and may be run again. Whoever deploys and holds that role can
have the Bicep module `infra/modules/graph-permissions.bicep` do the same. A token that the app holds already knows
nothing of a new permission; App Service keeps tokens of managed identities for up to a day. Restart the app, and if the
setup check still misses the permission then, wait.
"""
_WHICH: Final = """## Accounts of administrators

None of these lets the app block or change the sensitive attributes of an account with an administrator's role: for that
Entra wants a directory role for the app's identity as well. The app never touches such accounts unless the setting
`allowedAdministrators` names them. Source: Microsoft Graph, "Who can perform sensitive actions".
"""


def page() -> str:
    """Return the whole page."""
    parts = [_BEGINNING, "## Always\n", _rows(None)]
    for feature in FEATURES:
        parts += [f"## With the feature `{feature}`\n", _rows(feature)]
    return "\n".join([*parts, "## What does as well\n", _alternatives(), _WHICH])


def data() -> str:
    """Return the JSON that the Bicep module and the script read."""
    features = {feature: _named(each for each in PERMISSIONS if each.feature == feature) for feature in FEATURES}
    always = _named(each for each in PERMISSIONS if each.feature is None)
    return json.dumps({"always": always, "features": features}, indent=2) + "\n"


def _named(permissions: Iterable[Permission]) -> list[dict[str, str]]:
    return [{"name": each.name, "id": each.id} for each in permissions]


def _rows(feature: str | None) -> str:
    rows = [
        (f"`{each.name}` `{each.id}`", f"the app {each.why}")  # one column for both, as the id is for looking up
        for each in PERMISSIONS
        if each.feature == feature
    ]
    return f"{table(('permission and its id', 'what for'), rows)}\n"


def _alternatives() -> str:
    rows = [(f"`{each.name}`", _otherwise(each)) for each in PERMISSIONS]
    sentence = "Under wider permissions the same calls work. The setup check then warns, and nothing is missing."
    return f"{sentence}\n\n{table(('permission', 'covered by'), rows)}\n"


def _otherwise(permission: Permission) -> str:
    names = ", ".join(f"`{name}`" for name in permission.satisfied_by)
    return names or permission.elsewhere or "nothing else"
