"""A listening socket and the connections accepted on it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
MOST_CONNECTIONS = 2000

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Running:
    """A server that runs, and how to stop it."""

    url: str
    _server: asyncio.Server
    _connections: set[asyncio.Task[None]] = field(default_factory=set)
    _at_close: Callable[[], None] = lambda: None
    _when_closed: Callable[[], None] = lambda: None

    async def close(self) -> None:
        """Stop: no new connections, and the open ones end."""
        self._server.close()
        self._at_close()
        connections = list(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        self._when_closed()


def nothing() -> None:
    """Do nothing."""


async def listen(
    serve: Serve,
    host: str,
    port: int,
    at_close: Callable[[], None] = nothing,
    when_closed: Callable[[], None] = nothing,
) -> Running:
    """Listen, and serve each connection in a task of its own. asyncio sets TCP_NODELAY on each.

    `at_close` is called before the connections end, `when_closed` after.
    """
    connections: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(connections) >= MOST_CONNECTIONS:
            writer.close()
            return
        task = asyncio.ensure_future(contained(serve, reader, writer))
        connections.add(task)
        task.add_done_callback(connections.discard)

    server = await asyncio.start_server(accept, host, port, reuse_address=True, backlog=512)
    address = server.sockets[0].getsockname()
    shown = f"[{address[0]}]" if ":" in address[0] else address[0]
    return Running(f"http://{shown}:{address[1]}", server, connections, at_close, when_closed)


async def contained(serve: Serve, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve a connection; when the server is closed it is dropped at once."""
    try:
        await serve(reader, writer)
    except asyncio.CancelledError:
        writer.transport.abort()
    except Exception as error:  # a fault may try to write what h11 refuses to
        log.error("connection dropped: %r", error)
