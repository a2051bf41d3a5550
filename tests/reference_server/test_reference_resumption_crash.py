"""kill -9 while requests are resumed: what was acknowledged is there, and each request is carried out exactly once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from reference_client import Host, play
from resumable import Upload, answered, begun, continued, executions, expected, octets
from test_reference_crash import DYING, server

PIECE = 20_000
CONTENT = octets(4 * PIECE)
# More steps (see dying_server) than it takes to tell the story.
STEPS = 40
ACKNOWLEDGE = "Prefer: resume, acknowledge"
# The last one: it died before it could say where it listens.
LOST = (ConnectionError, asyncio.IncompleteReadError, ValueError)


@dataclass
class Told:
    """What the client knows of its request."""

    content: bytes = CONTENT
    upload: Upload | None = None
    acknowledged: int = 0
    answered: bool = False
    closed: bool = False


async def acknowledged(told: Told, upload: Upload, at_least: int) -> None:
    """Read acknowledgements until so many octets are safe."""
    while told.acknowledged < at_least:
        head = await upload.client.head()
        assert head.status == 100
        told.acknowledged = int(head["Acknowledge"])


async def tell(told: Told, host: Host) -> None:
    """Send one half in the request, the other in a PATCH, then close."""
    total = len(told.content)
    told.upload = upload = await begun(host, told.content, prefer=ACKNOWLEDGE)
    for end in range(PIECE, total // 2 + 1, PIECE):
        await upload.send(end - PIECE, end)
        await acknowledged(told, upload, end - 100)
    upload.client.reset()
    start = int((await host.ask(f"HEAD {upload.place}")).final["Content-Length"])
    assert start >= told.acknowledged
    final = (await continued(host, upload, start)).final
    assert (final.status, final.content) == (201, expected(told.content))
    told.answered = True
    assert (await host.ask(f"DELETE {upload.response}")).final.status == 204
    told.closed = True


async def resume(told: Told, host: Host) -> None:
    """Ask after a restart what is there, send the rest, and compare the outcome."""
    assert told.upload is not None
    if told.closed:
        assert (await host.ask(f"GET {told.upload.response}")).final.status == 404
        return
    head = (await host.ask(f"HEAD {told.upload.place}")).final
    if told.answered and head.status == 404:  # it died after closing, before saying so
        return
    length = int(head["Content-Length"])
    assert length >= told.acknowledged
    assert head.status == (200 if length == len(told.content) else 299)
    if head.status == 299:
        final = (await continued(host, told.upload, length)).final
        assert (final.status, final.content) == (201, expected(told.content))
        told.answered = True
    response = (await host.ask(f"GET {told.upload.response}")).final
    if told.answered and response.status == 404:
        return
    assert (await answered(host, told.upload)).content == expected(told.content)
    assert (await host.ask(f"GET {told.upload.result}")).final.content == expected(told.content)


async def until_it_dies(folder: Path, step: int, act: Callable[[Host], Awaitable[None]]) -> bool:
    """Act on a server that dies at a step; say whether it did."""
    try:
        async with server(str(DYING), str(folder), str(step)) as (host, _):
            await act(host)
    except LOST:
        return True
    return False


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_server_that_dies_at_any_step_carries_a_request_out_once(step: int, tmp_path: Path) -> None:
    told = Told()
    died = asyncio.run(until_it_dies(tmp_path, step, lambda host: tell(told, host)))
    assert died or told.closed

    async def afterwards(host: Host) -> None:
        if told.upload is None:
            assert await executions(host) == 0
        else:
            await resume(told, host)
            assert await executions(host) == 1

    play(afterwards, folder=tmp_path)


def test_the_story_has_no_more_steps(tmp_path: Path) -> None:
    told = Told()
    assert not asyncio.run(until_it_dies(tmp_path, STEPS + 1, lambda host: tell(told, host)))
    assert told.closed


@pytest.mark.parametrize("seed", range(6))
def test_a_server_that_dies_again_while_it_recovers_carries_a_request_out_once(seed: int, tmp_path: Path) -> None:
    steps = random.Random(seed)
    told = Told()
    asyncio.run(until_it_dies(tmp_path, steps.randrange(4, STEPS), lambda host: tell(told, host)))
    for _ in range(3):
        asyncio.run(until_it_dies(tmp_path, steps.randrange(1, 12), lambda host: resume(told, host)))

    async def afterwards(host: Host) -> None:
        await resume(told, host)
        assert await executions(host) == 1

    play(afterwards, folder=tmp_path)


@dataclass
class Load:
    """Several clients at once, and an event that comes when so many of their octets were acknowledged."""

    goal: int
    clients: list[Told] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    def check(self) -> None:
        if sum(told.acknowledged for told in self.clients) >= self.goal:
            self.enough.set()


async def sending(told: Told, host: Host, load: Load) -> None:
    """Begin a request, or go on with it, piece by piece, until it is answered."""
    if told.upload is None:
        told.upload = await begun(host, told.content, uri="/jobs?lasting=0.2&step=0.1", prefer=ACKNOWLEDGE)
    while not told.answered:
        head = (await host.ask(f"HEAD {told.upload.place}")).final
        start = int(head["Content-Length"])
        assert start >= told.acknowledged
        told.acknowledged = start
        load.check()
        if head.status == 200:
            assert (await answered(host, told.upload)).content == expected(told.content)
            told.answered = True
        else:
            await continued(host, told.upload, start, min(start + PIECE // 2, len(told.content)))


@pytest.mark.parametrize("seed", range(3))
def test_a_server_killed_under_load_carries_each_request_out_once(seed: int, tmp_path: Path) -> None:
    clients = [Told(octets(6 * PIECE, number)) for number in range(6)]
    goals = sorted(random.Random(seed).sample(range(1, 6 * 6 * PIECE), 3))

    async def until_killed(goal: int) -> None:
        load = Load(goal, clients)
        async with server("-m", "midflight_reference", "--state", str(tmp_path)) as (host, process):
            tasks = [asyncio.ensure_future(sending(told, host, load)) for told in clients]
            done = asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.wait([asyncio.ensure_future(load.enough.wait()), done], return_when="FIRST_COMPLETED")
            os.kill(process.pid, signal.SIGKILL)
            for ending in await done:
                assert ending is None or isinstance(ending, LOST)

    for goal in goals:
        asyncio.run(until_killed(goal))

    async def afterwards(host: Host) -> None:
        load = Load(len(clients) * 6 * PIECE, clients)
        await asyncio.gather(*(sending(told, host, load) for told in clients))
        assert await executions(host) == len(clients)

    play(afterwards, folder=tmp_path)
