"""Personio's access tokens: given out, good for a while."""

import secrets
from urllib.parse import parse_qsl

from local.emulator.clock import Clock
from local.emulator.exchange import JSON_MEDIA_TYPE, Call
from local.emulator.faults import FaultPlan
from local.emulator.json_values import JsonObject, parse_object


class TokenBook:
    """The tokens of one API; none survives a restart of the stand-in, whose clients then need a new one."""

    def __init__(self, prefix: str, clock: Clock, faults: FaultPlan) -> None:
        self._prefix = prefix
        self._clock = clock
        self._faults = faults
        self._good_until: dict[str, float] = {}

    @property
    def life_seconds(self) -> int:
        """For how long a token given out now is good."""
        return self._faults.settings.personio_token_seconds

    def issue(self) -> str:
        """Give out a new token."""
        token = self._prefix + secrets.token_hex(16)
        self._good_until[token] = self._clock.monotonic() + self.life_seconds
        return token

    def admits(self, call: Call) -> bool:
        """Tell whether a call bears a token that is still good."""
        scheme, _, token = call.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self._clock.monotonic() < self._good_until.get(token.strip(), 0)

    def reset(self) -> None:
        """Forget all tokens."""
        self._good_until.clear()


def credentials_of(call: Call) -> JsonObject:
    """Read the body of a call for a token, which is JSON or a form.

    Raises:
        NotAJsonObjectError: it says that it is JSON, and is no JSON object.
    """
    media_type = call.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type == JSON_MEDIA_TYPE:
        return parse_object(call.body)
    return dict(parse_qsl(call.body.decode(errors="replace")))


def are_complete(credentials: JsonObject) -> bool:
    """Tell whether there are a client id and a secret; any pair is accepted as long as neither is empty."""
    return all(isinstance(credentials.get(name), str) and credentials[name] for name in ("client_id", "client_secret"))
