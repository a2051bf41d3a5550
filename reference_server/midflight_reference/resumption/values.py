"""What is kept of a request that can be resumed: its head, where its parts are found, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from midflight_reference.messages import Request


class Wish(Enum):
    """What is to become of a request that is cut off (resume-request, "The resume preference")."""

    SAVE = "save-incomplete"
    IGNORE = "ignore-incomplete"
    NONE = ""  # the preference was not stated


class Stage(Enum):
    """How far a request is."""

    OPEN = "open"  # no response yet: its content may be incomplete, or its operation run
    ANSWERED = "answered"  # the final response is recorded
    CLOSED = "closed"  # the client needs nothing of it any more


@dataclass(frozen=True, slots=True)
class Places:
    """Where the content of a request, the response to it, and the content of that response are found, as paths."""

    upload: str
    message: str
    result: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A request that is kept. `touched` is when something last changed, in seconds since 1970; `keeps` in seconds.

    `status_path` is where the status document of its operation is, empty while there is none.
    """

    places: Places
    request: Request  # without content
    user: str | None
    wish: Wish
    touched: float
    keeps: float
    stage: Stage = Stage.OPEN
    status_path: str = ""
