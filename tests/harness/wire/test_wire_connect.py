"""Origins, request heads, and connections that cannot be made."""

from __future__ import annotations

import socket

import pytest
from wire_peers import answering, outcome, scenario, serving

from midflight.evidence import Ending, Recorder
from midflight.wire import LAST_CHUNK, Origin, WireError, chunk, connect, head


@pytest.mark.parametrize(
    ("url", "origin", "netloc"),
    [
        ("http://a.example", Origin("http", "a.example", 80), "a.example"),
        ("HTTPS://A.example:443/x?y", Origin("https", "a.example", 443), "a.example"),
        ("https://a.example:80", Origin("https", "a.example", 80), "a.example:80"),
        ("http://[::1]:8080/", Origin("http", "::1", 8080), "[::1]:8080"),
        ("http://bücher.example/", Origin("http", "xn--bcher-kva.example", 80), "xn--bcher-kva.example"),
    ],
)
def test_origin(url: str, origin: Origin, netloc: str) -> None:
    assert Origin.of(url) == origin
    assert origin.netloc == netloc
    assert str(origin) == f"{origin.scheme}://{netloc}"


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("a.example:80", "does not begin with http:// or https://"),
        ("ftp://a.example", "does not begin with http:// or https://"),
        ("http:///x", "names no host"),
        ("http://a.example:0", "names port 0"),
        ("http://a.example:x", "is no URL"),
        ("http://a.example:65536", "is no URL"),
        ("http://[::1", "is no URL"),
        ("http://u:p@a.example", "holds user information"),
        ("http://a b.example", "has a blank in its host"),
        ("http://ü..example", "has a host that is no domain name"),
    ],
)
def test_no_origin(url: str, what: str) -> None:
    with pytest.raises(ValueError, match=what) as raised:
        Origin.of(url)
    assert repr(url) in str(raised.value)


def test_a_request_head_is_sent_as_given() -> None:
    fields = [("Host", "a"), ("host", "é"), ("X", "→"), ("odd name", " b ")]
    assert head("PATCH", "/x", "1.0", fields) == (
        b"PATCH /x HTTP/1.0\r\nHost: a\r\nhost: \xe9\r\nX: \xe2\x86\x92\r\nodd name:  b \r\n\r\n"
    )


def test_chunks() -> None:
    assert chunk(b"x" * 26) + chunk(memoryview(b"y")) + LAST_CHUNK == b"1a\r\n" + b"x" * 26 + b"\r\n1\r\ny\r\n0\r\n\r\n"
    assert chunk(b"") == b""


@scenario
async def test_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(WireError) as raised:
        await connect(Origin("http", "127.0.0.1", port), Recorder(), 1, timeout=5)
    assert str(raised.value) == f"http://127.0.0.1:{port}: connection refused: is the server running?"


@scenario
async def test_unresolvable() -> None:
    with pytest.raises(
        WireError, match=r"^http://nowhere\.invalid: cannot resolve 'nowhere\.invalid' \(.*\): is the name"
    ):
        await connect(Origin("http", "nowhere.invalid", 80), Recorder(), 1, timeout=15)


@scenario
async def test_no_room_for_another_connection() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, socket.socket() as first:
        first.connect(listener.getsockname())
        origin = Origin("http", "127.0.0.1", listener.getsockname()[1])
        with pytest.raises(WireError, match=r"no connection within 0\.05 s: is it reachable from here\?$"):
            await connect(origin, Recorder(), 1, timeout=0.05)


@scenario
async def test_every_address_of_a_name_is_tried() -> None:
    async with serving(answering(b"HTTP/1.1 204 No Content\r\n\r\n")) as origin:  # ::1 may come first, and refuse
        reading = await outcome(Origin("http", "localhost", origin.port))
        assert reading.ending is Ending.COMPLETE
