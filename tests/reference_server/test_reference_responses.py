"""The response to a resumable request: when it is there, how it looks, and how it is closed; acknowledgements."""

from __future__ import annotations

import asyncio

import pytest
from patches import MESSAGE
from reference_client import Host, play
from resumable import RESUME, answered, begun, continued, executions, expected, interrupted, octets, parsed, part

X = octets(100)
LONG = "/jobs?lasting=0.4&step=0.1"


def test_the_message_is_a_copy_of_the_response() -> None:
    async def scenario(host: Host) -> None:
        final = (await host.ask("POST /jobs", RESUME, "Content-Type: text/x", content=X)).final
        got = (await host.ask(f"GET {final['Response-Message-Location']}")).final
        assert (got["Content-Type"], got["Cache-Control"]) == ("message/http", "private, no-store")
        copy = parsed(got.content)
        assert (copy.status, copy.content) == (final.status, final.content)
        assert copy.fields == tuple(field for field in final.fields if field[0] != "Date")
        seen = (await host.ask(f"HEAD {final['Response-Message-Location']}")).final
        assert seen.fields[1:] == got.fields[1:]

    play(scenario)


def test_there_is_no_message_before_there_is_a_response() -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 50)
        assert (await host.ask(f"DELETE {upload.response}")).final.status == 409
        early = (await host.ask(f"GET {upload.response}")).final
        assert (early.status, early["Retry-After"]) == (404, "1")
        assert (await continued(host, upload, 50)).final.status == 201
        assert (await answered(host, upload)).status == 201

    play(scenario)


def test_an_operation_goes_on_without_its_client() -> None:
    async def scenario(host: Host) -> None:
        upload = await begun(host, X, uri=LONG)
        await upload.send(0, 100)
        while (await host.ask(f"HEAD {upload.place}")).final.status != 200:
            pass
        upload.client.reset()
        assert (await host.ask(f"GET {upload.response}")).final.status == 404
        assert (await host.ask(f"DELETE {upload.response}")).final.status == 409
        assert await executions(host) == 0
        assert (await answered(host, upload)).content == expected(X)
        assert await executions(host) == 1

    play(scenario)


@pytest.mark.parametrize("own", [True, False])
def test_all_preferences_work_together(own: bool) -> None:
    """The preferences of the PATCH that completes the request count, else those of the request."""

    async def scenario(host: Host) -> None:
        wishes = "processing, respond-async, wait=0"
        upload = await begun(host, X, uri=LONG, prefer=f"Prefer: resume, {'wait=9' if own else wishes}")
        await upload.send(0, 3)
        upload.client.writer.close()
        while int((await host.ask(f"HEAD {upload.place}")).final["Content-Length"]) < 3:
            pass
        answer = await continued(host, upload, 3, None, *([f"Prefer: {wishes}"] if own else []))
        assert [head.status for head in answer.interim] == [102]
        status = answer.interim[0]["Location"]
        assert (answer.final.status, answer.final["Location"]) == (202, status)
        followed = await host.ask(f"GET {status}", "Prefer: processing")
        assert (followed.progress[-1], followed.final.status) == ("4/4", 200)
        copy = await answered(host, upload)
        assert (copy.status, copy.content) == (201, expected(X))

    play(scenario)


def test_closing_leaves_what_the_operation_made() -> None:
    async def scenario(host: Host) -> None:
        upload = await begun(host, X)
        await upload.send(0, 100)
        assert (await upload.client.answer()).final.status == 201
        assert (await host.ask(f"DELETE {upload.response}")).final.status == 204
        for method, path in (("GET", upload.response), ("DELETE", upload.response), ("HEAD", upload.place)):
            assert (await host.ask(f"{method} {path}")).final.status == 404
        assert (await continued(host, upload, 0)).final.status == 404
        assert (await host.ask(f"GET {upload.result}")).final.content == expected(X)
        assert await executions(host) == 1

    play(scenario)


