"""Tell what provisioning one person would do and why, under the settings in force or others, without doing it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from azure.functions import HttpResponse
from pydantic import JsonValue

from provisioning.gathering import Gatherer
from provisioning.model import EmployeeRecord, HrEvent
from provisioning.ports import SettingsCheck
from provisioning.reports import Report, preview_of
from provisioning.rules import checking, explaining, mapping
from provisioning.rules.expressions import Context, Expression, ExpressionError, Ignored, parse
from provisioning.rules.expressions.names import lookup_in
from provisioning.rules.planning.facts import Facts
from provisioning.setting_changes import tried
from provisioning.settings import Settings, SettingsRefused
from provisioning.web import views
from provisioning.web.changing import refusal
from provisioning.web.demands import PreviewDemand, TrialDemand
from provisioning.web.responses import answer, failure


@dataclass(frozen=True, slots=True)
class _InForce:
    """SettingsReader of settings that are nowhere stored."""

    settings: Settings

    async def read(self) -> tuple[Settings, str]:
        """See ports.SettingsReader."""
        return self.settings, ""


async def trial(
    demand: TrialDemand, event: HrEvent, gatherer: Gatherer, check: SettingsCheck, *, first_time: bool
) -> HttpResponse:
    """Answer a demand for a preview under other settings, which stands for this event.

    `first_time` says that nobody was provisioned yet, for settings that would switch provisioning on.

    Returns 400 when the settings would be refused, naming the fields; else as `preview`.
    """
    try:
        now, _ = await gatherer.settings.read()
        tried_settings = tried(now, demand.settings, gatherer.clock.now(), check, first_time=first_time)
    except SettingsRefused as refused:
        return refusal(refused, "nothing was previewed")
    return await preview(demand, event, replace(gatherer, settings=_InForce(tried_settings)))


async def preview(demand: PreviewDemand, event: HrEvent, gatherer: Gatherer) -> HttpResponse:
    """Answer a demand for a preview, which stands for this event.

    Returns 400 when the expression is wrong or names an attribute that nobody knows, with the column.
    """
    gathered = await gatherer.gather(event)
    try:
        expression = None if demand.expression is None else parse(demand.expression)
        if expression and (unknown := checking.unknown_attributes(expression)):
            return _refused(unknown)
        value = _value_of(expression, gathered.facts.record, gathered.facts.now)
    except ExpressionError as error:
        return _refused([error])
    return answer(_shown(preview_of(gathered), gathered.facts) | value)


def _refused(errors: Sequence[ExpressionError]) -> HttpResponse:
    fields = [{"field": "expression", "message": str(error)} for error in errors]
    sentence = "; ".join(map(str, errors))
    return failure(400, f"expression: {sentence}", fields=fields, column=errors[0].column)


def _value_of(expression: Expression | None, record: EmployeeRecord, now: datetime) -> dict[str, JsonValue]:
    """Return an expression's value for the person, and which attributes in it the HR system left out."""
    if expression is None:
        return {}
    seed = f"{record.source}|{record.employee_id}|preview"
    context = Context(lookup=lookup_in(record.employee.attributes()), now=now, seed=seed)
    result = expression.evaluate(context)
    value = None if isinstance(result.value, Ignored) else result.value
    return {"value": value, "notSentByHr": [*sorted(result.relied_on_absent)]}


def _shown(report: Report, facts: Facts) -> dict[str, object]:
    steps = explaining.whole(report.plan, report.steps)
    occasion: mapping.Occasion = "update" if facts.account else "creation"
    explained = mapping.explain(facts.record, facts.settings, occasion, facts.now)
    return views.preview(report, steps) | {
        "explanation": [views.explanation(step) for step in explaining.explanation(steps)],
        "mappings": [views.mapping(one) for one in explained],
    }
