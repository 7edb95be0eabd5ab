"""Creations: one request, or more when Graph refuses an attribute that the account can be made without."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.models.user import User
from msgraph.graph_service_client import GraphServiceClient
from pydantic import JsonValue

from provisioning.attributes import EXTENSION, READ_ON_REQUEST
from provisioning.model import AppliedOperation, CreateAccount, Status, Urgency
from provisioning.ports import AccessDenied, NameTaken, Refused
from provisioning.targets.graph_bodies import body
from provisioning.targets.graph_client import Answer, send
from provisioning.targets.graph_refusals import ADDRESS_TAKEN, EXTENSION_REFUSED, NOT_PERMITTED, named


async def create(client: GraphServiceClient, operation: CreateAccount, password: str) -> tuple[str, AppliedOperation]:
    """Make an account and return its object id; attributes that Graph refuses are left out, with a warning.

    Args:
        client: From graph_client.connect.
        operation: What to make.
        password: The first password.

    Raises:
        NameTaken: Another object holds the login name; not certain if it may be the account that an earlier try made.
        Refused: Graph refuses it for something that cannot be left out.
    """
    post = _Post(client, _fixed(operation, password))
    wanted, ids, notes = dict(operation.attributes), list[str](), list[str]()
    while True:
        try:
            answer = await post.send(wanted)
        except Refused as refusal:
            culprits, reason = _culprits(refusal, operation.user_principal_name, wanted)
            if not culprits:
                raise
            ids += refusal.request_ids
            notes.append(f"{', '.join(sorted(culprits))} not written, as {reason}: {refusal}")
            wanted = {name: value for name, value in wanted.items() if name not in culprits}
        else:
            return str(answer.document["id"]), AppliedOperation(
                operation=operation,
                status=Status.WARNING if notes else Status.SUCCESS,
                request_ids=(*ids, answer.request_id),
                message="; ".join(notes) or None,
                left_out=tuple(name for name in operation.attributes if name not in wanted),
            )


@dataclass(slots=True)
class _Post:
    """The requests of one creation. `unanswered`: a try went without an answer, and may have made the account."""

    client: GraphServiceClient
    fixed: Mapping[str, JsonValue]
    unanswered: bool = False

    async def send(self, attributes: Mapping[str, JsonValue]) -> Answer:
        tries = count()

        def build() -> RequestInformation:
            self.unanswered |= next(tries) > 0
            return self.client.users.to_post_request_information(
                User(additional_data={**body(attributes), **self.fixed})
            )

        try:
            return await send(self.client, build, Urgency.GIVES_ACCESS)
        except NameTaken as taken:
            taken.certain = not self.unanswered
            raise


def _fixed(operation: CreateAccount, password: str) -> dict[str, JsonValue]:
    return {
        "userPrincipalName": operation.user_principal_name,
        "accountEnabled": operation.account_enabled,
        "passwordProfile": {
            "password": password,
            "forceChangePasswordNextSignIn": operation.must_change_password,
        },
    }


def _culprits(refusal: Refused, login_name: str, wanted: Mapping[str, JsonValue]) -> tuple[frozenset[str], str]:
    """Return the attributes that may be all that Graph refuses, and why it does; none if it is the rest."""
    match refusal:
        case NameTaken():
            mail = str(wanted.get("mail") or login_name)
            may_be_mail = refusal.certain and mail.lower() != login_name.lower()
            return frozenset({"mail"} if may_be_mail else ()), ADDRESS_TAKEN
        case AccessDenied():
            return READ_ON_REQUEST & wanted.keys(), NOT_PERMITTED
        case _:
            return named(refusal, [name for name in wanted if name.startswith(EXTENSION)]), EXTENSION_REFUSED
