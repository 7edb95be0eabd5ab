"""`$filter` over users of the Graph stand-in."""

import pytest

from tests.local.standin_client import GraphStandIn

_ADVANCED = {"ConsistencyLevel": "eventual"}


@pytest.fixture
async def people(graph: GraphStandIn) -> GraphStandIn:
    """A tenant with three users, each found by something that the others do not have."""
    await graph.seed(
        users=[
            {
                "userPrincipalName": "ana@contoso.com",
                "displayName": "Ana O'Neil",
                "employeeId": "7",
                "mail": "ana@contoso.com",
                "proxyAddresses": ["SMTP:ana@contoso.com", "smtp:a.oneil@contoso.com"],
                "employeeOrgData": {"costCenter": "100", "division": None},
                "employeeHireDate": "2026-01-15T00:00:00Z",
            },
            {
                "userPrincipalName": "bo@contoso.com",
                "displayName": "Bo",
                "employeeId": "8",
                "accountEnabled": False,
                "otherMails": ["bo@home.example"],
                "employeeHireDate": "2026-06-01T00:00:00Z",
            },
            {"userPrincipalName": "cy@contoso.com", "displayName": "Cy", "department": "Ops"},
        ]
    )
    return graph


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        pytest.param("employeeId eq '7'", "ana", id="eq"),
        pytest.param("userPrincipalName eq 'ANA@CONTOSO.COM'", "ana", id="texts-compare-without-case"),
        pytest.param("displayName eq 'Ana O''Neil'", "ana", id="doubled-apostrophe"),
        pytest.param("employeeId eq '9'", "", id="nobody"),
        pytest.param("accountEnabled eq false", "bo", id="boolean"),
        pytest.param("department eq null", "ana bo", id="null"),
        pytest.param("employeeId eq '7' or mail eq 'x@y' or employeeId eq '8'", "ana bo", id="or"),
        pytest.param("employeeId eq '7' and accountEnabled eq false", "", id="and"),
        pytest.param("accountEnabled eq true and (employeeId eq '8' or department eq 'ops')", "cy", id="parentheses"),
        pytest.param("accountEnabled eq false or employeeId eq '7' and department eq 'x'", "bo", id="and-binds-first"),
        pytest.param("startswith(displayName,'an')", "ana", id="startswith"),
        pytest.param("startsWith(displayName, 'AN') or displayName eq 'Cy'", "ana cy", id="startswith-in-sdk-spelling"),
        pytest.param("employeeId in ('7', '8')", "ana bo", id="in"),
        pytest.param("displayName in ('Bo')", "bo", id="in-without-index"),
        pytest.param("proxyAddresses/any(p:p eq 'smtp:ANA@contoso.com')", "ana", id="any-eq"),
        pytest.param("proxyAddresses/any(x:startswith(x,'smtp:a.'))", "ana", id="any-startswith"),
        pytest.param("otherMails/any(m:m eq 'bo@home.example') or employeeId eq '7'", "ana bo", id="any-or"),
        pytest.param("otherMails/any()", "bo", id="any-without-condition"),
        pytest.param("employeeOrgData/costCenter eq '100'", "ana", id="member-of-an-object"),
        pytest.param("employeeHireDate ge 2026-02-01T00:00:00Z", "bo", id="date-ge"),
        pytest.param("employeeHireDate le 2026-01-15T01:00:00+01:00", "ana", id="date-le-with-offset"),
    ],
)
async def test_a_filter_finds_exactly_those_that_meet_it(people: GraphStandIn, expression: str, found: str) -> None:
    reply = await people.get("/users", filter=expression)

    assert reply.status == 200, reply.body
    assert reply.column("userPrincipalName") == [f"{name}@contoso.com" for name in found.split()]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        pytest.param("employeeId ne '7'", "bo cy", id="ne"),
        pytest.param("not(startswith(displayName,'a') or accountEnabled eq false)", "cy", id="not"),
        pytest.param("endswith(userPrincipalName,'y@contoso.com')", "cy", id="endswith"),
    ],
)
async def test_an_advanced_filter_needs_eventual_consistency_and_a_count(
    people: GraphStandIn, expression: str, found: str
) -> None:
    query = {"$filter": expression, "$count": "true"}

    plain = await people.send("GET", "/users", params={"$filter": expression})
    advanced = await people.send("GET", "/users", params=query, headers=_ADVANCED)

    assert (plain.status, plain.at("error", "code")) == (400, "Request_UnsupportedQuery")
    assert advanced.column("userPrincipalName") == [f"{name}@contoso.com" for name in found.split()]
    assert advanced.at("@odata.count") == len(found.split())


