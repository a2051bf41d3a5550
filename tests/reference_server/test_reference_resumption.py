"""Resumable requests: their places, what arrives of their content, and how they are continued."""

from __future__ import annotations

import pytest
from patches import BINARY, MESSAGE, content, known, message
from reference_client import Host, play
from resumable import (
    EXPECT,
    RESUME,
    answered,
    begun,
    continued,
    executions,
    expected,
    gone,
    interrupted,
    octets,
    part,
    received,
)

X = octets(100)
PLACES = ("Request-Content-Location", "Response-Message-Location", "Content-Location")


def test_places_are_told_in_the_100_and_again_at_the_end() -> None:
    async def scenario(host: Host) -> None:
        one, other = await begun(host, X, "Content-Type: text/x"), await begun(host, X)
        told = [upload.hundred[name] for upload in (one, other) for name in PLACES]
        assert len(set(told)) == 6
        await one.send(0, 100)
        answer = await one.client.answer()
        assert answer.interim == ()
        assert (answer.final.status, answer.final.content) == (201, expected(X, "text/x"))
        assert [answer.final[name] for name in PLACES] == told[:3]
        assert answer.final["Location"] == one.result
        assert await executions(host) == 1

    play(scenario)


def test_operations_are_counted_altogether_and_by_the_tally_that_they_name() -> None:
    async def scenario(host: Host) -> None:
        for target in ("/jobs", "/jobs?tally=a", "/jobs?tally=a", "/capture?tally=a", "/quick?tally=b"):
            assert (await host.ask(f"POST {target}", "Content-Length: 0")).final.status in (201, 202)
        seen = [int((await host.ask(f"GET /executions?tally={of}")).final.content) for of in ("", "a", "b", "c")]
        assert seen == [5, 3, 1, 0]

    play(scenario)


@pytest.mark.parametrize("prefer", ["resume", "resume=save-incomplete", 'resume=""', "resume; a=b", "wait=9, Resume"])
def test_an_interrupted_request_is_saved(prefer: str) -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 50, "Content-Type: text/x", prefer=f"Prefer: {prefer}")
        final = (await host.ask(f"GET {upload.place}")).final
        assert (final.status, final["Content-Type"], final.content) == (299, "text/x", X[:50])
        assert final["Cache-Control"] == "private, no-store"
        assert await executions(host) == 0
        assert (await continued(host, upload, 50)).final.content == expected(X, "text/x")
        assert await content(host, upload.place) == X
        assert await executions(host) == 1

    play(scenario)


@pytest.mark.parametrize("prefer", ["Prefer: resume=ignore-incomplete", "Prefer: return=minimal"])
def test_what_is_not_to_be_saved_is_forgotten(prefer: str) -> None:
    async def scenario(host: Host) -> None:
        upload = await begun(host, X, prefer=prefer)
        await upload.send(0, 50)
        upload.client.writer.close()
        if "ignore" in prefer:
            await gone(host, upload.place)
            assert (await continued(host, upload, 50)).final.status == 404
        else:
            assert upload.hundred.fields == ()
        assert await executions(host) == 0

    play(scenario)


@pytest.mark.parametrize("at", [0, 1, 99])
def test_a_request_goes_on_where_it_broke_off(at: int) -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, at)
        assert (await continued(host, upload, at)).final.content == expected(X)
        assert await executions(host) == 1

    play(scenario)


def test_content_comes_in_as_many_steps_as_it_takes() -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 3)
        for start in range(3, 93, 10):
            step = (await continued(host, upload, start, start + 10)).final
            assert (step.status, step.content) == (299, b"")
            assert await received(host, upload, 0) == start + 10
        assert (await continued(host, upload, 93)).final.status == 201
        assert await executions(host) == 1

    play(scenario)


def test_octets_sent_again_are_not_there_twice() -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 50)
        assert (await continued(host, upload, 20, 60)).final.status == 299
        assert (await continued(host, upload, 0)).final.content == expected(X)

    play(scenario)


