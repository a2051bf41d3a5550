"""What a person is told when something they gave us cannot be used: what, where, and what to do about it.

Every error in this family ends a run with the documented exit status, and is printed without a traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit statuses of every command: pytest's own."""

    CONFORMANT = 0
    NOT_CONFORMANT = 1
    INTERRUPTED = 2
    HARNESS_ERROR = 3
    UNUSABLE = 4
    NOTHING_SELECTED = 5


class UsageError(Exception):
    """Unusable arguments, files or target (exit status 4)."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ' (did you mean ...?)' for the nearest known word, or the known words if there are few, or nothing."""
    choices = sorted(set(known))
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"; did you mean '{near[0]}'?"
    if 0 < len(choices) <= 12:
        return f"; known: {', '.join(choices)}"
    return ""
