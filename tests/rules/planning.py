"""Working out a plan for Ana, and what is expected of one."""

from dataclasses import replace
from datetime import timedelta

from provisioning.model import (
    Account,
    CreateAccount,
    Criterion,
    Domains,
    EmployeeRecord,
    Operation,
    Plan,
    Status,
    StepName,
)
from provisioning.rules import lifecycle
from provisioning.rules.login_names import names
from provisioning.rules.matching import Match
from provisioning.rules.planner import needs_names, plan
from provisioning.rules.planning.facts import Facts
from provisioning.rules.scoping import out_of_scope
from provisioning.settings import Settings
from tests.builders import ANA_ACCOUNT, ANA_IN_ENTRA, NOON, account, ana, link

TOMORROW = NOON + timedelta(days=1)
LEFT = ana(terminationDate="2026-05-31")
TENANT = Domains(verified=frozenset({"contoso.com"}), default="contoso.com")
USUAL = Settings()
LINKED = link()
BY_NUMBER = Criterion(attribute="employeeId", value="7")
FOUND = Match(account(), BY_NUMBER)

CREATE_ANA = CreateAccount(
    user_principal_name="ana.ruiz@contoso.com",
    account_enabled=True,
    attributes={**ANA_IN_ENTRA, "mailNickname": "AnaRuiz"},
    must_change_password=True,
)

CREATION = Plan(steps=(), operations=(CREATE_ANA,), named_after={"workEmail": "ana.ruiz@contoso.com"})


def planned(kept: EmployeeRecord, in_entra: Account | None = None, **known: object) -> Plan:
    """Return the plan for what is kept of a person and their account, with `known` for the rest of the facts."""
    return plan(facts(kept, in_entra, **known))


def facts(kept: EmployeeRecord, in_entra: Account | None = None, **known: object) -> Facts:
    """Return the facts about a person and their account, with `known` for what is not usual; nobody holds a role."""
    settings = known.pop("settings", USUAL)
    assert isinstance(settings, Settings)
    stage = lifecycle.stage(kept, settings, NOON)
    domains = known.pop("domains", TENANT)
    assert domains is None or isinstance(domains, Domains)
    usual: dict[str, object] = {"out_of_scope": out_of_scope(kept, settings), "memberships": ()}
    gathered = Facts(kept, stage, settings, NOON, account=in_entra, **(usual | known))  # type: ignore[arg-type]
    if gathered.names is None and needs_names(gathered):
        return replace(gathered, names=names(kept, settings, domains, NOON))
    return gathered


def outline(decided: Plan) -> Plan:
    """Return a plan without its sentences, without why a block is right, and without what is to be remembered."""
    said: dict[str, object] = {"steps": (), "disables": False, "disabled_because": None, "due_at": None}
    return decided.model_copy(update={**said, "overruled": False, "in_force": None})


def sentences(decided: Plan) -> list[tuple[StepName, Status, str]]:
    return [(step.name, step.status, step.description) for step in decided.steps]


def doing(*operations: Operation, **rest: object) -> Plan:
    """Return a plan for Ana's account."""
    return Plan.model_validate({"steps": (), "accountId": ANA_ACCOUNT, "operations": operations, **rest})


def skipping(reason: str, **rest: object) -> Plan:
    return Plan.model_validate({"steps": (), "skipReason": reason, **rest})
