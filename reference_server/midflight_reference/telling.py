"""A telling: one moment at which one response says how far an operation is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from midflight_reference.operations import Report, Run


class Channel(Enum):
    """Which response tells it."""

    INITIAL = "a 102 to the initial request"
    SUBSCRIBER = "a 102 to a request on the status document"
    POLL = "a final response about an unfinished operation"
    FINAL = "a final response about a finished operation"


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told, on which channel, as which of the responses to this request."""

    run: Run
    report: Report
    channel: Channel
    index: int = 0
    joined_at: int = 0  # steps that were done when this request was first answered
    accept_language: str | None = None
    initial: bool = False  # an answer to the initial request

    @property
    def last_interim(self) -> bool:
        """Say whether this is the report before the last step (only useful when the total is known)."""
        return self.channel is not Channel.FINAL and self.report.done >= self.run.plan.steps - 1
