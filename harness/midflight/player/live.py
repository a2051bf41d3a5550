"""One exchange while it goes on: what was sent, what came, and waiting for events of it.

The content is sent in portions that end where something has to happen: a pause, a cut.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from midflight import wire
from midflight.evidence import Content, Ending, Exchange, Recorder
from midflight.player.compose import Prepared
from midflight.wire import Connection, ConnectionLost, Reading

NO_CONTENT = Content()


class LiveExchange:
    """A request being sent and its response being read."""

    def __init__(self, prepared: Prepared, connection: Connection, recorder: Recorder, name: str) -> None:
        self.prepared = prepared
        self.connection = connection
        self.recorder = recorder
        self.name = name
        self.content_sent = 0
        self.started_at = recorder.now()
        self.sent_at: float | None = None
        self.cut_note: str | None = None
        self.stalled = False
        self.gave_up: tuple[Ending, str] | None = None
        self.moved = asyncio.Event()  # set whenever anything changed
        self.reading: Reading = connection.expect(prepared.method, prepared.uri, lambda: self.content_sent)
        self.reading.listen(self.moved.set)

    @property
    def over(self) -> bool:
        """Say whether nothing more will come of it."""
        return self.reading.done or self.cut_note is not None

    @property
    def answered(self) -> bool:
        """Say whether a final response has begun."""
        return self.reading.final is not None

    async def until(self, met: Callable[[], bool], seconds: float) -> bool:
        """Wait until `met`, or until the exchange is over, or for `seconds`; say whether it is met."""
        if met():
            return True
        try:
            async with asyncio.timeout(seconds):
                while not met() and not self.over:
                    self.moved.clear()
                    await self.moved.wait()
        except TimeoutError:
            pass
        return met()

    async def send_head(self) -> None:
        """Send the head."""
        await self._send(self.prepared.head)

    async def send_head_and_content(self) -> None:
        """Send everything at once, as an undisturbed client does."""
        content = self.prepared.content
        if content.length > 65536 or self.prepared.chunked:
            await self.send_head()
            await self.send_content(content.length)
            return
        octets = content.whole()
        await self._send(self.prepared.head + octets)
        self.content_sent = len(octets)

    async def send_content(self, end: int, portion: int = 0, pause: float = 0.0) -> None:
        """Send the content up to position `end`, in portions with pauses between them if asked for."""
        async for piece in self._pieces(end, portion, pause):
            await self._send(wire.chunk(piece) if self.prepared.chunked else piece)
            self.content_sent += len(piece)
        self.moved.set()
        if self.prepared.chunked and self.content_sent == self.prepared.content.length:
            await self._send(wire.LAST_CHUNK)

    async def _pieces(self, end: int, portion: int, pause: float) -> AsyncIterator[memoryview]:
        left = end - self.content_sent
        if left <= 0:
            return
        for chunk in self.prepared.content.chunks(self.content_sent):
            view = memoryview(chunk)[:left]
            left -= len(view)
            while view:
                size = portion or len(view)
                yield view[:size]
                view = view[size:]
                if pause and (view or left > 0):
                    await asyncio.sleep(pause)
            if left <= 0:
                return

    async def _send(self, octets: bytes | memoryview) -> None:
        try:
            await self.connection.send(octets)
        except ConnectionLost:
            self.moved.set()
            raise
        finally:
            self.sent_at = self.recorder.now()

    async def cut(self, how: str) -> None:
        """Break the exchange off."""
        if how == "half-close":
            await self.connection.half_close()
            return
        self.cut_note = how
        await (self.connection.reset() if how == "reset" else self.connection.close())
        self.moved.set()

    async def stall(self, seconds: float) -> None:
        """Send no more, and wait until the target ends it, for `seconds` at the most; then close."""
        self.stalled = True
        await self.until(lambda: self.connection.lost, seconds)
        self.cut_note = "stall"
        await self.connection.close()
        self.moved.set()

    def give_up(self, ending: Ending, detail: str) -> None:
        """Wait no longer for the target."""
        self.gave_up = (ending, detail)

    def record(self) -> Exchange:
        """Return what has happened so far as a value."""
        reading = self.reading
        ending, detail = self._ending()
        return Exchange(
            connection=self.connection.number,
            method=self.prepared.method,
            uri=self.prepared.uri,
            started_at=self.started_at,
            sent_at=self.sent_at,
            content_sent=self.content_sent,
            interim=tuple(reading.interim),
            final=reading.final,
            content=reading.content() if reading.final else NO_CONTENT,
            ended_at=reading.ended_at if reading.done else self.recorder.now(),
            ending=ending,
            detail=detail,
            name=self.name,
        )

    def _ending(self) -> tuple[Ending, str]:
        if self.stalled:
            return Ending.STALLED, "the case sent no more"
        if self.reading.ending is Ending.COMPLETE:
            return Ending.COMPLETE, ""
        if self.cut_note is not None:
            return Ending.CUT, self.cut_note
        if self.gave_up is not None:
            return self.gave_up
        if self.reading.ending is not None:
            return self.reading.ending, self.reading.detail
        return Ending.LEFT, ""


@asynccontextmanager
async def running(work: asyncio.Task[None]) -> AsyncIterator[None]:
    """End a piece of concurrent work together with the block that needs it."""
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    if not work.cancelled() and (error := work.exception()):
        raise error
