"""What a well-behaved server sends is read as it was sent."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from wire_peers import GET, Peer, answering, closing, finished, get, outcome, scenario, serving

from midflight.evidence import Ending, Recorder
from midflight.wire import Limits, Reading, connect

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"


@scenario
async def test_one_exchange() -> None:
    async with serving(
        answering(b"HTTP/1.1 200 Fine\r\nX-Case:  a b \r\nx-case: \xe9\r\nContent-Length: 3\r\n\r\nabc")
    ) as origin:
        reading, connection, recorder = await get(origin)
        assert reading.ending is Ending.COMPLETE
        assert reading.final
        assert (reading.final.status, reading.final.reason, reading.final.version) == (200, "Fine", "1.1")
        assert reading.final.fields == (("X-Case", "a b"), ("x-case", "é"), ("Content-Length", "3"))
        assert reading.content().kept == b"abc"
        assert reading.content().sha256 == hashlib.sha256(b"abc").hexdigest()
        assert recorder.entries[reading.final.entry].at == reading.final.at
        assert recorder.entries[reading.final.entry].direction == "received"
        assert not connection.lost
        await connection.close()
        assert [entry.direction for entry in recorder.entries] == ["sent", "received", "event"]
        assert recorder.entries[0].octets.startswith(b"GET / HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("octets", "content"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\nup to the end", b"up to the end"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: v\r\n\r\n",
            b"abcde",
        ),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", b""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b""),
        (b"HTTP/1.1 200\nContent-Length: 1\n\nx", b"x"),
        (b"HTTP/1.1 200 OK\r\nX: a\r\n  b\r\nContent-Length: 1\r\n\r\nx", b"x"),
    ],
    ids=["1.0", "chunked", "204", "304", "empty", "bare line feeds", "folded"],
)
@scenario
async def test_framing(octets: bytes, content: bytes) -> None:
    async with serving(closing(octets)) as origin:
        reading = await outcome(origin)
        assert (reading.ending, reading.content().kept) == (Ending.COMPLETE, content)


@scenario
async def test_an_octet_at_a_time_changes_nothing() -> None:
    octets = b"HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n" + OK
    async with serving(answering(*(octets[n : n + 1] for n in range(len(octets))))) as origin:
        reading = await outcome(origin)
        assert [head.status for head in reading.interim] == [103]
        assert reading.content().kept == b"abc"


@scenario
async def test_head_has_no_content_whatever_it_says() -> None:
    async with serving(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")) as origin:
        reading = await outcome(origin, method="HEAD")
        assert (reading.ending, reading.content_received) == (Ending.COMPLETE, 0)


@scenario
async def test_what_follows_a_tunnel_is_surplus() -> None:
    async with serving(answering(b"HTTP/1.1 200 OK\r\n\r\ntunnelled")) as origin:
        reading, connection, _ = await get(origin, method="CONNECT")
        assert reading.ending is Ending.COMPLETE
        assert connection.surplus == b"tunnelled"
        await connection.close()


@scenario
async def test_interim_responses_in_order_even_with_fields_about_content() -> None:
    interim = b"HTTP/1.1 102 Processing\r\nProgress: 1/2\r\nContent-Length: 9\r\n\r\n" * 3
    more = b"HTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with serving(answering(interim, more, OK)) as origin:
        reading = await outcome(origin)
        assert [head.status for head in reading.interim] == [102, 102, 102, 103]
        assert reading.interim[0].fields == (("Progress", "1/2"), ("Content-Length", "9"))
        assert reading.content().kept == b"abc"


@scenario
async def test_pipelined_responses_each_find_their_reading() -> None:
    octets = (
        b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"  # to HEAD
        b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + OK + b"HTTP/1.1 200 OK\r\n\r\nend"
    )

    async def handler(peer: Peer) -> None:
        await peer.receive(3 * len(GET))
        await peer.send(octets)

    async with serving(handler) as origin:
        connection = await connect(origin, Recorder(), 1, timeout=5)
        readings = [connection.expect(method, "", lambda: 0) for method in ("HEAD", "GET", "GET")]
        await connection.send(GET * 3)
        await finished(readings[-1])
        assert [reading.ending for reading in readings] == [Ending.COMPLETE] * 3
        assert [len(reading.interim) for reading in readings] == [1, 2, 0]
        assert [reading.content().kept for reading in readings] == [b"", b"abc", b"end"]
        assert connection.surplus == b""


@scenario
async def test_late_octets_are_surplus() -> None:
    late = b"HTTP/1.1 102 Processing\r\n\r\n"
    go_on = asyncio.Event()

    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.send(OK + late)
        await go_on.wait()
        await peer.send(late)

    async with serving(handler) as origin:
        reading, connection, _ = await get(origin)
        assert reading.ending is Ending.COMPLETE
        assert connection.surplus == late
        go_on.set()
        assert not await connection.until_quiet_or_octets(5)
        assert await connection.until_lost(5)
        assert connection.surplus == late * 2
        assert (connection.ending, connection.detail) == (Ending.CLOSED, "closed by the peer")


@scenario
async def test_a_silent_connection_is_quiet() -> None:
    async with serving(answering(OK)) as origin:
        _, connection, _ = await get(origin)
        assert await connection.until_quiet_or_octets(0.01)
        assert not await connection.until_lost(0.01)
        await connection.close()


@scenario
async def test_sent_is_sampled_with_each_head_and_an_early_answer_is_seen_while_sending() -> None:
    async def handler(peer: Peer) -> None:
        await peer.receive(10)
        await peer.send(b"HTTP/1.1 102 Processing\r\n\r\n")
        await peer.receive(10)
        await peer.send(OK)
        await peer.rest()

    async with serving(handler) as origin:
        connection = await connect(origin, Recorder(), 1, timeout=5)
        sent = 0
        reading = connection.expect("POST", "", lambda: sent)
        sent += 10
        await connection.send(bytes(10))
        await reading.changed()
        assert reading.interim[0].sent == 10
        while not reading.done:  # the peer never reads more than the kernel takes: the answer must come through
            sent += 4
            await connection.send(bytes(4))
            await asyncio.sleep(0)
        assert reading.final
        assert reading.final.sent > 10
        await connection.close()


@scenario
async def test_no_change_is_missed() -> None:
    async with serving(answering(b"HTTP/1.1 102 Processing\r\n\r\n", OK)) as origin:
        connection = await connect(origin, Recorder(), 1, timeout=5)
        reading = connection.expect("GET", "", lambda: 0)
        seen: list[int] = []

        def note() -> None:
            seen.append(reading.version)

        reading.listen(note)
        before = reading.version
        await connection.send(GET)
        await finished(reading)
        await reading.changed(before)
        await reading.changed()
        assert seen == list(range(1, reading.version + 1))
        reading.ignore(note)
        await connection.close()


@scenario
async def test_long_content_is_hashed_whole_and_kept_in_part() -> None:
    content = bytes(range(256)) * 4096
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content)
    async with serving(answering(head + content)) as origin:
        reading = await outcome(origin, limits=Limits(kept=1000))
        assert reading.ending is Ending.COMPLETE
        assert reading.content().length == len(content)
        assert reading.content().kept == content[:1000]
        assert reading.content().sha256 == hashlib.sha256(content).hexdigest()
        assert not reading.content().whole


@scenario
async def test_a_large_chunked_content_comes_through() -> None:
    content = bytes(range(256)) * 1024
    chunks = b"".join(
        b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (content[:1], content[1:70000], content[70000:])
    )
    octets = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n" + OK

    async with serving(answering(octets)) as origin:
        connection = await connect(origin, Recorder(), 1, timeout=5)
        readings: list[Reading] = [connection.expect("GET", "", lambda: 0) for _ in range(2)]
        await connection.send(GET)
        await finished(readings[1])
        assert [reading.content().kept for reading in readings] == [content, b"abc"]
        await connection.close()


@scenario
async def test_ipv6() -> None:
    async with serving(answering(OK), "::1") as origin:
        assert origin.netloc.startswith("[::1]:")
        assert (await outcome(origin)).ending is Ending.COMPLETE
