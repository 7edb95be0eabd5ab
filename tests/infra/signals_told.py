"""The lines that the app writes for Azure Monitor, from the app itself: of each part, with every kind of alert."""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.engine.people import anna, deleted, updated
from tests.infra.watched import Watched

type Signals = Mapping[str, frozenset[str]]
"""The fields of each line by its name."""


async def lines_at_rest() -> list[str]:
    """Return the lines of a look at an app at which nothing is wrong."""
    with _lines() as lines:
        await Watched(wrong=False).tick()
    return lines


async def lines_of_all_that_can_be_wrong() -> list[str]:
    """Return the lines of an app with every alert, and of a disable that was done before.

    At the third of four looks a part cannot be looked at.
    """
    watched = Watched(wrong=True)
    with _lines() as lines:
        await watched.world.happen(updated(anna()))
        await watched.world.happen(deleted(anna(), minute=90))
        await watched.go_wrong()
        await watched.tick(times=2)
        watched.quotas.broken = True
        await watched.tick()
        watched.quotas.broken = False
        await watched.tick()
    return lines


def told(lines: list[str]) -> list[dict[str, object]]:
    """Return what the lines tell."""
    return [json.loads(line.removeprefix("signal ")) for line in lines]


def signals_of(lines: list[str]) -> Signals:
    """Return the fields that lines have, by their names."""
    fields: dict[str, frozenset[str]] = {}
    for each in told(lines):
        name = str(each["name"])
        fields[name] = fields.get(name, frozenset()) | frozenset(each)
    return fields


@contextmanager
def _lines() -> Iterator[list[str]]:
    """Give the list to which each signal of the application log is added meanwhile."""
    lines: list[str] = []
    logger, handler = logging.getLogger("provisioning"), logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign] # all that it does
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        lines[:] = [line for line in lines if line.startswith("signal ")]