REFUSED = {
    "gap": (part(X, 55, 100, 100), 409),
    "other total": (part(X * 2, 50, 150, 150), 409),
    "behind the end": (part(X * 2, 50, 150, "*"), 409),
    "range beyond its total": (part(X, 50, 100, 90), 400),
    "size": (message("Content-Range: bytes */50"), 409),
    "body too long": (message("Content-Range: bytes 50-99/100", body=X), 400),
    "body too short": (message("Content-Range: bytes 50-99/100", body=X[:9]), 400),
    "no patch": (b"", 400),
}


@pytest.mark.parametrize(("document", "status"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_continue_a_request_does_no_damage(document: bytes, status: int) -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 50)
        assert (await host.ask(f"PATCH {upload.place}", MESSAGE, content=document)).final.status == status
        assert await received(host, upload, 0) == 50
        assert (await continued(host, upload, 50)).final.content == expected(X)

    play(scenario)


def test_a_request_content_is_patched_as_any_resource() -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 50)
        document = known((["Content-Range: bytes 50-59/100"], X[50:60]))
        unknown = (await host.ask(f"PATCH {upload.place}", "Content-Type: text/plain", content=document)).final
        assert (unknown.status, "message/byterange" in unknown["Accept-Patch"]) == (415, True)
        stale = await host.ask(f"PATCH {upload.place}", BINARY, 'If-Match: "no"', content=document)
        assert stale.final.status == 412
        assert (await host.ask(f"PATCH {upload.place}", BINARY, content=document)).final.status == 299
        assert (await continued(host, upload, 60)).final.content == expected(X)

    play(scenario)


def test_a_complete_request_is_not_carried_out_again() -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 50)
        assert (await continued(host, upload, 50)).final.status == 201
        assert (await continued(host, upload, 50)).final.status == 409
        assert await executions(host) == 1

    play(scenario)


def test_an_interrupted_patch_leaves_what_arrived() -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 10)
        client = await host.connect()
        document = part(X, 10, 100, 100)
        client.send(f"PATCH {upload.place}", MESSAGE, f"Content-Length: {len(document)}")
        client.writer.write(document[:-40])
        assert await received(host, upload, 60) == 60
        client.reset()
        assert (await continued(host, upload, 60)).final.content == expected(X)

    play(scenario)


def test_only_the_last_writer_writes() -> None:
    async def scenario(host: Host) -> None:
        upload = await begun(host, X)
        await upload.send(0, 50)
        await received(host, upload, 50)
        assert (await continued(host, upload, 50, 70)).final.status == 299
        await upload.send(50, 100)
        assert (await upload.client.answer()).final.status == 409
        assert await received(host, upload, 0) == 70
        assert (await continued(host, upload, 70)).final.content == expected(X)
        assert await executions(host) == 1

    play(scenario)


def test_chunked_content_is_complete_at_its_end_only() -> None:
    async def scenario(host: Host) -> None:
        upload = await begun(host, X[:60], chunked=True)
        upload.client.writer.write(b"a\r\n" + X[:10] + b"\r\n1e\r\n" + X[10:25])
        assert await received(host, upload, 25) == 25
        upload.client.writer.close()
        assert (await host.ask(f"HEAD {upload.place}")).final.status == 299
        assert await executions(host) == 0
        document = part(X, 25, 40, "*")
        assert (await host.ask(f"PATCH {upload.place}", MESSAGE, content=document)).final.status == 299
        assert (await continued(host, upload, 40)).final.content == expected(X[:60])
        whole = await begun(host, b"", chunked=True)
        whole.client.writer.write(b"a\r\n" + X[:10] + b"\r\n0\r\n\r\n")
        assert (await whole.client.answer()).final.content == expected(X[:10])

    play(scenario)


