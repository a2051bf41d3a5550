"""Serve from a folder, and die (SIGKILL) at a given step of all that is done to files and database.

`python dying_server.py FOLDER STEP`: a step is a write, a change of length, a removal, or a transaction; the process
dies before it, or, where it writes, in the middle of it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from midflight_reference.cli import main
from midflight_reference.store.database import Database
from midflight_reference.store.kept_requests import KeptRequests

STEPS = count(1)
ACTIONS: dict[type, tuple[str, ...]] = {
    Path: ("unlink",),
    Database: ("put", "delete"),
    KeptRequests: ("put", "remove", "touch", "count_execution"),
}


def dying(last: int, act: Callable[..., Any], half: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """Return the action, but for the one that is step `last`."""

    def stepped(*arguments: Any, **named: Any) -> Any:
        if next(STEPS) == last:
            if half is not None:
                half(*arguments)
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*arguments, **named)

    return stepped


def half_written(write: Callable[..., int]) -> Callable[[int, bytes, int], int]:
    """Return what writes the first half of the octets only."""
    return lambda file, octets, position: write(file, octets[: len(octets) // 2], position)


def arm(last: int) -> None:
    """Let the process die at a step."""
    os.pwrite = dying(last, os.pwrite, half_written(os.pwrite))
    os.ftruncate = dying(last, os.ftruncate)
    for owner, names in ACTIONS.items():
        for name in names:
            setattr(owner, name, dying(last, getattr(owner, name)))


if __name__ == "__main__":
    arm(int(sys.argv[2]))
    sys.exit(main(["--state", sys.argv[1]]))
