"""The triggers and routes of the Azure Functions app. It decides nothing."""

import logging

import azure.functions as func

from provisioning.bootstrap import app as parts
from provisioning.ports import TemporaryFailure
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
    return await intake.receive(req, parts.sources, parts.queue, parts.clock, parts.ask_for_changes)


@app.queue_trigger("message", "hr-events", "AzureWebJobsStorage")
async def provision_event(message: func.QueueMessage) -> None:
    """Provision the person that an event, or a turn in a cycle, is about."""
    from provisioning.storage.queue import decode

    try:
        await parts.worker.work(decode(message.get_body()))
    except TemporaryFailure:
        # The host logs what it is given, and a sentence of Graph's can name people: it stands in the provisioning log.
        raise NotDoneYet("the provisioning log says why; the host tries again") from None


@app.queue_trigger("message", "hr-events-poison", "AzureWebJobsStorage")
async def park_event(message: func.QueueMessage) -> None:
    """Keep what an event says whose tries are used up, for a later look."""
    from provisioning.storage.queue import decode

    await parts.worker.park(decode(message.get_body()))


@app.queue_trigger("message", "cycles", "AzureWebJobsStorage")
async def run_cycle(message: func.QueueMessage) -> None:
    """Take a cycle's next step."""
    from provisioning.storage.queue import decode_step

    try:
        await parts.cycles.step(decode_step(message.get_body()))
    except TemporaryFailure as failure:
        _logger.warning("a cycle's step comes again: %s", failure)
        raise NotDoneYet("a cycle's step could not be taken; the host tries again") from None


@app.timer_trigger("timer", "%RECONCILE_SCHEDULE%")
async def reconcile(timer: func.TimerRequest) -> None:
    """Start the cycle that is due for each HR system."""
    started = await parts.cycles.tick()
    _logger.info("%d cycles started, past due: %s", started, timer.past_due)


@app.timer_trigger("timer", "%REVIEW_DUE_SCHEDULE%")
async def review_due(timer: func.TimerRequest) -> None:
    """Put everybody on the queue whose time has come."""
    queued = await parts.due_reviews.queue_all(await parts.sources.names())
    _logger.info("%d reviews queued, past due: %s", queued, timer.past_due)


@app.route("health", methods=["GET"])
@answering
async def health(req: func.HttpRequest) -> func.HttpResponse:
    """Tell whether the app can work."""
    return await parts.api.health(req)


@app.route("employees/{source}/{id}", methods=["GET"])
@answering
async def employees(req: func.HttpRequest) -> func.HttpResponse:
    """Tell what is kept of one person."""
    return await parts.api.employee(req)


@app.route("provisioning-log", methods=["GET"])
@answering
async def provisioning_log(req: func.HttpRequest) -> func.HttpResponse:
    """Return a page of the provisioning log."""
    return await parts.api.provisioning_log(req)


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


@app.route("provision", methods=["POST"], auth_level=func.AuthLevel.ADMIN)
@answering
async def provision(req: func.HttpRequest) -> func.HttpResponse:
    """Provision one person now."""
    return await parts.api.provision(req, parts.engine)


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
