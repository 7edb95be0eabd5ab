"""Updates of attributes: one request, or more when Graph refuses a part, so that one does not cost the others."""

from collections.abc import Mapping, Sequence

from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.models.user import User
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
from msgraph.graph_service_client import GraphServiceClient
from pydantic import JsonValue

from provisioning.attributes import EXTENSION, READ_ON_REQUEST, SENSITIVE
from provisioning.model import AppliedOperation, Change, Status, UpdateAccount, Urgency
from provisioning.ports import AccessDenied, NameTaken, Refused
from provisioning.targets.graph_bodies import ORG_DATA, ORG_DATA_PARTS, attributes, body
from provisioning.targets.graph_client import Answer, send
from provisioning.targets.graph_refusals import ADDRESS_TAKEN, EXTENSION_REFUSED, NOT_PERMITTED, blamed


async def patch(
    client: GraphServiceClient,
    account_id: str,
    properties: Mapping[str, JsonValue],
    urgency: Urgency = Urgency.CHANGES,
) -> Answer:
    """Set properties of a user, named and nested as Graph has them."""
    user = client.users.by_user_id(account_id)

    def build() -> RequestInformation:
        return user.to_patch_request_information(User(additional_data=dict(properties)))

    return await send(client, build, urgency)


async def update(client: GraphServiceClient, account_id: str, operation: UpdateAccount) -> AppliedOperation:
    """Write the changes; those that Graph refuses for a known reason are left out, with a warning.

    Raises:
        Refused: Graph refuses all of it, or the rest as well.
    """
    changes, ids, notes = list(operation.changes), list[str](), list[str]()
    left_out: list[str] = []
    while changes:
        try:
            answer = await patch(client, account_id, body(await _values(client, account_id, changes)))
        except Refused as refusal:
            culprits, reason = _culprits(refusal, changes)
            if not culprits:
                raise _as_an_update(refusal) from refusal
            ids += refusal.request_ids
            names = [change.attribute for change in culprits]
            left_out += names
            notes.append(f"{', '.join(names)} not changed, as {reason}: {refusal}")
            changes = [change for change in changes if change not in culprits]
        else:
            ids.append(answer.request_id)
            break
    status = Status.WARNING if notes else Status.SUCCESS
    return AppliedOperation(
        operation=operation,
        status=status,
        request_ids=tuple(ids),
        message="; ".join(notes) or None,
        left_out=tuple(left_out),
    )


async def _values(client: GraphServiceClient, account_id: str, changes: Sequence[Change]) -> dict[str, JsonValue]:
    """Return what to write. Of employeeOrgData, Graph empties the half that is left out, so it is written as it is."""
    values = {change.attribute: change.new for change in changes}
    left_out = [part for part in ORG_DATA_PARTS if part not in values]
    if len(left_out) != 1:
        return values
    wanted = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters(select=[ORG_DATA])
    user = client.users.by_user_id(account_id)
    answer = await send(client, lambda: user.to_get_request_information(RequestConfiguration(query_parameters=wanted)))
    return values | attributes(answer.document, left_out)


def _culprits(refusal: Refused, changes: Sequence[Change]) -> tuple[list[Change], str]:
    """Return the changes that a refusal can be about, and why Graph refuses such."""
    changed = {change.attribute: change for change in changes}
    match refusal:
        case AccessDenied() if READ_ON_REQUEST & changed.keys():
            names, reason = READ_ON_REQUEST, NOT_PERMITTED
        case AccessDenied():
            names, reason = SENSITIVE, "Entra refuses that on administrators"
        case NameTaken():
            names, reason = frozenset({"mail"}), ADDRESS_TAKEN
        case _:
            extensions = [name for name in changed if name.startswith(EXTENSION)]
            names = blamed(refusal, extensions)
            reason = EXTENSION_REFUSED
    return [change for name, change in changed.items() if name in names], reason


def _as_an_update(refusal: Refused) -> Refused:
    """A taken name concerns who makes or renames accounts; to anybody else it is a refusal like others."""
    return Refused(str(refusal), request_ids=refusal.request_ids) if isinstance(refusal, NameTaken) else refusal
