"""Status documents: looking, following, negotiating, closing, and who may do so."""

from __future__ import annotations

import asyncio

import pytest
from reference_client import Head, Host, play

OWNER = "Authorization: Bearer owner-token"


async def running(host: Host, *fields: str) -> str:
    """Start an operation of half a second and return its status document."""
    answer = await host.ask("POST /capture?lasting=0.5&step=0.1", "Prefer: respond-async", *fields)
    return answer.final["Location"]


async def ended(host: Host, *fields: str) -> tuple[str, Head]:
    """Carry out an operation and return its status document and its final response."""
    answer = await host.ask("POST /capture?lasting=0.2&step=0.1", *fields)
    return answer.final["Content-Location"], answer.final


def test_a_plain_get_is_answered_at_once() -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask(f"GET {await running(host)}")
        assert answer.interim == ()
        assert answer.final["Progress"].startswith("0/5 ")
        assert answer.final["Cache-Control"] == "private, no-store"

    play(scenario)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_processing_follows_to_the_end_and_ignores_the_rest(method: str) -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        answer = await client.ask(f"{method} {await running(host)}", "Prefer: processing, respond-async, wait=0")
        assert answer.progress == ["0/5", "1/5", "2/5", "3/5", "4/5", "5/5"]
        assert answer.final.status == 200
        assert (await client.ask("GET /executions")).final.content == b"1\n"

    play(scenario)


def test_after_the_end_everything_is_answered_at_once_and_alike() -> None:
    async def scenario(host: Host) -> None:
        document, result = await ended(host)
        for fields in ((), ("Prefer: processing",), ()):
            answer = await host.ask(f"GET {document}", *fields)
            assert (answer.interim, answer.final.content) == ((), result.content)

    play(scenario)


def test_every_subscriber_gets_every_step_and_the_end() -> None:
    async def scenario(host: Host) -> None:
        document = await running(host)
        asked = [host.ask(f"GET {document}", "Prefer: processing") for _ in range(20)]
        for answer in await asyncio.gather(*asked):
            assert answer.progress[-1] == "5/5"
            assert len(answer.interim) >= 4

    play(scenario)


def test_a_failure_is_shown_by_status_uri() -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask("POST /fail?lasting=0.2&step=0.1", "Prefer: processing")
        shown = await host.ask(f"GET {answer.interim[0]['Location']}")
        assert (shown.final.status, shown.final["Status-URI"].split()[0]) == (200, "409")
        assert shown.final["Progress"].startswith("1/2 ")

    play(scenario)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ((), "text/plain"),
        (("Accept: */*",), "text/plain"),
        (("Accept: application/json, text/plain;q=0.5",), "application/json"),
        (("Accept: text/*;q=0.1, text/html",), "text/html"),
    ],
)
def test_the_document_is_negotiated(accept: tuple[str, ...], media_type: str) -> None:
    async def scenario(host: Host) -> None:
        document, _ = await ended(host)
        final = (await host.ask(f"GET {document}", *accept)).final
        assert (final["Content-Type"].partition(";")[0], final["Vary"]) == (media_type, "Accept")
        head = (await host.ask(f"HEAD {document}", *accept)).final
        assert head["Content-Length"] == str(len(final.content))

    play(scenario)


def test_what_cannot_be_had_is_not_acceptable() -> None:
    async def scenario(host: Host) -> None:
        document, _ = await ended(host)
        final = (await host.ask(f"GET {document}", "Accept: image/png, text/plain;q=0")).final
        assert (final.status, final["Vary"]) == (406, "Accept")

    play(scenario)


def test_delete_closes_what_has_ended_and_leaves_the_result() -> None:
    async def scenario(host: Host) -> None:
        document, result = await ended(host)
        statuses = [(await host.ask(f"{method} {document}")).final.status for method in ("DELETE", "GET", "DELETE")]
        assert statuses == [204, 404, 404]
        assert (await host.ask(f"GET {result['Location']}")).final.status == 200

    play(scenario)


def test_delete_has_to_wait_for_the_end() -> None:
    async def scenario(host: Host) -> None:
        document = await running(host)
        subscriber = await host.connect()
        subscriber.send(f"GET {document}", "Prefer: processing")
        await subscriber.head()
        assert (await host.ask(f"DELETE {document}")).final.status == 409
        assert (await subscriber.answer()).final.status == 200

    play(scenario)


@pytest.mark.parametrize("other", [(), ("Authorization: Bearer other-token",), ("Authorization: Basic b3duZXI6",)])
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "POST"])
def test_for_others_there_is_no_document(other: tuple[str, ...], method: str) -> None:
    async def scenario(host: Host) -> None:
        document = await running(host, OWNER)
        for prefer in ((), ("Prefer: processing",)):
            answer = await host.ask(f"{method} {document}", *other, *prefer)
            assert (answer.interim, answer.final.status, answer.final.values("Progress")) == ((), 404, [])
        assert (await host.ask(f"GET {document}", OWNER)).final.status == 200

    play(scenario)


def test_without_a_user_the_uri_is_the_key() -> None:
    async def scenario(host: Host) -> None:
        document = await running(host)
        assert len(document.rpartition("/")[2]) >= 22  # 128 bits in base64
        assert (await host.ask(f"GET {document}", OWNER)).final.status == 200

    play(scenario)
