"""message/byterange: where a part goes, what is refused, what is left."""

from __future__ import annotations

import pytest
from patches import MESSAGE, content, head, message, patch, seeded, write
from reference_client import Host, play

D10 = b"0123456789"


@pytest.mark.parametrize(
    ("content_range", "body", "status", "after"),
    [
        ("bytes 2-5/10", b"wxyz", 204, b"01wxyz6789"),
        ("bytes 0-0/*", b"X", 204, b"X123456789"),
        ("Bytes 0-0/*", b"X", 204, b"X123456789"),
        ("bytes 10-11/*", b"ab", 204, b"0123456789ab"),
        ("bytes 8-13/*", b"abcdef", 204, b"01234567abcdef"),
        ("bytes 2-5/6", b"wxyz", 204, b"01wxyz6789"),
        ("bytes 2-5/100", b"wxyz", 204, b"01wxyz6789"),
        ("bytes 5-/*", b"vwxyz", 204, b"01234vwxyz"),
        ("bytes 10-/*", b"abc", 204, b"0123456789abc"),
        ("bytes 8-/10", b"wxyz", 400, D10),
        ("bytes */5", b"", 204, b"01234"),
        ("bytes */0", b"", 204, b""),
        ("bytes */12", b"", 204, b"0123456789\0\0"),
        ("bytes */5", b"zz", 400, D10),
        ("bytes */*", b"zz", 400, D10),
        ("bytes 5-4/10", b"", 400, D10),
        ("bytes 0-9/5", b"abcdefghij", 400, D10),
        ("bytes 0-4/5", b"abcde", 204, b"abcde56789"),
        ("bytes 0-1,4-5/10", b"zzzz", 400, D10),
        ("bytes 0-1 4-5/10", b"zzzz", 400, D10),
        ("bytes=0-3/10", b"zzzz", 400, D10),
        ("0-3/10", b"zzzz", 400, D10),
        ("bytes 0-3", b"zzzz", 400, D10),
        ("bytes +0-3/10", b"zzzz", 400, D10),
        ("items 0-1/10", b"zz", 400, D10),
        ("bytes 11-11/*", b"b", 409, D10),
        ("bytes 9223372036854775808-9223372036854775811/*", b"zzzz", 400, D10),
        ("bytes 18446744073709551616-18446744073709551619/*", b"zzzz", 400, D10),
        (f"bytes {'9' * 5000}-{'9' * 5000}/*", b"z", 400, D10),
        ("bytes 0-3/134217729", b"zzzz", 400, D10),
        ("bytes 1099511627776-1099511627776/*", b"z", 400, D10),
        ("bytes 2-7/10", b"wxy", 400, D10),
        ("bytes 2-3/10", b"wxyz", 400, D10),
        ("bytes 2-5/10", b"", 400, D10),
    ],
)
def test_a_range_is_written_or_refused(content_range: str, body: bytes, status: int, after: bytes) -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        assert await write(host, "/files/a", content_range, body) == status
        assert await content(host, "/files/a") == after

    play(scenario)


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (message("content-range:bytes 0-1/10", body=b"zz"), 204),
        (message("CONTENT-RANGE: \tbytes 0-1/10 \t", body=b"zz"), 204),
        (message("X-Frobnicate: 7", "Content-Range: bytes 0-1/10", 'Zz: "q, r"', body=b"zz"), 204),
        (message("Host: o", "Connection: close", 'If-Match: "no"', "Content-Range: bytes 0-1/*", body=b"zz"), 204),
        (message("Content-Range: bytes 0-1/10", "Content-Length: 2", body=b"zz"), 204),
        (message("Content-Range: bytes 0-1/10", "Content-Length: 02", "Content-Length: 02", body=b"zz"), 204),
        (message("Content-Range: bytes 0-1/10", "Content-Length: 3", body=b"zz"), 400),
        (message("Content-Range: bytes 0-1/10", "Content-Length: 1", body=b"z"), 400),
        (message("Content-Range: bytes 0-1/10", "Content-Length: 2", "Content-Length: 3", body=b"zz"), 400),
        (message("Content-Range: bytes 0-1/10", "Content-Length: +2", body=b"zz"), 400),
        (message("Content-Range: bytes 0-1/10", "Content-Length: 2, 2", body=b"zz"), 400),
        (message("Content-Range: bytes 0-1/10", "Content-Range: bytes 4-5/10", body=b"zz"), 400),
        (message("Content-Type: text/plain", body=b"zz"), 400),
        (b"", 400),
        (b"\r\nzz", 400),
        (b"Content-Range: bytes 0-1/10\r\nzz", 400),
        (b"Content-Range: bytes 0-1/10\r\n", 400),
        (b"Content-Range: bytes 0-1/10\n\nzz", 400),
        (b"Content-Range: bytes\r\n 0-1/10\r\n\r\nzz", 400),
        (b"PUT / HTTP/1.1\r\nContent-Range: bytes 0-1/10\r\n\r\nzz", 400),
        (b"Content-Range : bytes 0-1/10\r\n\r\nzz", 400),
        (b": bytes 0-1/10\r\nContent-Range: bytes 0-1/10\r\n\r\nzz", 400),
        (b"no colon\r\nContent-Range: bytes 0-1/10\r\n\r\nzz", 400),
        (b"A: \0\r\nContent-Range: bytes 0-1/10\r\n\r\nzz", 400),
        (b"A: " + b"b" * 40_000 + b"\r\nContent-Range: bytes 0-1/10\r\n\r\nzz", 400),
    ],
)
def test_the_fields_of_a_part_are_read_strictly(document: bytes, status: int) -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        client = await host.connect()
        assert await patch(client, "/files/a", document) == status
        assert await content(client, "/files/a") == (b"zz23456789" if status == 204 else D10)

    play(scenario)


