"""JSON documents that hypothesis makes up, many of them close to what HR systems send."""

from typing import Final

from hypothesis import strategies as st
from pydantic import JsonValue

_SCALARS: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=10),
    st.sampled_from(["employee.updated", "employee.deleted", "table.entry.created", "review", "2026-06-01", "7", ""]),
)
_NAMES: Final = st.sampled_from(
    [
        *("events", "id", "type", "occurredAt", "employee", "firstName", "startDate", "custom", "status", "managerId"),
        *("companyId", "data", "employeeId", "triggeredAt", "creationDate", "fieldUpdates", "version", "text"),
        *("work", "internal", "payroll", "employment", "humanReadable", "title", "reportsTo", "lifecycleStatus"),
        *("/root/firstName", "/work/title", "/work/reportsTo", "value", "name", "surname", "email", "home"),
    ]
) | st.text(max_size=5)


def _containers(inner: st.SearchStrategy[JsonValue]) -> st.SearchStrategy[JsonValue]:
    return st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=6)


documents: Final[st.SearchStrategy[JsonValue]] = st.recursive(_SCALARS, _containers, max_leaves=20)
objects: Final[st.SearchStrategy[dict[str, JsonValue]]] = st.dictionaries(_NAMES, documents, max_size=8)
