"""Uploads in segments, interruptions, and the transaction preference."""

from __future__ import annotations

import pytest
from patches import MESSAGE, MULTIPART, content, head, message, multipart, patch, seeded, write
from reference_client import Answer, Client, Host, play

PERSIST, ATOMIC = "Prefer: transaction=persist", "Prefer: transaction=atomic"
DATA = bytes(range(200)) * 3


async def unread(client: Client) -> None:
    """Wait until the server has closed the connection."""
    assert await client.reader.read() == b""


async def begun(host: Host, line: str, *fields: str, length: int, octets: bytes) -> Client:
    """Send a request whose content is longer than the octets sent."""
    client = await host.connect()
    client.send(line, *fields, f"Content-Length: {length}")
    client.writer.write(octets)
    await client.writer.drain()
    return client


async def reached(host: Host, path: str, length: int) -> int:
    """Ask until a resource has at least so many octets; return its status."""
    while True:
        final = (await host.ask(f"HEAD {path}")).final
        if final.status != 404 and int(final["Content-Length"]) >= length:
            return final.status


def test_three_segments_make_a_document() -> None:
    async def scenario(host: Host) -> None:
        statuses = []
        for at in (0, 200, 400):
            fields = (f"Content-Range: bytes {at}-{at + 199}/600", "Content-Type: text/plain")
            statuses.append(await patch(host, "/files/a", message(*fields, body=DATA[at : at + 200])))
            status, length = await head(host, "/files/a")
            got, headed = (await host.ask("GET /files/a")).final, (await host.ask("HEAD /files/a")).final
            assert (status, length, got.content) == (299 if at < 400 else 200, at + 200, DATA[: at + 200])
            assert [field for field in got.fields if field[0] != "Date"] == [
                field for field in headed.fields if field[0] != "Date"
            ]
            assert got["Content-Type"] == "text/plain"
        assert statuses == [299, 299, 204]
        assert await write(host, "/files/a", "bytes 0-0/*", b"X", "If-None-Match: *") == 412

    play(scenario)


@pytest.mark.parametrize(
    ("content_range", "body", "status", "after"),
    [
        ("bytes 300-499/600", DATA[300:500], 409, (299, 200)),
        ("bytes 200-399/400", DATA[200:400], 409, (299, 200)),
        ("bytes 200-399/*", DATA[200:400], 299, (299, 400)),
        ("bytes 200-599/*", DATA[200:], 204, (200, 600)),
        ("bytes */600", b"", 299, (299, 200)),
        ("bytes */100", b"", 204, (200, 100)),
    ],
)
def test_what_follows_the_first_segment(content_range: str, body: bytes, status: int, after: tuple[int, int]) -> None:
    async def scenario(host: Host) -> None:
        assert await write(host, "/files/a", "bytes 0-199/600", DATA[:200]) == 299
        assert await write(host, "/files/a", content_range, body) == status
        assert await head(host, "/files/a") == after

    play(scenario)


def test_an_unknown_length_is_told_later() -> None:
    async def scenario(host: Host) -> None:
        for path, last, status in (("/files/a", "bytes 200-599/600", 204), ("/files/b", "bytes 200-599/*", 204)):
            assert await write(host, path, "bytes 0-199/*", DATA[:200]) == 201
            assert await write(host, path, last, DATA[200:]) == status
        assert await write(host, "/files/b", "bytes */600", b"") == 204
        assert await content(host, "/files/a") == await content(host, "/files/b") == DATA

    play(scenario)


def test_holes_of_an_upload_wait_for_their_octets() -> None:
    async def scenario(host: Host) -> None:
        shown = []
        for at in (400, 0, 200):
            status = await write(host, "/files/a", f"bytes {at}-{at + 199}/600", DATA[at : at + 200])
            shown.append((status, await head(host, "/files/a")))
        assert shown == [(299, (299, 0)), (299, (299, 200)), (204, (200, 600))]
        assert await content(host, "/files/a") == DATA

    play(scenario, profile="sparse")


@pytest.mark.parametrize("preference", ["A: b", ATOMIC, "Prefer: transaction=bogus"])
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_an_interruption_leaves_nothing(method: str, preference: str) -> None:
    octets = message("Content-Range: bytes 0-999/1000") if method == "PATCH" else b""

    async def scenario(host: Host) -> None:
        await seeded(host, octets=b"a" * 1000)
        for path, before in (("/files/a", b"a" * 1000), ("/files/new", 404)):
            fields = (MESSAGE, preference)
            client = await begun(
                host, f"{method} {path}", *fields, length=len(octets) + 1000, octets=octets + b"b" * 500
            )
            client.writer.write_eof()
            answered = (await client.answer()).final.status
            await unread(client)
            assert (answered, await content(host, path)) == (400, before)

    play(scenario)


