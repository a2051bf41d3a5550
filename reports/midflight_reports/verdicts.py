"""Verdicts: their order, the worst of several, how many of each, and which are red.

DEFINED rules fail like MUST rules, but are counted apart: prose or an example requires them, not a BCP 14 keyword.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

Verdict = Literal["error", "fail", "untestable", "warn", "info", "pass", "not-applicable"]
Level = Literal["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "DEFINED"]

ORDER: tuple[Verdict, ...] = ("error", "fail", "untestable", "warn", "info", "pass", "not-applicable")  # worst first
RANK: dict[Verdict, int] = {verdict: rank for rank, verdict in enumerate(ORDER)}
RED: frozenset[Verdict] = frozenset({"error", "fail", "untestable"})

# The name under which the rules of a level are counted; the order is that of their weight.
GROUP: dict[Level, str] = {
    "MUST": "MUST",
    "MUST NOT": "MUST",
    "DEFINED": "DEFINED",
    "SHOULD": "SHOULD",
    "SHOULD NOT": "SHOULD",
    "MAY": "MAY",
}
LEVELS: tuple[Level, ...] = tuple(GROUP)
GROUPS = tuple(dict.fromkeys(GROUP.values()))


def red_verdicts(strict: bool) -> frozenset[Verdict]:
    """Return the verdicts that make a run fail: where it is strict, a recommendation that is not followed does too."""
    return RED | {"warn"} if strict else RED


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst verdict; of none, not-applicable."""
    return min(verdicts, key=RANK.__getitem__, default="not-applicable")


def count(verdicts: Iterable[Verdict]) -> dict[Verdict, int]:
    """Return how many there are of each verdict, those with none included, worst first."""
    counted = Counter(verdicts)
    return {verdict: counted[verdict] for verdict in ORDER}
