"""What becomes of Graph's failures: short ones are sat out, others are named by cause."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import pytest

from local.emulator.json_values import Json
from provisioning.attributes import READ_ON_REQUEST
from provisioning.model import (
    Change,
    CreateAccount,
    Criterion,
    DisableAccount,
    Membership,
    Operation,
    RestoreAccount,
    SetManager,
    Status,
    UpdateAccount,
)
from provisioning.ports import AccessDenied, AccountMissing, NameTaken, OwnFault, Refused, TemporaryFailure
from provisioning.retrying import TRIES
from tests.contracts.tenants import GraphTenant, ListedDirectory
from tests.fakes.directory import User

CREATION = CreateAccount(
    user_principal_name="anna@contoso.com",
    account_enabled=True,
    attributes={"displayName": "Anna", "mailNickname": "anna"},
    must_change_password=True,
)
UPDATE = UpdateAccount(changes=(Change(attribute="jobTitle", new="Nurse"),))
ANNA = (Criterion(attribute="userPrincipalName", value="anna@contoso.com"),)


async def faulty(graph: GraphTenant, **rule: Json) -> None:
    await graph.stand_in.faults(rules=[{"path": ".", **rule}])


async def requests(graph: GraphTenant) -> Json:
    return (await graph.stand_in.stats())["requests"]


@pytest.mark.parametrize("status", [0, 429, 500, 502, 503, 504])
async def test_a_read_sits_out_a_short_failure(graph: GraphTenant, status: int) -> None:
    await graph.add(User("a", "anna@contoso.com"))
    await faulty(graph, method="GET", status=status, times=1, retryAfter=0.05 if status == 429 else None)
    assert [account.id for account in await graph.directory.find(ANNA)] == ["a"]
    assert await requests(graph) == 2


@pytest.mark.parametrize("after_commit", [False, True])
@pytest.mark.parametrize("status", [0, 429, 503])
async def test_a_write_sits_out_a_short_failure_whether_or_not_it_took_effect(
    graph: GraphTenant, status: int, *, after_commit: bool
) -> None:
    for user_id in ("a", "m"):
        await graph.add(User(user_id, f"{user_id}@contoso.com"))
    operations: tuple[Operation, ...] = (UPDATE, SetManager(old=None, new="m"), SetManager(old="m", new=None))
    for operation in operations:
        await faulty(graph, method="*", status=status, times=1, afterCommit=after_commit)
        _, applied = await graph.directory.apply("a", operation)
        assert applied.status is Status.SUCCESS
    seen = await graph.see("a")
    assert (seen.attributes["jobTitle"], seen.manager_id) == ("Nurse", None)


async def test_a_creation_that_failed_before_it_took_effect_is_repeated(graph: GraphTenant) -> None:
    await faulty(graph, method="POST", status=503, times=2)
    account_id, _ = await graph.directory.apply(None, CREATION)
    assert [account.id for account in await graph.directory.find(ANNA)] == [account_id]


async def test_a_creation_whose_answer_was_lost_is_not_made_twice_but_found(graph: GraphTenant) -> None:
    await faulty(graph, method="POST", status=504, times=1, afterCommit=True)
    with pytest.raises(NameTaken):
        await graph.directory.apply(None, CREATION)
    assert len(await graph.directory.find(ANNA)) == 1


@pytest.mark.parametrize("status", [0, 503])
async def test_a_failure_that_lasts_is_given_back_to_the_queue(graph: GraphTenant, status: int) -> None:
    await faulty(graph, method="GET", status=status, times=TRIES)
    with pytest.raises(TemporaryFailure, match="Microsoft Graph"):
        await graph.directory.find(ANNA)
    assert await requests(graph) == TRIES


@pytest.mark.parametrize("seconds", [9, 120.5])
async def test_a_long_wait_is_left_to_the_queue_with_its_length(graph: GraphTenant, seconds: float) -> None:
    await faulty(graph, method="GET", status=429, times=9, retryAfter=seconds)
    with pytest.raises(TemporaryFailure) as failure:
        await graph.directory.find(ANNA)
    assert failure.value.retry_after == timedelta(seconds=seconds)
    assert await requests(graph) == 1


@pytest.mark.parametrize(("status", "cause"), [(403, AccessDenied), (404, AccountMissing)])
async def test_a_refusal_is_not_repeated_and_carries_the_request_id(
    graph: GraphTenant, status: int, cause: type[AccessDenied | AccountMissing]
) -> None:
    await graph.add(User("a", "anna@contoso.com"))
    await faulty(graph, method="PATCH", status=status, times=9)
    with pytest.raises(cause) as refused:
        await graph.directory.apply("a", UPDATE)
    assert refused.value.request_ids
    assert await requests(graph) == 1


type Call = Callable[[ListedDirectory], Awaitable[object]]
READS: Mapping[str, Call] = {
    "reading an account": lambda directory: directory.read("a"),
    "reading one with attributes that need a consent": lambda directory: directory.read("a", extra=READ_ON_REQUEST),
    "a search": lambda directory: directory.find(ANNA),
    "looking for taken names": lambda directory: directory.names_taken(["anna@contoso.com"]),
    "the list of all accounts": lambda directory: anext(directory.accounts(["mail"])),
    "the call of our own": lambda directory: directory.reach(),
}
WRITES: Mapping[str, Call] = {
    "an update": lambda directory: directory.apply("a", UPDATE),
    "a creation": lambda directory: directory.apply(None, CREATION),
    "the domains": lambda directory: directory.domains(),
    "the groups of an account": lambda directory: directory.memberships("a"),
}


@pytest.mark.parametrize("call", [pytest.param(call, id=name) for name, call in {**READS, **WRITES}.items()])
async def test_a_token_that_is_not_taken_is_a_fault_of_our_own_whatever_was_called(
    graph: GraphTenant, call: Call
) -> None:
    await faulty(graph, method="*", status=401, times=9)
    with pytest.raises(OwnFault, match=r"no access to Microsoft Entra ID; check .*identity.* 401") as fault:
        await call(graph.directory)
    assert fault.value.where == "entra"
    assert await requests(graph) == 1


@pytest.mark.parametrize("call", [pytest.param(call, id=name) for name, call in READS.items()])
async def test_users_that_may_not_be_read_are_a_fault_of_our_own(graph: GraphTenant, call: Call) -> None:
    await faulty(graph, method="GET", status=403, times=9)
    with pytest.raises(OwnFault, match=r"consent to the permission User\.Read\.All"):
        await call(graph.directory)


async def test_a_write_that_is_denied_is_about_this_account(graph: GraphTenant) -> None:
    await graph.add(User("a", "anna@contoso.com", administrator=True))
    with pytest.raises(AccessDenied):
        await graph.directory.apply("a", DisableAccount())


async def test_whether_graph_takes_our_token_costs_one_call(graph: GraphTenant) -> None:
    await graph.add(User("a", "anna@contoso.com"), User("b", "bo@contoso.com"))
    await graph.directory.reach()
    assert await requests(graph) == 1


async def test_domains_that_may_not_be_read_are_not_known(graph: GraphTenant) -> None:
    await faulty(graph, method="GET", status=403, times=1)
    assert await graph.directory.domains() is None


async def test_domains_are_read_once(graph: GraphTenant) -> None:
    first = await graph.directory.domains()
    await graph.verify(["fabrikam.com"])
    assert await graph.directory.domains() == first
    assert first
    assert first.verified == {"contoso.com", "contoso.onmicrosoft.com"}
    assert await requests(graph) == 1


async def test_a_failed_read_of_the_domains_is_not_kept(graph: GraphTenant) -> None:
    await faulty(graph, method="GET", status=504, times=TRIES)
    with pytest.raises(TemporaryFailure):
        await graph.directory.domains()
    assert await graph.directory.domains()


async def test_an_account_that_is_not_replicated_yet_is_none_and_missing(graph: GraphTenant) -> None:
    await graph.stand_in.faults(replicationLagMs=60_000)
    account_id, _ = await graph.directory.apply(None, CREATION)
    assert await graph.directory.read(account_id) is None
    assert await graph.directory.find(ANNA) == []
    with pytest.raises(AccountMissing):
        await graph.directory.apply(account_id, UPDATE)


async def test_a_group_whose_name_is_withheld_is_a_missing_permission_and_not_a_group_without_a_name(
    graph: GraphTenant,
) -> None:
    await graph.add(User("a", "anna@contoso.com"))
    await graph.stand_in.seed(groups=[{"id": "secret", "members": ["a"]}])
    with pytest.raises(AccessDenied, match="the name of the group secret"):
        await graph.directory.memberships("a")


async def test_groups_are_told_that_the_account_is_in_through_other_groups(graph: GraphTenant) -> None:
    await graph.add(User("a", "anna@contoso.com", memberships=(Membership(kind="group", id="g", name="Nurses"),)))
    await graph.stand_in.seed(groups=[{"id": "all", "displayName": "Everybody", "members": ["g"]}])
    assert [each.name for each in await graph.directory.memberships("a")] == ["Nurses", "Everybody"]


async def test_a_restoration_whose_answer_was_lost_is_done(graph: GraphTenant) -> None:
    await graph.add(User("a", "anna@contoso.com"))
    await graph.delete("a")
    await faulty(graph, method="POST", status=504, times=1, afterCommit=True)
    _, applied = await graph.directory.apply("a", RestoreAccount())
    assert applied.status is Status.SUCCESS
    assert (await graph.see("a")).login_name == "anna@contoso.com"


async def test_a_leave_date_that_the_app_may_not_write_does_not_cost_the_phone_number(graph: GraphTenant) -> None:
    await graph.add(User("a", "anna@contoso.com"))
    await faulty(graph, method="PATCH", status=403, times=1)
    values = {"mobilePhone": "+46 70 1", "employeeLeaveDateTime": "2026-09-30T23:59:59Z"}
    changes = tuple(Change(attribute=name, new=value) for name, value in values.items())
    _, applied = await graph.directory.apply("a", UpdateAccount(changes=changes))
    assert applied.status is Status.WARNING
    assert applied.message
    assert applied.message.startswith("employeeLeaveDateTime not changed")
    assert len(applied.request_ids) == 2
    assert (await graph.see("a")).attributes["mobilePhone"] == "+46 70 1"


async def test_an_update_that_is_refused_for_no_known_reason_is_refused(graph: GraphTenant) -> None:
    await graph.add(User("a", "anna@contoso.com"))
    with pytest.raises(Refused, match="jobTitle"):
        await graph.directory.apply("a", UpdateAccount(changes=(Change(attribute="jobTitle", new="x" * 200),)))


async def test_a_password_that_graph_refuses_is_not_told(graph: GraphTenant) -> None:
    weak = CREATION.model_copy(update={"password_secret": "DEFAULT_PASSWORD_WEAK"})
    with pytest.raises(Refused, match="password complexity") as refused:
        await graph.directory.apply(None, weak)
    assert "onlyletters" not in str(refused.value)
