"""Servers that answer nothing useful: no case may hold against any of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import h11

from midflight_reference.listening import Running, Serve, listen
from midflight_reference.messages import reason

READ_SIZE = 65536
IDLE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class NullServer:
    """A server that does the same whatever is asked."""

    name: str
    summary: str
    serve: Serve

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> Running:
        """Start it."""
        return await listen(self._contained, host, port)

    async def _contained(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self.serve(reader, writer)
        except (ConnectionError, TimeoutError, h11.RemoteProtocolError):
            pass
        finally:
            writer.close()


async def received(reader: asyncio.StreamReader) -> bytes:
    """Return the next octets, none at the end."""
    async with asyncio.timeout(IDLE_SECONDS):
        return await reader.read(READ_SIZE)


async def closes_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close without reading."""


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read everything, write nothing."""
    while await received(reader):
        pass


async def echoes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send back what came."""
    while octets := await received(reader):
        writer.write(octets)
        await writer.drain()


def constant(status: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """Return a server that answers every request with one status and no content."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        while await complete_request(connection, reader, writer):
            fields = [] if status == 204 else [("Content-Length", "0")]
            head = h11.Response(status_code=status, headers=fields, reason=reason(status).encode())
            writer.write((connection.send(head) or b"") + (connection.send(h11.EndOfMessage()) or b""))
            await writer.drain()
            if connection.states != {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}:
                return
            connection.start_next_cycle()

    return serve


async def complete_request(
    connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bool:
    """Read a request to its end, calling for its content; False when no more come."""
    while True:
        event = connection.next_event()
        if isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
            return isinstance(event, h11.EndOfMessage)
        if event is h11.NEED_DATA:
            if connection.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
                writer.write(connection.send(go_on) or b"")
            connection.receive_data(await received(reader))


TABLE = (
    NullServer("closes-at-once", "accepts a connection and closes it", closes_at_once),
    NullServer("silent", "reads and never answers", silent),
    NullServer("echoes", "sends the octets of the request back", echoes),
    NullServer("constant-200", "answers everything 200 without content", constant(200)),
    NullServer("constant-204", "answers everything 204", constant(204)),
    NullServer("constant-404", "answers everything 404 without content", constant(404)),
    NullServer("constant-500", "answers everything 500 without content", constant(500)),
)
NULL_SERVERS: Mapping[str, NullServer] = {server.name: server for server in TABLE}
