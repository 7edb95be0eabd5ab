"""Reading HTTP Basic authentication."""

import base64
import binascii

from local.emulator.exchange import Call


def basic_credentials(call: Call) -> tuple[str, str]:
    """Return the user name and the password of a call; both are empty without valid Basic authentication."""
    scheme, _, credentials = call.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password
