"""Directory extensions of users in the Graph stand-in."""

import pytest

from tests.local.standin_client import GraphStandIn

_KNOWN = "extension_0123456789abcdef0123456789abcdef_costUnit"
_UNKNOWN = "extension_0123456789abcdef0123456789abcdef_shoeSize"


@pytest.fixture
async def tenant(graph: GraphStandIn) -> GraphStandIn:
    """A tenant in which one directory extension is registered."""
    await graph.seed(extensionProperties=[_KNOWN])
    return graph


async def test_a_registered_extension_is_written_read_found_and_cleared(tenant: GraphStandIn) -> None:
    user_id = await tenant.created_id("ana", **{_KNOWN: "x"})
    await tenant.created_id("bo")

    assert (await tenant.get(f"/users/{user_id}", select=_KNOWN)).at(_KNOWN) == "x"
    assert (await tenant.get("/users", filter=f"{_KNOWN} eq 'X'")).column("id") == [user_id]
    await tenant.send("PATCH", f"/users/{user_id}", {_KNOWN: None})
    assert (await tenant.get(f"/users/{user_id}", select=_KNOWN)).at(_KNOWN) is None


async def test_an_extension_is_shown_only_when_it_is_selected(tenant: GraphStandIn) -> None:
    user_id = await tenant.created_id("ana", **{_KNOWN: "x"})

    shown = await tenant.get(f"/users/{user_id}")

    assert isinstance(shown.body, dict)
    assert _KNOWN not in shown.body


async def test_an_extension_that_is_not_registered_is_refused_with_all_that_was_written_beside_it(
    tenant: GraphStandIn,
) -> None:
    user_id = await tenant.created_id("ana")

    created = await tenant.create("bo", **{_UNKNOWN: "42"})
    changed = await tenant.send("PATCH", f"/users/{user_id}", {"jobTitle": "Pilot", _UNKNOWN: "42", _KNOWN: "x"})

    for refused in (created, changed):
        assert refused.status == 400
        assert refused.at("error", "message") == f"The following extension properties are not available: {_UNKNOWN}."
    assert (await tenant.get(f"/users/{user_id}", select="jobTitle")).at("jobTitle") is None


@pytest.mark.parametrize(
    ("path", "query"),
    [
        pytest.param("/users", {"select": f"id,{_UNKNOWN}"}, id="selected-in-a-list"),
        pytest.param("/users", {"filter": f"{_UNKNOWN} eq '42'"}, id="filtered-by"),
        pytest.param("/users/ana@contoso.com", {"select": _UNKNOWN}, id="selected"),
        pytest.param(
            "/users/ana@contoso.com", {"expand": f"manager($select={_UNKNOWN})"}, id="selected-of-the-manager"
        ),
        pytest.param("/users/delta", {"select": _UNKNOWN}, id="selected-in-delta"),
    ],
)
async def test_a_query_for_an_extension_that_is_not_registered_is_refused(
    tenant: GraphStandIn, path: str, query: dict[str, str]
) -> None:
    await tenant.created_id("ana")

    assert (await tenant.get(path, **query)).status == 400
