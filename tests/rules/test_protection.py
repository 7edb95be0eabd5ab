"""Which accounts are never touched: told by name, by group, by directory role, and by where they come from."""

import pytest

from provisioning.model import Account, Membership
from provisioning.rules.protection import untouchable
from provisioning.settings import Settings
from tests.builders import ANA_ACCOUNT, account

BOARD = Membership(kind="group", id="0b0a0000-0000-4000-8000-00000000000b", name="Executive board")
HELPDESK = Membership(kind="directoryRole", id="4e1d0000-0000-4000-8000-00000000000e", name="Helpdesk Administrator")
READER = Membership(kind="directoryRole", id="4ead0000-0000-4000-8000-00000000000d", name="Directory Readers")
NAME = "ana.ruiz@contoso.com"


def settings(protected: tuple[str, ...] = (), allowed: tuple[str, ...] = ()) -> Settings:
    return Settings(protected_accounts=protected, allowed_administrators=allowed)


def test_an_ordinary_account_may_be_touched() -> None:
    everyone = Membership(kind="group", id="1", name="Everyone")
    assert untouchable(account(), settings(("root@contoso.com", BOARD.name)), [everyone]) is None


@pytest.mark.parametrize(
    "entry", [ANA_ACCOUNT, ANA_ACCOUNT.upper(), "ana.ruiz@contoso.com", "Ana.Ruiz@Contoso.com"], ids=str
)
def test_a_protected_account_is_named_by_object_id_or_login_name_in_any_case(entry: str) -> None:
    assert untouchable(account(), settings(("root@contoso.com", entry)), []) == f"{NAME} is a protected account"


@pytest.mark.parametrize("entry", [BOARD.name, BOARD.name.upper(), BOARD.id, BOARD.id.upper()], ids=str)
def test_the_members_of_a_protected_group_are_protected(entry: str) -> None:
    reason = f"{NAME} is a member of the protected group Executive board"
    assert untouchable(account(), settings((entry,)), [BOARD]) == reason


@pytest.mark.parametrize("entry", [HELPDESK.name, HELPDESK.name.lower(), HELPDESK.id], ids=str)
def test_the_holders_of_a_protected_role_are_protected_even_if_the_role_is_allowed(entry: str) -> None:
    reason = f"{NAME} is a holder of the protected role Helpdesk Administrator"
    assert untouchable(account(), settings((entry,), (HELPDESK.name,)), [HELPDESK]) == reason


def test_who_holds_a_directory_role_is_never_touched() -> None:
    reason = (
        f"{NAME} holds the directory role Helpdesk Administrator; name the account or the role in "
        "allowedAdministrators if it shall be provisioned"
    )
    assert untouchable(account(), settings(), [BOARD, HELPDESK]) == reason


@pytest.mark.parametrize(
    "entry", [NAME, NAME.upper(), ANA_ACCOUNT, READER.name, READER.name.upper(), READER.id], ids=str
)
def test_unless_the_account_or_the_role_is_allowed_by_name(entry: str) -> None:
    assert untouchable(account(), settings(allowed=(entry,)), [READER]) is None


def test_an_allowed_role_does_not_allow_for_another_one() -> None:
    reason = untouchable(account(), settings(allowed=(READER.name,)), [READER, HELPDESK])
    assert reason is not None
    assert "Helpdesk Administrator" in reason


def test_an_allowed_account_is_protected_all_the_same_if_the_settings_say_so() -> None:
    both = settings((NAME,), (NAME,))
    assert untouchable(account(), both, [HELPDESK]) == f"{NAME} is a protected account"


@pytest.mark.parametrize(
    ("in_entra", "reason"),
    [
        pytest.param(account(guest=True), f"{NAME} is a guest", id="a guest"),
        pytest.param(
            account(synced_from_on_premises=True),
            f"{NAME} is synchronised from an on-premises directory; change it there",
            id="from on premises",
        ),
    ],
)
def test_what_is_not_ours_to_change_is_not_touched_even_if_it_is_allowed(in_entra: Account, reason: str) -> None:
    assert untouchable(in_entra, settings(allowed=(NAME,)), []) == reason
