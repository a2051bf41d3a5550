"""The small grammars inside YAML texts: times, ranges, statuses. Each has one parser and one error text.

A text that holds `$` is checked once its values are known; the parsers are cached, so that costs nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TERM = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|steps?|operations?)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_STATUS = re.compile(r"[1-9](?:\d\d|xx)")


@dataclass(frozen=True, slots=True)
class Duration:
    """A time that may count in steps and whole durations of the operation in use."""

    seconds: float = 0.0
    steps: float = 0.0
    operations: float = 0.0

    def resolve(self, step: float, lasting: float) -> float:
        """Return seconds, given the declared step and duration of the operation (seconds)."""
        return self.seconds + self.steps * step + self.operations * lasting


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From `low` to `high`, both inclusive; None is unbounded."""

    low: Duration | None
    high: Duration | None


@dataclass(frozen=True, slots=True)
class IntegerRange:
    """From `low` to `high`, both inclusive; None is unbounded."""

    low: int | None
    high: int | None

    def __contains__(self, number: int) -> bool:
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)


@dataclass(frozen=True, slots=True)
class Statuses:
    """A set of status codes: `2xx`, `404`, `any`, with exceptions."""

    text: str
    included: tuple[str, ...]
    excluded: tuple[str, ...]

    def __contains__(self, status: int) -> bool:
        code = str(status)
        return _among(code, self.included) and not _among(code, self.excluded)

    @property
    def names_server_errors(self) -> bool:
        """Say whether a 5xx was asked for by name."""
        return any(pattern.startswith("5") or pattern == "any" for pattern in self.included)


def _among(code: str, patterns: tuple[str, ...]) -> bool:
    return any(pattern in {"any", code} or (pattern.endswith("xx") and pattern[0] == code[0]) for pattern in patterns)


@lru_cache(maxsize=4096)
def duration(text: str) -> Duration:
    """Parse `500 ms`, `3 s`, `2 steps`, `1 operation + 2 s`. Raises ValueError."""
    totals = {"s": 0.0, "step": 0.0, "operation": 0.0}
    for term in text.split("+"):
        match = _TERM.fullmatch(term.strip())
        if not match:
            raise ValueError(f"'{text}' is not a time such as 500 ms, 3 s, 2 steps or 1 operation + 2 s")
        number, unit = float(match[1]), match[2]
        if unit == "ms":
            number, unit = number / 1000, "s"
        totals[unit if unit == "s" else unit.removesuffix("s")] += number
    return Duration(totals["s"], totals["step"], totals["operation"])


@lru_cache(maxsize=4096)
def time_range(text: str) -> TimeRange:
    """Parse `..1 s`, `500 ms..`, `0.75..2.5 s`, `3 s`. Raises ValueError."""
    if ".." not in text:
        exact = duration(text)
        return TimeRange(exact, exact)
    low, high = (part.strip() for part in text.split("..", 1))
    if not low and not high:
        raise ValueError(f"'{text}' names no bound; write 1 s.. or ..1 s or 1..2 s")
    if low and _NUMBER.fullmatch(low):
        match = _TERM.search(high)
        if not match:
            raise ValueError(f"'{text}' has no unit; write 1..2 s")
        low = f"{low} {match[2]}"
    bounds = TimeRange(duration(low) if low else None, duration(high) if high else None)
    if (
        bounds.low
        and bounds.high
        and _plain(bounds.low)
        and _plain(bounds.high)
        and bounds.low.seconds > bounds.high.seconds
    ):
        raise ValueError(f"'{text}' is empty: its lower bound is above its upper bound")
    return bounds


def _plain(value: Duration) -> bool:
    return not value.steps and not value.operations


@lru_cache(maxsize=4096)
def integer_range(text: str) -> IntegerRange:
    """Parse `3`, `2..`, `..5`, `1..3`. Raises ValueError."""
    low, dots, high = (part.strip() for part in text.partition(".."))
    if not dots:
        high = low
    if not (low or high) or not all(part.isdecimal() for part in (low, high) if part):
        raise ValueError(f"'{text}' is not a number or a range such as 3, 2.., ..5 or 1..3")
    bounds = IntegerRange(int(low) if low else None, int(high) if high else None)
    if bounds.low is not None and bounds.high is not None and bounds.low > bounds.high:
        raise ValueError(f"'{text}' is empty: its lower bound is above its upper bound")
    return bounds


@lru_cache(maxsize=4096)
def number(text: str) -> int:
    """Parse a number of octets, times or the like. Raises ValueError."""
    if not text.isdecimal():
        raise ValueError(f"'{text}' is not a number")
    return int(text)


@lru_cache(maxsize=1024)
def numbers(text: str) -> range:
    """Parse `0..9`, both numbers included; `0..-1` holds none. Raises ValueError."""
    low, dots, high = (part.strip() for part in text.partition(".."))
    if not dots or not low.isdecimal() or not high.removeprefix("-").isdecimal():
        raise ValueError(f"'{text}' does not say from where to where to count, such as 0..9")
    return range(int(low), int(high) + 1)


def framing(text: str) -> int:
    """Parse the framing of a message: 8 or 10. Raises ValueError."""
    if text not in {"8", "10"}:
        raise ValueError(f"'{text}' is not 8 (known length) or 10 (indeterminate length)")
    return int(text)


BREAKING = ("reset", "close", "half-close", "stall")


def breaking(text: str) -> str:
    """Parse how an exchange is broken off. Raises ValueError."""
    if text not in BREAKING:
        raise ValueError(f"'{text}' is no way to break off; there are {', '.join(BREAKING)}")
    return text


@lru_cache(maxsize=1024)
def statuses(text: str) -> Statuses:
    """Parse `200`, `4xx`, `any`, `2xx but 202`, `200, 204`. Raises ValueError."""
    sets = tuple(tuple(part.strip() for part in side.split(",")) for side in text.split(" but ", 1))
    for pattern in (pattern for side in sets for pattern in side):
        if pattern != "any" and not _STATUS.fullmatch(pattern):
            raise ValueError(f"'{pattern}' is not a status such as 200, 4xx or any")
    return Statuses(text, sets[0], sets[1] if len(sets) > 1 else ())


def yes_or_no(text: str) -> bool:
    """Parse `yes`, `no`, `true`, `false`. Raises ValueError."""
    words = {"yes": True, "true": True, "no": False, "false": False}
    if text.lower() not in words:
        raise ValueError(f"'{text}' is neither yes nor no")
    return words[text.lower()]
