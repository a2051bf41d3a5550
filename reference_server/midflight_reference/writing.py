"""One exchange as the resources see it: the request, and the way to write interim responses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from midflight_reference.incoming import Incoming
from midflight_reference.messages import Fields, Request, interim_head
from midflight_reference.operations import Run

# A peer that takes nothing for so long is gone.
STALLED_SECONDS = 30.0

Invite = Callable[[Fields], Awaitable[None]]


class Exchange:
    """A request and the connection it came on. Its content is in the request, or still to be read from `incoming`.

    `expects`: the client waits for a 100 (RFC 9110, 10.1.1).
    """

    def __init__(
        self,
        request: Request,
        incoming: Incoming,
        writer: asyncio.StreamWriter,
        user: str | None,
        invite: Invite,
        expects: bool,
    ) -> None:
        self.request = request
        self.incoming = incoming
        self.user = user
        self.reported = False
        self.run: Run | None = None  # the operation that this exchange is about
        self.tasks: set[asyncio.Task[None]] = set()
        self.expects = expects
        self._writer = writer
        self._invite = invite
        self._held = b""

    async def early(self, status: int, fields: Fields) -> None:
        """Write an interim response before the content is complete; HTTP/1.0 has none (RFC 9110, 15.2)."""
        if self.request.version == "1.1":
            await self.write(interim_head(status, fields))

    async def invite(self, fields: Fields) -> None:
        """Write the 100 that calls for the content, with fields; HTTP/1.0 has none (RFC 9110, 15.2)."""
        if self.request.version == "1.1":
            await self._invite(fields)

    @property
    def connected(self) -> bool:
        """Say whether, as far as is known, the client is still there."""
        return not self._writer.is_closing()

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
