"""A target that plays a script, one handler for each connection, and cases written out beside it.

Whatever the loop would have logged, and whatever a handler did not expect, fails the test.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from midflight.judge.findings import Verdict
from midflight.language.suite import LoadedCase, open_suite, read_cases
from midflight.player.case import Environment, PlayedCase, play
from midflight.target import Target
from midflight.wire import Limits, Security

SECONDS = 20  # the most that one test may take
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
PROCESSING = b"HTTP/1.1 102 Processing\r\n\r\n"
REQUIREMENTS = """\
specification: made-up
title: A specification
requirements:
  - {id: MU-001, title: must, level: MUST, actor: server, section: "1", statement: One.}
  - {id: SH-001, title: should, level: SHOULD, actor: server, section: "2", statement: Two.}
  - {id: MA-001, title: may, level: MAY, actor: server, section: "3", statement: Three.}
"""
TARGET = {"times": {"patience": "400 ms"}}


class Peer:
    """One connection that the target accepted."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._loop = asyncio.get_running_loop()

    async def receive(self, octets: int) -> bytes:
        """Return so many octets, fewer only where the connection ends."""
        received = b""
        while len(received) < octets:
            more = await self._loop.sock_recv(self._socket, octets - len(received))
            if not more:
                break
            received += more
        return received

    async def head(self) -> str:
        """Return the head of the next request, or an empty text at the end of the connection."""
        received = b""
        while not received.endswith(b"\r\n\r\n"):
            octet = await self.receive(1)
            if not octet:
                return received.decode("latin-1")
            received += octet
        return received.decode("latin-1")

    async def request(self) -> tuple[str, bytes]:
        """Return the next request with its content, framed by Content-Length."""
        head = await self.head()
        return head, await self.receive(int(field(head, "Content-Length") or 0))

    async def rest(self) -> tuple[bytes, str]:
        """Return what comes until the connection ends, and how it does."""
        received = b""
        try:
            while more := await self._loop.sock_recv(self._socket, 65536):
                received += more
        except ConnectionResetError:
            return received, "reset"
        return received, "closed"

    async def send(self, octets: bytes) -> None:
        await self._loop.sock_sendall(self._socket, octets)

    async def pause(self, seconds: float) -> None:
        """Let time pass: a slow target is what some tests are about."""
        await asyncio.sleep(seconds)

    def close(self) -> None:
        self._socket.close()

    def reset(self) -> None:
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


Handler = Callable[[Peer], Awaitable[None]]


def field(head: str, name: str) -> str:
    """Return the value of a field, or an empty text."""
    for line in head.split("\r\n"):
        if line.lower().startswith(f"{name.lower()}:"):
            return line.partition(":")[2].strip()
    return ""


def response(status: int, content: bytes = b"", **fields: str) -> bytes:
    """Return a final response; `Content_Type="text/plain"` gives a field."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} -\r\n{lines}Content-Length: {len(content)}\r\n\r\n".encode("latin-1") + content


def interim(status: int = 102, **fields: str) -> bytes:
    """Return an interim response."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} -\r\n{lines}\r\n".encode("latin-1")


def answering(*answers: bytes, seen: list[str] | None = None) -> Handler:
    """Answer one request after the other, and wait for the end."""

    async def handler(peer: Peer) -> None:
        for answer in answers:
            head, _ = await peer.request()
            if seen is not None:
                seen.append(head.split(" HTTP/", 1)[0])
            await peer.send(answer)
        await peer.rest()

    return handler


def each_answering(*answers: bytes, seen: list[str] | None = None) -> list[Handler]:
    """One connection for each answer."""
    return [answering(answer, seen=seen) for answer in answers]


@asynccontextmanager
async def serving(handlers: Sequence[Handler]) -> AsyncIterator[str]:
    """Serve the connections in the order in which they come; the last handler serves all further ones."""
    loop = asyncio.get_running_loop()
    tasks: list[asyncio.Task[None]] = []

    async def serve(sock: socket.socket, handler: Handler) -> None:
        with sock:
            try:
                await handler(Peer(sock))
            except (ConnectionResetError, BrokenPipeError):
                return  # the harness was faster

    async def accept() -> None:
        number = 0
        while True:
            sock, _ = await loop.sock_accept(listener)
            sock.setblocking(False)
            tasks.append(asyncio.create_task(serve(sock, handlers[min(number, len(handlers) - 1)])))
            number += 1

    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        listener.setblocking(False)
        accepting = asyncio.create_task(accept())
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            await asyncio.wait(tasks, timeout=1) if tasks else None
        finally:
            for task in (accepting, *tasks):
                task.cancel()
            for outcome in await asyncio.gather(accepting, *tasks, return_exceptions=True):
                if isinstance(outcome, Exception):
                    raise outcome


def load(folder: Path, text: str, fixtures: str = "") -> list[LoadedCase]:
    """Return the cases of a text."""
    made = folder / "made"
    made.mkdir(exist_ok=True)
    (made / "requirements.yaml").write_text(REQUIREMENTS, "utf-8")
    (made / "cases.yaml").write_text(text, "utf-8")
    if fixtures:
        (made / "fixtures.yaml").write_text(fixtures, "utf-8")
    return list(read_cases(open_suite(made), made / "cases.yaml").cases)


def environment(url: str, **changes: Any) -> Environment:
    """Return an environment for a target at `url`."""
    description = TARGET | {"url": url} | changes.pop("target", {})
    target = Target.model_validate(description)
    return replace(Environment(target, Security(), Limits(), slack=0.1, deadline=10), **changes)


def run(handlers: Handler | Sequence[Handler], cases: Sequence[LoadedCase], **changes: Any) -> list[PlayedCase]:
    """Play cases one after the other against one target."""
    complaints: list[Mapping[str, Any]] = []
    script = list(handlers) if isinstance(handlers, Sequence) else [handlers]

    async def scenario() -> list[PlayedCase]:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        async with asyncio.timeout(SECONDS), serving(script) as url:
            return [await play(case, environment(url, **changes)) for case in cases]

    played = asyncio.run(scenario())
    assert complaints == []
    return played


def one(
    folder: Path, handlers: Handler | Sequence[Handler], exchanges: str, *, given: str = "", more: str = "", **rest: Any
) -> PlayedCase:
    """Play one case made of exchanges (YAML, a list)."""
    text = f"- id: made\n  requirement: {rest.pop('rule', 'MU-001')}\n"
    text += "".join(f"  {line}\n" for line in more.splitlines() if line.strip())
    for key, steps in (("given", given), ("exchanges", exchanges)):
        if steps:
            text += f"  {key}:\n" + "".join(f"    {line}\n" for line in steps.splitlines() if line.strip())
    return run(handlers, load(folder, text, rest.pop("fixtures", "")), **rest)[0]


def verdict(played: PlayedCase) -> str:
    """Return the verdict, which is never `error` and always has a reason unless the case passed."""
    assert played.outcome.verdict is not Verdict.ERROR
    return str(played.outcome.verdict)