@pytest.mark.parametrize("way", ["reset", "end"])
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_with_persist_every_octet_counts_when_it_arrives(method: str, way: str) -> None:
    octets = message("Content-Range: bytes 0-599/600") if method == "PATCH" else b""

    async def scenario(host: Host) -> None:
        fields = (MESSAGE, PERSIST)
        client = await begun(host, f"{method} /files/a", *fields, length=len(octets) + 600, octets=octets + DATA[:250])
        early = await client.head()
        assert (early.status, early.fields) == (103, (("Preference-Applied", "transaction=persist"),))
        assert await reached(host, "/files/a", 250) == 299
        if way == "reset":
            client.reset()
        else:
            client.writer.write_eof()
            await client.answer()
        assert await head(host, "/files/a") == (299, 250)
        assert (await host.ask("GET /files/a")).final.content == DATA[:250]
        assert await write(host, "/files/a", "bytes 250-599/600", DATA[250:]) == 204
        assert await content(host, "/files/a") == DATA

    play(scenario)


def test_with_persist_an_interrupted_overwrite_leaves_a_prefix() -> None:
    octets = message("Content-Range: bytes 100-899/1000") + b"b" * 300

    async def scenario(host: Host) -> None:
        await seeded(host, octets=b"a" * 1000)
        client = await begun(host, "PATCH /files/a", MESSAGE, PERSIST, length=len(octets) + 500, octets=octets)
        client.writer.write_eof()
        assert [(await client.answer()).final.status, await content(host, "/files/a")] == [
            400,
            b"a" * 100 + b"b" * 300 + b"a" * 600,
        ]

    play(scenario)


def test_with_persist_what_arrived_of_the_parts_counts() -> None:
    octets = multipart((["Content-Range: bytes 0-1/10"], b"zz"), (["Content-Range: bytes 8-9/10"], b"yy"))[:-10]

    async def scenario(host: Host) -> None:
        await seeded(host)
        assert await patch(host, "/files/a", octets, PERSIST, media_type=MULTIPART) == 400
        assert await content(host, "/files/a") == b"zz234567y9"

    play(scenario)


@pytest.mark.parametrize("body", [b"01234", b"0123456789ab"])
def test_with_persist_a_body_of_the_wrong_length_leaves_what_fits(body: bytes) -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask(
            "PATCH /files/a", MESSAGE, PERSIST, content=message("Content-Range: bytes 0-9/20", body=body)
        )
        assert (answer.final.status, answer.final["Preference-Applied"]) == (400, "transaction=persist")
        assert await head(host, "/files/a") == (299, min(len(body), 10))

    play(scenario)


@pytest.mark.parametrize(
    ("method", "preference", "applied"),
    [
        ("PATCH", PERSIST, ["transaction=persist"]),
        ("PATCH", 'Prefer: transaction="persist"', ["transaction=persist"]),
        ("PATCH", ATOMIC, ["transaction=atomic"]),
        ("PATCH", "Prefer: transaction=bogus", []),
        ("PATCH", "Prefer: transaction", []),
        ("PUT", PERSIST, []),
        ("PUT", ATOMIC, ["transaction=atomic"]),
    ],
)
def test_what_is_honoured_is_said(method: str, preference: str, applied: list[str]) -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        octets = message("Content-Range: bytes 0-9/10", body=b"x" * 10) if method == "PATCH" else b"x" * 10
        answer: Answer = await host.ask(f"{method} /files/a", MESSAGE, preference, content=octets)
        assert (answer.interim, answer.final.status) == ((), 204)
        assert answer.final.values("Preference-Applied") == applied
        assert await content(host, "/files/a") == b"x" * 10

    play(scenario)


def test_http_1_0_gets_no_early_hint() -> None:
    octets = message("Content-Range: bytes 0-9/10")

    async def scenario(host: Host) -> None:
        client = await begun(
            host, "PATCH /files/a HTTP/1.0", MESSAGE, PERSIST, length=len(octets) + 10, octets=octets + b"x"
        )
        await reached(host, "/files/a", 1)
        client.writer.write(b"x" * 9)
        assert (await client.head()).status == 201

    play(scenario)


@pytest.mark.parametrize("line", ["DELETE /files/a", "PUT /files/a", "PATCH /files/a"])
def test_an_upload_that_somebody_else_changes_ends(line: str) -> None:
    async def scenario(host: Host) -> None:
        client = await begun(host, "PUT /files/a", PERSIST, length=100, octets=DATA[:50])
        await client.head()
        await reached(host, "/files/a", 50)
        other = message("Content-Range: bytes 50-52/100", body=b"zzz") if line.startswith("PATCH") else b""
        assert (await host.ask(line, MESSAGE, content=other)).final.status in (201, 204, 299)
        client.writer.write(DATA[50:100])
        assert (await client.answer()).final.status == 409
        left = (await host.ask("GET /files/a")).final
        expected = {"DELETE": (404, left.content), "PUT": (200, b""), "PATCH": (299, DATA[:50] + b"zzz")}
        assert (left.status, left.content) == expected[line.split()[0]]

    play(scenario)


def test_an_upload_has_not_too_many_holes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("midflight_reference.byte_ranges.outcome.MOST_SPANS", 2)

    async def scenario(host: Host) -> None:
        statuses = [await write(host, "/files/a", f"bytes {at}-{at}/600", b"x") for at in (0, 2, 4, 1, 4)]
        assert statuses == [299, 299, 400, 299, 299]

    play(scenario, profile="sparse")
