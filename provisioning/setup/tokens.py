"""What the app's own token says about itself. Nobody is let in by it here, so its signature is not looked at.

Source: Microsoft identity platform, access token claims reference (`appid` in version 1 and `azp` in version 2 name the
application, `oid` its service principal, `roles` the application permissions).
"""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Final

_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Claims:
    """Who a token is for: client id and object id of the identity; and the permissions that it carries."""

    client_id: str
    object_id: str
    roles: frozenset[str]


def claims_of(token: str) -> Claims | None:
    """Return what a token says; None if it is no JSON Web Token. No part of it ever stands in an error."""
    parts = token.split(".")
    if len(parts) != _PARTS:
        return None
    try:
        said: object = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    roles = said.get("roles")
    names = frozenset(each for each in roles if isinstance(each, str)) if isinstance(roles, list) else frozenset[str]()
    return Claims(_text(said.get("appid") or said.get("azp")), _text(said.get("oid")), names)


def _text(claim: object) -> str:
    return claim if isinstance(claim, str) else ""
