"""Whatever a server sends, or stops sending, becomes an ending: no exception, no log line, bounded time and memory."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable

import pytest
from wire_peers import GET, Peer, answering, closing, finished, get, outcome, scenario, serving

from midflight.evidence import Ending, Recorder
from midflight.wire import Connection, Limits, connect

SAMPLE = (
    b"HTTP/1.1 102 Processing\r\nProgress: 1/2\r\nLocation: /status\r\n\r\n"
    b"HTTP/1.1 103 Early Hints\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nDigest: x\r\n\r\n"
)
WITH_LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
UP_TO_THE_END = b"HTTP/1.0 200 OK\r\nX: y\r\n\r\nhello"
RESPONSES = 2000
AT_ONCE = 16


@pytest.mark.parametrize("reset", [False, True], ids=["close", "reset"])
@pytest.mark.parametrize("sample", [SAMPLE, WITH_LENGTH], ids=["chunked", "length"])
@scenario
async def test_truncation_at_every_octet(sample: bytes, reset: bool) -> None:
    cuts = iter(range(len(sample) + 1))
    expected = Ending.RESET if reset else Ending.CLOSED

    async def handler(peer: Peer) -> None:
        await closing(sample[: next(cuts)], reset=reset)(peer)

    async with serving(handler) as origin:
        for cut in range(len(sample)):
            reading = await outcome(origin)
            assert (cut, reading.ending) == (cut, expected)
            assert reading.detail.startswith("reset by the peer" if reset else "closed by the peer")
        assert (await outcome(origin)).ending is Ending.COMPLETE


@scenario
async def test_only_a_close_completes_content_without_length() -> None:
    for reset, ending in ((False, Ending.COMPLETE), (True, Ending.RESET)):
        async with serving(closing(UP_TO_THE_END, reset=reset)) as origin:
            reading = await outcome(origin)
            assert (reading.ending, reading.content().kept) == (ending, b"hello")


def _flip(octets: bytearray, dice: random.Random) -> None:
    octets[dice.randrange(len(octets))] = dice.randrange(256)


def _cut_out(octets: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(octets))
    del octets[start : start + dice.randrange(1, 20)]


def _repeat(octets: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(octets))
    octets[start:start] = octets[start : start + dice.randrange(1, 40)]


def _insert(octets: bytearray, dice: random.Random) -> None:
    odd = (b"\0", b"\n", b"\r", b"\r\n\r\n", b"\n\n", b" ", b"\t" * 2000, b"9" * 30, b"9" * 5000, b"\xff", b":", b"-1")
    start = dice.randrange(len(octets) + 1)
    octets[start:start] = dice.choice((*odd, dice.randbytes(8)))


def _truncate(octets: bytearray, dice: random.Random) -> None:
    del octets[dice.randrange(1, len(octets)) :]


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (_flip, _cut_out, _repeat, _insert, _truncate)


def mutant(number: int) -> bytes:
    dice = random.Random(number)
    octets = bytearray(dice.choice((SAMPLE, WITH_LENGTH, UP_TO_THE_END, SAMPLE + WITH_LENGTH, b"\0garbage\r\n\r\n")))
    for _ in range(dice.randrange(1, 4)):
        if len(octets) > 1:
            dice.choice(MUTATIONS)(octets, dice)
    return bytes(octets)


@scenario
async def test_thousands_of_garbled_responses() -> None:
    numbers = itertools.count()
    endings: list[Ending | None] = []

    async def handler(peer: Peer) -> None:
        number = next(numbers)
        await closing(mutant(number), reset=number % 7 == 0)(peer)

    async with serving(handler) as origin:

        async def client() -> None:
            while len(endings) < RESPONSES:
                reading = await outcome(origin)
                assert reading.ending is Ending.COMPLETE or reading.detail
                endings.append(reading.ending)

        await asyncio.gather(*(client() for _ in range(AT_ONCE)))
    assert set(endings) == {Ending.COMPLETE, Ending.CLOSED, Ending.RESET, Ending.GARBLED, Ending.FLOODED}


@pytest.mark.parametrize(
    ("octets", "detail"),
    [
        (b"<html>hello", "b'<html>hello' where a status line belongs"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "a TLS record instead of a status line: does this port speak https?"),
        (b"\r\nHTTP/1.1 200 OK\r\n\r\n", "an empty line where a status line belongs"),
        (
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
            "101 Switching Protocols, which no request asked for",
        ),
        (b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", "illegal header line: (b'X: a\\x00b')"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "conflicting Content-Length headers"),
        (b"HTTP/1.1 099 Odd\r\n\r\n", "InformationalResponse status_code should be in range [100, 200), not 99"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "illegal chunk header: (b'xyz\\r\\n')"),
    ],
    ids=["0.9", "TLS", "empty line", "101", "NUL", "two lengths", "status 099", "chunk size"],
)
@scenario
async def test_garbage_has_a_reason_while_the_connection_is_still_open(octets: bytes, detail: str) -> None:
    async with serving(answering(octets)) as origin:
        reading, connection, recorder = await get(origin)
        assert (reading.ending, reading.detail) == (Ending.GARBLED, detail)
        assert recorder.entries[1].octets == octets
        assert not connection.lost
        follower = connection.expect("GET", "", lambda: 0)
        assert follower.ending is Ending.GARBLED
        assert follower.detail == f"behind a response that could not be read: {detail}"
        await connection.close()


@scenario
async def test_garbage_ends_the_pipelined_readings_behind_it() -> None:
    async with serving(answering(WITH_LENGTH + b"?" * 10)) as origin:
        connection = await connect(origin, Recorder(), 1, timeout=5)
        readings = [connection.expect("GET", "", lambda: 0) for _ in range(3)]
        await connection.send(GET)
        await finished(readings[-1])
        assert [reading.ending for reading in readings] == [Ending.COMPLETE, Ending.GARBLED, Ending.GARBLED]
        await connection.close()


def endless(first: bytes, again: bytes) -> Callable[[Peer], object]:
    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.send(first)
        while True:
            await peer.send(again)

    return handler


@pytest.mark.parametrize(
    ("first", "again", "detail"),
    [
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 50, "more than 10000 interim responses"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 50, "a response head of more than 65536 octets"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y" * 500, "a response head of more than 65536 octets"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"y" * 5000, "more than 100000 octets of content"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"1\r\nx\r\n" * 500,
            "more than 100000 octets of content",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
            b"x" * 500,
            "a chunk size line or trailer section of more than 8192 octets",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            b"X: y\r\n" * 50,
            "a chunk size line or trailer section of more than 8192 octets",
        ),
    ],
    ids=["interim", "fields", "field", "content", "chunks", "chunk extension", "trailers"],
)
@scenario
async def test_floods_are_cut_off(first: bytes, again: bytes, detail: str) -> None:
    async with serving(endless(first, again)) as origin:  # type: ignore[arg-type]
        reading, connection, recorder = await get(origin, limits=Limits(content=100_000))
        assert (reading.ending, reading.detail) == (Ending.FLOODED, detail)
        assert connection.lost
        assert recorder.entries[-1].note == f"reset by the harness: {detail}"
        assert sum(len(entry.octets) for entry in recorder.entries) < 200_000


@scenario
async def test_a_flood_of_surplus_is_cut_off() -> None:
    async with serving(endless(WITH_LENGTH, b"HTTP/1.1 102 Processing\r\n\r\n" * 50)) as origin:  # type: ignore[arg-type]
        reading, connection, _ = await get(origin, limits=Limits(surplus=1_000_000))
        assert reading.ending is Ending.COMPLETE
        assert await connection.until_lost(10)
        assert len(connection.surplus) == 65536
        assert connection.surplus_received > 1_000_000


@pytest.mark.parametrize(
    "octets",
    [
        b"HTTP/1.1 200 OK\r\nX:" + b" " * 60_000 + b"\0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b" " * 60_000 + b"\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX:" + b" " * 60_000 + b"\0\r\n\r\n",
    ],
    ids=["head", "chunk", "trailer"],
)
@scenario
async def test_blanks_that_would_keep_a_pattern_busy(octets: bytes) -> None:
    async with serving(answering(octets)) as origin:
        reading = await outcome(origin)
        assert reading.ending in (Ending.FLOODED, Ending.GARBLED)


@scenario
async def test_a_peer_that_never_reads_blocks_nobody_for_ever() -> None:
    stay = asyncio.Event()

    async def handler(peer: Peer) -> None:
        await stay.wait()

    async with serving(handler) as origin:
        recorder = Recorder()
        connection = await connect(origin, recorder, 1, timeout=5)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await send_for_ever(connection)
        connection.abort()
        taken = recorder.entries[1].elided
        assert taken
        assert taken.length > 65536


async def send_for_ever(connection: Connection) -> None:
    while True:
        await connection.send(bytes(1 << 20))
