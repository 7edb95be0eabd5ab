"""Figures and alerts as signals in the application log, for alert queries and metrics outside the app."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pydantic import JsonValue

from provisioning.model import Alert, AlertKind
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


def counts_line(alerts: Iterable[Alert], *, all_known: bool) -> str:
    """Return a signal with the number of alerts of every kind, by which an alert rule fires, and is over, by itself.

    Unless it is known how all parts stand, a kind without an alert is told as null: nobody knows that it is none.
    """
    counts = Counter(alert.kind for alert in alerts)
    none = 0 if all_known else None
    return signal("alerts", **{kind.value: counts[kind] or none for kind in AlertKind})


def _lines(name: str, figures: Mapping[str, JsonValue]) -> Iterator[str]:
    told = {key: value for key, value in figures.items() if isinstance(value, int | float)}
    if told:
        yield signal(name, **told)
    for key, value in figures.items():
        if isinstance(value, dict):
            yield from _lines(f"{name}.{key}", value)
