"""Cuts by the harness: what the peer gets, to the octet, and how the connection ends for it."""

from __future__ import annotations

import asyncio

import pytest
from wire_peers import GET, Peer, closing, finished, scenario, serving

from midflight.evidence import Ending, Recorder
from midflight.wire import Connection, ConnectionLost, connect

CONTENT = bytes(range(256)) * 4
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
CUTS = {
    "reset": (Connection.reset, "reset", "reset by the harness"),
    "close": (Connection.close, "closed", "closed by the harness"),
    "half-close": (Connection.half_close, "closed", "closed for sending by the harness"),
}


@pytest.mark.parametrize("octets", [0, 1, 37, 1024])
@pytest.mark.parametrize("by", CUTS)
@scenario
async def test_cut_after(by: str, octets: int) -> None:
    cut, ending, note = CUTS[by]
    seen: asyncio.Future[tuple[bytes, str]] = asyncio.get_running_loop().create_future()

    async def handler(peer: Peer) -> None:
        received, how = await peer.rest()
        seen.set_result((received, how))

    async with serving(handler) as origin:
        recorder = Recorder()
        connection = await connect(origin, recorder, 7, timeout=5)
        reading = connection.expect("POST", "", lambda: octets)
        await connection.send(GET)
        await connection.send(CONTENT[:octets])
        await cut(connection)
        assert await seen == (GET + CONTENT[:octets], ending)
        assert [entry.note for entry in recorder.entries if entry.direction == "event"][:1] == [note]
        assert {entry.connection for entry in recorder.entries} == {7}
        await finished(reading)
        assert reading.ending is (Ending.CLOSED if by == "half-close" else Ending.CUT)
        await connection.close()


@scenario
async def test_half_closed_connections_still_receive() -> None:
    async def handler(peer: Peer) -> None:
        await peer.rest()
        await peer.send(OK)

    async with serving(handler) as origin:
        connection = await connect(origin, Recorder(), 1, timeout=5)
        reading = connection.expect("GET", "", lambda: 0)
        await connection.send(GET)
        await connection.half_close()
        assert (await finished(reading)).ending is Ending.COMPLETE
        await connection.close()


@scenario
async def test_a_reset_waits_until_the_peer_has_read() -> None:
    read = asyncio.Event()
    large = bytes(8 << 20)
    counted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def handler(peer: Peer) -> None:
        received = len(await peer.receive(1))
        await read.wait()
        more, _ = await peer.rest()
        counted.set_result(received + len(more))

    async with serving(handler) as origin:
        connection = await connect(origin, Recorder(), 1, timeout=5)
        sending = asyncio.create_task(connection.send(large))
        read.set()
        await sending
        await connection.reset()
        assert await counted == len(large)


@scenario
async def test_sending_to_a_peer_that_has_gone() -> None:
    for reset, ending in ((False, Ending.CLOSED), (True, Ending.RESET)):
        async with serving(closing(b"", reset=reset)) as origin:
            connection = await connect(origin, Recorder(), 1, timeout=5)
            reading = connection.expect("POST", "", lambda: 0)
            await connection.send(GET)
            assert await connection.until_lost(5)
            with pytest.raises(ConnectionLost, match=f"^{ending.value} by the peer$"):
                await connection.send(CONTENT)
            assert connection.ending is ending
            assert reading.done
            late = connection.expect("GET", "", lambda: 0)
            assert late.done


@scenario
async def test_an_answer_before_the_reset_is_read() -> None:
    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.send(OK)  # closing with unread content resets the connection

    async with serving(handler) as origin:
        connection = await connect(origin, Recorder(), 1, timeout=5)
        reading = connection.expect("POST", "", lambda: 0)
        with pytest.raises(ConnectionLost):
            await connection.send(GET)
            while True:
                await connection.send(CONTENT)
        assert reading.ending is Ending.COMPLETE


@scenario
async def test_a_blocked_send_ends_with_its_connection() -> None:
    stay = asyncio.Event()

    async def handler(peer: Peer) -> None:
        await stay.wait()

    async with serving(handler) as origin:
        connection = await connect(origin, Recorder(), 1, timeout=5)
        sending = asyncio.create_task(connection.send(bytes(64 << 20)))
        assert not await connection.until_lost(0.05)
        connection.abort()
        with pytest.raises(ConnectionLost, match="reset by the harness"):
            await sending


@pytest.mark.parametrize("by", ["reset", "close"])
@scenario
async def test_a_cut_of_a_peer_that_does_not_read_and_then_goes(by: str) -> None:
    go = asyncio.Event()

    async def handler(peer: Peer) -> None:
        await go.wait()
        peer.reset()

    async with serving(handler) as origin:
        connection = await connect(origin, Recorder(), 1, timeout=5)
        sending = asyncio.create_task(connection.send(bytes(64 << 20)))
        assert not await connection.until_lost(0.05)
        sending.cancel()
        cutting = asyncio.create_task(CUTS[by][0](connection))
        await asyncio.sleep(0)
        go.set()
        await cutting
        assert connection.ending is (Ending.RESET if by == "reset" else Ending.CUT)


@scenario
async def test_ending_twice_is_ending_once() -> None:
    async with serving(closing(b"")) as origin:
        recorder = Recorder()
        connection = await connect(origin, recorder, 1, timeout=5)
        await connection.close()
        await connection.close()
        await connection.reset()
        await connection.half_close()
        assert [entry.note for entry in recorder.entries] == ["closed by the harness"]
