"""Octets of one response in, h11's events out (RFC 9112, section 6).

Heads are cut out here, everything else is h11's: so the size of each head is bounded before anything looks into it.
h11's patterns take quadratic time on blanks before an octet they refuse, hence the bound on blanks in a head and the
small pieces in which chunked content is handed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import h11

from midflight.wire.limits import Limits

_EMPTY_LINE = re.compile(rb"\n\r?\n")
_BLANKS = 1024
_MANY_BLANKS = re.compile(rb"[ \t]{%d}" % (_BLANKS + 1))
_STARTS = b"HTTP/"
_PIECE = 4096  # of chunked content
_LINE = 8192  # chunk size lines and trailer sections
_WORDS = 200  # of h11's messages, which quote whole lines

_REQUESTS = {
    method: h11.Request(method=method, target="/" if method != "CONNECT" else "a:1", headers=[("Host", "a")])
    for method in ("GET", "HEAD", "CONNECT")
}


class Garbled(Exception):  # noqa: N818  a finding about the target, not a defect
    """These octets are no response."""


class Flooded(Exception):  # noqa: N818
    """A bound was exceeded."""


class Parser:
    """Parses interim responses and the final response to one request."""

    def __init__(self, method: str, limits: Limits) -> None:
        self._limits = limits
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LINE)
        self._h11.send(_REQUESTS.get(method, _REQUESTS["GET"]))
        self._head = bytearray()
        self._searched = 0
        self._piece = 0  # 0: whatever came
        self.in_head = True
        self.rest = b""  # what came behind the response

    def feed(self, data: bytes) -> Iterator[h11.Event]:
        """Yield what the octets complete. After h11.EndOfMessage `rest` holds the octets that were not used."""
        if self.in_head:
            self._head += data
            while self.in_head:
                head = self._next_head()
                if head is None:
                    return
                yield self._parse_head(head)
            data = bytes(self._head)
            self._head.clear()
        yield from self._content(data)

    def end(self) -> bool:
        """Say whether the end of the connection completes the response (RFC 9112, section 6.3, item 8)."""
        if self.in_head:
            self._check_start(len(self._head))
            return False
        self._h11.receive_data(b"")
        try:
            return isinstance(self._h11.next_event(), h11.EndOfMessage)
        except h11.RemoteProtocolError:
            return False

    @property
    def started(self) -> bool:
        """Say whether octets came that did not complete anything yet."""
        return bool(self._head)

    def _next_head(self) -> bytes | None:
        limit = self._limits.head
        found = _EMPTY_LINE.search(self._head, self._searched)
        end = found.end() if found else len(self._head)
        if self._head[:2] == b"\r\n" or self._head[:1] == b"\n":
            raise Garbled("an empty line where a status line belongs")
        if end > limit:
            raise Flooded(f"a response head of more than {limit} octets")
        if not found:
            self._check_start(len(_STARTS))
            self._searched = max(0, end - 2)
            return None
        head = bytes(self._head[:end])
        del self._head[:end]
        self._searched = 0
        if end > _BLANKS and _MANY_BLANKS.search(head):
            raise Flooded(f"more than {_BLANKS} blanks in a row in a response head")
        return head

    def _check_start(self, octets: int) -> None:
        """Recognise early what cannot become a status line."""
        start = bytes(self._head[: len(_STARTS)])
        if len(start) >= octets and not _STARTS.startswith(start):
            raise Garbled(_what_it_is(bytes(self._head[:40])))

    def _parse_head(self, head: bytes) -> h11.Event:
        self._h11.receive_data(head)
        try:
            event = self._h11.next_event()
        except h11.RemoteProtocolError as error:
            if "_SWITCH_UPGRADE" in str(error):
                raise Garbled("101 Switching Protocols, which no request asked for") from None
            if not head.startswith(_STARTS):
                raise Garbled(_what_it_is(head[:40])) from None
            raise Garbled(_short(error)) from None
        assert isinstance(event, h11.InformationalResponse | h11.Response)
        if isinstance(event, h11.Response):
            self.in_head = False
            if any(name == b"transfer-encoding" for name, _ in event.headers):
                self._piece = _PIECE
        return event

    def _content(self, data: bytes) -> Iterator[h11.Event]:
        step = self._piece or len(data) or 1
        for start in range(0, len(data) or 1, step):
            piece = data[start : start + step]
            if piece:
                self._h11.receive_data(piece)
            for event in self._events():
                if isinstance(event, h11.EndOfMessage):
                    self.rest = self._h11.trailing_data[0] + data[start + step :]
                    yield event
                    return
                yield event

    def _events(self) -> Iterator[h11.Event]:
        while True:
            try:
                event = self._h11.next_event()
            except h11.RemoteProtocolError as error:
                if error.error_status_hint == 431:
                    raise Flooded(f"a chunk size line or trailer section of more than {_LINE} octets") from None
                raise Garbled(_short(error)) from None
            if event is h11.NEED_DATA:
                return
            if event is h11.PAUSED:  # a 2xx to CONNECT: what follows is no HTTP (RFC 9110, section 9.3.6)
                event = h11.EndOfMessage()
            assert isinstance(event, h11.Event)
            yield event
            if isinstance(event, h11.EndOfMessage):
                return


def _what_it_is(octets: bytes) -> str:
    if octets[:1] in (b"\x15", b"\x16") and octets[1:2] in (b"\x03", b""):
        return "a TLS record instead of a status line: does this port speak https?"
    return f"{octets!r} where a status line belongs"


def _short(error: Exception) -> str:
    text = str(error).replace("bytearray(b", "(b")
    return text if len(text) <= _WORDS else f"{text[:_WORDS]}…"
