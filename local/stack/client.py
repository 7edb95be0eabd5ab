"""Talks to a running stack as HR systems and administrators would: over HTTP, with keys and signatures."""

import json
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from local.stack.hr_side import HrSide

_POLL_SECONDS: Final = 0.05
_SENT_WITHIN: Final = timedelta(minutes=1)


class StackClient(HrSide):
    """One connection to a stack. Answers are JSON; whatever is no success raises httpx.HTTPStatusError."""

    def import_csv(self, text: str | bytes, options: Mapping[str, Any]) -> httpx.Response:
        """Send a CSV file, as an administrator."""
        parts = {
            "options": (None, json.dumps(options), "application/json"),
            "file": ("people.csv", text, "text/csv"),
        }
        return self.http.post(self.functions("imports"), files=parts, headers=self.master_key)

    def start_cycle(self, source: str, kind: str = "delta", **more: object) -> dict[str, Any]:
        """Start a cycle, as an administrator, and return it."""
        demand = {"source": source, "kind": kind, **more}
        answer = self.http.post(self.functions("cycles"), json=demand, headers=self.master_key)
        cycle: dict[str, Any] = answer.raise_for_status().json()
        return cycle

    def tick(self) -> None:
        """Have the timer start the cycles that are due, as an administrator."""
        self.run("reconcile")

    def run(self, function: str) -> None:
        """Run a timer's function out of turn, as an administrator."""
        address = f"{self._stack.functions_url}/admin/functions/{function}"
        self.http.post(address, json={"input": ""}, headers=self.master_key).raise_for_status()

    def cycles(self, **filters: str) -> list[dict[str, Any]]:
        """Return a page of cycles, the latest first."""
        answer = self.http.get(self.functions("cycles"), params=filters, headers=self.function_key)
        found: list[dict[str, Any]] = answer.raise_for_status().json()["cycles"]
        return found

    def wait_for_cycle(self, cycle_id: str, seconds: float = 60) -> dict[str, Any]:
        """Wait until a cycle has ended, and return it.

        Raises:
            TimeoutError: Names the phase that it is in.
        """
        deadline = time.monotonic() + seconds
        while True:
            answer = self.http.get(self.functions(f"cycles/{cycle_id}"), headers=self.function_key)
            cycle: dict[str, Any] = answer.raise_for_status().json()
            if cycle["finishedAt"]:
                return cycle
            if time.monotonic() > deadline:
                raise TimeoutError(f"the cycle {cycle_id} is {cycle['phase']} after {seconds:.0f} s")
            time.sleep(_POLL_SECONDS)

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

    def mails(self) -> list[dict[str, Any]]:
        """Return what was mailed by way of the Graph stand-in, the first first."""
        answer = self.http.get(f"{self._stack.graph_root}/emulator/mails").raise_for_status()
        sent: list[dict[str, Any]] = answer.json()["mails"]
        return sent

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
