"""Change the settings: who does it, what is looked at before, and how a refusal is told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from azure.functions import HttpRequest, HttpResponse
from pydantic import JsonValue

from provisioning.addresses import check_address
from provisioning.auditing import Auditor
from provisioning.model import Status
from provisioning.ports import (
    ConcurrentChange,
    LogQuery,
    Misconfigured,
    ProvisioningLog,
    RequestRejected,
    Secrets,
    SettingsCheck,
    SettingsStore,
)
from provisioning.rules import checking, passwords
from provisioning.settings import Settings, SettingsRefused
from provisioning.strict_json import read_json
from provisioning.web.responses import answer, failure, headers_of

_SIGNED_IN: Final = "x-ms-client-principal-name"
"""Where App Service's authentication puts the name of who is signed in."""
_WITH_A_KEY: Final = "an administrator with a key"
_LONGEST_NAME: Final = 256


async def change(
    request: HttpRequest, settings: SettingsStore, log: ProvisioningLog, check: SettingsCheck, auditor: Auditor
) -> HttpResponse:
    """Merge a partial settings document; with If-Match only if nobody changed them in between.

    The audit trail tells that it was done, and the history of the settings what it changed.

    Raises:
        RequestRejected: 412 when somebody did; 400 and the like for a body that is no object.
    """
    headers, now = headers_of(request), auditor.clock.now()
    document = read_json(request.get_body(), headers)
    if not isinstance(document, dict):
        raise RequestRejected(400, "the settings must be an object")
    by, if_match, first_time = who_asks(headers), headers.get("if-match"), await is_first_time(document, log)
    try:
        changed, etag = await settings.change(
            document, by=by, at=now, check=check, if_match=if_match, first_time=first_time
        )
    except SettingsRefused as refused:
        return refusal(refused, "the settings stay as they were")
    except ConcurrentChange:
        raise RequestRejected(412, "the settings were changed in the meantime; read them again") from None
    if [(last.at, last.by) for last in (await settings.history(limit=1)).changes] == [(now, by)]:
        sentence = "changed the settings; GET /api/settings/history tells from what to what"
        await auditor.note(by, "settings.changed", sentence, settings=[*sorted(document)])
    return answer(changed.to_json(), headers={"ETag": etag})


async def is_first_time(partial: Mapping[str, JsonValue], log: ProvisioningLog) -> bool:
    """Return whether a partial document switches provisioning on, and nobody was provisioned yet.

    After an emergency stop somebody was, and who is hired then is as new as ever.
    """
    if partial.get("enabled", False) not in (True, None):
        return False
    return not (await log.read(LogQuery(status=Status.SUCCESS, limit=1))).entries


def refusal(refused: SettingsRefused, outcome: str) -> HttpResponse:
    """Return the 400 that names each field at fault, and says what became of the request."""
    fields = [{"field": field, "message": text} for field, text in refused.problems]
    return failure(400, f"{refused}; {outcome}", fields=fields)


def who_asks(headers: Mapping[str, str]) -> str:
    """Return the name of the signed-in administrator, or that a key was used; printable, at most 256 characters."""
    name = "".join(letter for letter in headers.get(_SIGNED_IN, "") if letter.isprintable()).strip()
    return name[:_LONGEST_NAME] or _WITH_A_KEY


def checked_with(secrets: Secrets, taken_names: Collection[str]) -> SettingsCheck:
    """Return what looks at settings before they are saved.

    It looks at the secrets that they name as well, and at the names of their HR systems, which can be none of
    `taken_names`.
    """

    def check(settings: Settings) -> Sequence[tuple[str, str]]:
        return [
            *checking.problems(settings),
            *_password_problems(settings, secrets),
            *_name_problems(settings, taken_names),
            *_hr_secret_problems(settings, secrets),
            *_notification_problems(settings, secrets),
        ]

    return check


def _password_problems(settings: Settings, secrets: Secrets) -> Iterator[tuple[str, str]]:
    name = settings.password.secret
    if settings.password.mode != "default" or name is None:
        return
    password = secrets.secret(name)
    if password is None:
        yield "password.secret", _not_set(name)
    elif problem := passwords.problem_with(password):
        yield "password.secret", f"the app setting {name} holds a password that Entra would refuse: {problem}"


def _name_problems(settings: Settings, taken_names: Collection[str]) -> Iterator[tuple[str, str]]:
    for name in settings.hr_systems:
        if name in taken_names:
            yield f"hrSystems.{name}", "is the name of a built-in system; choose another"


def _hr_secret_problems(settings: Settings, secrets: Secrets) -> Iterator[tuple[str, str]]:
    for system, described in settings.hr_systems.items():
        how = described.verification
        if how.type == "key":
            continue
        for field, name in (("secret", how.secret), ("secretBefore", how.secret_before)):
            if name is not None and secrets.secret(name) is None:
                yield f"hrSystems.{system}.verification.{field}", _not_set(name)


def _notification_problems(settings: Settings, secrets: Secrets) -> Iterator[tuple[str, str]]:
    email, webhook = settings.notifications.email, settings.notifications.webhook
    if email.sender is not None and not email.to:
        yield "notifications.email.to", "names nobody who gets the mail; name somebody, or set the sender to null"
    if email.sender is None and email.to:
        yield "notifications.email.sender", "is not set; name the mailbox that sends the mail"
    if webhook is None:
        return
    address = secrets.secret(webhook)
    if address is None:
        yield "notifications.webhook", _not_set(webhook)
        return
    try:
        check_address(address, allow_private=True)  # whether it may be private is looked at when it is called
    except Misconfigured as wrong:
        yield "notifications.webhook", f"the app setting {webhook} cannot be used: {wrong}"


def _not_set(name: str) -> str:
    return f"the app setting {name} is not set, or refers to a secret in Key Vault that cannot be read"
