"""The store as any HTTP server: conditions, ranges, methods, refusals in step, limits, and what survives a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from patches import MESSAGE, MULTIPART, content, head, message, multipart, patch, seeded, write
from reference_client import Client, Host, play

from midflight_reference import connection
from midflight_reference.cli import main
from midflight_reference.store import storing
from midflight_reference.store.database import Database
from midflight_reference.store.resource import joined

OLD, NEW = "Sat, 29 Oct 1994 19:43:31 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"
D10 = b"0123456789"


@pytest.mark.parametrize(
    ("method", "fields", "status"),
    [
        ("PATCH", ["If-Match: {tag}"], 204),
        ("PATCH", ["If-Match: *"], 204),
        ("PATCH", ['If-Match: "xyzzy"'], 412),
        ("PATCH", ["If-Match: W/{tag}"], 412),
        ("PATCH", ["If-Match: {tag}", f"If-Unmodified-Since: {OLD}"], 204),
        ("PATCH", [f"If-Unmodified-Since: {OLD}"], 412),
        ("PATCH", [f"If-Unmodified-Since: {NEW}"], 204),
        ("PATCH", ["If-Unmodified-Since: no date"], 204),
        ("PATCH", ["If-Unmodified-Since: Sat, 29 Oct 1994 19:43:31 +99999999999999999999"], 204),
        ("PATCH", ["If-None-Match: *"], 412),
        ("PATCH", ["If-None-Match: {tag}"], 412),
        ("PATCH", ['If-None-Match: "xyzzy"'], 204),
        ("PUT", ['If-Match: "xyzzy"'], 412),
        ("DELETE", ['If-Match: "xyzzy"'], 412),
        ("GET", ['If-None-Match: "xyzzy", W/{tag}'], 304),
        ("HEAD", ["If-None-Match: *"], 304),
        ("GET", [f"If-Modified-Since: {NEW}"], 304),
        ("GET", [f"If-Modified-Since: {OLD}"], 200),
        ("GET", ['If-None-Match: "xyzzy"', f"If-Modified-Since: {NEW}"], 200),
        ("GET", ['If-Match: "xyzzy"'], 412),
    ],
)
def test_conditions_are_evaluated_in_their_order(method: str, fields: list[str], status: int) -> None:
    async def scenario(host: Host) -> None:
        tag = (await seeded(host)).final["ETag"]
        stated = [MESSAGE, *(field.format(tag=tag) for field in fields)]
        sent = b"" if method in ("GET", "HEAD", "DELETE") else message("Content-Range: bytes 0-1/10", body=b"zz")
        client = await host.connect()
        assert (await client.ask(f"{method} /files/a", *stated, content=sent)).final.status == status
        if status >= 300:
            assert await content(client, "/files/a") == D10

    play(scenario)


def test_conditions_on_what_does_not_exist() -> None:
    async def scenario(host: Host) -> None:
        assert await write(host, "/files/a", "bytes 0-1/2", b"ab", "If-Match: *") == 412
        assert await content(host, "/files/a") == 404
        assert await write(host, "/files/a", "bytes 0-1/2", b"ab", "If-None-Match: *") == 201

    play(scenario)


def test_every_change_has_an_entity_tag_of_its_own() -> None:
    async def scenario(host: Host) -> None:
        tags = [(await seeded(host)).final["ETag"]]
        for at in range(3):
            answer = await host.ask(
                "PATCH /files/a", MESSAGE, content=message(f"Content-Range: bytes {at}-{at}/10", body=b"z")
            )
            tags.append(answer.final["ETag"])
            assert (await host.ask("HEAD /files/a")).final["ETag"] == tags[-1]
        assert len(set(tags)) == 4

    play(scenario)


def test_of_two_conditional_writers_one_wins() -> None:
    octets = message("Content-Range: bytes 0-9/10")

    async def scenario(host: Host) -> None:
        tag = (await seeded(host)).final["ETag"]
        clients = [await host.connect() for _ in range(2)]
        for client in clients:
            client.send("PATCH /files/a", MESSAGE, f"If-Match: {tag}", f"Content-Length: {len(octets) + 10}")
            client.writer.write(octets + b"x" * 9)
        await host.ask("GET /files/a")
        for client in clients:
            client.writer.write(b"x")
        assert sorted([(await client.answer()).final.status for client in clients]) == [204, 412]

    play(scenario)


def test_writers_of_different_ranges_lose_nothing() -> None:
    async def scenario(host: Host) -> None:
        await seeded(host, octets=bytes(1000))
        writes = [
            write(host, "/files/a", f"bytes {at * 100}-{at * 100 + 99}/1000", bytes([at + 1]) * 100) for at in range(10)
        ]
        assert await asyncio.gather(*writes) == [204] * 10
        assert await content(host, "/files/a") == b"".join(bytes([at + 1]) * 100 for at in range(10))

    play(scenario)


@pytest.mark.parametrize(
    ("fields", "status", "content_range", "octets"),
    [
        (["Range: bytes=0-1"], 206, "bytes 0-1/10", b"01"),
        (["Range: bytes=8-"], 206, "bytes 8-9/10", b"89"),
        (["Range: bytes=-3"], 206, "bytes 7-9/10", b"789"),
        (["Range: bytes=5-99"], 206, "bytes 5-9/10", b"56789"),
        (["Range: bytes=10-"], 416, "bytes */10", None),
        (["Range: bytes=99999999999999999999999-"], 416, "bytes */10", None),
        (["Range: bytes=-0"], 416, "bytes */10", None),
        (["Range: bytes=5-4"], 200, None, D10),
        (["Range: items=0-1"], 200, None, D10),
        (["Range: bytes=" + ",".join(["0-0"] * 60)], 200, None, D10),
        (["Range: bytes=0-1", 'If-Range: "xyzzy"'], 200, None, D10),
        (["Range: bytes=0-1", f"If-Range: {OLD}"], 200, None, D10),
        (["Range: bytes=0-1", "If-Range: {tag}"], 206, "bytes 0-1/10", b"01"),
        (["Range: bytes=0-1", "If-Range: {date}"], 206, "bytes 0-1/10", b"01"),
    ],
)
def test_a_range_is_read(fields: list[str], status: int, content_range: str | None, octets: bytes | None) -> None:
    async def scenario(host: Host) -> None:
        stored = (await seeded(host)).final
        stated = [field.format(tag=stored["ETag"], date=stored["Last-Modified"]) for field in fields]
        final = (await host.ask("GET /files/a", *stated)).final
        assert (final.status, final.values("Content-Range")) == (status, [content_range] if content_range else [])
        assert octets in (None, final.content)

    play(scenario)


def test_several_ranges_are_read_and_can_be_sent_back_as_a_patch() -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        final = (await host.ask("GET /files/a", "Range: bytes=0-1,5-6")).final
        await seeded(host, "/files/b", b"." * 10)
        assert await patch(host, "/files/b", final.content, media_type=f"Content-Type: {final['Content-Type']}") == 204
        assert await content(host, "/files/b") == b"01...56..."

    play(scenario)


def test_options_tell_what_is_accepted() -> None:
    async def scenario(host: Host) -> None:
        final = (await host.ask("OPTIONS /files/a")).final
        assert (final.status, final["Allow"]) == (204, "GET, HEAD, PUT, PATCH, DELETE, OPTIONS")
        assert final["Accept-Patch"] == "message/byterange, multipart/byteranges, application/byteranges"

    play(scenario)


def test_put_of_a_part_is_refused() -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        assert (await host.ask("PUT /files/a", "Content-Range: bytes 0-1/10", content=b"zz")).final.status == 400
        assert await content(host, "/files/a") == D10

    play(scenario)


def test_a_large_file_is_streamed_both_ways() -> None:
    octets = bytes(range(256)) * 8192  # 2 MiB: more than is held in memory

    async def scenario(host: Host) -> None:
        await seeded(host, octets=octets)
        client = await host.connect()
        assert await write(client, "/files/a", f"bytes 1000-{len(octets) - 1}/*", octets[:-1000]) == 204
        assert await content(client, "/files/a") == octets[:1000] + octets[:-1000]
        assert await head(client, "/files/a") == (200, len(octets))
        assert await content(client, "/files/a") == octets[:1000] + octets[:-1000]

    play(scenario)


def test_a_reader_keeps_the_content_it_began_with() -> None:
    octets = b"a" * (16 * 1024 * 1024)

    async def scenario(host: Host) -> None:
        await seeded(host, octets=octets)
        client = await host.connect()
        client.send("GET /files/a")
        length = int((await client.head())["Content-Length"])
        assert await write(host, "/files/a", f"bytes {length - 1}-{length - 1}/*", b"b") == 204
        await seeded(host, octets=b"short")
        assert await client.reader.readexactly(length) == octets

    play(scenario)


def test_a_refusal_before_the_content_keeps_the_connection_in_step() -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        client = await host.connect()
        client.send("PATCH /files/a", MESSAGE, 'If-Match: "no"', "Content-Length: 100000")
        assert (await client.answer()).final.status == 412
        client.writer.write(bytes(100_000))
        assert await content(client, "/files/a") == D10

    play(scenario)


@pytest.mark.parametrize("fields", [["Content-Length: 10", "Expect: 100-continue"], ["Content-Length: 99999999"]])
def test_a_refusal_of_content_that_may_never_come_closes(fields: list[str]) -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        client.send("PATCH /files/a", MESSAGE, "If-Match: *", *fields)
        answer = await client.answer()
        assert (answer.interim, answer.final.status, answer.final["Connection"]) == ((), 412, "close")
        assert await client.reader.read() == b""

    play(scenario)


def test_what_is_refused_is_read_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LONGEST_REST", 10)

    async def scenario(host: Host) -> None:
        client = await host.connect()
        client.send("PATCH /files/a", MESSAGE, "If-Match: *", "Transfer-Encoding: chunked")
        assert (await client.answer()).final.status == 412
        client.writer.write(b"20\r\n" + bytes(32) + b"\r\n")
        assert await client.reader.read() == b""

    play(scenario)


@pytest.mark.parametrize(
    ("name", "limit", "statuses"),
    [
        ("MOST_RESOURCES", 2, [201, 201, 507, 204]),
        ("MOST_OCTETS", 20, [201, 201, 507, 204]),
        ("MOST_OPEN", 0, [503] * 4),
    ],
)
def test_the_store_is_bounded(name: str, limit: int, statuses: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, name, limit)

    async def scenario(host: Host) -> None:
        put = [(await host.ask(f"PUT /files/{name}", content=D10)).final.status for name in "abca"]
        assert put == statuses

    play(scenario)


def test_a_file_is_bounded() -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        client.send("PUT /files/a", "Content-Length: 134217729")
        assert (await client.answer()).final.status == 413
        assert await content(host, "/files/a") == 404

    play(scenario)


def test_a_folder_keeps_everything(tmp_path: Path) -> None:
    async def writing(host: Host) -> None:
        await seeded(host)
        await seeded(host, "/files/gone")
        assert (await host.ask("DELETE /files/gone")).final.status == 204
        assert await write(host, "/files/a", "bytes 0-1/10", b"zz") == 204
        assert await write(host, "/files/b", "bytes 0-1/6", b"ab") == 299

    async def reading(host: Host) -> None:
        assert await content(host, "/files/a") == b"zz23456789"
        assert await content(host, "/files/gone") == 404
        assert await head(host, "/files/b") == (299, 2)
        assert await write(host, "/files/b", "bytes 2-5/6", b"cdef") == 204
        assert await content(host, "/files/b") == b"abcdef"

    play(writing, folder=tmp_path)
    (tmp_path / "data" / "left behind").write_bytes(b"x")
    play(reading, folder=tmp_path)
    assert len(list((tmp_path / "data").iterdir())) == 2


def test_a_persistent_upload_survives_the_end_of_the_server(tmp_path: Path) -> None:
    octets = message("Content-Range: bytes 0-9/10")

    async def writing(host: Host) -> None:
        client: Client = await host.connect()
        client.send("PATCH /files/a", MESSAGE, "Prefer: transaction=persist", "Content-Length: 1000")
        client.writer.write(octets + b"01234")
        while (await host.ask("HEAD /files/a")).final.values("Content-Length") != ["5"]:
            pass

    async def reading(host: Host) -> None:
        assert await head(host, "/files/a") == (299, 5)

    play(writing, folder=tmp_path)
    play(reading, folder=tmp_path)


def test_a_folder_belongs_to_one_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database(tmp_path / "resources.sqlite")
    try:
        assert main(["--state", str(tmp_path)]) == 4
    finally:
        database.close()
    assert f"the files cannot be kept in the folder {tmp_path}: database is locked" in capsys.readouterr().err


@pytest.mark.parametrize("made", [b"no database", None])
def test_an_unusable_folder_is_explained(
    made: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "folder"
    if made is None:
        folder.write_bytes(b"no folder")
    else:
        folder.mkdir()
        (folder / "resources.sqlite").write_bytes(made * 100)
    assert main(["--state", str(folder)]) == 4
    assert f"the files cannot be kept in the folder {folder}: " in capsys.readouterr().err


def test_a_temporary_folder_goes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def folders() -> int:
        return len(list(tmp_path.iterdir()))

    async def scenario(host: Host) -> None:
        assert folders() == 0
        await seeded(host)
        assert folders() == 1

    play(scenario)
    assert folders() == 0


def test_spans_are_joined() -> None:
    assert joined([(5, 7), (0, 2), (2, 3), (6, 9), (4, 4)]) == ((0, 3), (5, 9))


def test_a_patch_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("midflight_reference.byte_ranges.reception.MOST_PARTS", 1)
    part = (["Content-Range: bytes 0-1/10"], b"zz")

    async def scenario(host: Host) -> None:
        await seeded(host)
        assert await patch(host, "/files/a", multipart(part, part), media_type=MULTIPART) == 400
        monkeypatch.setattr("midflight_reference.patching.LONGEST_IN_SIZES", 0)
        assert await write(host, "/files/a", "bytes 0-1/10", b"zz") == 413
        assert await content(host, "/files/a") == D10

    play(scenario)


def test_what_no_field_can_hold_is_not_stored() -> None:
    async def scenario(host: Host) -> None:
        document = message("Content-Range: bytes 0-1/2", "Content-Type: a\x01b", body=b"zz")
        assert await patch(host, "/files/a", document) == 400
        assert await content(host, "/files/a") == 404

    play(scenario)
