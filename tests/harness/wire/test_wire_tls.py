"""https: whom the harness trusts, who it is, and what it says when that fails."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme
from wire_peers import GET, Peer, answering, finished, scenario, serving

from midflight.evidence import Ending, Recorder
from midflight.wire import Connection, Origin, Reading, Security, WireError, connect

OK = b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
AUTHORITY = trustme.CA()
OTHERS = trustme.CA()

Talk = Callable[[ssl.SSLSocket], None]


@pytest.fixture
def ca(tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(str(path))
    return path


def context_for(*names: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert(*names).configure_cert(context)
    return context


@asynccontextmanager
async def serving_tls(context: ssl.SSLContext, talk: Talk, connections: int = 1) -> AsyncIterator[Origin]:
    """Let OpenSSL, blocking in a thread, serve so many connections: it ends them as real servers do."""

    def serve() -> None:
        for _ in range(connections):
            sock, _ = listener.accept()
            with contextlib.suppress(OSError), sock, context.wrap_socket(sock, server_side=True) as secure:
                talk(secure)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield Origin("https", "127.0.0.1", listener.getsockname()[1])
        finally:
            await asyncio.to_thread(thread.join)


def answer(secure: ssl.SSLSocket) -> None:
    secure.recv(len(GET))
    secure.sendall(OK)
    while secure.recv(65536):
        pass


async def play(origin: Origin, security: Security | None) -> tuple[Reading, Connection, Recorder]:
    recorder = Recorder()
    connection = await connect(origin, recorder, 1, security=security, timeout=5)
    reading = connection.expect("GET", f"{origin}/", lambda: 0)
    await connection.send(GET)
    return await finished(reading), connection, recorder


async def refusal(origin: Origin, security: Security | None = None, timeout: float = 5) -> str:
    with pytest.raises(WireError) as raised:
        await connect(origin, Recorder(), 1, security=security, timeout=timeout)
    return str(raised.value)


@scenario
async def test_a_ca_file_makes_a_certificate_trusted_and_the_transcript_shows_plain_octets(ca: Path) -> None:
    async with serving_tls(context_for("127.0.0.1"), answer) as origin:
        reading, connection, recorder = await play(origin, Security(ca=ca))
        assert (reading.ending, reading.content().kept) == (Ending.COMPLETE, b"abc")
        await connection.close()
        assert [entry.octets for entry in recorder.entries] == [GET, OK, b""]
        assert recorder.entries[-1].note == "closed by the harness"


@scenario
async def test_an_untrusted_certificate_says_what_to_do() -> None:
    async with serving_tls(context_for("127.0.0.1"), answer) as origin:
        text = await refusal(origin)
        assert text.startswith(f"{origin}: certificate not trusted (")
        assert text.endswith("): name its CA with --cacert, or use --insecure")


@scenario
async def test_insecure_asks_for_no_proof() -> None:
    async with serving_tls(context_for("elsewhere.example"), answer) as origin:
        reading, connection, _ = await play(origin, Security(insecure=True))
        assert reading.ending is Ending.COMPLETE
        await connection.close()


@scenario
async def test_the_server_name_is_sent_and_checked(ca: Path) -> None:
    context = context_for("service.example")
    names: list[str | None] = []
    context.sni_callback = lambda _, name, __: names.append(name)
    async with serving_tls(context, answer, connections=3) as origin:
        _, connection, _ = await play(origin, Security(ca=ca, server_name="service.example"))
        await connection.close()
        for name in ("other.example", None):
            assert "certificate not trusted" in await refusal(origin, Security(ca=ca, server_name=name))
    assert names == ["service.example", "other.example", None]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
@scenario
async def test_client_certificate(ca: Path, tmp_path: Path, version: ssl.TLSVersion) -> None:
    context = context_for("127.0.0.1")
    context.minimum_version = context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    AUTHORITY.configure_trust(context)
    mine = AUTHORITY.issue_cert("client.example")
    certificate, key = tmp_path / "client.pem", tmp_path / "client.key"
    mine.cert_chain_pems[0].write_to_path(str(certificate))
    mine.private_key_pem.write_to_path(str(key))
    async with serving_tls(context, answer, connections=2) as origin:
        reading, connection, _ = await play(origin, Security(ca=ca, certificate=certificate, key=key))
        assert reading.ending is Ending.COMPLETE
        await connection.close()
        if version is ssl.TLSVersion.TLSv1_2:
            assert "TLS failed: " in await refusal(origin, Security(ca=ca))
            return
        connection = await connect(origin, Recorder(), 1, security=Security(ca=ca), timeout=5)  # 1.3 refuses later
        reading = await finished(connection.expect("GET", "", lambda: 0))
        assert reading.ending is Ending.RESET
        assert reading.detail == "TLS failed: tlsv13 alert certificate required before any response"


@scenario
async def test_unusable_files(tmp_path: Path) -> None:
    origin = Origin("https", "127.0.0.1", 1)
    missing, broken = tmp_path / "missing.pem", tmp_path / "broken.pem"
    broken.write_text("no certificate")
    mine, stranger = AUTHORITY.issue_cert("a.example"), OTHERS.issue_cert("a.example")
    certificate, key = tmp_path / "a.pem", tmp_path / "b.key"
    mine.cert_chain_pems[0].write_to_path(str(certificate))
    stranger.private_key_pem.write_to_path(str(key))
    for security, text in (
        (Security(ca=missing), f"{missing}: cannot be used as CA certificates: No such file or directory"),
        (Security(ca=broken), f"{broken}: cannot be used as CA certificates: not PEM"),
        (Security(certificate=missing), f"{missing}: cannot be used as client certificate: No such file or directory"),
        (
            Security(certificate=certificate, key=key),
            f"{certificate}: cannot be used as client certificate (with key {key}):"
            " certificate and key do not belong together",
        ),
    ):
        assert await refusal(origin, security) == text


async def refuse_politely(peer: Peer) -> None:
    await peer.receive(1)
    await peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await peer.rest()


async def close_at_once(peer: Peer) -> None:
    await peer.receive(100)


async def say_nothing(peer: Peer) -> None:
    await peer.rest()


@scenario
async def test_http_where_https_was_expected() -> None:
    for handler, text in (
        (refuse_politely, "no TLS there: does it speak http, not https?"),
        (close_at_once, "during the TLS handshake"),
        (say_nothing, "no connection within 0.2 s: is it reachable from here?"),
    ):
        async with serving(handler) as plain:
            assert text in await refusal(Origin("https", plain.host, plain.port), timeout=0.2)


@scenario
async def test_https_where_http_was_expected() -> None:
    async with serving(answering(b"\x15\x03\x03\x00\x02\x02\x46")) as origin:
        reading, connection, _ = await play(origin, None)
        assert reading.detail == "a TLS record instead of a status line: does this port speak https?"
        await connection.close()


@pytest.mark.parametrize("by", [Connection.close, Connection.half_close], ids=["close", "half-close"])
@scenario
async def test_a_large_upload_and_an_orderly_end(ca: Path, by: Callable[[Connection], Awaitable[None]]) -> None:
    content = bytes(range(256)) * 8192
    received: list[bytes] = []

    def take(secure: ssl.SSLSocket) -> None:
        secure.suppress_ragged_eofs = False  # type: ignore[attr-defined]
        while data := secure.recv(65536):
            received.append(data)
        received.append(b"close_notify")

    async with serving_tls(context_for("127.0.0.1"), take) as origin:
        connection = await connect(origin, Recorder(), 1, security=Security(ca=ca), timeout=5)
        await connection.send(content)
        await by(connection)
        assert connection.ending is Ending.CUT
    assert b"".join(received) == content + b"close_notify"


@scenario
async def test_a_reset_sends_no_close_notify(ca: Path) -> None:
    endings: list[str] = []

    def take(secure: ssl.SSLSocket) -> None:
        secure.suppress_ragged_eofs = False  # type: ignore[attr-defined]
        try:
            answer(secure)
            endings.append("closed")
        except (ConnectionResetError, ssl.SSLEOFError):
            endings.append("reset")

    async with serving_tls(context_for("127.0.0.1"), take) as origin:
        _, connection, _ = await play(origin, Security(ca=ca))
        await connection.reset()
    assert endings == ["reset"]


@scenario
async def test_an_end_without_close_notify_completes_nothing(ca: Path) -> None:
    def hang_up(secure: ssl.SSLSocket) -> None:
        secure.recv(len(GET))
        secure.sendall(b"HTTP/1.1 200 OK\r\n\r\nabc")

    async with serving_tls(context_for("127.0.0.1"), hang_up) as origin:
        reading, _, _ = await play(origin, Security(ca=ca))
        assert reading.ending is Ending.RESET
        assert reading.detail == "ended by the peer without close_notify after 3 octets of the content of the 200"