def _any_of(count: int) -> str:
    return " or ".join(f"employeeId eq '{number}'" for number in range(count))


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param(_any_of(16), id="16-joined-by-or"),
        pytest.param(f"accountEnabled eq true and ({_any_of(16)})", id="16-inside-an-and"),
        pytest.param("employeeId in (" + ", ".join(f"'{number}'" for number in range(16)) + ")", id="16-in-a-list"),
        pytest.param("employeeId in ('1', '2', '3') or " + _any_of(13), id="13-and-a-list-of-3"),
        pytest.param("proxyAddresses/any(p:p in ('smtp:a@contoso.com', 'smtp:b@contoso.com'))", id="in-inside-any"),
    ],
)
async def test_what_graph_cannot_search_is_an_unsupported_query(people: GraphStandIn, expression: str) -> None:
    reply = await people.get("/users", filter=expression)

    assert (reply.status, reply.at("error", "code")) == (400, "Request_UnsupportedQuery")


async def test_15_alternatives_are_the_most_and_the_refusal_says_so(people: GraphStandIn) -> None:
    most = await people.get("/users", filter=_any_of(15))
    more = await people.get("/users", filter=_any_of(17))

    assert most.column("userPrincipalName") == ["ana@contoso.com", "bo@contoso.com"]
    assert more.text("error", "message") == (
        "Too many child clauses specified in search filter expression containing 'OR' operators: 17. Max allowed: 15."
    )


async def test_an_advanced_query_is_held_to_the_length_of_its_url_instead(people: GraphStandIn) -> None:
    short, long = [
        await people.send("GET", "/users", params={"$filter": _any_of(count), "$count": "true"}, headers=_ADVANCED)
        for count in (30, 90)
    ]

    assert (short.status, long.status) == (200, 400)


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("", id="empty"),
        pytest.param("employeeId", id="no-operator"),
        pytest.param("employeeId eq", id="no-literal"),
        pytest.param("employeeId like '7'", id="unknown-operator"),
        pytest.param("employeeId eq 'O'Brien'", id="apostrophe-not-doubled"),
        pytest.param("employeeId eq 'open", id="text-never-closed"),
        pytest.param("(employeeId eq '7'", id="parenthesis-never-closed"),
        pytest.param("employeeId eq '7' department eq 'x'", id="conjunction-missing"),
        pytest.param("employeeId in ()", id="empty-list"),
        pytest.param("startswith(displayName, 7)", id="startswith-a-number"),
        pytest.param("employee_id eq '7'", id="unknown-property"),
        pytest.param("employeeOrgData/cost_center eq '7'", id="unknown-member"),
        pytest.param("accountEnabled eq 'true'", id="boolean-as-text"),
        pytest.param("employeeId eq 7", id="text-as-number"),
        pytest.param("employeeHireDate ge '2026-01-01'", id="date-as-text"),
        pytest.param("employeeHireDate ge 2026-13-01", id="no-such-date"),
        pytest.param("proxyAddresses eq 'smtp:x@y'", id="collection-without-any"),
        pytest.param("displayName/any(d:d eq 'x')", id="any-over-a-single-value"),
        pytest.param("proxyAddresses/any(p:q eq 'smtp:x@y')", id="any-with-another-variable"),
    ],
)
async def test_a_bad_filter_is_a_bad_request(people: GraphStandIn, expression: str) -> None:
    reply = await people.get("/users", filter=expression)

    assert reply.status == 400
    assert reply.at("error", "code") == "Request_BadRequest"
    assert reply.text("error", "message").startswith("Invalid filter clause: ")
