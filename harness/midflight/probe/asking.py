"""One request after the other over the wire, each bounded in time and octets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from midflight import __version__, wire
from midflight.evidence import Content, Ending, Exchange, Recorder
from midflight.wire import Connection, ConnectionLost, Limits, Origin, Reading, Security, WireError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LIMITS = Limits(interim=1000, content=1 << 20, kept=65536, surplus=65536, surplus_kept=1024)
_LONGEST = 3  # times the patience: how long an answer may take

Started = Callable[[Reading], None]


class NotAllowedError(Exception):
    """A request that may change something, without leave to write: a mistake of ours, never sent."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to be."""

    method: str
    path: str  # the request target
    fields: Sequence[tuple[str, str]] = ()
    content: bytes | None = None
    version: str = "1.1"
    held: bool = False  # the content waits for an answer


@dataclass(frozen=True, slots=True)
class Line:
    """A connection with the clock of its transcript."""

    connection: Connection
    recorder: Recorder


class Asker:
    """Sends requests to one origin."""

    def __init__(
        self,
        url: str,
        security: Security,
        fields: Sequence[tuple[str, str]] = (),
        patience: float = 5.0,
        writes: bool = False,
    ) -> None:
        self.url = url.rstrip("/")
        self.origin = Origin.of(url)
        self.patience = patience
        self.writes = writes
        self._security = security
        self._fields = fields
        self._lines = 0

    async def line(self) -> Line:
        """Return a new connection. Raises WireError."""
        self._lines += 1
        recorder = Recorder()
        connection = await wire.connect(
            self.origin, recorder, self._lines, security=self._security, limits=_LIMITS, timeout=self.patience
        )
        return Line(connection, recorder)

    async def ask(self, ask: Ask, *, longest: float | None = None, started: Started | None = None) -> Exchange:
        """Send a request on a connection of its own, and return what came back.

        `longest` are the seconds that the whole answer may take, in silence or not; without it the patience counts.
        """
        self._check(ask)
        try:
            line = await self.line()
        except WireError as error:
            return _unreachable(ask, str(error))
        try:
            return await self.ask_on(line, ask, longest=longest, started=started)
        finally:
            await line.connection.close()

    async def ask_on(
        self, line: Line, ask: Ask, *, longest: float | None = None, started: Started | None = None
    ) -> Exchange:
        """Send a request on a connection, which stays open if the answer is whole."""
        self._check(ask)
        reading = line.connection.expect(ask.method, str(self.origin) + ask.path, lambda: 0)
        if started:
            started(reading)
        begin = line.recorder.now()
        patience = longest or self.patience
        until = begin + (longest or _LONGEST * self.patience)
        content_sent = 0
        try:
            async with asyncio.timeout(self.patience):
                await line.connection.send(self._octets(ask))
            if ask.held and ask.content and await self._asked_for(reading):
                async with asyncio.timeout(self.patience):
                    await line.connection.send(ask.content)
                content_sent = len(ask.content)
        except (ConnectionLost, TimeoutError):
            pass  # what came before is with the reading
        sent_at = line.recorder.now()
        await _until_over(reading, line, patience, until)
        return Exchange(
            line.connection.number,
            ask.method,
            reading.uri,
            begin,
            sent_at,
            content_sent,
            tuple(reading.interim),
            reading.final,
            reading.content(),
            reading.ended_at,
            reading.ending or Ending.SILENT,
            reading.detail,
        )

    def _check(self, ask: Ask) -> None:
        if ask.method not in SAFE and not self.writes:
            raise NotAllowedError(ask.method)

    def _octets(self, ask: Ask) -> bytes:
        agent = f"midflight/{__version__} (probe)"
        fields = {"host": ("Host", self.origin.netloc), "user-agent": ("User-Agent", agent)}
        for name, value in (*self._fields, *ask.fields):
            fields[name.lower()] = (name, value)
        content = ask.content or b""
        if ask.content is not None or ask.method not in SAFE:
            fields["content-length"] = ("Content-Length", str(len(content)))
        return wire.head(ask.method, ask.path, ask.version, fields.values()) + (b"" if ask.held else content)

    async def _asked_for(self, reading: Reading) -> bool:
        """Wait for the first answer to a head alone; say whether it asks for the content."""
        await _until(reading, lambda: bool(reading.interim) or reading.final is not None, self.patience)
        return any(head.status == 100 for head in reading.interim)


async def _until_over(reading: Reading, line: Line, patience: float, until: float) -> None:
    """Wait for the whole response, as long as something comes within the patience."""
    while not reading.done:
        left = min(patience, until - line.recorder.now())
        if left <= 0 or not await _moved(reading, left):
            why = f"silent for {patience:g} s" if left == patience else "not over in time"
            reading.end(Ending.SILENT, why, line.recorder.now())
            line.connection.abort("reset by the harness: it takes too long")


async def _moved(reading: Reading, seconds: float) -> bool:
    before = reading.version
    return await _until(reading, lambda: reading.version != before, seconds)


async def _until(reading: Reading, met: Callable[[], bool], seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            while not met() and not reading.done:
                await reading.changed()
    except TimeoutError:
        return met()
    return True


def _unreachable(ask: Ask, why: str) -> Exchange:
    return Exchange(0, ask.method, ask.path, 0.0, None, 0, (), None, Content(), 0.0, Ending.UNREACHABLE, why)
