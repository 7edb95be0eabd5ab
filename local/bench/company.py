"""An invented company: its people in Personio, and the accounts that its tenant has already."""

from collections.abc import Iterator
from typing import Any, Final

_ONE_IN: Final = 10
"""One in ten people has an account, made by hand, that their e-mail address leads to."""
OTHERS: Final = 2_000
"""Accounts that belong to nobody in HR."""
_DEPARTMENTS: Final = ("Research", "Sales", "Care", "Logistics", "Finance")


def people(count: int) -> Iterator[dict[str, Any]]:
    """Yield people with the attributes of Personio's API v1; nobody has a supervisor."""
    for number in range(1, count + 1):
        yield {
            "id": number,
            "first_name": "Kim",
            "last_name": f"Sample{number}",
            "email": _address(number),
            "hire_date": "2020-01-01",
            "position": "Analyst",
            "department": _DEPARTMENTS[number % len(_DEPARTMENTS)],
        }


def accounts(count: int) -> list[dict[str, Any]]:
    """Return the accounts that are there before so many people are provisioned."""
    theirs = [_account(_address(number), f"Kim Sample{number}") for number in range(_ONE_IN, count + 1, _ONE_IN)]
    return theirs + [_account(f"other{number}@contoso.com", f"Other {number}") for number in range(OTHERS)]


def _address(number: int) -> str:
    return f"kim.sample{number}@contoso.com"


def _account(login_name: str, display_name: str) -> dict[str, Any]:
    return {
        "userPrincipalName": login_name,
        "mail": login_name,
        "displayName": display_name,
        "mailNickname": login_name.partition("@")[0],
        "accountEnabled": True,
    }
