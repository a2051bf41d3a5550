"""Ordinary resources, malformed requests and bounds."""

from __future__ import annotations

import pytest
from reference_client import Host, play

from midflight_reference import connection
from midflight_reference.store import storing

PREFER = "Prefer: processing, respond-async, wait=1"


def test_preferences_change_nothing_about_an_ordinary_resource() -> None:
    async def scenario(host: Host) -> None:
        plain, preferred = await host.ask("GET /"), await host.ask("GET /", PREFER)
        assert preferred.interim == ()
        assert preferred.final.content == plain.final.content
        assert (await host.ask("HEAD /")).final["Content-Length"] == str(len(plain.final.content))

    play(scenario)


def test_a_file_is_written_read_and_deleted() -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        lines = ["PUT /files/a", "PUT /files/a", "GET /files/a", "DELETE /files/a", "GET /files/a", "DELETE /files/a"]
        answers = [await client.ask(line, content=b"octets" if line.startswith("PUT") else b"") for line in lines]
        assert [answer.final.status for answer in answers] == [201, 204, 200, 204, 404, 404]
        assert answers[2].final.content == b"octets"

    play(scenario)


@pytest.mark.parametrize(
    ("line", "status", "allow"),
    [
        ("GET /nothing", 404, None),
        ("GET /files/", 404, None),
        ("POST /", 405, "GET, HEAD"),
        ("GET /capture", 405, "POST, PUT, PATCH, DELETE"),
        ("POST /files/a", 405, "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
        ("PATCH /files/a", 415, None),
        ("OPTIONS *", 204, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        ("OPTIONS /files/a", 204, "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
        ("OPTIONS /nothing", 404, None),
        ("BREW /", 501, None),
        ("GET http://elsewhere/", 200, None),
        ("POST /capture?lasting=much", 400, None),
        ("POST /capture?lasting=nan", 400, None),
        ("POST /capture?step=0.001", 400, None),
        ("POST /capture?steps=many", 400, None),
    ],
)
def test_what_is_not_there_is_refused_and_the_connection_stays(line: str, status: int, allow: str | None) -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        answer = await client.ask(line)
        assert (answer.final.status, answer.final.values("Allow")) == (status, [allow] if allow else [])
        assert (await client.ask("GET /executions")).final.content == b"0\n"

    play(scenario)


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01\r\n\r\n", 400),
        (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"b" * connection.LONGEST_HEAD, 431),
        (b"POST /capture HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n", 413),
        (b"POST /capture HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    ],
)
def test_what_cannot_be_served_is_refused_and_closed(octets: bytes, status: int) -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        client.writer.write(octets)
        answer = await client.answer()
        assert (answer.interim, answer.final.status, answer.final["Connection"]) == ((), status, "close")
        assert await client.reader.read() == b""

    play(scenario)


def test_files_are_bounded_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "MOST_RESOURCES", 2)

    async def scenario(host: Host) -> None:
        put = [(await host.ask(f"PUT /files/{name}", content=b"x")).final.status for name in "abca"]
        assert put == [201, 201, 507, 204]

    play(scenario)


def test_operations_are_bounded_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("midflight_reference.state.MOST_RUNNING", 1)

    async def scenario(host: Host) -> None:
        asked = [await host.ask("POST /capture", "Prefer: respond-async") for _ in range(2)]
        assert [answer.final.status for answer in asked] == [202, 503]

    play(scenario)


def test_an_idle_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "IDLE_SECONDS", 0.05)

    async def scenario(host: Host) -> None:
        client = await host.connect()
        client.writer.write(b"GET / HTTP/1.1\r\nHo")
        assert await client.reader.read() == b""

    play(scenario)
