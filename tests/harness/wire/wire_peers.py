"""The other end of the wire: servers on loopback that do exactly what a test says, and what a scenario runs in."""

from __future__ import annotations

import asyncio
import functools
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from midflight.evidence import Recorder
from midflight.wire import Connection, Limits, Origin, Reading, connect, head

SCENARIO_SECONDS = 20
GET = head("GET", "/", "1.1", [("Host", "a")])


def scenario(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an async test in a loop of its own; whatever the loop would have logged fails it."""

    @functools.wraps(test)
    def run(**arguments: Any) -> None:
        complaints: list[dict[str, Any]] = []

        async def watched() -> None:
            asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
            async with asyncio.timeout(SCENARIO_SECONDS):
                await test(**arguments)

        asyncio.run(watched())
        assert complaints == []

    return run


class Peer:
    """A connection that a server accepted."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self.loop = asyncio.get_running_loop()

    async def receive(self, octets: int) -> bytes:
        received = b""
        while len(received) < octets and (more := await self.loop.sock_recv(self.socket, octets - len(received))):
            received += more
        return received

    async def request(self) -> bytes:
        """Return the head of the next request."""
        received = b""
        while not received.endswith(b"\r\n\r\n"):
            received += await self.receive(1)
        return received

    async def rest(self) -> tuple[bytes, str]:
        """Return everything up to the end of the connection, and how it ended."""
        received = b""
        try:
            while more := await self.loop.sock_recv(self.socket, 65536):
                received += more
        except ConnectionResetError:
            return received, "reset"
        return received, "closed"

    async def send(self, octets: bytes) -> None:
        await self.loop.sock_sendall(self.socket, octets)

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


Handler = Callable[[Peer], Awaitable[None]]


@asynccontextmanager
async def serving(handler: Handler, host: str = "127.0.0.1") -> AsyncIterator[Origin]:
    """Serve every connection with `handler`, which leaves a connection it does not end to be closed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(sock: socket.socket) -> None:
        with sock:
            try:
                await handler(Peer(sock))
            except (ConnectionResetError, BrokenPipeError):
                return  # the harness was faster

    async def accept() -> None:
        while True:
            sock, _ = await loop.sock_accept(listener)
            sock.setblocking(False)
            tasks.add(asyncio.create_task(serve(sock)))

    with socket.create_server((host, 0), family=family, backlog=128) as listener:
        listener.setblocking(False)
        tasks.add(asyncio.create_task(accept()))
        try:
            yield Origin("http", host, listener.getsockname()[1])
        finally:
            for task in tasks:
                task.cancel()
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(outcome, Exception):
                    raise outcome


def answering(*pieces: bytes) -> Handler:
    """Return a handler that reads one request, sends the pieces and closes when the harness has."""

    async def handler(peer: Peer) -> None:
        await peer.request()
        for piece in pieces:
            await peer.send(piece)
        await peer.rest()

    return handler


def closing(octets: bytes, *, reset: bool = False) -> Handler:
    """Return a handler that reads one request, sends the octets and ends the connection."""

    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.send(octets)
        if reset:
            peer.reset()

    return handler


async def finished(reading: Reading) -> Reading:
    """Wait for the ending."""
    while not reading.done:
        await reading.changed()
    return reading


async def get(
    origin: Origin, *, limits: Limits | None = None, method: str = "GET"
) -> tuple[Reading, Connection, Recorder]:
    """Play one request on a fresh connection; return what came of it, with the connection still as it was left."""
    recorder = Recorder()
    connection = await connect(origin, recorder, 1, limits=limits or Limits(), timeout=5)
    reading = connection.expect(method, f"{origin}/", lambda: 0)
    await connection.send(head(method, "/", "1.1", [("Host", origin.netloc)]))
    return await finished(reading), connection, recorder


async def outcome(origin: Origin, *, limits: Limits | None = None, method: str = "GET") -> Reading:
    """Play one request on a fresh connection and close that."""
    reading, connection, _ = await get(origin, limits=limits, method=method)
    await connection.close()
    return reading
