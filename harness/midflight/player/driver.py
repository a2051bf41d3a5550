"""Sending a request the way a case wants it, and waiting for the answer no longer than the target may take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from midflight.evidence import Ending, Head
from midflight.judge.context import Context
from midflight.judge.fields import judge_fields
from midflight.judge.final import judge_final
from midflight.judge.findings import Findings
from midflight.judge.interim import first_fitting
from midflight.language.exchange import AnyResponse, Event, Random, Request, Statement
from midflight.language.scalars import breaking, duration, integer_range, number
from midflight.player.chance import Chance
from midflight.player.live import LiveExchange
from midflight.wire import ConnectionLost

_FINISH_SENDING = 2.0  # seconds for content that nobody waits for any more
_BRIEF = 65536  # octets of content that are sent with the head


class EventNeverCame(Exception):  # noqa: N818  an outcome, not a defect
    """The exchange ended before an event it was to be joined to."""

    def __init__(self, event: str) -> None:
        self.event = event
        super().__init__(event)


class Watch:
    """An event of a live exchange: whether it has happened, and what it saved."""

    def __init__(self, event: Event, live: LiveExchange, context: Context, chance: Chance) -> None:
        self._live = live
        self._context = context
        self.saved: dict[str, object] = {}
        self.octets: int | None = None  # where the content has to stop for it
        self.seconds = 0.0  # how long the event itself takes
        self.text = ", ".join(event.model_fields_set)
        self._met = self._predicate(event, chance)

    def _predicate(self, event: Event, chance: Chance) -> Callable[[], bool]:
        live, context = self._live, self._context
        if event.sent is not None:
            self.octets = _position(event.sent, context, chance, live.prepared.content.length)
            self.text = f"{self.octets} octets sent"
            return lambda: live.content_sent >= (self.octets or 0) and live.sent_at is not None
        if event.received is not None:
            octets = number(context.text(event.received))
            return lambda: live.reading.content_received >= octets
        if event.passed is not None:
            self.seconds = context.seconds(duration(context.text(event.passed)))
            until = live.started_at + self.seconds
            asyncio.get_running_loop().call_later(until - live.recorder.now(), live.moved.set)
            return lambda: live.recorder.now() >= until - 0.001
        if event.final is not None:
            final = event.final
            return lambda: live.answered and self._keep(judge_final(final, live.record(), context))
        if event.response is not None:
            return self._any_response(event.response)
        return self._interim(event.interim)

    def _interim(self, wanted: str | Statement | None) -> Callable[[], bool]:
        statement = wanted if isinstance(wanted, Statement) else Statement.model_construct(first=wanted)
        self.text = f"a {self._context.statuses(statement.status).text}"

        def met() -> bool:
            found = first_fitting(statement, self._live.reading.interim, self._context)
            return found is not None and self._keep(found[1])

        return met

    def _any_response(self, wanted: AnyResponse) -> Callable[[], bool]:
        statuses = self._context.statuses(wanted.status)
        fields = f" with {', '.join(wanted.headers)}" if wanted.headers else ""
        self.text = f"a {statuses.text}{fields}"

        def met() -> bool:
            reading = self._live.reading
            heads: list[Head] = [*reading.interim, *([reading.final] if reading.final else [])]
            return any(
                self._keep(judge_fields(wanted.headers, head, self._context))
                for head in heads
                if head.status in statuses
            )

        return met

    def _keep(self, findings: Findings) -> bool:
        if findings.fit:
            self.saved |= findings.saved
        return findings.fit

    def happened(self) -> bool:
        """Say whether it has happened."""
        return self._met()

    async def until(self, seconds: float) -> None:
        """Wait for it. Raises EventNeverCame."""
        if not await self._live.until(self._met, seconds + self.seconds):
            raise EventNeverCame(self.text)


def _position(sent: str | Random, context: Context, chance: Chance, length: int) -> int:
    if isinstance(sent, str):
        return number(context.text(sent))
    bounds = integer_range(context.text(sent.random))
    low = min(bounds.low or 0, length)
    return chance.between(low, max(low, min(length, bounds.high if bounds.high is not None else length)))


class Sender:
    """Sends one request; the content may be held, paced, paused and broken off."""

    def __init__(self, live: LiveExchange, request: Request, context: Context, chance: Chance, limit: float) -> None:
        self._live = live
        self._request = request
        self._context = context
        self._limit = limit
        self.pause: Watch | None = None  # the content stops here until `release` is set
        self.release = asyncio.Event()
        self.cut = Watch(request.cut.after, live, context, chance) if request.cut else None
        self.cut_by = breaking(context.text(request.cut.by)) if request.cut else ""
        hold = request.hold
        self._hold = Watch(hold, live, context, chance) if isinstance(hold, Event) else None

    @property
    def saved(self) -> dict[str, object]:
        """Return what the events that the request waited for have saved."""
        watches = [watch for watch in (self._hold, self.pause, self.cut) if watch is not None]
        return {name: value for watch in watches for name, value in watch.saved.items()}

    @property
    def brief(self) -> bool:
        """Say whether the request can be sent in one go."""
        request, prepared = self._request, self._live.prepared
        special = request.hold or request.pace or self.cut or self.pause or prepared.expects_100
        return not special and prepared.content.length <= _BRIEF

    async def run(self) -> None:
        """Send everything that is to be sent."""
        try:
            if self.brief:
                await self._live.send_head_and_content()
                return
            await self._live.send_head()
            if await self._released():
                await self._send_content()
        except ConnectionLost:
            pass  # what came before it is with the reading

    async def _released(self) -> bool:
        """Wait for what the content is held for; say whether to send it."""
        live = self._live
        if self._request.hold == "none" or not live.prepared.content.length:
            return True
        if self._hold is not None:
            hold = self._hold
            await live.until(lambda: hold.happened() or _has_100(live), self._limit + hold.seconds)
            return hold.happened() or _has_100(live)
        if live.prepared.expects_100 and live.prepared.version != "1.0":
            await live.until(lambda: _has_100(live) or live.answered, self._limit)
            return _has_100(live)
        return True

    async def _send_content(self) -> None:
        pace = self._request.pace
        portion = number(self._context.text(pace.octets)) if pace else 0
        pause = self._context.seconds(duration(self._context.text(pace.every))) if pace else 0.0
        if self.pause and self.pause.octets is not None:
            await self._live.send_content(self.pause.octets, portion, pause)
            await self.release.wait()
        if self.cut and self.cut.octets is not None:
            await self._live.send_content(self.cut.octets, portion, pause)
            return
        await self._live.send_content(self._live.prepared.content.length, portion, pause)


def _has_100(live: LiveExchange) -> bool:
    return any(head.status == 100 for head in live.reading.interim)


async def until_answered(live: LiveExchange, limit: float, patience: float) -> None:
    """Wait for the whole final response.

    `limit` is the longest silence (seconds) from the last octet sent to the final response; within its content
    `patience` counts.
    """
    received = -1
    while not live.over:
        begin = max(live.sent_at or live.started_at, live.started_at)
        left = patience if live.answered else begin + limit - live.recorder.now()
        if live.answered and live.reading.content_received == received:
            live.give_up(Ending.SILENT, f"the content stopped after {received} octets")
            return
        if left <= 0:
            live.give_up(Ending.SILENT, f"nothing final within {limit:.3g} s")
            return
        received = live.reading.content_received
        await live.until(lambda: live.over, left)


async def finish_sending(task: asyncio.Task[None]) -> None:
    """Let a request be sent to its end although it has been answered, for the connection's sake."""
    await asyncio.wait({task}, timeout=_FINISH_SENDING)
