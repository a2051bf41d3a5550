"""Before the cases: does a target serve what it claims? One server for each claim, and one that does not serve it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from scripted_peer import Handler, Peer, environment, field, response, serving

from midflight.player.preflight import failing_claims

Answer = Callable[[str, bytes], bytes]  # a head and its content to a response
WRITING = {"writable": {"uri": "/files/$fresh"}, "knobs": {"partial_status": "299", "max_size": "1000"}}
DONE = response(204)
NOT_FOUND = response(404)


def server(answer: Answer) -> Handler:
    """Answer requests until the connection ends; content that breaks off is answered as well."""

    async def handler(peer: Peer) -> None:
        while head := await peer.head():
            content = await peer.receive(int(field(head, "Content-Length") or 0))
            await peer.send(answer(head, content))

    return handler


def failing(claims: list[str], answer: Answer) -> dict[str, str]:
    async def scenario() -> dict[str, str]:
        async with asyncio.timeout(20), serving([server(answer)]) as url:
            found, _ = await failing_claims(environment(url, target={**WRITING, "claims": claims}), claims)
            return found

    return asyncio.run(scenario())


def method_of(head: str) -> str:
    return head.partition(" ")[0]


def refusing(status: int, when: str) -> Answer:
    """Do everything but PATCH requests with this text in their head or content."""

    def answer(head: str, content: bytes) -> bytes:
        asked = method_of(head) == "PATCH" and when in head + content.decode("latin-1")
        return response(status) if asked else response(200, ETag='"a"')

    return answer


FORMS = {
    "patch-message": ("message/byterange", 415),
    "patch-multipart": ("multipart/byteranges", 415),
    "patch-binary": ("application/byteranges", 501),
    "content-offset": ("Content-Offset: 0", 400),
    "open-range": ("bytes 0-/*", 400),
    "set-size": ("bytes */4", 422),
    "sparse": ("bytes 20-21/*", 409),
    "segmented": ("bytes 0-4/10", 403),
}


@pytest.mark.parametrize("claim", FORMS)
def test_a_form_that_is_refused_is_not_served(claim: str) -> None:
    text, status = FORMS[claim]
    claims = [*dict.fromkeys(["writable", "put", "patch-message", claim])]
    found = failing(claims, refusing(status, text))
    assert list(found) == [claim]
    assert found[claim].startswith(f"the target claims {claim}, but does not serve it: expected a final any but 4")
    assert found[claim].endswith(f"; got {status} -")


@pytest.mark.parametrize("claim", FORMS)
def test_a_form_that_is_taken_is_served(claim: str) -> None:
    assert failing([*dict.fromkeys(["writable", "put", "patch-message", claim])], refusing(400, "not said")) == {}


@pytest.mark.parametrize("claim", ["patch-message", "patch-multipart", "patch-binary"])
def test_a_type_whose_document_is_refused_may_be_served_all_the_same(claim: str) -> None:
    assert failing([*dict.fromkeys(["writable", "put", claim])], refusing(422, "")) == {}


def test_a_resource_may_be_made_by_patch() -> None:
    seen: list[str] = []

    def answer(head: str, content: bytes) -> bytes:
        seen.append(method_of(head))
        return DONE

    assert failing(["writable", "patch-message", "set-size"], answer) == {}
    assert set(seen) == {"PATCH"}


@pytest.mark.parametrize(
    ("serves", "statuses"),
    [
        (True, {"PATCH": 299, "GET": 200, "HEAD": 200}),
        (True, {"PATCH": 200, "GET": 299, "HEAD": 200}),
        (True, {"PATCH": 200, "GET": 404, "HEAD": 299}),
        (False, {"PATCH": 200, "GET": 200, "HEAD": 200}),
    ],
)
def test_the_partial_status_has_to_come_somewhere(serves: bool, statuses: dict[str, int]) -> None:
    claims = ["writable", "patch-message", "partial-status"]
    assert (failing(claims, lambda head, _: response(statuses[method_of(head)])) == {}) is serves


@pytest.mark.parametrize(
    ("serves", "methods"), [(True, {"GET"}), (True, {"HEAD"}), (True, {"GET", "HEAD"}), (False, {"PUT"})]
)
def test_an_entity_tag_has_to_come_somewhere(serves: bool, methods: set[str]) -> None:
    def answer(head: str, _: bytes) -> bytes:
        return response(200, ETag='"a"') if method_of(head) in methods else DONE

    assert (failing(["writable", "put", "etag"], answer) == {}) is serves


@pytest.mark.parametrize("kept", [0, 16, 300_000])
def test_an_interrupted_write_has_to_leave_something(kept: int) -> None:
    holds: list[bytes] = [b""]

    def answer(head: str, content: bytes) -> bytes:
        if method_of(head) == "PATCH":
            octets = content.partition(b"\r\n\r\n")[2]
            whole = len(content) == int(field(head, "Content-Length") or 0)
            holds[0] = octets if whole else octets[:kept] + holds[0][kept:]
            return DONE
        return response(200, holds[0])

    found = failing(["writable", "patch-message", "persist"], answer)
    assert list(found) == ([] if kept else ["persist"])


def test_what_nothing_can_be_found_out_about_is_believed() -> None:
    assert failing(["writable", "put", "max-size", "segmented"], lambda *_: NOT_FOUND) == {
        "put": "the target claims put, but does not serve it: expected a final 2xx; got 404 -"
    }
