"""The triggers and routes of the Azure Functions app. It decides nothing."""

import logging

import azure.functions as func

from provisioning.bootstrap import app as parts
from provisioning.ports import Misconfigured, TemporaryFailure
from provisioning.web import intake
from provisioning.web.responses import answering

_logger = logging.getLogger(__name__)


class NotDoneYet(Exception):
    """Has the host deliver a message again."""


app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)


@app.route("hr-events/{source}", methods=["POST"])
@answering
async def hr_events(req: func.HttpRequest) -> func.HttpResponse:
    """Take in events of an HR system."""
    return await intake.receive(req, parts.sources, parts.queue, parts.clock, parts.ask_for_changes, parts.repeats)


@app.queue_trigger("message", "hr-events", "AzureWebJobsStorage")
async def provision_event(message: func.QueueMessage) -> None:
    """Provision the person that an event, or a turn in a cycle, is about."""
    try:
        await parts.work(message.get_body(), message.dequeue_count or 1)
    except TemporaryFailure:
        # The host logs what it is given, and a sentence of Graph's can name people: it stands in the provisioning log.
        raise NotDoneYet("the provisioning log says why; the host tries again") from None


@app.queue_trigger("message", "hr-events-poison", "AzureWebJobsStorage")
async def park_event(message: func.QueueMessage) -> None:
    """Park a message whose tries are used up, whether or not it can be read."""
    try:
        await parts.park(message.get_body())
    except TemporaryFailure:
        raise NotDoneYet("a message could be neither parked nor put back; the host tries again") from None


@app.queue_trigger("message", "cycles", "AzureWebJobsStorage")
async def run_cycle(message: func.QueueMessage) -> None:
    """Take a cycle's next step."""
    from provisioning.messages import decode_step

    try:
        await parts.cycles.step(decode_step(message.get_body()))
    except (TemporaryFailure, Misconfigured) as failure:
        _logger.warning("a cycle's step comes again: %s", failure)
        raise NotDoneYet("a cycle's step could not be taken; the host tries again") from None


@app.queue_trigger("message", "cycles-poison", "AzureWebJobsStorage")
async def drop_step(message: func.QueueMessage) -> None:
    """Tell of a cycle's step whose tries are used up; the timer's next tick has the cycle take it again."""
    del message
    _logger.error("a cycle's step could not be taken five times; the timer's next tick gives the cycle a push")


@app.timer_trigger("timer", "%RECONCILE_SCHEDULE%")
async def reconcile(timer: func.TimerRequest) -> None:
    """Start the cycle that is due for each HR system."""
    started = await parts.reconcile()
    _logger.info("%d cycles started, past due: %s", started, timer.past_due)


@app.timer_trigger("timer", "0 30 3 * * *")
async def keep_house(timer: func.TimerRequest) -> None:
    """Delete what is not kept any longer, once a night."""
    night = await parts.house_keeper.run()
    rest = "all of it" if night.complete else "the next night goes on"
    _logger.info("house kept, past due: %s; deleted %s; %s", timer.past_due, dict(night.done), rest)


@app.timer_trigger("timer", "%REVIEW_DUE_SCHEDULE%")
async def review_due(timer: func.TimerRequest) -> None:
    """Put everybody on the queue whose time has come, once the app can work."""
    queued = await parts.review_due()
    _logger.info("%d reviews queued, past due: %s", queued, timer.past_due)


@app.timer_trigger("timer", "0 */5 * * * *")
async def watch(timer: func.TimerRequest) -> None:
    """Look how the app stands, and tell administrators of what they must know."""
    await parts.watch.tick()
    _logger.info("looked at all parts, past due: %s", timer.past_due)


