"""An account as Entra keeps it, in memory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from provisioning.attributes import EXTENSION, READ_ON_REQUEST, SENSITIVE
from provisioning.model import Account, Criterion, MatchingAttribute, Membership
from provisioning.ports import AccessDenied, Refused

GLOBAL_ADMINISTRATOR: Final = Membership(kind="directoryRole", id="global-administrator", name="Global Administrator")


@dataclass(slots=True)
class User:
    """An account as Entra keeps it.

    Attributes:
        administrator: Holds the directory role Global Administrator, unless `memberships` name another.
        visible_from: When a read finds it; None: always.
        deleted_at: When it was put into the deleted items.
        proxy_addresses: Its addresses, written like smtp:anna@contoso.com.
        memberships: Its groups and directory roles; one with a role is an administrator.
    """

    id: str
    login_name: str
    enabled: bool = True
    attributes: dict[str, JsonValue] = field(default_factory=dict)
    manager_id: str | None = None
    guest: bool = False
    synced: bool = False
    administrator: bool = False
    sessions_revoked: int = 0
    visible_from: datetime | None = None
    created_at: datetime | None = None
    deleted_at: datetime | None = None
    proxy_addresses: tuple[str, ...] = ()
    memberships: tuple[Membership, ...] = ()

    @property
    def belongs_to(self) -> tuple[Membership, ...]:
        """The groups and directory roles that it belongs to."""
        roles = [membership for membership in self.memberships if membership.kind == "directoryRole"]
        return (*self.memberships, GLOBAL_ADMINISTRATOR) if self.administrator and not roles else self.memberships

    @property
    def is_administrator(self) -> bool:
        """Whether it holds a directory role."""
        return any(membership.kind == "directoryRole" for membership in self.belongs_to)

    @property
    def addresses(self) -> frozenset[str]:
        """All that nobody else may be called, in lower case."""
        proxies = (address.removeprefix("smtp:").removeprefix("SMTP:") for address in self.proxy_addresses)
        mail = self.attributes.get("mail")
        return frozenset(
            name.lower() for name in (self.login_name, *proxies, *([mail] if isinstance(mail, str) else ()))
        )

    def shown(self, extra: Collection[str] = ()) -> Account:
        """Return the account as a read answers it; some attributes are shown only to who asks for them."""
        on_request = {name for name in self.attributes if name.startswith(EXTENSION)} | READ_ON_REQUEST
        hidden = on_request.difference(extra)
        return Account(
            id=self.id,
            user_principal_name=self.login_name,
            account_enabled=self.enabled,
            guest=self.guest,
            synced_from_on_premises=self.synced,
            attributes={name: value for name, value in self.attributes.items() if name not in hidden},
            manager_id=self.manager_id,
            created_at=self.created_at,
        )

    def meets(self, criterion: Criterion) -> bool:
        """Whether a search by this criterion finds the account."""
        by_name = criterion.attribute == "userPrincipalName"
        value = self.login_name if by_name else self.attributes.get(criterion.attribute)
        return isinstance(value, str) and value.casefold() == criterion.value.casefold()

    def matched_by(self, names: Collection[MatchingAttribute]) -> dict[MatchingAttribute, str]:
        """Return those of its matching attributes that have a value."""
        values = {**self.attributes, "userPrincipalName": self.login_name}
        return {name: value for name in names if isinstance(value := values.get(name), str) and value}

    def check_sensitive(self) -> None:
        """Refuse to do what needs a higher role on an administrator, or what is done on premises."""
        self.check_editable()
        self.check_role()

    def check_role(self) -> None:
        """Refuse to do what needs a higher role on an administrator."""
        if self.is_administrator:
            raise AccessDenied("the account is an administrator's")

    def check_editable(self) -> None:
        """Refuse to write what is mastered on premises."""
        if self.synced:
            raise Refused("the account is mastered on premises")

    def update(self, values: Mapping[str, JsonValue], refused: Mapping[str, str]) -> Mapping[str, str]:
        """Write attributes but for those that are refused, by name with the reason; return those of these values."""
        self.check_editable()
        on_administrators = dict.fromkeys(SENSITIVE if self.is_administrator else (), "as it is an administrator's")
        reasons = {**on_administrators, **refused}
        self.attributes |= {name: value for name, value in values.items() if name not in reasons}
        return {name: reasons[name] for name in values if name in reasons}