def test_the_body_is_octets_and_what_looks_like_fields_is_data() -> None:
    body = bytes(range(256)) + b"\r\n\r\nContent-Range: bytes 8-9/10\r\n\r\ny"

    async def scenario(host: Host) -> None:
        assert await write(host, "/files/new", f"bytes 0-{len(body) - 1}/{len(body)}", body) == 201
        assert await content(host, "/files/new") == body

    play(scenario)


def test_a_range_in_the_request_says_nothing() -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        assert await write(host, "/files/a", "bytes 0-1/10", b"zz", "Content-Range: bytes 8-9/10") == 204
        assert await content(host, "/files/a") == b"zz23456789"

    play(scenario)


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("Message/ByteRange", 204),
        ("message/byterange; charset=utf-8", 204),
        ("message/byteranges", 415),
        ("application/byterange", 415),
        ("application/x-no-such-patch", 415),
        ("multipart/byteranges", 400),
        ("multipart/byteranges; boundary=a b", 400),
    ],
)
def test_the_media_type_names_the_format(media_type: str, status: int) -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        patched = message("Content-Range: bytes 0-1/10", body=b"zz")
        answer = await host.ask("PATCH /files/a", f"Content-Type: {media_type}", content=patched)
        offered = ["message/byterange, multipart/byteranges, application/byteranges"] if status == 415 else []
        assert (answer.final.status, answer.final.values("Accept-Patch")) == (status, offered)
        assert await content(host, "/files/a") == (b"zz23456789" if status == 204 else D10)

    play(scenario)


def test_delivery_changes_nothing() -> None:
    document = message("Content-Range: bytes 2-5/10", "Content-Length: 4", body=b"wxyz")

    async def scenario(host: Host) -> None:
        await seeded(host)
        client = await host.connect()
        client.send("PATCH /files/a", MESSAGE, f"Content-Length: {len(document)}")
        for octet in document:
            client.writer.write(bytes([octet]))
            await client.writer.drain()
        assert (await client.answer()).final.status == 204
        client.send("PATCH /files/a", MESSAGE, "Transfer-Encoding: chunked")
        client.writer.write(b"".join(b"1\r\n%c\r\n" % octet for octet in document) + b"0\r\n\r\n")
        assert (await client.answer()).final.status == 204
        assert await content(client, "/files/a") == b"01wxyz6789"

    play(scenario)


def test_fields_of_a_part_act_as_in_a_put() -> None:
    async def scenario(host: Host) -> None:
        document = message("Content-Range: bytes 0-1/2", "Content-Type: text/x-one", "Content-Language: fr", body=b"ab")
        assert await patch(host, "/files/a", document) == 201
        got = (await host.ask("GET /files/a")).final
        assert (got["Content-Type"], got["Content-Language"]) == ("text/x-one", "fr")
        assert await write(host, "/files/a", "bytes 0-0/2", b"X") == 204
        assert (await host.ask("HEAD /files/a")).final["Content-Type"] == "text/x-one"
        document = message("Content-Range: bytes 0-0/2", "Content-Type: text/x-two", body=b"Y")
        assert await patch(host, "/files/a", document) == 204
        assert (await host.ask("HEAD /files/a")).final["Content-Type"] == "text/x-two"

    play(scenario)


