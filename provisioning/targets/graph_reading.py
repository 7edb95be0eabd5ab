"""What is read of Microsoft Entra ID: the DirectoryReader port on Microsoft Graph v1.0."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Any, Final, Literal

from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.directory.deleted_items.graph_user.graph_user_request_builder import GraphUserRequestBuilder
from msgraph.generated.directory.deleted_items.item.directory_object_item_request_builder import (
    DirectoryObjectItemRequestBuilder,
)
from msgraph.generated.domains.domains_request_builder import DomainsRequestBuilder
from msgraph.generated.users.item.transitive_member_of.transitive_member_of_request_builder import (
    TransitiveMemberOfRequestBuilder,
)
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from msgraph.graph_service_client import GraphServiceClient

from provisioning.attributes import MANAGER
from provisioning.model import Account, Criterion, DeletedAccount, Domains, MatchingAttribute, Membership, Urgency
from provisioning.ports import AccessDenied, AccountMissing, ListedAccount, Refused, TemporaryFailure
from provisioning.targets.graph_answers import shown_to_us
from provisioning.targets.graph_bodies import account, deleted_account, read_names, selection
from provisioning.targets.graph_client import Answer, Builder, eventual, pages, send
from provisioning.targets.graph_listing import listed_accounts
from provisioning.targets.graph_names import (
    HOLDER,
    former_holder_filters,
    held_by,
    holder_filters,
    once_held_by,
    quoted,
)
from provisioning.targets.graph_refusals import blamed

_ENOUGH_HITS: Final = 10
"""More than one hit is a case for an administrator; fewer than 20 a page cost less of the quota."""
_HOLDERS_A_PAGE: Final = 100
_LARGEST_PAGE: Final = 999
_DOMAINS_KEPT_SECONDS: Final = 600
_KINDS: Final[Mapping[str, Literal["group", "directoryRole"]]] = {
    "#microsoft.graph.group": "group",
    "#microsoft.graph.directoryRole": "directoryRole",
}


class GraphReader:
    """DirectoryReader and AccountLister on Graph. One a process and event loop, as its connections are."""

    def __init__(self, client: GraphServiceClient) -> None:
        self._client = client
        self._domains: tuple[float, Domains | None] | None = None
        self._asking_for_domains = asyncio.Lock()

    async def read(self, account_id: str, *, extra: Collection[str] = ()) -> Account | None:
        """See ports.DirectoryReader. One call, but when Graph does not know an extra attribute."""
        with shown_to_us():
            try:
                return await self._read(account_id, read_names(extra))
            except AccountMissing:
                return None
            except Refused as refusal:
                if not extra:
                    raise
                return await self.read(account_id, extra=frozenset(extra) - blamed(refusal, extra))

    async def find(self, criteria: Sequence[Criterion], *, extra: Collection[str] = ()) -> Sequence[Account]:
        """See ports.DirectoryReader. One call, but for pages that Graph splits off, and for extra as for `read`."""
        if not criteria:
            return ()
        with shown_to_us():
            try:
                return await self._find(criteria, read_names(extra))
            except Refused as refusal:
                if not extra:
                    raise
                return await self.find(criteria, extra=frozenset(extra) - blamed(refusal, extra))

    def accounts(self, attributes: Collection[MatchingAttribute]) -> AsyncIterator[ListedAccount]:
        """See ports.AccountLister. One call a page."""
        return listed_accounts(self._client, attributes)

    async def reach(self) -> None:
        """See ports.Reachable. One call: the id of one account, whosoever."""
        wanted = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(select=["id"], top=1)
        users = self._client.users
        with shown_to_us():
            await self._send(lambda: users.to_get_request_information(RequestConfiguration(query_parameters=wanted)))

    async def domains(self) -> Domains | None:
        """See ports.DirectoryReader. Kept for ten minutes."""
        async with self._asking_for_domains:
            if self._domains is None or time.monotonic() - self._domains[0] > _DOMAINS_KEPT_SECONDS:
                self._domains = (time.monotonic(), await self._read_domains())
            return self._domains[1]

    async def read_deleted(self, account_id: str) -> DeletedAccount | None:
        """See ports.DirectoryReader. One call."""
        wanted = DirectoryObjectItemRequestBuilder.DirectoryObjectItemRequestBuilderGetQueryParameters(
            select=["id", "userPrincipalName", "deletedDateTime"]
        )
        item = self._client.directory.deleted_items.by_directory_object_id(account_id)
        try:
            answer = await self._send(
                lambda: item.to_get_request_information(RequestConfiguration(query_parameters=wanted))
            )
        except AccountMissing:
            return None
        return deleted_account(answer.document)

    async def names_taken(self, names: Sequence[str], *, but_by: str | None = None) -> frozenset[str]:
        """See ports.DirectoryReader. One search among the users and one among the deleted, or some for many names."""
        asked = list(dict.fromkeys(name.lower() for name in names))
        held: set[str] = set()
        with shown_to_us():
            for condition in holder_filters(asked):
                holders = await self._users(condition, HOLDER, _HOLDERS_A_PAGE)
                held.update(*[held_by(user) for user in holders if user["id"] != but_by])
            for condition in former_holder_filters(asked):
                held.update([once_held_by(user) for user in await self._deleted_users(condition)])
        return frozenset(held.intersection(asked))

    async def memberships(self, account_id: str) -> Sequence[Membership]:
        """See ports.DirectoryReader. One call, but for pages that Graph splits off."""
        wanted = TransitiveMemberOfRequestBuilder.TransitiveMemberOfRequestBuilderGetQueryParameters(
            select=["id", "displayName"], top=_LARGEST_PAGE
        )
        member_of = self._client.users.by_user_id(account_id).transitive_member_of

        def first() -> RequestInformation:
            return member_of.to_get_request_information(RequestConfiguration(query_parameters=wanted))

        try:
            found = [item async for item in pages(self._client, first)]
        except AccountMissing as missing:
            # It was there a moment ago: taken for one without any role, an administrator would not be protected.
            raise TemporaryFailure(f"Microsoft Graph did not show the groups of an account: {missing}") from missing
        except AccessDenied as denied:
            raise _needs_permission(str(denied), denied.request_ids) from denied
        return [_membership(item, _KINDS[kind]) for item in found if (kind := item["@odata.type"]) in _KINDS]

    async def _read(self, account_id: str, names: Collection[str]) -> Account:
        wanted = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters(
            select=selection(names), expand=[f"{MANAGER}($select=id)"]
        )
        user = self._client.users.by_user_id(account_id)
        answer = await self._send(
            lambda: user.to_get_request_information(RequestConfiguration(query_parameters=wanted))
        )
        return account(answer.document, names)

    async def _find(self, criteria: Sequence[Criterion], names: Collection[str]) -> Sequence[Account]:
        either = " or ".join(f"{criterion.attribute} eq {quoted(criterion.value)}" for criterion in criteria)
        return [account(user, names) for user in await self._users(either, selection(names), _ENOUGH_HITS)]

    async def _users(self, condition: str, select: Sequence[str], page: int) -> list[dict[str, Any]]:
        wanted = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(select=[*select], filter=condition, top=page)
        users = self._client.users

        def first() -> RequestInformation:
            return users.to_get_request_information(RequestConfiguration(query_parameters=wanted))

        return [user async for user in pages(self._client, first)]

    async def _deleted_users(self, condition: str) -> list[dict[str, Any]]:
        wanted = GraphUserRequestBuilder.GraphUserRequestBuilderGetQueryParameters(
            select=["id", "userPrincipalName"], filter=condition, count=True, top=_HOLDERS_A_PAGE
        )
        users = self._client.directory.deleted_items.graph_user

        def first() -> RequestInformation:
            return eventual(users.to_get_request_information(RequestConfiguration(query_parameters=wanted)))

        return [user async for user in pages(self._client, first, change=eventual)]

    async def _read_domains(self) -> Domains | None:
        wanted = DomainsRequestBuilder.DomainsRequestBuilderGetQueryParameters(select=["id", "isVerified", "isDefault"])
        domains = self._client.domains

        def first() -> RequestInformation:
            return domains.to_get_request_information(RequestConfiguration(query_parameters=wanted))

        try:
            found = [domain async for domain in pages(self._client, first)]
        except AccessDenied:
            return None
        verified = [str(domain["id"]).lower() for domain in found if domain["isVerified"]]
        default = next((str(domain["id"]).lower() for domain in found if domain["isDefault"]), None)
        return Domains(verified=frozenset(verified), default=default)

    async def _send(self, build: Builder, urgency: Urgency = Urgency.CHANGES) -> Answer:
        return await send(self._client, build, urgency)


def _membership(item: Mapping[str, Any], kind: Literal["group", "directoryRole"]) -> Membership:
    """Read one group or role; of what the app may not read, Graph tells the id and the type alone."""
    if item.get("displayName") is None:
        raise _needs_permission(f"Microsoft Graph does not tell the name of the {kind} {item['id']}", ())
    return Membership(kind=kind, id=item["id"], name=item["displayName"])


def _needs_permission(sentence: str, request_ids: tuple[str, ...]) -> AccessDenied:
    return AccessDenied(
        f"the app may not read the groups and directory roles of accounts; give it the permission Directory.Read.All, "
        f"or GroupMember.Read.All and RoleManagement.Read.Directory ({sentence})",
        request_ids=request_ids,
    )
