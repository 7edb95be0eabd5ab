"""Every setting once: its type, default, check and help text. Names on the wire are camelCase.

One document holds them all; a stored document is partial, and what it leaves out has the default. The groups of
settings that it consists of stand in provisioning.setting_groups; docs/settings.md is made from all of them.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue, ValidationError

from provisioning.fields import Instant
from provisioning.problems import problems_of
from provisioning.setting_groups.cycles import Cycles, Drift
from provisioning.setting_groups.hr_systems import HrSystem, check_names
from provisioning.setting_groups.kinds import (
    CustomAttribute,
    Group,
    SourceAttribute,
    Switch,
    Table,
    TimeZone,
    Words,
    each_once,
)
from provisioning.setting_groups.lifecycle import (
    KEEP_ON_LEAVE,
    AccountStatus,
    CreateOn,
    Disabling,
    StatusRule,
    check_statuses,
)
from provisioning.setting_groups.login import LoginName, Password
from provisioning.setting_groups.mappings import DEFAULT_MAPPINGS, AttributeMapping, check_mappings
from provisioning.setting_groups.matching import MatchingEntry, UnmatchedExisting, check_rules
from provisioning.setting_groups.safety import DisableThreshold, Monitoring, Notifications, Retention, Retries
from provisioning.setting_groups.scope import Assignment, EmailDomain, Filters, LeavingScope


class Settings(Group):
    """The whole settings document, with its defaults."""

    enabled: Annotated[
        Switch,
        Field(description="Off: events are taken in and kept, nothing is read or written in Entra until it is on."),
    ] = True
    create_on: Annotated[
        CreateOn,
        Field(
            description="When an account is made: on the `startDate`, at 00:00 in the employee's own time zone, or on "
            "the `creation` of the person in the HR system."
        ),
    ] = "startDate"
    lead_days: Annotated[
        int,
        Field(ge=0, le=365, strict=True, description="With `startDate`: how many days earlier.", examples=[5]),
    ] = 0
    account_status: Annotated[
        AccountStatus,
        Field(
            description="`followHr`: before the start date sign-in is blocked, from then on it is allowed; if the "
            "start date moves into the future, it is blocked again. `alwaysActive`: a new account can sign in at "
            "once. `alwaysInactive`: a new account is blocked, and an administrator allows sign-in. Leavers are "
            "blocked in any case; see `disabling`."
        ),
    ] = "followHr"
    status_policy: Annotated[
        Table[StatusRule],
        AfterValidator(check_statuses),
        Field(
            description="HR status → `keep` the account as it is, or `disable` it while the person has this status.",
            examples=[{"leave": "disable", "sabbatical": "disable"}],
        ),
    ] = Field(default_factory=lambda: dict(KEEP_ON_LEAVE))
    disabling: Annotated[Disabling, Field(description="What happens when somebody leaves.")] = Disabling()
    time_zone: Annotated[
        TimeZone,
        Field(description="Whose midnight, if employee, site and country leave it open.", examples=["Europe/Berlin"]),
    ] = "UTC"
    time_zone_by_site: Annotated[
        Table[TimeZone],
        Field(description="Site name → time zone, when the employee has none.", examples=[{"Berlin": "Europe/Berlin"}]),
    ] = Field(default_factory=dict)
    time_zone_by_country: Annotated[
        Table[TimeZone],
        Field(description="Country → time zone, when employee and site have none.", examples=[{"Japan": "Asia/Tokyo"}]),
    ] = Field(default_factory=dict)
    email_domains: Annotated[
        tuple[EmailDomain, ...],
        Field(
            description="Only people whose work e-mail address is in one of these domains are provisioned; empty: all. "
            "Sub-domains are other domains.",
            examples=[["contoso.com"]],
        ),
    ] = ()
    scoping_filters: Annotated[
        Filters,
        Field(
            description="Only people who meet all clauses of at least one group are provisioned; empty: all. Who fails "
            "only for what the HR system never sent gets no account, and keeps the one there is.",
            examples=[[[{"attribute": "department", "operator": "EQUALS", "value": "Sales"}]]],
        ),
    ] = ()
    assignment: Annotated[Assignment, Field(description="Whom provisioning is for, person by person.")] = Assignment()
    leaving_scope: Annotated[
        LeavingScope,
        Field(
            description="What happens to the account of a person who falls out of scope: `keep` it as it is, or "
            "`disable` it, to be enabled when the person comes back into scope. Who leaves the company is blocked in "
            "either case."
        ),
    ] = "keep"
    matching: Annotated[
        tuple[MatchingEntry, ...],
        AfterValidator(check_rules),
        Field(
            description="Attributes of the account by which a person without a link is looked for, in this order; the "
            "first with a single hit wins. A name alone is compared with the usual field of the employee "
            "(employeeNumber, workEmail), an object names the field.",
            examples=[["employeeId", {"attribute": "mailNickname", "source": "custom.windowsLogin"}]],
        ),
    ] = ("employeeId", "userPrincipalName", "mail")
    former_id_attribute: Annotated[
        CustomAttribute | None,
        Field(
            description="The field in which the HR system says under which id it knew the person before, as when a "
            "contractor becomes an employee. The account then passes from the old id to the new one, once the old one "
            "has left. Null: never.",
            examples=["custom.formerId"],
        ),
    ] = None
    unmatched_existing: Annotated[
        UnmatchedExisting,
        Field(
            description="What happens to people who were in the HR system before `activatedAt` and match no account: "
            "`hold` them until an administrator decides, or `create` an account."
        ),
    ] = "hold"
    activated_at: Annotated[
        Instant | None,
        Field(
            description="When provisioning was first switched on; set by itself when `enabled` goes from false to "
            "true and nobody was provisioned before. The HR system's `createdAt` is compared with it, or the start "
            "date if there is none. Null: nobody counts as existing.",
            examples=["2026-01-01T00:00:00Z"],
        ),
    ] = None
    login_name: Annotated[LoginName, Field(description="The user principal name of a new account.")] = LoginName()
    required_attributes: Annotated[
        tuple[SourceAttribute, ...] | None,
        AfterValidator(lambda names: names if names is None else each_once(names)),
        Field(
            description="What must be filled before an account is made. Null: firstName, lastName and workEmail in the "
            "login name's mode workEmail; in the other modes, what the name is made from must have been sent, even if "
            "it is empty.",
            examples=[["firstName", "workEmail", "department"]],
        ),
    ] = None
    password: Annotated[Password, Field(description="The first password of a new account.")] = Password()
    attribute_mappings: Annotated[
        tuple[AttributeMapping, ...],
        AfterValidator(check_mappings),
        Field(
            description="Which attributes of the account follow the employee. A list replaces the whole default.",
            examples=[
                [
                    {"target": "jobTitle", "type": "direct", "source": "jobTitle"},
                    {"target": "companyName", "type": "constant", "value": "Contoso Ltd."},
                ]
            ],
        ),
    ] = DEFAULT_MAPPINGS
    protected_accounts: Annotated[
        tuple[Words, ...],
        Field(
            description="Accounts that are never touched: object ids or user principal names, and the ids or names of "
            "groups and directory roles, whose members are meant.",
            examples=[["break.glass@contoso.com", "Executive board"]],
        ),
    ] = ()
    allowed_administrators: Annotated[
        tuple[Words, ...],
        Field(
            description="Accounts with a directory role are never touched either, but for those listed here: object "
            "ids or user principal names, or names of directory roles whose holders are meant.",
            examples=[["it.lead@contoso.com", "Directory Readers"]],
        ),
    ] = ()
    drift: Annotated[
        Drift,
        Field(
            description="What happens when somebody changes in Entra what a mapping, the manager or a leaver's blocked "
            "sign-in had set: `report` it in the log and leave it, until the HR system says something new of it, or "
            "`enforce` the HR system's value."
        ),
    ] = "report"
    disable_threshold: Annotated[
        DisableThreshold,
        Field(description="When an administrator is asked before more accounts are disabled."),
    ] = DisableThreshold()
    retries: Annotated[Retries, Field(description="How long what fails is tried again.")] = Retries()
    monitoring: Annotated[Monitoring, Field(description="What is an alert, in /api/health and in notifications.")] = (
        Monitoring()
    )
    notifications: Annotated[Notifications, Field(description="Who is told of alerts.")] = Notifications()
    retention: Annotated[Retention, Field(description="How long data are kept.")] = Retention()
    cycles: Annotated[Cycles, Field(description="What finds the changes that no event told of.")] = Cycles()
    hr_systems: Annotated[
        Table[HrSystem],
        AfterValidator(check_names),
        Field(
            description="HR systems beside those that are built in: name → where its webhooks' JSON holds what, and "
            "how it is known. It sends to `/api/hr-events/<name>`. Expressions are JMESPath and look at one event; "
            "only `events` looks at the body. See docs/add-an-hr-system.md.",
            examples=[{"acme": {"verification": {"type": "key"}, "fields": {"id": "person.number"}}}],
        ),
    ] = Field(default_factory=dict)

    def mapping_of(self, target: str) -> AttributeMapping | None:
        """Return the mapping that writes `target`, or None."""
        return next((mapping for mapping in self.attribute_mappings if mapping.target == target), None)


class SettingsRefused(Exception):
    """A settings document that cannot be taken. `problems` holds (field, sentence) pairs."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{field}: {sentence}" for field, sentence in self.problems))


def parse_settings(document: JsonValue) -> Settings:
    """Read a (partial) settings document.

    Raises:
        SettingsRefused: names each field at fault with a sentence.
    """
    try:
        return Settings.model_validate(document, by_alias=True, by_name=False)
    except ValidationError as error:
        raise SettingsRefused(list(problems_of(error))) from None
