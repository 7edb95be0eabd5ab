"""Sending mail from a user's mailbox. Every user has one here."""

from local.emulator.exchange import Answer, Call
from local.emulator.json_values import Json, JsonObject
from local.emulator.routing import Route
from local.graph.errors import GraphError, bad_request
from local.graph.tenant import Tenant, json_body


class MailEndpoints:
    """The operation `/users/{id}/sendMail`, which Exchange answers and which no directory quota counts."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    def routes(self) -> list[Route]:
        """Return the operation with its costs."""
        return [Route("POST", "/users/{id}/sendMail", self.send)]

    def send(self, call: Call) -> Answer:
        """Keep the mail as `GET /emulator/mails` shows it; 202 without a body.

        Raises:
            GraphError: 404 for a mailbox that does not exist, 400 for a body without a message or a recipient.
        """
        sender = self._tenant.directory.find(call.params["id"])
        if sender is None:
            raise GraphError(404, "ErrorInvalidUser", f"The requested user '{call.params['id']}' is invalid.")
        message = _member(json_body(call), "message")
        if not isinstance(message, dict):
            raise bad_request("The property 'Message' is required.")
        recipients = _addresses(_member(message, "toRecipients"))
        if not recipients:
            raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
        mail: JsonObject = {
            "from": sender.values.get("userPrincipalName"),
            "to": recipients,
            "subject": _member(message, "subject"),
            "body": _member(message, "body"),
            "sentAt": self._tenant.timestamp(),
        }
        self._tenant.directory.mails.append(mail)
        return Answer(202)


def _member(document: JsonObject, name: str) -> Json:
    """Return a member whatever the case of its name: the SDK writes the parameters of actions in capitals."""
    return next((value for key, value in document.items() if key.lower() == name.lower()), None)


def _addresses(recipients: Json) -> list[Json]:
    found: list[Json] = []
    for each in recipients if isinstance(recipients, list) else []:
        address = _member(each, "emailAddress") if isinstance(each, dict) else None
        if isinstance(address, dict) and _member(address, "address"):
            found.append(_member(address, "address"))
    return found
