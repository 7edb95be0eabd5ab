"""Talks to a running stack as HR systems would: people in their stand-ins, signed webhooks, whole bodies."""

import hmac
import json
import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Self

import httpx

from local.stack.stack import Stack

_COMPANY: Final = 636192


class HrSide:
    """One connection to a stack, for what HR systems do."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.http = httpx.Client(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Close the connection."""
        self.http.close()

    @property
    def function_key(self) -> dict[str, str]:
        """The header of an HR system."""
        return {"x-functions-key": self._stack.function_key}

    @property
    def master_key(self) -> dict[str, str]:
        """The header of an administrator."""
        return {"x-functions-key": self._stack.master_key}

    def functions(self, path: str) -> str:
        """Return the address of an endpoint of the app, such as `hr-events/bob`."""
        return f"{self._stack.functions_url}/api/{path}"

    def put_person_into_bob(self, person: Mapping[str, Any]) -> None:
        """Create or replace a person in the stand-in for Bob, in Bob's own form."""
        address = f"{self._stack.hr_url}/emulator/bob/people/{person['id']}"
        self.http.put(address, json=person).raise_for_status()

    def send_bob_webhook(self, kind: str, employee_id: str, at: datetime | None = None) -> httpx.Response:
        """Send one of Bob's webhooks, version 2, signed."""
        body = bob_webhook(kind, employee_id, at or datetime.now(UTC))
        signature = bob_signature(self._stack.bob_secret, body)
        headers = {"Content-Type": "application/json", "Bob-Signature": signature, **self.function_key}
        return self.http.post(self.functions("hr-events/bob"), content=body, headers=headers)

    def put_person_into_personio(self, person: Mapping[str, Any]) -> None:
        """Create or replace a person in the stand-in for Personio, with the attributes of its API v1."""
        address = f"{self._stack.hr_url}/emulator/personio/employees/{person['id']}"
        self.http.put(address, json=person).raise_for_status()

    def send_personio_webhook(
        self, kind: str, payload: Mapping[str, Any], at: datetime | None = None
    ) -> httpx.Response:
        """Send one of Personio's webhooks, with its token."""
        body = {
            "company_id": str(_COMPANY),
            "event_name": kind,
            "occurred_at": (at or datetime.now(UTC)).isoformat(),
            "payload": payload,
            "meta": {},
        }
        headers = {"Authorization": f"Bearer {self._stack.personio_token}", **self.function_key}
        return self.http.post(self.functions("hr-events/personio"), json=body, headers=headers)

    def put_person_into_bamboohr(self, person: Mapping[str, Any]) -> None:
        """Create or replace a person in the stand-in for BambooHR, in its own form."""
        address = f"{self._stack.hr_url}/emulator/bamboohr/employees/{person['id']}"
        self.http.put(address, json=person).raise_for_status()

    def send_bamboohr_webhook(self, body: bytes, media_type: str = "application/json") -> httpx.Response:
        """Send one of BambooHR's webhooks, in either format, signed."""
        sent_at = str(int(time.time()))
        signature = hmac.digest(self._stack.bamboohr_key.encode(), body + sent_at.encode(), "sha256").hex()
        headers = {
            "Content-Type": media_type,
            "X-BambooHR-Timestamp": sent_at,
            "X-BambooHR-Signature": signature,
            **self.function_key,
        }
        return self.http.post(self.functions("hr-events/bamboohr"), content=body, headers=headers)

    def remove_from(self, system: str, employee_id: str) -> None:
        """Delete a person in a stand-in; `system` is bob, personio or bamboohr."""
        kind = "people" if system == "bob" else "employees"
        self.http.delete(f"{self._stack.hr_url}/emulator/{system}/{kind}/{employee_id}").raise_for_status()

    def send_scim_bulk(self, operations: Sequence[Mapping[str, Any]]) -> httpx.Response:
        """Send a bulk request as clients of Microsoft's API-driven provisioning do."""
        body = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
            "failOnErrors": None,
            "Operations": operations,
        }
        headers = {"Content-Type": "application/scim+json", **self.function_key}
        return self.http.post(self.functions("hr-events/scim-bulk"), content=json.dumps(body), headers=headers)

    def send_events(self, events: Sequence[Mapping[str, Any]]) -> httpx.Response:
        """Send events in the product's own form."""
        return self.http.post(self.functions("hr-events/generic"), json={"events": events}, headers=self.function_key)


def bob_webhook(kind: str, employee_id: str, at: datetime) -> bytes:
    """Return the body of one of Bob's webhooks, version 2; its times have no offset and are UTC."""
    event = {
        "companyId": _COMPANY,
        "type": kind,
        "triggeredBy": "system",
        "triggeredAt": at.astimezone(UTC).replace(tzinfo=None).isoformat(),
        "version": "v2",
        "data": {"employeeId": employee_id},
    }
    return json.dumps(event).encode()


def bob_signature(secret: str, body: bytes) -> str:
    """Return the Bob-Signature header for a body."""
    return b64encode(hmac.digest(secret.encode(), body, "sha512")).decode()
