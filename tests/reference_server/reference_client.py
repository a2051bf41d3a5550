"""A raw client for the reference server: octets out, heads and content back, one after another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from midflight_reference.configuration import PROFILES
from midflight_reference.decisions import Decisions
from midflight_reference.faults import FAULTS
from midflight_reference.server import start

PATIENCE = 10.0


@dataclass(frozen=True)
class Head:
    """One response head, with the content of a final response."""

    status: int
    fields: tuple[tuple[str, str], ...]
    content: bytes = b""

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def __getitem__(self, name: str) -> str:
        return self.values(name)[0]

    @property
    def done(self) -> int:
        return int(self["Progress"].partition("/")[0])


@dataclass(frozen=True)
class Answer:
    """The interim responses to a request and the final one."""

    interim: tuple[Head, ...]
    final: Head

    @property
    def progress(self) -> list[str]:
        return [head["Progress"].partition(" ")[0] for head in (*self.interim, self.final)]


class Client:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, line: str, *fields: str, content: bytes = b"") -> None:
        """Send a request; a line without version is sent as HTTP/1.1 with Host."""
        if "HTTP/" not in line:
            line, fields = f"{line} HTTP/1.1", ("Host: here", *fields)
        if content:
            fields = (*fields, f"Content-Length: {len(content)}")
        self.writer.write("".join(f"{text}\r\n" for text in (line, *fields, "")).encode("latin-1") + content)

    async def head(self) -> Head:
        """Read one response head."""
        octets = await self.reader.readuntil(b"\r\n\r\n")
        status_line, *lines = octets.decode("latin-1").split("\r\n")[:-2]
        fields = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
        return Head(int(status_line.split()[1]), fields)

    async def answer(self, head_only: bool = False) -> Answer:
        """Read up to the end of the final response."""
        interim = []
        while (head := await self.head()).status < 200:
            interim.append(head)
        length = 0 if head_only else int((head.values("Content-Length") or ["0"])[0])
        content = await self.reader.readexactly(length)
        return Answer(tuple(interim), Head(head.status, head.fields, content))

    async def ask(self, line: str, *fields: str, content: bytes = b"") -> Answer:
        """Send a request and read its answer."""
        self.send(line, *fields, content=content)
        return await self.answer(head_only=line.startswith("HEAD "))

    def reset(self) -> None:
        self.writer.transport.abort()


class Host:
    """A running server, and connections to it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.clients: list[Client] = []

    async def connect(self) -> Client:
        client = Client(*await asyncio.open_connection("127.0.0.1", self.port))
        self.clients.append(client)
        return client

    async def leave(self) -> None:
        """Close all connections."""
        for client in self.clients:
            client.writer.close()
        closing = [client.writer.wait_closed() for client in self.clients]
        await asyncio.gather(*closing, return_exceptions=True)

    async def ask(self, line: str, *fields: str, content: bytes = b"") -> Answer:
        """Ask on a connection of its own."""
        return await (await self.connect()).ask(line, *fields, content=content)


def play(
    scenario: Callable[[Host], Awaitable[None]],
    fault: str | None = None,
    profile: str = "wright",
    folder: Path | None = None,
) -> None:
    """Run a scenario against a server of its own, conformant or with a fault."""

    async def run() -> None:
        decisions = FAULTS[fault].decisions() if fault else Decisions()
        running = await start(decisions, configuration=PROFILES[profile], folder=folder)
        host = Host(int(running.url.rpartition(":")[2]))
        try:
            async with asyncio.timeout(PATIENCE):
                await scenario(host)
        finally:
            await host.leave()
            await running.close()

    asyncio.run(run())