def test_the_rest_of_a_response_is_had_by_range() -> None:
    async def scenario(host: Host) -> None:
        final = (await host.ask("POST /big?size=100000", content=X)).final
        assert (final.status, len(final.content)) == (200, 100_000)
        assert not final.values("Response-Message-Location")
        rest = (await host.ask(f"GET {final['Content-Location']}", "Range: bytes=40000-")).final
        assert (rest.status, rest["Content-Range"]) == (206, "bytes 40000-99999/100000")
        assert rest.content == final.content[40_000:]
        assert (await host.ask(f"PUT {final['Content-Location']}", content=b"x")).final.status == 405
        assert (await host.ask("GET /results/none")).final.status == 404

    play(scenario)


@pytest.mark.parametrize("by_patch", [False, True])
def test_acknowledged_octets_are_safe(by_patch: bool) -> None:
    whole = octets(200_000)

    async def scenario(host: Host) -> None:
        upload = await begun(host, whole, prefer=RESUME if by_patch else "Prefer: resume, acknowledge")
        client, sent = upload.client, 0
        if by_patch:
            upload.client.reset()
            client, document = await host.connect(), part(whole, 0, len(whole), len(whole))
            head, sent = document[: -len(whole)], len(document)
            client.send(f"PATCH {upload.place}", MESSAGE, "Prefer: acknowledge", f"Content-Length: {sent}")
            client.writer.write(head)
        values = []
        for end in (50_000, 100_000, 150_000):
            client.writer.write(whole[end - 50_000 : end])
            while not values or values[-1] <= end - 16_384:
                head_of_100 = await client.head()
                assert (head_of_100.status, [name for name, _ in head_of_100.fields]) == (100, ["Acknowledge"])
                values.append(int(head_of_100["Acknowledge"]))
                assert values[-1] <= end
        assert values == sorted(set(values))
        client.reset()
        length = int((await host.ask(f"HEAD {upload.place}")).final["Content-Length"])
        assert length >= values[-1]
        final = (await continued(host, upload, length)).final
        assert (final.content, final.values("Acknowledge")) == (expected(whole), [])

    play(scenario)


def test_nobody_is_told_what_nobody_asked_for() -> None:
    async def scenario(host: Host) -> None:
        upload = await begun(host, octets(100_000))
        await upload.send(0, 100_000)
        assert (await upload.client.answer()).interim == ()
        old = await host.ask("POST /jobs HTTP/1.0", "Prefer: acknowledge", "Connection: close", content=octets(100_000))
        assert (old.interim, old.final.status) == ((), 201)
        asked = await host.ask("POST /jobs", "Prefer: acknowledge", content=octets(100_000))
        assert {name for head in asked.interim for name, _ in head.fields} == {"Acknowledge"}

    play(scenario)


def test_the_other_forms() -> None:
    async def scenario(host: Host) -> None:
        upload = await interrupted(host, X, 50)
        refused = (await host.ask(f"GET {upload.place}")).final
        assert (refused.status, refused["Allow"]) == (405, "HEAD, PATCH")
        assert (await host.ask(f"HEAD {upload.place}")).final.status == 200
        assert (await host.ask(f"GET {upload.response}")).final.status == 409
        assert (await continued(host, upload, 50, 60)).final.status == 200
        assert (await continued(host, upload, 60)).final.status == 204
        copy = await answered(host, upload)
        assert (copy.status, copy.content, copy["Content-Length"]) == (201, b"", str(len(expected(X))))
        assert (await host.ask(f"GET {copy['Content-Location']}")).final.content == expected(X)

    play(scenario, profile="spare")


def test_a_silent_client_is_given_up_and_its_request_is_not() -> None:
    async def scenario(host: Host) -> None:
        upload = await begun(host, X)
        await upload.send(0, 50)
        assert await asyncio.wait_for(upload.client.reader.read(), 8) == b""
        assert (await continued(host, upload, 50)).final.status == 204

    play(scenario, profile="spare")
