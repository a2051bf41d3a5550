"""One response in the making, and how to wait for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import h11

from midflight.evidence import Content, Ending, Head
from midflight.evidence.digest import Digest
from midflight.wire.changes import Changes, Listener
from midflight.wire.limits import Limits
from midflight.wire.parser import Flooded, Garbled, Parser


class Reading:
    """Everything that came back for one request so far. Changes only while the loop runs."""

    def __init__(self, method: str, uri: str, sent: Callable[[], int], limits: Limits) -> None:
        self.method = method
        self.uri = uri
        self.interim: list[Head] = []
        self.final: Head | None = None
        self.content_received = 0
        self.ending: Ending | None = None
        self.detail = ""
        self.ended_at = 0.0
        self._sent = sent
        self._limits = limits
        self._parser = Parser(method, limits)
        self._kept = bytearray()
        self._digest: Digest | None = None  # from the first octet that is not kept
        self._changes = Changes()

    @property
    def done(self) -> bool:
        """Say whether nothing more will come."""
        return self.ending is not None

    @property
    def version(self) -> int:
        """Return a number that grows with every head, every piece of content and the ending."""
        return self._changes.version

    async def changed(self, since: int | None = None) -> None:
        """Wait for the next change, or for one after the version `since`. Returns at once if it is done."""
        if not self.done:
            await self._changes.after(self.version if since is None else since)

    def listen(self, listener: Listener) -> None:
        """Call `listener` at every change, in the middle of it: it must be quick and must not raise."""
        self._changes.listen(listener)

    def ignore(self, listener: Listener) -> None:
        """Call `listener` no more."""
        self._changes.ignore(listener)

    def content(self) -> Content:
        """Return the content as far as it came."""
        sha256 = self._digest.hexdigest() if self._digest else hashlib.sha256(self._kept).hexdigest()
        return Content(self.content_received, sha256, bytes(self._kept))

    def feed(self, data: bytes, at: float, entry: int) -> bytes:
        """Take octets; return those that belong to the next response."""
        try:
            for event in self._parser.feed(data):
                if isinstance(event, h11.EndOfMessage):
                    self.end(Ending.COMPLETE, "", at)
                    break
                if isinstance(event, h11.Data):
                    self._more_content(event.data)
                elif isinstance(event, h11.InformationalResponse):
                    self._one_more_interim(event, at, entry)
                elif isinstance(event, h11.Response):
                    self.final = self._head(event, at, entry)
                self._changes.happen()
        except Garbled as error:
            self.end(Ending.GARBLED, str(error), at)
        except Flooded as error:
            self.end(Ending.FLOODED, str(error), at)
        return self._parser.rest

    def lose(self, ending: Ending, detail: str, at: float) -> None:
        """Take note that the connection ended; that may complete the response, unless it was reset."""
        try:
            if ending is Ending.CLOSED and self._parser.end():
                self.end(Ending.COMPLETE, "", at)
            else:
                self.end(ending, f"{detail} {self._where()}", at)
        except Garbled as error:
            self.end(Ending.GARBLED, str(error), at)

    def end(self, ending: Ending, detail: str, at: float) -> None:
        """End it, unless it has ended."""
        if self.ending is None:
            self.ending = ending
            self.detail = detail
            self.ended_at = at
            self._changes.happen()

    def _where(self) -> str:
        if self.final:
            return f"after {self.content_received} octets of the content of the {self.final.status}"
        if self._parser.started:
            return "in the middle of a response head"
        if self.interim:
            return f"after an interim response ({self.interim[-1].status})"
        return "before any response"

    def _one_more_interim(self, event: h11.InformationalResponse, at: float, entry: int) -> None:
        if len(self.interim) == self._limits.interim:
            raise Flooded(f"more than {self._limits.interim} interim responses")
        self.interim.append(self._head(event, at, entry))

    def _head(self, event: h11.InformationalResponse | h11.Response, at: float, entry: int) -> Head:
        return Head(
            status=event.status_code,
            fields=tuple(
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers.raw_items()
            ),
            at=at,
            version=event.http_version.decode("ascii"),
            reason=event.reason.decode("latin-1"),
            sent=self._sent(),
            entry=entry,
        )

    def _more_content(self, data: bytes) -> None:
        self.content_received += len(data)
        if self.content_received > self._limits.content:
            raise Flooded(f"more than {self._limits.content} octets of content")
        if self._digest is None and self.content_received <= self._limits.kept:
            self._kept += data
            return
        if self._digest is None:
            self._digest = Digest()
            self._digest.update(self._kept)
        self._kept += data[: max(0, self._limits.kept - len(self._kept))]
        self._digest.update(data)
