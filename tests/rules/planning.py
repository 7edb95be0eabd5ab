"""Working out a plan for Ana, and what is expected of one."""

from datetime import timedelta

from provisioning.model import (
    Account,
    CreateAccount,
    Criterion,
    EmployeeRecord,
    Operation,
    Plan,
    Status,
    StepName,
)
from provisioning.rules import lifecycle
from provisioning.rules.matching import Match
from provisioning.rules.planner import Facts, plan
from provisioning.settings import Settings
from tests.builders import ANA_ACCOUNT, ANA_IN_ENTRA, NOON, account, ana, link

TOMORROW = NOON + timedelta(days=1)
LEFT = ana(terminationDate="2026-05-31")
VERIFIED = frozenset({"contoso.com"})
LINKED = link()
BY_NUMBER = Criterion(attribute="employeeId", value="7")
FOUND = Match(account(), BY_NUMBER)

CREATE_ANA = CreateAccount(
    user_principal_name="ana.ruiz@contoso.com",
    account_enabled=True,
    attributes={**ANA_IN_ENTRA, "mailNickname": "AnaRuiz"},
    must_change_password=True,
)


def planned(kept: EmployeeRecord, in_entra: Account | None = None, **facts: object) -> Plan:
    """Return the plan for what is kept of a person and their account, with `facts` for the rest."""
    settings = facts.pop("settings", Settings())
    assert isinstance(settings, Settings)
    stage = lifecycle.stage(kept.employee, deleted=kept.deleted, settings=settings, now=NOON)
    usual: dict[str, object] = {"verified_domains": VERIFIED}
    return plan(Facts(kept, stage, settings, NOON, in_entra, **(usual | facts)))  # type: ignore[arg-type]


def outline(decided: Plan) -> Plan:
    """Return a plan without its sentences."""
    return decided.model_copy(update={"steps": ()})


def sentences(decided: Plan) -> list[tuple[StepName, Status, str]]:
    return [(step.name, step.status, step.description) for step in decided.steps]


def doing(*operations: Operation, **rest: object) -> Plan:
    """Return a plan for Ana's account."""
    return Plan.model_validate({"steps": (), "accountId": ANA_ACCOUNT, "operations": operations, **rest})


def skipping(reason: str, **rest: object) -> Plan:
    return Plan.model_validate({"steps": (), "skipReason": reason, **rest})
