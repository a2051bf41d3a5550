"""The server that is measured against: as little work per request as a server can do, in a process of its own.

    /c/N    200, X-Case: N, a JSON body          /s/N    the same after 300 ms
    any other path: reads Content-Length octets of content and answers 200

One request per connection. `serving()` starts it and yields its URL.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SLOW = 0.3
_END = b"\r\n\r\n"


def body(case: str) -> str:
    """Return the body that answers a case."""
    return f'{{"case": {case}, "state": "ready", "items": [1, 2, 3], "note": "answer to case {case}"}}'


def _answer(case: str, content: str) -> bytes:
    fields = f"Content-Type: application/json\r\nX-Case: {case}\r\nContent-Length: {len(content)}\r\nConnection: close"
    return f"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n{content}".encode()


class _Target(asyncio.Protocol):
    def __init__(self) -> None:
        self._head = b""
        self._left: int | None = None  # content octets still to come

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._left is None:
            self._head += data
            head, found, data = self._head.partition(_END)
            if not found:
                return
            self._begin(head)
        self._take(len(data))

    def _begin(self, head: bytes) -> None:
        line, *fields = head.split(b"\r\n")
        self._path = line.split(b" ")[1].decode("latin-1")
        lengths = [field.partition(b":")[2] for field in fields if field.lower().startswith(b"content-length:")]
        self._left = int(lengths[0]) if lengths else 0

    def _take(self, octets: int) -> None:
        assert self._left is not None
        self._left -= octets
        if self._left > 0:
            return
        _, kind, case = (*self._path.split("/"), "", "")[:3]
        pause = SLOW if kind == "s" else 0.0
        content = body(case) if kind in {"c", "s"} else "{}"
        octets_out = _answer(case or "0", content)
        if pause:
            asyncio.get_running_loop().call_later(pause, self._send, octets_out)
        else:
            self._send(octets_out)

    def _send(self, octets: bytes) -> None:
        self._transport.write(octets)
        self._transport.close()


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Target, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def serving() -> Iterator[str]:
    """Start the target in its own process, and end it together with the block."""
    with subprocess.Popen([sys.executable, str(Path(__file__))], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(_serve())