def test_what_does_not_exist_is_created_from_its_start_only() -> None:
    async def scenario(host: Host) -> None:
        assert await write(host, "/files/a", "bytes 5-9/*", b"56789") == 409
        assert await content(host, "/files/a") == 404
        assert await write(host, "/files/a", "bytes 0-4/*", b"01234") == 201
        assert await content(host, "/files/a") == b"01234"

    play(scenario)


@pytest.mark.parametrize(
    ("value", "status", "after"),
    [
        ("5", 204, b"01234zz789"),
        ("5;x=1;y", 204, b"01234zz789"),
        ("2; unit=bytes", 204, b"01zz456789"),
        ('2;unit="bytes"', 204, b"01zz456789"),
        ("10", 204, b"0123456789zz"),
        *((value, 400, D10) for value in ("5.0", '"5"', "abc", "?1", ":NQ==:", "@5", "5, 6", "", "05x", "-1")),
        *((value, 400, D10) for value in ("1234567890123456", "999999999999999", "2;unit=items")),
        *((value, 400, D10) for value in ('0;complete-length="10"', "0;complete-length=*", "0;complete-length=1.5")),
        ("11", 409, D10),
    ],
)
def test_content_offset_is_an_integer(value: str, status: int, after: bytes) -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        assert await patch(host, "/files/a", message(f"Content-Offset: {value}", body=b"zz")) == status
        assert await content(host, "/files/a") == after

    play(scenario, profile="ietf")


def test_content_offset_goes_alone_and_has_lengths() -> None:
    async def scenario(host: Host) -> None:
        both = message("Content-Range: bytes 2-3/10", "Content-Offset: 2", body=b"zz")
        assert await patch(host, "/files/a", both) == 400
        first = message("Content-Offset: 0;complete-length=4", "Content-Length: 2", body=b"ab")
        assert await patch(host, "/files/a", first) == 299
        too_short = message("Content-Offset: 2;complete-length=4", "Content-Length: 9", body=b"cd")
        assert await patch(host, "/files/a", too_short) == 400
        too_long = message("Content-Offset: 2;complete-length=4", body=b"cdef")
        assert await patch(host, "/files/a", too_long) == 400
        assert await head(host, "/files/a") == (299, 2)
        assert await patch(host, "/files/a", message("Content-Offset: 2;complete-length=4", body=b"cd")) == 204
        assert await content(host, "/files/a") == b"abcd"
        assert await write(host, "/files/a", "bytes 2-/*", b"z") == 400

    play(scenario, profile="ietf")


@pytest.mark.parametrize(
    ("content_range", "body", "status", "after"),
    [
        ("bytes 12-13/*", b"zz", 204, b"0123456789\0\0zz"),
        ("bytes 20-/*", b"", 204, b"0123456789" + bytes(10)),
        ("bytes 134217727-134217728/*", b"zz", 400, D10),
    ],
)
def test_gaps_read_as_zeros_where_they_are_supported(
    content_range: str, body: bytes, status: int, after: bytes
) -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        assert await write(host, "/files/a", content_range, body) == status
        assert await content(host, "/files/a") == after

    play(scenario, profile="sparse")


@pytest.mark.parametrize(
    ("content_range", "status"),
    [("bytes 0-1/10", 204), ("bytes 0-1/*", 204), ("bytes 0-/*", 400), ("bytes */2", 400), ("bytes 11-12/*", 409)],
)
def test_a_minimal_server_overwrites_and_appends(content_range: str, status: int) -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        assert await write(host, "/files/a", content_range, b"zz" if status == 204 else b"") == status
        answer = await host.ask("PATCH /files/a", "Content-Type: multipart/byteranges; boundary=B", content=b"--B--")
        assert (answer.final.status, answer.final["Accept-Patch"]) == (415, "message/byterange")
        assert await content(host, "/files/a") == (b"zz23456789" if status == 204 else D10)
        assert (await host.ask("GET /files/a")).final.values("ETag") == []
        assert await write(host, "/files/new", "bytes 0-1/600", b"ab", "Prefer: transaction=persist") == 201
        assert await content(host, "/files/new") == b"ab"

    play(scenario, profile="minimal")
