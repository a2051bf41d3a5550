"""What was seen: lines for a person, and what a target file can say because of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from midflight.evidence import Ending, Exchange, Head

_ENDED = {
    Ending.CLOSED: "closed",
    Ending.RESET: "reset",
    Ending.SILENT: "no answer",
    Ending.GARBLED: "no HTTP",
    Ending.FLOODED: "more than is taken in",
    Ending.UNREACHABLE: "no connection",
}
_LONGEST = 160  # characters of a line that come from the server


@dataclass(frozen=True, slots=True)
class Observation:
    """One line: what was tried, and what came of it. May hold any character that a server can send."""

    tried: str
    seen: str


@dataclass
class Notes:
    """Everything seen so far."""

    observations: list[Observation] = field(default_factory=list)
    name: str = ""  # of the software, by its Server field
    answered: bool = False  # at least one final response came
    interim: bool = False  # at least one interim response came
    claims: dict[str, str] = field(default_factory=dict)  # with what speaks for it
    refused: dict[str, str] = field(default_factory=dict)  # claims that were tried for, with what speaks against it
    endpoints: dict[str, Mapping[str, str]] = field(default_factory=dict)
    remarks: dict[str, list[str]] = field(default_factory=dict)  # comments on an endpoint
    knobs: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, str] = field(default_factory=dict)  # by suite

    def see(self, tried: str, seen: str) -> None:
        """Take note of an observation."""
        self.observations.append(Observation(tried, shortened(seen)))

    def claim(self, claim: str, holds: bool, because: str) -> None:
        """Take note of what speaks for a claim, or against it."""
        (self.claims if holds else self.refused)[claim] = because


def shortened(text: str) -> str:
    """Return the beginning of a text that may be long."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def answer(exchange: Exchange) -> str:
    """Return an answer in a few words."""
    interim = _counted(exchange.interim)
    if exchange.final is None:
        return f"{interim}{_ENDED.get(exchange.ending, exchange.ending.value)} ({exchange.detail})"
    head = exchange.final
    words = [f"{interim}{head.status} {head.reason}".rstrip()]
    words += [f"HTTP/{head.version}"] if head.version != "1.1" else []
    if head.status < 400:
        words += [value.partition(";")[0] for value in head.values("Content-Type")[:1]]
        words += [f"{exchange.content.length} octets"] if exchange.content.length else []
        words += [f"Location: {value}" for value in head.values("Location")[:1]]
    if exchange.ending is not Ending.COMPLETE:
        words.append(f"not whole: {exchange.detail}")
    return ", ".join(words)


def _counted(interim: Sequence[Head]) -> str:
    numbers = Counter(head.status for head in interim)
    counted = (f"{number} × {status}" if number > 1 else str(status) for status, number in numbers.items())
    return "".join(f"{words}, then " for words in counted)


def fields(head: Head, *names: str) -> list[str]:
    """Return those of the fields that a response has, as lines."""
    return [f"{name}: {', '.join(head.values(name))}" for name in names if head.values(name)]
