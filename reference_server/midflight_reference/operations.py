"""Operations: what is to be done (`Plan`), and one execution of it (`Run`), whoever is watching.

A run belongs to no connection: it goes on to its end whatever happens to the requests about it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

ITEMS_OF_A_BATCH = 4


class Total(Enum):
    """What is known beforehand about the number of steps."""

    KNOWN = "known"
    GROWING = "growing"  # more work turns up while it runs
    UNKNOWN = "unknown"  # known only at the end


@dataclass(frozen=True, slots=True)
class Product:
    """What an operation makes: the content of its final response, made when needed, and where it is found again."""

    path: str
    status: int
    media_type: str
    make: Callable[[], bytes]

    @property
    def content(self) -> bytes:
        """Return the content, the same each time."""
        return self.make()

    @property
    def created(self) -> str | None:
        """Return the path if the operation is said to have created something there."""
        return self.path if self.status == 201 else None


@dataclass(frozen=True, slots=True)
class Plan:
    """An operation of `steps` equal steps. With `silent_seconds` it pauses in the middle, without progress."""

    name: str
    steps: int = 0
    step_seconds: float = 0.0
    silent_seconds: float = 0.0
    total: Total = Total.KNOWN
    fails: bool = False
    items: int = 0
    failing_item: int | None = None
    localized: bool = False
    quotes: str | None = None
    product: Product | None = None

    @property
    def ordinary(self) -> bool:
        """Say whether this is an operation without peculiarities."""
        return self == Plan(self.name, self.steps, self.step_seconds)

    def denominator(self, done: int) -> int | None:
        """Return the number of steps expected when `done` are finished."""
        if self.total is Total.GROWING:
            return min(self.steps, done + max(1, self.steps // 2))
        return self.steps if self.total is Total.KNOWN else None

    def due(self, step: int) -> float:
        """Return the seconds after the start at which `step` is finished."""
        pause = self.silent_seconds if step > self.steps // 2 else 0.0
        return step * self.step_seconds + pause


@dataclass(frozen=True, slots=True)
class Pair:
    """The status that the operation on one resource had (progress, "The Status-URI header")."""

    status: int
    reference: str


@dataclass(frozen=True, slots=True)
class Report:
    """The state reached: steps done, steps expected, sub-operations that ended since the report before."""

    done: int
    expected: int | None
    nested: tuple[int, int] | None = None
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an operation ended: the final response to the initial request."""

    status: int
    sentence: str
    created: str | None = None
    product: Product | None = None


class Watcher:
    """Somebody who waits for news. Waking is remembered until it was waited for, so none is lost."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Say that there is news."""
        self._news.set()

    async def woken(self, within: float | None) -> bool:
        """Wait for news; False when none came in time."""
        try:
            async with asyncio.timeout(within):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True


@dataclass(slots=True, eq=False)
class Run:
    """One execution of a plan, with its status document."""

    plan: Plan
    method: str
    target: str
    path: str
    owner: str | None
    started: float
    reports: list[Report] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    outcome: Outcome | None = None
    ended: float | None = None
    reads: int = 0
    task: asyncio.Task[None] | None = None
    watchers: list[Watcher] = field(default_factory=list)
    at_end: Callable[[Run], None] | None = None  # records the outcome before anybody is told of it

    def tell(self, report: Report) -> None:
        """Add a report and wake everybody who follows this run."""
        self.reports.append(report)
        self.pairs.extend(report.pairs)
        self._wake()

    def finish(self, outcome: Outcome, at: float) -> None:
        """End the run and wake everybody who follows it."""
        self.outcome = outcome
        self.ended = at
        try:
            if self.at_end is not None:
                self.at_end(self)
        finally:
            self._wake()

    def stop(self) -> None:
        """Stop the execution where it is. No conformant decision does this."""
        if self.task is not None:
            self.task.cancel()

    def _wake(self) -> None:
        for watcher in self.watchers:
            watcher.wake()
