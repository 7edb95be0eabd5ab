"""Every story is played with secrets and people in it, and all that it leaves is searched for them."""

import logging
from collections.abc import Iterator
from typing import override

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler

from local.graph.app import graph_app
from provisioning.model import CreateAccount
from provisioning.ports import Refused, TemporaryFailure
from tests.cycles.stories import STORIES as CYCLE_STORIES
from tests.cycles.stories import Story as CycleStory
from tests.engine.stories import STORIES as ENGINE_STORIES
from tests.engine.stories import Story as EngineStory
from tests.engine.world import World
from tests.fakes.interposed import Call, Calls
from tests.targets.connected import connected

PEOPLE = ("anna", "mona", "hugo", "contoso.com", "nurse", "midwife")
"""What is about people in the stories, in small letters."""
FORGED = "Anna Ek <anna.ek@contoso.com> did not answer\r\n2026-01-01 INFO all is well"

each_engine_story = pytest.mark.parametrize("story", ENGINE_STORIES, ids=lambda story: story.name)
each_cycle_story = pytest.mark.parametrize("story", CYCLE_STORIES, ids=lambda story: story.name)


class Collected(logging.Handler):
    """Keeps what the app logs, as it would be shown."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.shown: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.shown.append(self.format(record))


@pytest.fixture
def app_log() -> Iterator[Collected]:
    """Give the application's log, at every level."""
    logger, collected = logging.getLogger("provisioning"), Collected()
    level = logger.level
    logger.addHandler(collected)
    logger.setLevel(logging.DEBUG)
    yield collected
    logger.setLevel(level)
    logger.removeHandler(collected)


async def fails_about_people(_: Call) -> object:
    """Fail with a sentence of Graph's kind, which names people and would begin a line of its own."""
    raise TemporaryFailure(FORGED)


def check(world: World, app_log: Collected) -> None:
    """Check that the application's log names nobody, and that what came from outside begins no line anywhere."""
    assert [line for line in app_log.shown if any(word in line.lower() for word in PEOPLE)] == []
    assert [line for line in app_log.shown if "all is well" in line] == []
    for entry in world.log.entries:
        assert entry.reason.isprintable()
        assert all(step.description.isprintable() for step in entry.steps)


@each_engine_story
async def test_the_application_log_of_a_story_names_nobody(story: EngineStory, app_log: Collected) -> None:
    world = await story.before()
    await world.happen(*story.told)
    await world.settle()
    check(world, app_log)


async def told(story: EngineStory, calls: Calls) -> World:
    """Return the world in which a story was told to a worker whose calls go through these."""
    world = await story.before()
    for event in story.told:
        await world.queue.put(event)
    await world.deliver(world.worker(calls))
    return world


@each_engine_story
async def test_nor_does_it_when_any_call_fails_with_a_sentence_about_people(
    story: EngineStory, app_log: Collected
) -> None:
    calls = Calls()
    await told(story, calls)
    for at in range(1, len(calls.names) + 1):
        check(await told(story, Calls(at, fails_about_people)), app_log)


@each_cycle_story
async def test_the_application_log_of_a_cycle_names_nobody_whatever_fails(
    story: CycleStory, app_log: Collected
) -> None:
    world, calls = await story.before(), Calls()
    before = world.copy()
    await world.live(calls)
    check(world, app_log)
    for at in range(1, len(calls.names) + 1, 5):
        world = before.copy()
        await world.live(Calls(at, fails_about_people))
        check(world, app_log)


class ListeningGraph:
    """The Graph stand-in, which notes the passwords that it is sent."""

    def __init__(self) -> None:
        self.passwords: list[str] = []

    @web.middleware
    async def listen(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note the password of a new account."""
        if request.method == "POST" and request.path.endswith("/users"):
            self.passwords.append((await request.json())["passwordProfile"]["password"])
        return await handler(request)


@pytest.mark.parametrize("refused", [False, True], ids=["that is made", "that Graph refuses"])
async def test_the_password_of_an_account_stands_in_no_outcome_and_no_log(app_log: Collected, *, refused: bool) -> None:
    heard = ListeningGraph()
    graph = graph_app()
    graph.middlewares.append(heard.listen)
    values = {"displayName": "Anna Ek", "mailNickname": "anna", "usageLocation": "?" * refused}
    creation = CreateAccount(
        user_principal_name="anna.ek@contoso.com",
        account_enabled=True,
        attributes={name: value for name, value in values.items() if value},
        must_change_password=True,
    )
    async with TestServer(graph) as server, connected(str(server.make_url("/v1.0")), {}) as directory:
        try:
            told = str(await directory.apply(None, creation))
        except Refused as error:
            told = repr(error)
    assert heard.passwords
    assert [word for word in heard.passwords if word in told or word in "\n".join(app_log.shown)] == []
