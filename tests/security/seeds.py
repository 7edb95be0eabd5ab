"""The seed of the fuzz tests."""

import os
from random import SystemRandom
from typing import Final

SEED: Final = "FUZZ_SEED"
"""The environment variable with the seed; a run without it chooses one, and prints it."""


def fuzz_seed() -> int:
    """Return the seed of this run, which all its test processes share."""
    return int(os.environ.setdefault(SEED, str(SystemRandom().randrange(1_000_000))))