def test_neither_expect_nor_content_is_needed() -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask("POST /jobs", RESUME, content=X)
        assert (answer.interim, answer.final.content) == ((), expected(X))
        assert (await host.ask(f"HEAD {answer.final['Request-Content-Location']}")).final.status == 200
        empty = await host.ask("POST /jobs", RESUME, "Content-Length: 0")
        assert (empty.interim, empty.final.content) == ((), expected(b""))
        old = await host.ask("POST /jobs HTTP/1.0", RESUME, EXPECT, "Connection: close", content=X)
        assert (old.interim, old.final.content) == ((), expected(X))
        client = await host.connect()
        client.send("POST /jobs", RESUME, "Content-Length: 100")
        assert (await client.head())["Request-Content-Location"]
        client.writer.write(X)
        assert (await client.answer()).final.status == 201

    play(scenario)


UNACCEPTABLE = {
    "Content-Encoding: rot13": 415,
    "Content-Length: 999999999999": 413,
    'If-Match: "x"': 412,
}


@pytest.mark.parametrize(("field", "status"), UNACCEPTABLE.items(), ids=UNACCEPTABLE)
def test_what_is_unacceptable_is_refused_without_a_100(field: str, status: int) -> None:
    async def scenario(host: Host) -> None:
        length = () if "Length" in field else ("Content-Length: 100",)
        answer = await host.ask("POST /jobs", EXPECT, RESUME, field, *length)
        assert (answer.interim, answer.final.status) == ((), status)
        assert not answer.final.values("Request-Content-Location")

    play(scenario)


@pytest.mark.parametrize(
    "uri", ["/jobs?lasting=x", "/jobs?keep=x", "/jobs?keep=-1", "/big?size=0", "/big?size=99999999"]
)
def test_senseless_parameters_are_refused(uri: str) -> None:
    async def scenario(host: Host) -> None:
        assert (await host.ask(f"POST {uri}", EXPECT, RESUME, "Content-Length: 1")).final.status == 400

    play(scenario)


def test_what_is_not_served_is_refused_with_what_is() -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 50)
        for method, path, allow in (
            ("POST", upload.place, "GET, HEAD, PATCH"),
            ("PUT", upload.place, "GET, HEAD, PATCH"),
            ("DELETE", upload.place, "GET, HEAD, PATCH"),
            ("PUT", upload.response, "GET, HEAD, DELETE"),
            ("PATCH", upload.response, "GET, HEAD, DELETE"),
            ("GET", "/jobs", "POST"),
        ):
            final = (await host.ask(f"{method} {path}", content=b"x" if method != "GET" else b"")).final
            assert (final.status, final["Allow"]) == (405, allow)
        options = (await host.ask(f"OPTIONS {upload.place}")).final
        assert (options.status, options["Allow"]) == (204, "GET, HEAD, PATCH")
        assert await received(host, upload, 0) == 50

    play(scenario)


def test_a_patch_that_is_wrong_at_its_end_leaves_what_was_there() -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 50)
        client = await host.connect()
        document = part(X, 50, 100, 100) + b"more"
        client.send(f"PATCH {upload.place}", MESSAGE, f"Content-Length: {len(document)}")
        client.writer.write(document[:-4])
        assert await received(host, upload, 100) == 100
        client.writer.write(document[-4:])
        assert (await client.answer()).final.status == 400
        assert await received(host, upload, 0) == 50
        assert await executions(host) == 0
        assert (await continued(host, upload, 50)).final.content == expected(X)

    play(scenario)


def test_a_patch_that_breaks_off_behind_the_last_octet_completes_the_request() -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 50)
        client = await host.connect()
        document = part(X, 50, 100, 100)
        client.send(f"PATCH {upload.place}", MESSAGE, "Transfer-Encoding: chunked")
        client.writer.write(f"{len(document):x}\r\n".encode() + document)
        assert await received(host, upload, 100) == 100
        client.writer.close()
        assert (await answered(host, upload)).content == expected(X)
        assert await executions(host) == 1

    play(scenario)
