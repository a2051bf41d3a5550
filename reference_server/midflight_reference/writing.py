"""One exchange as the resources see it: the request, and the way to write interim responses."""

from __future__ import annotations

import asyncio

from midflight_reference.messages import Fields, Request, interim_head
from midflight_reference.operations import Run

# A peer that takes nothing for so long is gone.
STALLED_SECONDS = 30.0


class Exchange:
    """A complete request and the connection it came on."""

    def __init__(self, request: Request, writer: asyncio.StreamWriter, user: str | None) -> None:
        self.request = request
        self.user = user
        self.reported = False
        self.run: Run | None = None  # the operation that this exchange is about
        self.tasks: set[asyncio.Task[None]] = set()
        self._writer = writer
        self._held = b""

    async def interim(self, fields: Fields, flush: bool) -> None:
        """Write a 102; what is not flushed goes out with the next octets."""
        self.reported = True
        self._held += interim_head(102, fields)
        if flush:
            await self.write(b"")

    async def write(self, octets: bytes) -> None:
        """Write octets at once, after those held back. Raises ConnectionError when nobody is there any more."""
        octets, self._held = self._held + octets, b""
        await write(self._writer, octets)


async def write(writer: asyncio.StreamWriter, octets: bytes) -> None:
    """Hand octets to the system, waiting for a slow peer, but not for ever."""
    writer.write(octets)
    try:
        async with asyncio.timeout(STALLED_SECONDS):
            await writer.drain()
    except TimeoutError:
        raise ConnectionAbortedError("the peer reads nothing") from None
