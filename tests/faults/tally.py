"""Counts the points at which a fault was tried, and at how many of them everything ended as it should.

A test counts for itself; the table at the end of the run adds up all tests, also those of other test processes.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from random import Random, SystemRandom
from typing import Final

MARKER: Final = "faults"
PROPERTY: Final = "fault points"
SEED: Final = "FAULTS_SEED"
"""The environment variable that chooses which points are tried where not all of them are; printed with each run."""
_HEADING: Final = "kind of fault"
_ORDINARY_SHARE: Final = 5
"""A run of all tests tries a fifth of the points that `-m faults` tries, where a test does not say otherwise."""

type Counts = dict[str, tuple[int, int]]
"""Kind of fault → points tried, and how many of them converged."""


class Tally:
    """The points of one test. `thorough`: the run is about faults alone, and so tries them all."""

    def __init__(self, name: str, *, thorough: bool) -> None:
        self._random = Random(f"{seed()} {name}")  # noqa: S311 - no secret
        self._thorough = thorough
        self._tried: Counter[str] = Counter()
        self._converged: Counter[str] = Counter()

    @contextmanager
    def point(self, kind: str) -> Iterator[None]:
        """Count a point as tried, and as converged unless the block raises."""
        self._tried[kind] += 1
        yield
        self._converged[kind] += 1

    def sample[Point](
        self, points: Iterable[Point], *, one_in: int = 1, ordinarily: int | None = None
    ) -> Sequence[Point]:
        """Return one in so many points, at the same distance from each other, but which ones depends on the seed.

        Args:
            points: All of them.
            one_in: In a run about faults.
            ordinarily: In a run of all tests; None: five times as many.
        """
        step = one_in if self._thorough else ordinarily or one_in * _ORDINARY_SHARE
        return [*points][self._random.randrange(step) :: step]

    @property
    def counts(self) -> Counts:
        """What was counted so far."""
        return {kind: (tried, self._converged[kind]) for kind, tried in self._tried.items()}


def seed() -> str:
    """Return the seed of this run, which all its test processes share."""
    return os.environ.setdefault(SEED, str(SystemRandom().randrange(1_000_000)))


def table(all_counts: Iterable[Counts]) -> Iterator[str]:
    """Yield the lines of the table over all tests: kind of fault, points tried, converged; and a line in total."""
    tried, converged = Counter[str](), Counter[str]()
    for counts in all_counts:
        for kind, (of_tried, of_converged) in counts.items():
            tried[kind] += of_tried
            converged[kind] += of_converged
    width = max(len(_HEADING), *map(len, tried))
    yield f"{_HEADING:{width}}  {'tried':>7}  {'converged':>9}"
    for kind in sorted(tried):
        yield f"{kind:{width}}  {tried[kind]:7,}  {converged[kind]:9,}"
    yield f"{tried.total():,} fault points tried, {converged.total():,} converged (seed {seed()})"
