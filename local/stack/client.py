"""Talks to a running stack as HR systems and administrators would: over HTTP, with keys and signatures."""

import hmac
import json
import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

import httpx

from local.stack.stack import Stack

_COMPANY: Final = 636192
_POLL_SECONDS: Final = 0.05
_SENT_WITHIN: Final = timedelta(minutes=1)


class StackClient:
    """One connection to a stack. Answers are JSON; whatever is no success raises httpx.HTTPStatusError."""

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

    def send_events(self, events: Sequence[Mapping[str, Any]]) -> httpx.Response:
        """Send events in the product's own form."""
        return self.http.post(self.functions("hr-events/generic"), json={"events": events}, headers=self.function_key)

    def change_settings(self, partial: Mapping[str, Any]) -> httpx.Response:
        """Change settings, as an administrator."""
        return self.http.put(self.functions("settings"), json=partial, headers=self.master_key)

    def try_settings(self, demand: Mapping[str, Any]) -> httpx.Response:
        """Ask what provisioning somebody would do under other settings, as an administrator."""
        return self.http.post(self.functions("settings/preview"), json=demand, headers=self.master_key)

    def preview(self, demand: Mapping[str, Any]) -> httpx.Response:
        """Ask what provisioning somebody would do."""
        return self.http.post(self.functions("preview"), json=demand, headers=self.function_key)

    def seed_graph(self, **objects: Sequence[Mapping[str, Any]]) -> None:
        """Put users, groups and the like into the Graph stand-in."""
        self.http.post(f"{self._stack.graph_root}/emulator/seed", json=objects).raise_for_status()

    def delete_account(self, account_id: str) -> None:
        """Delete an account in the Graph stand-in, as an administrator would."""
        headers = {"Authorization": "Bearer local"}
        self.http.delete(f"{self._stack.graph_url}/users/{account_id}", headers=headers).raise_for_status()

    def accounts(self) -> list[dict[str, Any]]:
        """Return all users of the Graph stand-in, with whether they may sign in, department and manager."""
        wanted = "$select=id,userPrincipalName,displayName,jobTitle,department,accountEnabled,employeeId"
        address: str | None = f"{self._stack.graph_url}/users?{wanted}&$expand=manager($select=id)&$top=999"
        users: list[dict[str, Any]] = []
        while address:
            page = self.http.get(address, headers={"Authorization": "Bearer local"}).raise_for_status().json()
            users += page["value"]
            address = page.get("@odata.nextLink")
        return users

    def graph_stats(self) -> dict[str, Any]:
        """Return what the Graph stand-in counted."""
        stats: dict[str, Any] = self.http.get(f"{self._stack.graph_root}/emulator/stats").raise_for_status().json()
        return stats

    def log(self, **filters: str) -> list[dict[str, Any]]:
        """Return all entries of the provisioning log that the filters let through, newest first."""
        entries: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            query = {"limit": "200", **filters, **cursor}
            answer = self.http.get(self.functions("provisioning-log"), params=query, headers=self.function_key)
            page = answer.raise_for_status().json()
            entries += page["entries"]
            if page["cursor"] is None:
                return entries
            cursor = {"cursor": page["cursor"]}

    def wait_for_log(self, event_ids: Sequence[str], seconds: float = 60) -> list[dict[str, Any]]:
        """Wait until every event, sent within the last minute, has a log entry that is no failure.

        Returns:
            Those entries, newest first.

        Raises:
            TimeoutError: Names how many are missing.
        """
        deadline = time.monotonic() + seconds
        since = (datetime.now(UTC) - _SENT_WITHIN).isoformat()
        wanted = set(event_ids)
        while True:
            entries = [
                entry for entry in self.log(since=since) if entry["eventId"] in wanted and entry["status"] != "failure"
            ]
            missing = wanted - {entry["eventId"] for entry in entries}
            if not missing:
                return entries
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(missing)} of {len(wanted)} events have no log entry after {seconds:.0f} s")
            time.sleep(_POLL_SECONDS)


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