@app.route("notifications/test", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def test_notifications(req: func.HttpRequest) -> func.HttpResponse:
    """Send a test message to administrators."""
    return await parts.notifications_api.test(req)


@app.route("health", methods=["GET"])
@answering
async def health(req: func.HttpRequest) -> func.HttpResponse:
    """Tell whether the app can work."""
    return await parts.health_api.health(req)


@app.route("employees/{source}/{id}", methods=["GET"])
@answering
async def employees(req: func.HttpRequest) -> func.HttpResponse:
    """Tell what is kept of one person."""
    return await parts.api.employee(req)


@app.route("employees/{source}/{id}/export", methods=["GET"], auth_level=func.AuthLevel.ADMIN)
@answering
async def export_person(req: func.HttpRequest) -> func.HttpResponse:
    """Return all that is kept of one person."""
    return await parts.person_api.export(req)


@app.route("employees/{source}/{id}/erase", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def erase_person(req: func.HttpRequest) -> func.HttpResponse:
    """Erase what is kept of one person."""
    return await parts.person_api.erase(req)


@app.route("provisioning-log", methods=["GET"])
@answering
async def provisioning_log(req: func.HttpRequest) -> func.HttpResponse:
    """Return a page of the provisioning log."""
    return await parts.api.provisioning_log(req)


@app.route("parked", methods=["GET"])
@answering
async def list_parked(req: func.HttpRequest) -> func.HttpResponse:
    """Return a page of the messages that are not tried any more."""
    return await parts.parked_api.listed(req)


@app.route("parked/replay", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def replay_parked(req: func.HttpRequest) -> func.HttpResponse:
    """Have parked messages tried again."""
    return await parts.parked_api.replay(req)


@app.route("parked/discard", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def discard_parked(req: func.HttpRequest) -> func.HttpResponse:
    """Throw parked messages away."""
    return await parts.parked_api.discard(req)


@app.route("staged-disables", methods=["GET"])
@answering
async def list_staged_disables(req: func.HttpRequest) -> func.HttpResponse:
    """Return a page of the batches of staged disables."""
    return await parts.staged_disables_api.listed(req)


@app.route("staged-disables/{id}", methods=["GET"])
@answering
async def read_staged_disables(req: func.HttpRequest) -> func.HttpResponse:
    """Return a batch of staged disables, and a page of the people in it."""
    return await parts.staged_disables_api.read(req)


@app.route("staged-disables/{id}/approve", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def approve_staged_disables(req: func.HttpRequest) -> func.HttpResponse:
    """Have the disables of a batch done."""
    return await parts.staged_disables_api.approve(req)


@app.route("staged-disables/{id}/reject", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def reject_staged_disables(req: func.HttpRequest) -> func.HttpResponse:
    """Have the accounts of a batch of staged disables left as they are."""
    return await parts.staged_disables_api.reject(req)


@app.route("audit-log", methods=["GET"])
@answering
async def audit_log(req: func.HttpRequest) -> func.HttpResponse:
    """Return a page of the audit trail."""
    return await parts.audit_api.entries(req)


@app.route("settings", methods=["GET"], auth_level=func.AuthLevel.ADMIN)
@answering
async def read_settings(req: func.HttpRequest) -> func.HttpResponse:
    """Return the settings in force."""
    return await parts.api.read_settings(req)


@app.route("settings", methods=["PUT"], auth_level=func.AuthLevel.ADMIN)
@answering
async def change_settings(req: func.HttpRequest) -> func.HttpResponse:
    """Change settings."""
    return await parts.api.change_settings(req)


@app.route("settings/history", methods=["GET"], auth_level=func.AuthLevel.ADMIN)
@answering
async def settings_history(req: func.HttpRequest) -> func.HttpResponse:
    """Return a page of the changes of the settings."""
    return await parts.api.settings_history(req)


@app.route("settings/preview", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def try_settings(req: func.HttpRequest) -> func.HttpResponse:
    """Tell what provisioning one person would do under other settings."""
    return await parts.api.try_settings(req, parts.gatherer)


@app.route("preview", methods=["POST"])
@answering
async def preview(req: func.HttpRequest) -> func.HttpResponse:
    """Tell what provisioning one person would do."""
    return await parts.api.preview(req, parts.gatherer)


@app.route("quarantine/probe", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def try_quarantines(req: func.HttpRequest) -> func.HttpResponse:
    """Try at once whether the app can work again where it could not."""
    return await parts.quarantine_api.probe(req)


@app.route("provision", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def provision(req: func.HttpRequest) -> func.HttpResponse:
    """Provision one person now."""
    return await parts.api.provision(req, parts.engine, parts.gate)


@app.route("cycles", methods=["GET"])
@answering
async def list_cycles(req: func.HttpRequest) -> func.HttpResponse:
    """Return a page of the provisioning cycles."""
    return await parts.cycles_api.listed(req)


@app.route("cycles", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def start_cycle(req: func.HttpRequest) -> func.HttpResponse:
    """Start a provisioning cycle."""
    return await parts.cycles_api.start(req)


@app.route("cycles/{id}", methods=["GET"])
@answering
async def read_cycle(req: func.HttpRequest) -> func.HttpResponse:
    """Tell how far a provisioning cycle is."""
    return await parts.cycles_api.read(req)


@app.route("cycles/{id}/stop", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def stop_cycle(req: func.HttpRequest) -> func.HttpResponse:
    """Stop a provisioning cycle."""
    return await parts.cycles_api.stop(req)


@app.route("imports", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def import_people(req: func.HttpRequest) -> func.HttpResponse:
    """Check a CSV file of people, and provision them if that is asked for."""
    return await parts.imports_api.receive(req)
