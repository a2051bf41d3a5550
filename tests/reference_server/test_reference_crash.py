"""kill -9: what was acknowledged is there afterwards, and a patch happened or did not."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from patches import MULTIPART, content, head, message, multipart, patch, write
from reference_client import Client, Host, play

PERSIST = "Prefer: transaction=persist"
DYING = Path(__file__).with_name("dying_server.py")
PATIENCE = 30.0

Writer = Callable[[Client], Awaitable[int]]


@asynccontextmanager
async def server(*command: str) -> AsyncIterator[tuple[Host, asyncio.subprocess.Process]]:
    """Run a server as a process of its own; it is killed at the end, if it was not before."""
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            line = (await process.stdout.readline()).decode()
            host = Host(int(line.rpartition(":")[2]))
            yield host, process
            await host.leave()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def put(client: Client, octets: bytes) -> int:
    return (await client.ask("PUT /files/a", content=octets)).final.status


def two_parts(client: Client) -> Awaitable[int]:
    parts = multipart((["Content-Range: bytes 0-1/*"], b"CC"), (["Content-Range: bytes 10-11/*"], b"CC"))
    return patch(client, "/files/a", parts, media_type=MULTIPART)


async def deleted(client: Client) -> int:
    return (await client.ask("DELETE /files/a")).final.status


# What is done, and what /files/a is afterwards.
STORY: list[tuple[Writer, bytes | int]] = [
    (lambda client: put(client, b"a" * 10), b"a" * 10),
    (lambda client: put(client, b"b" * 10), b"b" * 10),
    (two_parts, b"CCbbbbbbbbCC"),
    (lambda client: write(client, "/files/a", "bytes 12-19/*", b"dddddddd"), b"CCbbbbbbbbCCdddddddd"),
    (lambda client: write(client, "/files/a", "bytes 4-4/*", b"e"), b"CCbbebbbbbCCdddddddd"),
    (lambda client: patch(client, "/files/a", message("Content-Range: bytes */3")), b"CCb"),
    (deleted, 404),
    (lambda client: write(client, "/files/a", "bytes 0-3/*", b"ffff"), b"ffff"),
]


# How many steps (see dying_server) it takes to tell the story.
STEPS = 29


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_server_that_dies_at_any_step_loses_nothing_acknowledged(step: int, tmp_path: Path) -> None:
    async def told() -> int:
        acknowledged = 0
        async with server(str(DYING), str(tmp_path), str(step)) as (host, process):
            try:
                client = await host.connect()
                for act, _ in STORY:
                    assert await act(client) in (200, 201, 204)
                    acknowledged += 1
            except (ConnectionError, asyncio.IncompleteReadError):
                await process.wait()
        return acknowledged

    acknowledged = asyncio.run(told())
    states: list[bytes | int] = [404, *(state for _, state in STORY)]

    async def afterwards(host: Host) -> None:
        assert await content(host, "/files/a") in states[acknowledged : acknowledged + 2]

    play(afterwards, folder=tmp_path)
    assert len(list((tmp_path / "data").iterdir())) <= 1


def test_the_story_has_no_more_steps(tmp_path: Path) -> None:
    async def told() -> None:
        async with server(str(DYING), str(tmp_path), str(STEPS + 1)) as (host, process):
            client = await host.connect()
            for act, state in STORY:
                await act(client)
                assert await content(client, "/files/a") == state
            assert process.returncode is None

    asyncio.run(told())


class Acknowledged:
    """What the server has confirmed, and an event that comes when that is enough to kill it."""

    def __init__(self, goal: int) -> None:
        self.overwritten = self.appended = self.arrived = 0
        self.enough = asyncio.Event()
        self._goal = goal

    def check(self) -> None:
        if self.overwritten + self.appended >= self._goal:
            self.enough.set()


async def overwriting(host: Host, acknowledged: Acknowledged) -> None:
    """Write the whole resource again and again, each time with the next octet, in two parts."""
    client = await host.connect()
    for number in range(1, 250):
        octets = bytes([number]) * 50_000
        parts = multipart(
            (["Content-Range: bytes 0-49999/*"], octets), (["Content-Range: bytes 50000-99999/*"], octets)
        )
        assert await patch(client, "/files/a", parts, media_type=MULTIPART) in (201, 204)
        acknowledged.overwritten = number
        acknowledged.check()


async def appending(host: Host, acknowledged: Acknowledged) -> None:
    """Append a hundred octets at a time."""
    client = await host.connect()
    for number in range(250):
        start = number * 100
        assert await write(client, "/files/log", f"bytes {start}-{start + 99}/*", bytes([number]) * 100) in (201, 204)
        acknowledged.appended = number + 1
        acknowledged.check()


async def uploading(host: Host, acknowledged: Acknowledged) -> None:
    """Upload with persist, octets after octets, and look how many have arrived."""
    client, watcher = await host.connect(), await host.connect()
    client.send("PUT /files/upload", PERSIST, "Content-Length: 1000000")
    while True:
        client.writer.write(b"u" * 1000)
        await client.writer.drain()
        final = (await watcher.ask("HEAD /files/upload")).final
        acknowledged.arrived = int(final["Content-Length"]) if final.status == 299 else 0


@pytest.mark.parametrize("seed", range(6))
def test_a_server_killed_under_load_loses_nothing_acknowledged(seed: int, tmp_path: Path) -> None:
    goal = random.Random(seed).randrange(5, 120)

    async def until_killed() -> Acknowledged:
        acknowledged = Acknowledged(goal)
        async with server("-m", "midflight_reference", "--state", str(tmp_path)) as (host, process):
            writers = [asyncio.ensure_future(act(host, acknowledged)) for act in (overwriting, appending, uploading)]
            await acknowledged.enough.wait()
            os.kill(process.pid, signal.SIGKILL)
            await asyncio.gather(*writers, return_exceptions=True)
        return acknowledged

    acknowledged = asyncio.run(until_killed())
    overwritten, appended, arrived = acknowledged.overwritten, acknowledged.appended, acknowledged.arrived

    async def afterwards(host: Host) -> None:
        now = await content(host, "/files/a")
        possible = [bytes([number]) * 100_000 for number in (overwritten, overwritten + 1)]
        assert now in (possible if overwritten else [404, possible[1]])
        log = await content(host, "/files/log")
        whole = b"".join(bytes([number]) * 100 for number in range(250))
        lengths = (appended * 100, appended * 100 + 100)
        assert log in [whole[:length] for length in lengths] or (appended == 0 and log == 404)
        if arrived:
            status, length = await head(host, "/files/upload")
            assert (status, length >= arrived) == (299, True)
            assert (await host.ask("GET /files/upload")).final.content == b"u" * length

    play(afterwards, folder=tmp_path)
    assert len(list((tmp_path / "data").iterdir())) <= 3
