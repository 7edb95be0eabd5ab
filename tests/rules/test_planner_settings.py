"""What the settings make of a plan: how an account starts, under which name, and when it is left alone."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from provisioning.model import (
    Account,
    CreateAccount,
    DisableAccount,
    EmployeeRecord,
    EnableAccount,
    LinkOrigin,
    Membership,
    Operation,
    Plan,
    RenameAccount,
    RestoreAccount,
    RevokeSessions,
    Status,
    StepName,
)
from provisioning.model import DeletedAccount as Deleted
from provisioning.rules.planner import needs_memberships
from provisioning.rules.planning.returning import without_lost_link
from provisioning.settings import Settings
from tests.builders import ANA_ACCOUNT, ANA_IN_ENTRA, NOON, account, ana, at, link, record
from tests.rules.planning import (
    FOUND,
    LEFT,
    LINKED,
    TOMORROW,
    doing,
    facts,
    outline,
    planned,
    sentences,
    skipping,
)

SOON = ana(startDate="2026-07-01")
IN_ENTRA_FROM_JULY = {**ANA_IN_ENTRA, "employeeHireDate": "2026-07-01T00:00:00Z"}
JULY = at("2026-07-01T00:00Z")
SCHEMA: dict[str, JsonValue] = {"mode": "schema", "domain": "contoso.com"}


def with_settings(**document: JsonValue) -> Settings:
    return Settings.model_validate(document)


def creation(found: Plan) -> CreateAccount:
    [operation] = found.operations
    assert isinstance(operation, CreateAccount)
    return operation


# How an account starts


@pytest.mark.parametrize(
    ("status", "enabled", "until_start"),
    [
        pytest.param("followHr", False, True, id="followHr: blocked by us until the start"),
        pytest.param("alwaysActive", True, False, id="alwaysActive: at once"),
        pytest.param("alwaysInactive", False, False, id="alwaysInactive: blocked until an administrator allows it"),
    ],
)
def test_an_account_that_is_made_before_the_start_date_begins_as_the_settings_say(
    status: str,
    enabled: bool,  # noqa: FBT001 - a column of the table
    until_start: bool,  # noqa: FBT001 - as above
) -> None:
    settings = with_settings(createOn="creation", accountStatus=status)
    made = creation(planned(record(SOON), settings=settings))
    assert (made.account_enabled, made.until_start) == (enabled, until_start)


def test_lead_days_make_the_account_earlier() -> None:
    early = with_settings(leadDays=30)
    assert creation(planned(record(SOON), settings=early)).until_start
    late = planned(record(SOON), settings=with_settings(leadDays=29))
    assert (late.operations, late.review_at) == ((), at("2026-06-02T00:00Z"))


def test_the_default_password_is_named_and_never_planned() -> None:
    settings = with_settings(password={"mode": "default", "secret": "DEFAULT_PASSWORD"})
    assert creation(planned(record(ana()), settings=settings)).password_secret == "DEFAULT_PASSWORD"


def test_a_secret_that_the_mode_does_not_use_is_not_named() -> None:
    assert (
        creation(
            planned(record(ana()), settings=with_settings(password={"secret": "DEFAULT_PASSWORD"}))
        ).password_secret
        is None
    )


# Before the start date


def kept(origin: LinkOrigin, **rest: object) -> EmployeeRecord:
    return record(SOON, link=link().model_copy(update={"origin": origin}), **rest)


BLOCKS: tuple[Operation, ...] = (DisableAccount(), RevokeSessions())


@pytest.mark.parametrize(
    ("before", "status", "operations"),
    [
        pytest.param(kept(LinkOrigin.CREATED), "followHr", BLOCKS, id="an account of ours is blocked"),
        pytest.param(kept(LinkOrigin.MATCHED), "followHr", (), id="one that was there before us is not"),
        pytest.param(
            kept(LinkOrigin.MATCHED, disabledAt=NOON), "followHr", BLOCKS, id="unless we had blocked it before"
        ),
        pytest.param(kept(LinkOrigin.CREATED), "alwaysActive", (), id="alwaysActive: it stays as it is"),
        pytest.param(kept(LinkOrigin.CREATED), "alwaysInactive", (), id="alwaysInactive: so does it"),
    ],
)
def test_a_start_date_that_moves_into_the_future(
    before: EmployeeRecord, status: str, operations: tuple[Operation, ...]
) -> None:
    in_entra = account(attributes=IN_ENTRA_FROM_JULY)
    found = planned(before, in_entra, settings=with_settings(accountStatus=status))
    assert outline(found) == doing(*operations, reviewAt=JULY)


def test_from_the_start_on_an_always_inactive_account_waits_for_an_administrator_without_a_warning() -> None:
    found = planned(
        record(ana(), link=LINKED),
        account(account_enabled=False),
        settings=with_settings(accountStatus="alwaysInactive"),
    )
    assert found.operations == ()
    assert Status.WARNING not in {status for _, status, _ in sentences(found)}


# HR statuses, and what does not disable


def test_an_hr_status_can_block_and_its_end_lifts_the_block() -> None:
    policy = with_settings(statusPolicy={"leave": "disable"})
    on_leave = record(ana(status="On Leave"), link=LINKED)
    assert outline(planned(on_leave, account(), settings=policy)) == doing(*BLOCKS)
    back = record(ana(), link=LINKED, disabledAt=NOON, sessionsRevoked=True)
    assert outline(planned(back, account(account_enabled=False), settings=policy)) == doing(EnableAccount())


def test_while_disabling_is_off_a_leaver_keeps_access_and_the_log_says_so() -> None:
    found = planned(record(LEFT, link=LINKED), account(), settings=with_settings(disabling={"enabled": False}))
    assert outline(found) == doing()
    warning = "sign-in is not blocked, as disabling is switched off in the settings"
    assert (StepName.PROCESSING, Status.WARNING, warning) in sentences(found)


# Scope


NURSES = with_settings(scopingFilters=[[{"attribute": "jobTitle", "operator": "EQUALS", "value": "Nurse"}]])


def test_who_is_out_of_scope_is_not_created() -> None:
    found = planned(record(ana()), settings=NURSES)
    assert found.skip_reason is not None
    assert found.skip_reason.startswith("out of scope: ")
    assert [name for name, _, _ in sentences(found)] == [StepName.SCOPING]


def test_who_falls_out_of_scope_is_kept_or_blocked_as_the_settings_say() -> None:
    assert planned(record(ana(), link=LINKED), account(), settings=NURSES).operations == ()
    strict = NURSES.model_copy(update={"leaving_scope": "disable"})
    assert planned(record(ana(), link=LINKED), account(), settings=strict).operations == BLOCKS


def test_who_leaves_is_blocked_out_of_scope_too() -> None:
    assert planned(record(LEFT, link=LINKED), account(), settings=NURSES).operations == BLOCKS


# Existing people


@pytest.mark.parametrize(
    ("said", "is_held"),
    [
        pytest.param({"createdAt": "2026-02-28T23:59:59Z"}, True, id="added a second before"),
        pytest.param({"createdAt": "2026-03-01T00:00:00Z"}, False, id="added at that moment"),
        pytest.param({"createdAt": "2026-03-01T01:30:00+02:00"}, True, id="added before by the world's clock"),
        pytest.param({"createdAt": "2026-02-28T23:59:59"}, True, id="a second before, without an offset"),
        pytest.param({"createdAt": "0001-01-01T00:00:00+02:00"}, True, id="before the calendar begins"),
        pytest.param({"createdAt": "2026-03-01"}, False, id="added on that day, at no certain time"),
        pytest.param({"createdAt": "2026-02-28"}, True, id="added the day before"),
        pytest.param({"createdAt": "long ago", "startDate": "2026-02-01"}, True, id="the start date counts instead"),
        pytest.param({"startDate": "2026-03-01"}, False, id="started on that day"),
        pytest.param({"startDate": None}, False, id="nothing tells"),
    ],
)
def test_who_was_there_before_the_activation_is_held_if_no_account_matches(
    said: dict[str, JsonValue],
    is_held: bool,  # noqa: FBT001 - a column of the table
) -> None:
    since = with_settings(activatedAt="2026-03-01T00:00:00Z")
    found = planned(record(ana(**said)), settings=since)
    assert (found.skip_reason or "").startswith("held: was in the HR system before") == is_held
    assert (found.operations == ()) == is_held
    allowed = since.model_copy(update={"unmatched_existing": "create"})
    assert planned(record(ana(**said)), settings=allowed).operations != ()


def test_an_existing_person_whose_account_matches_is_linked() -> None:
    since = with_settings(activatedAt="2026-03-01T00:00:00Z")
    assert planned(record(ana()), account(), found=FOUND, settings=since).found is LinkOrigin.MATCHED


# Names


def test_the_first_name_that_nobody_holds_is_taken() -> None:
    settings = with_settings(loginName=SCHEMA)
    taken = frozenset({"ana.ruiz@contoso.com", "ana.ruiz_7@contoso.com"})
    made = creation(planned(record(ana()), settings=settings, names_taken=taken))
    assert made.user_principal_name == "ana.ruiz_7_2@contoso.com"


def test_a_work_address_that_is_taken_is_not_replaced_by_another_name() -> None:
    found = planned(record(ana()), names_taken=frozenset({"ana.ruiz@contoso.com"}))
    reason = (
        "ana.ruiz@contoso.com is held by another object in Entra, as a login name or an address; free it there, or "
        "change it in the HR system"
    )
    assert outline(found) == skipping(reason, reviewAt=TOMORROW)


RENAMING = with_settings(loginName={**SCHEMA, "renameOnNameChange": True})
NAMED = {"firstName": "Ana", "lastName": "Ruiz"}


@pytest.mark.parametrize(
    ("remembered", "in_entra", "new"),
    [
        pytest.param(NAMED, "ana.ruiz@contoso.com", "ana.gomez@contoso.com", id="the last name changed"),
        pytest.param(NAMED, "Ana.Gomez@contoso.com", None, id="the account is called so already"),
        pytest.param({"firstName": "Ana"}, "ana@contoso.com", None, id="what changed was not used for the name"),
        pytest.param(None, "aruiz@contoso.com", None, id="nobody knows what the name was made from"),
    ],
)
def test_a_changed_name_renames_only_what_was_made_from_it(
    remembered: dict[str, str] | None, in_entra: str, new: str | None
) -> None:
    changed = record(ana(lastName="Gomez"), link=LINKED, namedAfter=remembered)
    found = planned(changed, account(user_principal_name=in_entra), settings=RENAMING)
    renamed = [operation.new for operation in found.operations if isinstance(operation, RenameAccount)]
    assert renamed == ([new] if new else [])


def test_without_the_setting_nothing_is_renamed() -> None:
    changed = record(ana(lastName="Gomez"), link=LINKED, namedAfter=NAMED)
    found = planned(changed, account(), settings=with_settings(loginName=SCHEMA))
    assert not [operation for operation in found.operations if isinstance(operation, RenameAccount)]


def test_the_old_name_joins_the_other_addresses_unless_these_are_mapped() -> None:
    changed = record(ana(lastName="Gomez"), link=LINKED, namedAfter=NAMED)
    in_entra = account(attributes={**ANA_IN_ENTRA, "otherMails": ["ana@home.example"]})

    def other_mails(settings: Settings) -> tuple[str, ...]:
        operations = planned(changed, in_entra, settings=settings).operations
        return next(each.other_mails for each in operations if isinstance(each, RenameAccount))

    assert other_mails(RENAMING) == ("ana@home.example", "ana.ruiz@contoso.com")
    mapped = {"type": "direct", "target": "otherMails", "source": "privateEmail"}
    assert other_mails(Settings.model_validate({**RENAMING.to_json(), "attributeMappings": [mapped]})) == ()


# An account that is gone


BLOCKED = record(ana(), link=LINKED, disabledAt=NOON - timedelta(days=9), sessionsRevoked=True)
DELETED = Deleted(id=ANA_ACCOUNT, user_principal_name="ana.ruiz@contoso.com", deleted_at=NOON - timedelta(days=3))


def test_who_comes_back_gets_the_account_out_of_the_deleted_items_and_the_rest_a_moment_later() -> None:
    found = planned(BLOCKED, deleted=DELETED)
    restored = doing(RestoreAccount(), reviewAt=NOON + timedelta(seconds=30))
    assert outline(found) == restored


def test_under_another_name_if_its_own_is_taken() -> None:
    settings = with_settings(loginName=SCHEMA)
    taken = frozenset({"ana.ruiz@contoso.com"})
    found = planned(BLOCKED, deleted=DELETED, names_taken=taken, settings=settings)
    assert found.operations[0] == RestoreAccount(new_user_principal_name="ana.ruiz_7@contoso.com")


def test_an_account_that_is_gone_for_good_is_made_anew_for_who_comes_back() -> None:
    unlinked = without_lost_link(facts(BLOCKED), LINKED)
    found = planned(unlinked.record)
    assert creation(found).user_principal_name == "ana.ruiz@contoso.com"
    told = (StepName.MATCHING, Status.SUCCESS, f"the linked account {ANA_ACCOUNT} was deleted for good")
    assert told in sentences(found)


def test_a_new_link_is_not_given_up_as_its_account_may_not_be_visible_yet() -> None:
    new = link(since=NOON - timedelta(minutes=14))
    before = facts(BLOCKED.model_copy(update={"link": new}))
    assert without_lost_link(before, new) == before


# When groups and roles are asked for


@pytest.mark.parametrize(
    ("before", "in_entra", "asks"),
    [
        pytest.param(record(ana(), link=LINKED), account(), False, id="nothing to change"),
        pytest.param(record(ana(jobTitle="Cook"), link=LINKED), account(), True, id="something to change"),
        pytest.param(record(LEFT, link=LINKED), account(), True, id="somebody to block"),
        pytest.param(record(ana()), None, False, id="an account to be made"),
    ],
)
def test_groups_and_roles_are_read_only_before_a_change(
    before: EmployeeRecord,
    in_entra: Account | None,
    asks: bool,  # noqa: FBT001 - a column of the table
) -> None:
    unread = facts(before, in_entra, memberships=None)
    assert needs_memberships(unread, planned(before, in_entra, memberships=None)) == asks


def test_an_account_is_not_linked_before_its_roles_are_known() -> None:
    unread = facts(record(ana()), account(), found=FOUND, memberships=None)
    assert needs_memberships(unread, planned(record(ana()), account(), found=FOUND, memberships=None))


def test_what_a_protected_account_would_need_is_not_planned() -> None:
    admin = Membership(kind="directoryRole", id="1", name="User Administrator")
    found = planned(record(LEFT, link=LINKED), account(), memberships=(admin,))
    assert found.operations == ()
    assert found.review_at == TOMORROW


# Why a block of ours is right


@pytest.mark.parametrize(
    ("before", "settings", "cause"),
    [
        pytest.param(record(LEFT, link=LINKED), Settings(), None, id="the person left"),
        pytest.param(kept(LinkOrigin.CREATED), Settings(), "notStarted", id="the start moved into the future"),
        pytest.param(
            record(ana(status="leave"), link=LINKED),
            with_settings(statusPolicy={"leave": "disable"}),
            "status",
            id="the HR status",
        ),
        pytest.param(
            record(ana(), link=LINKED), NURSES.model_copy(update={"leaving_scope": "disable"}), "scope", id="the scope"
        ),
    ],
)
@pytest.mark.parametrize("enabled", [True, False], ids=["enabled", "blocked already"])
def test_a_block_is_remembered_with_its_cause(
    before: EmployeeRecord, settings: Settings, cause: str | None, *, enabled: bool
) -> None:
    found = planned(before, account(account_enabled=enabled), settings=settings)
    assert (found.disables, found.disabled_because) == (True, cause)


@pytest.mark.parametrize("cause", ["notStarted", "status", "scope"])
def test_an_account_that_was_deleted_is_not_brought_back_for_who_never_left(cause: str) -> None:
    before = BLOCKED.model_copy(update={"disabled_because": cause})
    assert not facts(before).came_back
    reason = f"the linked account {ANA_ACCOUNT} was deleted in Entra; restore it there if it is wanted"
    assert outline(planned(before)) == skipping(reason, reviewAt=TOMORROW)


def test_a_protected_account_is_not_restored() -> None:
    found = planned(BLOCKED, deleted=DELETED, settings=Settings(protected_accounts=("ana.ruiz@contoso.com",)))
    assert found.skip_reason == "not touched: ana.ruiz@contoso.com is a protected account"
    assert found.operations == ()


def test_an_account_whose_address_was_given_away_waits_until_one_is_free() -> None:
    found = planned(BLOCKED, deleted=DELETED, names_taken=frozenset({"ana.ruiz@contoso.com"}))
    assert found.operations == ()
    assert found.review_at == TOMORROW
    assert (found.skip_reason or "").startswith(
        "cannot be restored, as ana.ruiz@contoso.com was given away: ana.ruiz@contoso.com is held by another object"
    )


def test_a_name_that_cannot_be_made_any_more_is_told() -> None:
    changed = record(ana(workEmail="ana@fabrikam.com"), link=LINKED, namedAfter={"workEmail": "ana.ruiz@contoso.com"})
    found = planned(changed, account(), settings=with_settings(loginName={"renameOnNameChange": True}))
    sentence = (
        "keeps the login name ana.ruiz@contoso.com: the work e-mail address ana@fabrikam.com is in fabrikam.com, which "
        "is not a verified domain of the tenant"
    )
    assert (StepName.PROCESSING, Status.WARNING, sentence) in sentences(found)


@pytest.mark.parametrize("said", ["9999-12-31", "9000-01-01"])
def test_dates_that_stand_for_no_date_make_nobody_an_existing_person(said: str) -> None:
    since = with_settings(activatedAt="2026-03-01T00:00:00Z", createOn="creation")
    assert planned(record(ana(startDate=said)), settings=since).operations
    assert planned(record(ana(createdAt=said)), settings=since).operations
