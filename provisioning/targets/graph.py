"""Accounts in Microsoft Entra ID: the Directory port on Microsoft Graph v1.0."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Final

from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.domains.domains_request_builder import DomainsRequestBuilder
from msgraph.generated.models.reference_update import ReferenceUpdate
from msgraph.generated.models.user import User
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from msgraph.graph_service_client import GraphServiceClient
from pydantic import JsonValue

from provisioning.attributes import MANAGER, SENSITIVE, WRITABLE
from provisioning.model import (
    Account,
    AppliedOperation,
    Change,
    CreateAccount,
    Criterion,
    DisableAccount,
    EnableAccount,
    Operation,
    RevokeSessions,
    SetManager,
    Status,
    UpdateAccount,
)
from provisioning.ports import AccessDenied, AccountMissing, NameTaken, TemporaryFailure
from provisioning.targets.graph_client import Answer, send
from provisioning.targets.passwords import random_password

_READ: Final = [
    "id",
    "userPrincipalName",
    "accountEnabled",
    "userType",
    "onPremisesSyncEnabled",
    "createdDateTime",
    "mail",
    *(name for name in WRITABLE if name != MANAGER),
]
_ENOUGH_HITS: Final = 10
"""More than one hit is a case for an administrator; fewer than 20 a page cost less of the quota."""
_DOMAINS_KEPT_SECONDS: Final = 600

type _Builder = Callable[[], RequestInformation]


class GraphDirectory:
    """Directory on Graph. One a process and event loop, as its connections are."""

    def __init__(self, client: GraphServiceClient) -> None:
        self._client = client
        self._domains: tuple[float, frozenset[str] | None] | None = None
        self._asking_for_domains = asyncio.Lock()

    async def read(self, account_id: str) -> Account | None:
        """See ports.DirectoryReader. One call."""
        wanted = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters(
            select=_READ, expand=[f"{MANAGER}($select=id)"]
        )
        user = self._client.users.by_user_id(account_id)
        try:
            answer = await self._send(
                lambda: user.to_get_request_information(RequestConfiguration(query_parameters=wanted))
            )
        except AccountMissing:
            return None
        return _account(answer.document)

    async def find(self, criteria: Sequence[Criterion]) -> Sequence[Account]:
        """See ports.DirectoryReader. One call, but for pages that Graph splits off."""
        if not criteria:
            return ()
        either = " or ".join(f"{criterion.attribute} eq {_quoted(criterion.value)}" for criterion in criteria)
        wanted = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(
            select=_READ, filter=either, top=_ENOUGH_HITS
        )
        users = self._client.users

        def first() -> RequestInformation:
            return users.to_get_request_information(RequestConfiguration(query_parameters=wanted))

        return [_account(user) async for user in self._pages(first)]

    async def verified_domains(self) -> frozenset[str] | None:
        """See ports.DirectoryReader. Kept for ten minutes."""
        async with self._asking_for_domains:
            if self._domains is None or time.monotonic() - self._domains[0] > _DOMAINS_KEPT_SECONDS:
                self._domains = (time.monotonic(), await self._read_domains())
            return self._domains[1]

    async def apply(self, account_id: str | None, operation: Operation) -> tuple[str, AppliedOperation]:
        """See ports.Directory. One call, but for an update of which Graph refuses a part."""
        if isinstance(operation, CreateAccount):
            answer = await self._create(operation)
            return str(answer.document["id"]), _done(operation, answer)
        if account_id is None:
            raise ValueError(f"{operation.type} needs an account")
        if isinstance(operation, UpdateAccount):
            return account_id, await self._update(account_id, operation)
        return account_id, _done(operation, await self._switch(account_id, operation))

    async def _switch(
        self, account_id: str, operation: DisableAccount | EnableAccount | RevokeSessions | SetManager
    ) -> Answer:
        match operation:
            case DisableAccount():
                return await self._patch(account_id, {"accountEnabled": False})
            case EnableAccount():
                return await self._patch(account_id, {"accountEnabled": True})
            case RevokeSessions():
                revoke = self._client.users.by_user_id(account_id).revoke_sign_in_sessions
                return await self._send(revoke.to_post_request_information)
            case SetManager():
                return await self._set_manager(account_id, operation)

    async def _create(self, operation: CreateAccount) -> Answer:
        body: dict[str, Any] = {
            **operation.attributes,
            "userPrincipalName": operation.user_principal_name,
            "accountEnabled": operation.account_enabled,
            "passwordProfile": {
                "password": random_password(),
                "forceChangePasswordNextSignIn": operation.must_change_password,
            },
        }
        tries = 0

        def build() -> RequestInformation:
            nonlocal tries
            tries += 1
            return self._client.users.to_post_request_information(User(additional_data=body))

        try:
            return await self._send(build)
        except NameTaken as taken:
            taken.certain = tries == 1
            raise

    async def _update(self, account_id: str, operation: UpdateAccount) -> AppliedOperation:
        """Write the changes in one request; on administrators, where Graph refuses some, write the others."""
        try:
            return _done(operation, await self._patch(account_id, _body(operation.changes)))
        except AccessDenied as denied:
            sensitive = [change for change in operation.changes if change.attribute in SENSITIVE]
            if not sensitive:
                raise
            return await self._update_without(account_id, operation, sensitive, denied)

    async def _update_without(
        self, account_id: str, operation: UpdateAccount, sensitive: list[Change], denied: AccessDenied
    ) -> AppliedOperation:
        ids = denied.request_ids
        others = [change for change in operation.changes if change not in sensitive]
        if others:
            ids += ((await self._patch(account_id, _body(others))).request_id,)
        names = ", ".join(change.attribute for change in sensitive)
        sentence = f"{names} not changed, as Entra refuses that on administrators: {denied}"
        return AppliedOperation(operation=operation, status=Status.WARNING, request_ids=ids, message=sentence)

    async def _patch(self, account_id: str, body: Mapping[str, JsonValue]) -> Answer:
        user = self._client.users.by_user_id(account_id)
        return await self._send(lambda: user.to_patch_request_information(User(additional_data=dict(body))))

    async def _set_manager(self, account_id: str, operation: SetManager) -> Answer:
        reference = self._client.users.by_user_id(account_id).manager.ref
        if operation.new is None:
            return await self._remove(account_id, reference.to_delete_request_information)
        base_url = self._client.request_adapter.base_url
        to = ReferenceUpdate(odata_id=f"{base_url}/users/{operation.new}")
        return await self._send(lambda: reference.to_put_request_information(to))

    async def _remove(self, account_id: str, build: _Builder) -> Answer:
        """Remove the manager; that there is none is as good, but Graph answers it as if there were no account."""
        try:
            return await self._send(build)
        except AccountMissing as missing:
            if await self.read(account_id) is None:
                raise
            return Answer(None, next(iter(missing.request_ids), ""))

    async def _read_domains(self) -> frozenset[str] | None:
        wanted = DomainsRequestBuilder.DomainsRequestBuilderGetQueryParameters(select=["id", "isVerified"])
        domains = self._client.domains

        def first() -> RequestInformation:
            return domains.to_get_request_information(RequestConfiguration(query_parameters=wanted))

        try:
            found = [domain async for domain in self._pages(first)]
        except AccessDenied:
            return None
        return frozenset(domain["id"].lower() for domain in found if domain["isVerified"])

    async def _pages(self, first: _Builder) -> AsyncIterator[dict[str, Any]]:
        """Yield the items of all pages; an empty page may have a next one."""
        build = first
        while True:
            page = (await self._send(build)).document
            for item in page["value"]:
                yield item
            following = page.get("@odata.nextLink")
            if following is None:
                return
            build = self._client.users.with_url(following).to_get_request_information

    async def _send(self, build: _Builder) -> Answer:
        return await send(self._client, build)


def _quoted(text: str) -> str:
    """Return an OData string literal; the SDK does not escape the apostrophe of O'Brien."""
    return "'" + text.replace("'", "''") + "'"


def _body(changes: Sequence[Change]) -> dict[str, JsonValue]:
    return {change.attribute: change.new for change in changes}


def _done(operation: Operation, answer: Answer) -> AppliedOperation:
    return AppliedOperation(operation=operation, status=Status.SUCCESS, request_ids=(answer.request_id,))


def _account(user: Mapping[str, Any]) -> Account:
    manager = user.get(MANAGER)
    if not isinstance(user.get("accountEnabled"), bool):
        # Taken for blocked, a leaver would keep access.
        raise TemporaryFailure("Microsoft Graph did not tell whether the account may sign in")
    return Account(
        id=user["id"],
        user_principal_name=user["userPrincipalName"],
        account_enabled=user["accountEnabled"],
        guest=user.get("userType") == "Guest",
        synced_from_on_premises=bool(user.get("onPremisesSyncEnabled")),
        created_at=user.get("createdDateTime"),
        attributes={name: user.get(name) for name in ("mail", *WRITABLE) if name != MANAGER},
        manager_id=manager["id"] if manager else None,
    )
