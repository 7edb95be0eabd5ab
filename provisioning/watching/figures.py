"""Figures and alerts as signals in the application log, for alert queries and metrics outside the app."""

from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import JsonValue

from provisioning.model import Alert
from provisioning.signals import signal

_LONGEST_NAME: Final = 100


def figure_lines(figures: Mapping[str, Mapping[str, JsonValue]]) -> Iterator[str]:
    """Yield a signal for each part of the app that has figures, and for each group of figures inside one.

    Only numbers and yes or no are told; a group inside a part is named behind a dot: `disables.last24Hours`.
    """
    for name, part in figures.items():
        yield from _lines(name, part)


def alert_lines(began: Mapping[str, Alert], ended: Mapping[str, Alert]) -> Iterator[str]:
    """Yield a signal for each alert that began or ended, with its kind; the key tells two of a kind apart."""
    for name, alerts in (("alert.began", began), ("alert.ended", ended)):
        for key, alert in alerts.items():
            yield signal(name, kind=alert.kind.value, key=key[:_LONGEST_NAME])


def _lines(name: str, figures: Mapping[str, JsonValue]) -> Iterator[str]:
    told = {key: value for key, value in figures.items() if isinstance(value, int | float)}
    if told:
        yield signal(name, **told)
    for key, value in figures.items():
        if isinstance(value, dict):
            yield from _lines(f"{name}.{key}", value)
