"""Following a run: 102 responses for its present state, for each report, and to keep the connection alive."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from midflight_reference.decisions import Decisions
from midflight_reference.messages import Fields
from midflight_reference.operations import Pair, Report, Run, Watcher
from midflight_reference.telling import Channel, Telling
from midflight_reference.writing import Exchange


class Stream:
    """The 102 responses to one request."""

    def __init__(self, exchange: Exchange, run: Run, decisions: Decisions, channel: Channel) -> None:
        self._exchange = exchange
        self._decisions = decisions
        self._last = Telling(
            run,
            run.reports[-1],
            channel,
            index=-1,
            joined_at=run.reports[-1].done,
            accept_language=exchange.request.value("accept-language"),
            initial=channel is Channel.INITIAL,
        )

    @property
    def starts_at_once(self) -> bool:
        """Say whether the present state is told before anything new happens."""
        return self._last.channel is not Channel.INITIAL or self._decisions.first_interim_at_once()

    async def tell(self, report: Report) -> None:
        """Send a 102 about a report; the first one also has all pairs reported before."""
        first = self._last.index < 0
        pairs = self._last.run.pairs if first else report.pairs
        await self._send(replace(self._last, report=report, index=self._last.index + 1), pairs)

    async def keep_alive(self) -> None:
        """Send a 102 with the Progress told last."""
        if self._last.index >= 0:
            await self._send(replace(self._last, index=self._last.index + 1), ())

    async def _send(self, telling: Telling, pairs: Sequence[Pair]) -> None:
        if not self._decisions.keeps_reporting(telling.report):
            return
        self._last = telling
        fields = [*self._location(telling), *progress_fields(self._decisions, telling)]
        if pairs:
            shown = self._decisions.status_uri_pairs_of_interim(pairs)
            fields += status_uri_fields(self._decisions, item_pairs(self._decisions, telling.run, shown))
        await self._exchange.interim(fields, self._decisions.flushes_interim(telling))

    def _location(self, telling: Telling) -> Fields:
        if telling.channel is not Channel.INITIAL:
            return []
        reference = self._decisions.location_of_interim(telling.run, telling.index)
        return [] if reference is None else [("Location", reference)]


@dataclass(slots=True)
class Follower:
    """Follows a run on behalf of one request, with 102s or (no stream) without."""

    run: Run
    decisions: Decisions
    stream: Stream | None
    watcher: Watcher
    position: int = 0

    async def until(self, deadline: float | None) -> bool:
        """Follow until the run has ended (True), or until the deadline of the loop's clock (False)."""
        await self._catch_up()
        while True:
            if await self.watcher.woken(self._patience(deadline)):
                await self._catch_up()
                if self.run.outcome is not None:
                    return True
            elif deadline is not None and deadline <= asyncio.get_running_loop().time():
                return self.run.outcome is not None
            elif self.stream is not None:
                await self.stream.keep_alive()

    def _patience(self, deadline: float | None) -> float | None:
        limits = [] if deadline is None else [max(0.0, deadline - asyncio.get_running_loop().time())]
        keepalive = self.decisions.keepalive_seconds() if self.stream else None
        return min(limits if keepalive is None else [*limits, keepalive], default=None)

    async def _catch_up(self) -> None:
        while self.position < len(self.run.reports):
            report = self.run.reports[self.position]
            self.position += 1
            if self.stream is not None:
                await self.stream.tell(report)


def follower(run: Run, decisions: Decisions, stream: Stream | None) -> Follower:
    """Join those who follow a run, beginning with its present state."""
    watcher = Watcher()
    run.watchers = decisions.watchers_after_joining(run.watchers, watcher)
    told = 1 if stream is None or stream.starts_at_once else 0
    return Follower(run, decisions, stream, watcher, len(run.reports) - told)


def leave(following: Follower) -> None:
    """Leave those who follow the run."""
    if following.watcher in following.run.watchers:
        following.run.watchers.remove(following.watcher)


def progress_fields(decisions: Decisions, telling: Telling) -> Fields:
    """Return the Progress field of a response."""
    return [("Progress", line) for line in decisions.progress_lines(telling)]


def status_uri_fields(decisions: Decisions, pairs: list[Pair]) -> Fields:
    """Return the Status-URI field of a response, none without pairs."""
    return [("Status-URI", ", ".join(map(decisions.status_pair, pairs)))] if pairs else []


def item_pairs(decisions: Decisions, run: Run, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs of sub-operations as they are reported."""
    return [Pair(decisions.status_of_item(pair), decisions.reference_of_item(run, pair)) for pair in pairs]
