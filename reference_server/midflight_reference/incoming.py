"""The content of a request while it arrives: it can be read once, piece by piece."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import h11

from midflight_reference.messages import RefusedError, text

NextEvent = Callable[[], Awaitable[object]]
EventHere = Callable[[], object]


class InterruptedContentError(ConnectionError):
    """Says that the rest of the content will not come; `status` is what the peer can be told, if it listens."""

    def __init__(self, status: int) -> None:
        super().__init__("the content is incomplete")
        self.status = status


class Incoming:
    """The content of one request. `declared` is its Content-Length in octets, None for chunked content."""

    def __init__(self, next_event: NextEvent, event_here: EventHere, declared: int | None) -> None:
        self.declared = declared
        self.ended = False
        self.read_octets = 0
        self._next_event = next_event
        self._event_here = event_here
        self._waiting: list[bytes] = []

    @property
    def still_arriving(self) -> bool:
        """Say whether octets are missing, after everything that is here was taken."""
        while not self.ended:
            event = self._understood(self._event_here)
            if event is h11.NEED_DATA:
                return True
            self._waiting += [self._octets(event)]
        return False

    async def read(self) -> bytes:
        """Return the next octets, none at the end. Raises OSError when the peer is gone or silent for too long."""
        if self._waiting:
            return self._waiting.pop(0)
        if self.ended:
            return b""
        try:
            event = await self._next_event()
        except h11.RemoteProtocolError as error:
            raise InterruptedContentError(error.error_status_hint) from None
        return self._octets(event)

    async def whole(self, longest: int) -> bytes:
        """Return everything; refuses (413) what has more than `longest` octets."""
        too_long = text(413, f"The content has more than {longest} octets.")
        if (self.declared or 0) > longest:
            raise RefusedError(too_long)
        content = bytearray()
        while octets := await self.read():
            content += octets
            if len(content) > longest:
                raise RefusedError(too_long)
        return bytes(content)

    def _understood(self, event: EventHere) -> object:
        try:
            return event()
        except h11.RemoteProtocolError as error:
            raise InterruptedContentError(error.error_status_hint) from None

    def _octets(self, event: object) -> bytes:
        if isinstance(event, h11.Data):
            self.read_octets += len(event.data)
            return bytes(event.data)
        self.ended = True
        return b""
