"""What is drawn by chance in a case: the same again for the same seed, whatever the target does and how long it takes.

Every exchange, and every step of `together`, draws from a branch of its own: how often one of them draws, and when,
says nothing about the others.
"""

from __future__ import annotations

import itertools
from functools import cached_property
from random import Random


class Chance:
    """A source of numbers, and of further such sources."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._branches = itertools.count()

    @cached_property
    def _random(self) -> Random:
        return Random(self._seed)

    def branch(self) -> Chance:
        """Return another source; the first, second, … of one source are always the same."""
        return Chance(f"{self._seed}/{next(self._branches)}")

    def between(self, low: int, high: int) -> int:
        """Return a number from `low` to `high`, both included."""
        return self._random.randint(low, high)
