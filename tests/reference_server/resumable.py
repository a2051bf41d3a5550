"""Resumable requests for the tests: begin one, continue it, and what is expected of its outcome."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from patches import MESSAGE, message
from reference_client import Answer, Client, Head, Host

EXPECT = "Expect: 100-continue"
RESUME = "Prefer: resume"


@dataclass
class Upload:
    """A request whose places are known, and the connection it came on."""

    client: Client
    hundred: Head
    content: bytes

    @property
    def place(self) -> str:
        return self.hundred["Request-Content-Location"]

    @property
    def response(self) -> str:
        return self.hundred["Response-Message-Location"]

    @property
    def result(self) -> str:
        return self.hundred["Content-Location"]

    async def send(self, start: int, end: int) -> None:
        """Send these octets of the content."""
        self.client.writer.write(self.content[start:end])
        await self.client.writer.drain()


def octets(length: int, seed: int = 0) -> bytes:
    """Return content in which no two places look alike."""
    line = b"".join(hashlib.sha256(b"%d %d" % (seed, number)).digest() for number in range(length // 32 + 1))
    return line[:length]


async def begun(
    host: Host, content: bytes, *fields: str, uri: str = "/jobs", prefer: str = RESUME, chunked: bool = False
) -> Upload:
    """Begin a request, and read the 100."""
    client = await host.connect()
    framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(content)}"
    client.send(f"POST {uri}", EXPECT, prefer, framing, *fields)
    hundred = await client.head()
    assert hundred.status == 100
    return Upload(client, hundred, content)


async def interrupted(host: Host, content: bytes, at: int, *fields: str, prefer: str = RESUME) -> Upload:
    """Begin a request, send so many octets, and wait until they are there before the connection ends."""
    upload = await begun(host, content, *fields, prefer=prefer)
    await upload.send(0, at)
    await received(host, upload, at, *fields)
    upload.client.writer.close()
    await upload.client.writer.wait_closed()
    return upload


async def received(host: Host, upload: Upload, at_least: int, *fields: str) -> int:
    """Ask until so many octets are there; return how many there are."""
    while True:
        final = (await host.ask(f"HEAD {upload.place}", *fields)).final
        length = int(final["Content-Length"])
        if length >= at_least:
            return length


async def gone(host: Host, path: str) -> None:
    """Ask until there is nothing."""
    while (await host.ask(f"HEAD {path}")).final.status != 404:
        pass


def part(content: bytes, start: int, end: int, total: int | str) -> bytes:
    """Return a patch with these octets of the content."""
    return message(f"Content-Range: bytes {start}-{end - 1}/{total}", body=content[start:end])


async def continued(host: Host | Client, upload: Upload, start: int, end: int | None = None, *fields: str) -> Answer:
    """Continue a request with octets of its content."""
    total = len(upload.content)
    document = part(upload.content, start, total if end is None else end, total)
    return await host.ask(f"PATCH {upload.place}", MESSAGE, *fields, content=document)


async def answered(host: Host, upload: Upload, *fields: str) -> Head:
    """Ask for the response until it is there; return it as it is in the message."""
    while (final := (await host.ask(f"GET {upload.response}", *fields)).final).status != 200:
        assert final.status in (404, 409)
    assert final["Content-Type"] == "message/http"
    return parsed(final.content)


def parsed(octets: bytes) -> Head:
    """Return the response in a message/http."""
    head, _, content = octets.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    version, status, _ = status_line.split(" ", 2)
    assert version == "HTTP/1.1"
    return Head(
        int(status), tuple((name, value.strip()) for name, _, value in (x.partition(":") for x in lines)), content
    )


def expected(content: bytes, media_type: str = "") -> bytes:
    """Return what /jobs answers."""
    digest = hashlib.sha256(content).hexdigest()
    told = {"method": "POST", "type": media_type, "length": len(content), "sha-256": digest}
    return (json.dumps(told) + "\n").encode()


async def executions(host: Host) -> int:
    """Return how many operations were carried out."""
    return int((await host.ask("GET /executions")).final.content)
