"""What every Graph operation works on, and reading a call's body and subject from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from local.emulator.clock import Clock, graph_timestamp
from local.emulator.exchange import JSON_MEDIA_TYPE, Call
from local.emulator.faults import FaultPlan
from local.emulator.json_values import Json, JsonObject, NotAJsonObjectError, parse_object
from local.graph.directory import Directory
from local.graph.errors import bad_request
from local.graph.odata.tree import Condition
from local.graph.selection import Selection, parse_selection
from local.graph.stored_user import StoredUser
from local.graph.user_filter import parse_user_filter, properties_in

_ANNOTATION: Final = "@odata.type"  # sent by the SDK's models; says nothing new


@dataclass(frozen=True, slots=True)
class Tenant:
    """The state, the time and the faults behind the operations.

    Attributes:
        empty_page_every: each page of a list whose number is a multiple of this is empty and has a nextLink;
            0 switches that off.
    """

    directory: Directory
    clock: Clock
    faults: FaultPlan
    empty_page_every: int = 3

    def user(self, key: str) -> StoredUser:
        """Return the user with this object id or user principal name.

        Raises:
            GraphError: 404, also while the user is not replicated yet.
        """
        return self.directory.require(key, self.clock.monotonic())

    def selection(self, call: Call) -> Selection:
        """Read the call's `$select` and `$expand`.

        Raises:
            GraphError: 400 as for `parse_selection`, or for a directory extension that is not registered.
        """
        selection = parse_selection(call.query)
        self.directory.check_extensions((*selection.names, *(selection.manager_names or ())))
        return selection

    def condition(self, call: Call) -> Condition | None:
        """Read the call's `$filter`, or return None when there is none.

        Raises:
            GraphError: 400 as for `parse_user_filter`, or for a directory extension that is not registered.
        """
        condition = parse_user_filter(call)
        if condition is not None:
            self.directory.check_extensions(properties_in(condition))
        return condition

    def visible_from(self) -> float:
        """Return the monotonic second from which a user created now is found."""
        return self.clock.monotonic() + self.faults.settings.replication_lag_ms / 1000

    def timestamp(self) -> str:
        """Return the present moment as Graph writes it."""
        return graph_timestamp(self.clock.utc_now())


def json_body(call: Call) -> JsonObject:
    """Read the body of a write, without `@odata.type` annotations.

    Raises:
        GraphError: 400 when the content type is not JSON or the body is no JSON object.
    """
    media_type = call.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type != JSON_MEDIA_TYPE:
        raise bad_request("Write requests (excluding DELETE) must contain the Content-Type header declaration.")
    try:
        body = parse_object(call.body)
    except NotAJsonObjectError as error:
        raise bad_request(
            "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid "
            "JSON format."
        ) from error
    return _without_annotations(body)


def optional_json_body(call: Call) -> JsonObject:
    """Read the body of an action that may come without one.

    Raises:
        GraphError: 400 as for `json_body`, when there is a body.
    """
    return json_body(call) if call.body else {}


def _without_annotations(body: Mapping[str, Json]) -> JsonObject:
    return {
        name: _without_annotations(value) if isinstance(value, dict) else value
        for name, value in body.items()
        if name != _ANNOTATION
    }
