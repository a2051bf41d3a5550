"""Content goes through the server piece by piece: large files and requests need no more memory than small ones."""

from __future__ import annotations

import tracemalloc

from patches import MESSAGE, MULTIPART, known, message, multipart
from reference_client import Client, Host, play

PIECE = bytes(range(256)) * 256  # 64 KiB
PIECES = 256  # 16 MiB
LENGTH = len(PIECE) * PIECES
MOST = 4 * 1024 * 1024
RANGE = f"Content-Range: bytes 0-{LENGTH - 1}/*"


async def sent(client: Client, line: str, media_type: str, before: bytes, after: bytes = b"") -> int:
    """Send 16 MiB with something before and after them; return the status."""
    client.send(line, media_type, f"Content-Length: {len(before) + LENGTH + len(after)}")
    client.writer.write(before)
    for _ in range(PIECES):
        client.writer.write(PIECE)
        await client.writer.drain()
    client.writer.write(after)
    return (await client.answer()).final.status


def test_memory_does_not_grow_with_content() -> None:
    start, end = multipart(([RANGE], b"")).split(b"\r\n--B--")
    binary = known(([RANGE], b""))[:-1] + (LENGTH | 2 << 30).to_bytes(4, "big")

    async def scenario(host: Host) -> None:
        client = await host.connect()
        assert await sent(client, "PUT /files/a", MESSAGE, b"") == 201
        assert await sent(client, "PATCH /files/a", MESSAGE, message(RANGE)) == 204
        assert await sent(client, "PATCH /files/a", MULTIPART, start, b"\r\n--B--" + end) == 204
        assert await sent(client, "PATCH /files/a", "Content-Type: application/byteranges", binary) == 204
        assert await sent(client, "PATCH /files/b", f"{MESSAGE}\r\nPrefer: transaction=persist", message(RANGE)) == 201
        assert await sent(client, "POST /jobs", "Prefer: resume, acknowledge", b"") == 201
        client.send("GET /files/a")
        assert (await client.head())["Content-Length"] == str(LENGTH)
        for _ in range(PIECES):
            assert await client.reader.readexactly(len(PIECE)) == PIECE

    tracemalloc.start()
    try:
        play(scenario)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST
