"""What is sent, octet for octet: held, paced, paused, cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripted_peer import OK, REFUSED, Peer, answering, field, interim, one, response, verdict

CONTENT = "0123456789" * 10
PUT = f"method: PUT, uri: /a, body: {CONTENT!r}"


@pytest.mark.parametrize(("how", "ending"), [("reset", "reset"), ("close", "closed"), ("half-close", "closed")])
@pytest.mark.parametrize("sent", [0, 1, 37, 100])
def test_a_cut_comes_at_exactly_the_octet_named(tmp_path: Path, how: str, ending: str, sent: int) -> None:
    seen: list[tuple[bytes, str]] = []

    async def handler(peer: Peer) -> None:
        await peer.head()
        seen.append(await peer.rest())

    played = one(tmp_path, handler, f"- request: {{{PUT}, cut: {{after: {{sent: {sent}}}, by: {how}}}}}")
    assert verdict(played) == "pass", played.outcome.reason
    assert seen == [(CONTENT[:sent].encode(), ending)]


def test_a_half_close_still_hears_the_answer(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        await peer.head()
        assert await peer.rest() == (CONTENT[:5].encode(), "closed")
        await peer.send(REFUSED)

    exchange = f"- request: {{{PUT}, cut: {{after: {{sent: 5}}, by: half-close}}}}\n  final: 403"
    assert verdict(one(tmp_path, handler, exchange)) == "pass"


def test_a_cut_by_chance_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    seen: list[int] = []

    async def handler(peer: Peer) -> None:
        await peer.head()
        seen.append(len((await peer.rest())[0]))

    exchange = f"- request: {{{PUT}, cut: {{after: {{sent: {{random: 1..99}}}}}}}}"
    for seed in (1, 1, 2):
        one(tmp_path, handler, exchange, seed=seed)
    assert seen[0] == seen[1] != seen[2]
    assert all(1 <= octets <= 99 for octets in seen)


def test_user_information_of_a_saved_uri_becomes_credentials(tmp_path: Path) -> None:
    """RR-082: what a client does with such a URI."""
    heads: list[str] = []

    async def handler(peer: Peer) -> None:
        heads.append(await peer.head())
        host = field(heads[-1], "Host")
        await peer.send(interim(100, Location=f"http://u:p%20q@{host}/x/../y") + OK)

    steps = """
- request: {method: GET, uri: /}
  interim: [{first: 100, headers: {Location.userinfo: {is: ["u:p%20q"], save: user}, Location: {save: it}}}]
- request: {method: HEAD, uri: $it}
  interim: [{every: 100, headers: {Location: $it}}]
- request: {method: HEAD, uri: $it, as: other}
- request: {method: HEAD, uri: $it, as: anonymous}
- request: {method: HEAD, uri: $it, headers: {Authorization: Bearer mine}}
- request: {method: GET, uri: relative, headers: {User: $user}}
"""
    owner, other = {"authorization": "Bearer owner"}, {"Authorization": "Bearer other"}
    played = one(tmp_path, handler, steps, target={"identities": {"owner": owner, "other": other}})
    assert verdict(played) == "pass", played.outcome.reason
    assert [field(head, "Authorization") for head in heads] == [
        "Bearer owner",
        "Basic dTpwIHE=",
        "Bearer other",
        "",
        "Bearer mine",
        "Bearer owner",
    ]
    assert [head.split(" ")[1] for head in heads] == ["/", "/y", "/y", "/y", "/y", "/relative"]
    assert all("@" not in head for head in heads)
    assert field(heads[-1], "User") == "u:p%20q"


def test_a_cut_that_never_came_is_untestable(tmp_path: Path) -> None:
    exchange = f"- request: {{{PUT}, cut: {{after: {{interim: 102}}}}}}"
    played = one(tmp_path, answering(OK), exchange)
    assert verdict(played) == "untestable"
    assert "the cut after a 102" in played.outcome.reason


@pytest.mark.parametrize("event", ["interim: 102", "response: {status: [102, 202], headers: {X: '1'}}", "final: 4xx"])
def test_a_cut_follows_an_event(tmp_path: Path, event: str) -> None:
    answers = {"int": interim(X="1"), "res": interim(X="2") + interim(X="1"), "fin": response(404, b"", X="1")}
    ended: list[str] = []

    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.send(answers[event[:3]])
        ended.append((await peer.rest())[1])

    played = one(tmp_path, handler, f"- request: {{method: GET, uri: /, cut: {{after: {{{event}}}, by: reset}}}}")
    assert ended == ["reset"]
    assert verdict(played) == "pass"


def test_content_received_is_counted_for_a_cut(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 600)
        assert (await peer.rest())[1] == "reset"

    exchange = "- request: {method: GET, uri: /, cut: {after: {received: 500}, by: reset}}"
    assert verdict(one(tmp_path, handler, exchange)) == "pass"


def test_expect_holds_the_content_for_a_100(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        assert field(await peer.head(), "Expect") == "100-continue"
        await peer.send(interim(100))
        assert (await peer.receive(100)) == CONTENT.encode()
        await peer.send(OK)
        assert await peer.rest() == (b"", "closed")

    exchange = f"- request: {{{PUT}, headers: {{Expect: 100-continue}}}}\n  interim: [{{first: 100}}]\n  final: 200"
    assert verdict(one(tmp_path, handler, exchange)) == "pass"


def test_a_final_response_instead_of_the_100_leaves_the_content_unsent(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        await peer.head()
        await peer.send(REFUSED)
        assert await peer.rest() == (b"", "closed")

    exchange = f"- request: {{{PUT}, headers: {{Expect: 100-continue}}}}\n  final: 403"
    assert verdict(one(tmp_path, handler, exchange)) == "pass"


def test_hold_none_sends_the_content_at_once(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        await peer.head()
        assert await peer.receive(100) == CONTENT.encode()
        await peer.send(OK)

    exchange = f"- request: {{{PUT}, hold: none, headers: {{Expect: 100-continue}}}}\n  final: 200"
    assert verdict(one(tmp_path, handler, exchange)) == "pass"


@pytest.mark.parametrize("first", [interim(103), interim(100)], ids=["the event", "a 100 always releases"])
def test_content_is_held_for_an_event(tmp_path: Path, first: bytes) -> None:
    async def handler(peer: Peer) -> None:
        await peer.head()
        await peer.send(first)
        assert await peer.receive(100) == CONTENT.encode()
        await peer.send(OK)

    exchange = f"- request: {{{PUT}, hold: {{interim: 103}}}}\n  final: 200"
    assert verdict(one(tmp_path, handler, exchange)) == "pass"


def test_a_pace_sends_portions_and_loses_nothing(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        await peer.head()
        assert await peer.receive(100) == CONTENT.encode()
        await peer.send(OK)

    played = one(tmp_path, handler, f"- request: {{{PUT}, pace: {{octets: 30, every: 2 ms}}}}")
    assert verdict(played) == "pass"
    sent = [len(entry.octets) for entry in played.transcript if entry.direction == "sent"]
    assert sent[1:] == [30, 30, 30, 10]


def test_chunked_content_ends_in_the_last_chunk(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        assert field(await peer.head(), "Content-Length") == ""
        assert await peer.receive(8) == b"3\r\nabc\r\n"
        assert await peer.receive(5) == b"0\r\n\r\n"
        await peer.send(OK)

    exchange = "- request: {method: PUT, uri: /a, headers: {Transfer-Encoding: chunked}, body: abc}"
    assert verdict(one(tmp_path, handler, exchange)) == "pass"


def test_a_raw_request_is_sent_as_it_stands(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        assert await peer.head() == "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n"
        await peer.send(OK)

    exchange = "- request: {raw: {lines: [BREW /pot HTTP/1.1, 'Host: a', '']}}\n  final: 200"
    assert verdict(one(tmp_path, handler, exchange)) == "pass"


def test_the_fields_of_a_request(tmp_path: Path) -> None:
    """Target, identity, endpoint, case: what stands later wins, a list is several lines, an empty one removes."""
    heads: list[str] = []

    async def handler(peer: Peer) -> None:
        for _ in range(3):
            head, _ = await peer.request()
            heads.append(head)
            await peer.send(OK)

    target = {
        "claims": ["fast-op"],
        "fast-op": {"uri": "/quick", "headers": {"X-From": "endpoint"}},
        "headers": {"X-From": "target", "X-All": "yes"},
        "identities": {"owner": {"Authorization": "Bearer owner"}, "other": {"Authorization": "Bearer other"}},
    }
    exchanges = """
- {connection: c, request: {use: fast-op, headers: {x-all: [a, b], User-Agent: []}}}
- {connection: c, request: {use: fast-op, as: other, headers: {X-From: case}}}
- {connection: c, request: {method: GET, uri: "/a b?q=1#f", as: anonymous}}
"""
    assert verdict(one(tmp_path, handler, exchanges, target=target)) == "pass"
    first, second, third = heads
    assert first.startswith("POST /quick HTTP/1.1\r\n")
    assert [line for line in first.split("\r\n") if line.lower().startswith("x-all")] == ["x-all: a", "x-all: b"]
    assert (field(first, "X-From"), field(first, "User-Agent")) == ("endpoint", "")
    assert field(first, "Content-Length") == "0"
    assert (field(second, "X-From"), field(second, "Authorization")) == ("case", "Bearer other")
    assert third.startswith("GET /a%20b?q=1 HTTP/1.1\r\n")
    assert "Authorization" not in third


def test_http_1_0(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        assert (await peer.head()).startswith("GET / HTTP/1.0\r\n")
        await peer.send(b"HTTP/1.0 200 OK\r\n\r\nall of it")

    exchange = "- request: {method: GET, uri: /, version: 1.0}\n  final: {status: 200, body: all of it}"
    assert verdict(one(tmp_path, handler, exchange)) == "pass"
