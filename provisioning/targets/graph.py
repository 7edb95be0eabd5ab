"""Accounts in Microsoft Entra ID: the Directory port on Microsoft Graph v1.0."""

import json
from typing import Any, override

from kiota_abstractions.request_information import RequestInformation
from msgraph.generated.models.reference_update import ReferenceUpdate
from msgraph.graph_service_client import GraphServiceClient

from provisioning.model import (
    AppliedOperation,
    CreateAccount,
    DisableAccount,
    EnableAccount,
    Operation,
    RenameAccount,
    RestoreAccount,
    RevokeSessions,
    SetManager,
    Status,
    UpdateAccount,
    Urgency,
)
from provisioning.ports import AccountMissing, Refused, Secrets
from provisioning.targets.graph_client import Answer, Builder
from provisioning.targets.graph_creations import create
from provisioning.targets.graph_reading import GraphReader
from provisioning.targets.graph_updates import patch, update
from provisioning.targets.passwords import random_password

type _Switch = RestoreAccount | RenameAccount | DisableAccount | EnableAccount | RevokeSessions | SetManager


class GraphDirectory(GraphReader):
    """Directory on Graph. `secrets` gives the default password, when an account is to be made with it."""

    @override
    def __init__(self, client: GraphServiceClient, secrets: Secrets) -> None:
        super().__init__(client)
        self._secrets = secrets

    async def apply(self, account_id: str | None, operation: Operation) -> tuple[str, AppliedOperation]:
        """See ports.Directory. One call, but for what Graph refuses a part of, and for half of employeeOrgData."""
        if isinstance(operation, CreateAccount):
            return await create(self._client, operation, self._password(operation.password_secret))
        if account_id is None:
            raise ValueError(f"{operation.type} needs an account")
        if isinstance(operation, UpdateAccount):
            return account_id, await update(self._client, account_id, operation)
        return account_id, _done(operation, await self._switch(account_id, operation))

    async def _switch(self, account_id: str, operation: _Switch) -> Answer:
        match operation:
            case RestoreAccount():
                return await self._restore(account_id, operation)
            case RenameAccount():
                return await self._rename(account_id, operation)
            case DisableAccount():
                return await patch(self._client, account_id, {"accountEnabled": False}, Urgency.ENDS_ACCESS)
            case EnableAccount():
                return await patch(self._client, account_id, {"accountEnabled": True}, Urgency.GIVES_ACCESS)
            case RevokeSessions():
                revoke = self._client.users.by_user_id(account_id).revoke_sign_in_sessions
                return await self._send(revoke.to_post_request_information, Urgency.ENDS_ACCESS)
            case SetManager():
                return await self._set_manager(account_id, operation)

    def _password(self, secret_name: str | None) -> str:
        if secret_name is None:
            return random_password()
        password = self._secrets.secret(secret_name)
        if not password:
            raise Refused(f"the app setting {secret_name} is not set, so that there is no default password; set it")
        return password

    async def _restore(self, account_id: str, operation: RestoreAccount) -> Answer:
        """Bring an account back; that it is back already is as good, but Graph answers it as if there were none.

        Under a new name it goes without the addresses that others have by now, which keep it from coming back as well
        as the name does.
        """
        restore = self._client.directory.deleted_items.by_directory_object_id(account_id).restore
        name = operation.new_user_principal_name
        changed = {"newUserPrincipalName": name, "autoReconcileProxyConflict": True} if name else {}

        def build() -> RequestInformation:
            request = restore.to_post_request_information()
            request.set_stream_content(json.dumps(changed).encode(), "application/json")
            return request

        return await self._unless_done(account_id, build, Urgency.GIVES_ACCESS)

    async def _rename(self, account_id: str, operation: RenameAccount) -> Answer:
        changed: dict[str, Any] = {"userPrincipalName": operation.new}
        if operation.other_mails:
            changed["otherMails"] = [*operation.other_mails]
        return await patch(self._client, account_id, changed)

    async def _set_manager(self, account_id: str, operation: SetManager) -> Answer:
        """Point to a manager, or remove the one there is; that there is none is as good as to remove it."""
        reference = self._client.users.by_user_id(account_id).manager.ref
        if operation.new is None:
            return await self._unless_done(account_id, reference.to_delete_request_information)
        base_url = self._client.request_adapter.base_url
        to = ReferenceUpdate(odata_id=f"{base_url}/users/{operation.new}")
        return await self._send(lambda: reference.to_put_request_information(to))

    async def _unless_done(self, account_id: str, build: Builder, urgency: Urgency = Urgency.CHANGES) -> Answer:
        """Send what Graph answers with 404 when it is done already, too; then only a missing account is missing."""
        try:
            return await self._send(build, urgency)
        except AccountMissing as missing:
            if await self.read(account_id) is None:
                raise
            return Answer(None, next(iter(missing.request_ids), ""))


def _done(operation: Operation, answer: Answer) -> AppliedOperation:
    return AppliedOperation(operation=operation, status=Status.SUCCESS, request_ids=(answer.request_id,))
