"""Each query is one alert rule: it fires on a row, and looks as often and as far back as the runbook asks."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from local.infra.values import Deployment, Resource, Value
from tests.infra.azure_names import suffix_of
from tests.infra.deployments import ROOT, at, the
from tests.infra.queries import RULES

ALERT_RULES: Final = "Microsoft.Insights/scheduledQueryRules"
URGENT: Final = frozenset({"overdue-disables", "app-silent", "late-disables", "quarantine", "failed-executions"})
"""What cannot wait. It is looked for every five minutes, the others every quarter of an hour."""
WINDOW: Final = 30
"""Minutes that a rule looks back: a line may take some to arrive, and a look that could not tell is bridged."""
WINDOWS: Final[Mapping[str, int]] = {"failed-executions": 15}
"""Another window, where the runbook names one. The service takes 5, 10, 15, 30 and 45 minutes, and some longer ones:
github.com/Azure/azure-rest-api-specs/issues/21258."""
RUNBOOK: Final = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
SEVERITIES: Final = {
    name: int(severity) for name, severity in re.findall(r"^### (.+)\n\nSeverity (\d)\.", RUNBOOK, re.MULTILINE)
}
_AGO: Final = re.compile(r"ago\((\d+)m\)")


def rules_of(deployment: Deployment) -> dict[str, Resource]:
    """Return the alert rules by their names, without what all of these begin with."""
    prefix = f"alert-{suffix_of(deployment)}-"
    return {each.name.removeprefix(prefix): each for each in deployment.of(ALERT_RULES)}


def alert_rules(deployment: Deployment) -> Iterator[str]:
    """Yield a sentence on each query without a rule, and on each rule that is not its query's, or looks otherwise."""
    made = rules_of(deployment)
    yield from (f"{name}.kql is no alert rule" for name in sorted(RULES.keys() - made.keys()))
    yield from (f"the alert rule {name} has no query of its name" for name in sorted(made.keys() - RULES.keys()))
    workspace = the(deployment, "Microsoft.OperationalInsights/workspaces")
    for name in sorted(made.keys() & RULES.keys()):
        for path, value in _expected(name, workspace).items():
            if at(made[name], path) != value:
                yield f"{path} of the alert rule {name} must be {value}, not {at(made[name], path)}"
        if made[name].body.get("kind") != "LogAlert":
            yield f"the alert rule {name} must be of the kind LogAlert"
        if any(int(minutes) > WINDOWS.get(name, WINDOW) for minutes in _AGO.findall(RULES[name])):
            yield f"{name}.kql asks for lines that are older than the window of its rule"


def _expected(name: str, workspace: Resource) -> dict[str, Value]:
    return {
        "scopes": [workspace.id],
        "severity": SEVERITIES.get(name),
        "evaluationFrequency": "PT5M" if name in URGENT else "PT15M",
        "windowSize": f"PT{WINDOWS.get(name, WINDOW)}M",
        "overrideQueryTimeRange": None,
        "criteria": {"allOf": [_on_each_row(RULES[name])]},
        "skipQueryValidation": True,
        "autoMitigate": True,
        "muteActionsDuration": None,  # the service refuses it together with autoMitigate
        "actions.customProperties": {"runbook": f"docs/operate.md#{name}"},
    }


def _on_each_row(query: str) -> Value:
    return {
        "query": query,
        "timeAggregation": "Count",
        "operator": "GreaterThan",
        "threshold": 0,
        "failingPeriods": {"numberOfEvaluationPeriods": 1, "minFailingPeriodsToAlert": 1},
    }
