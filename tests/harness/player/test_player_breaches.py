"""What fails whatever the rule is, what is not followed, what is not shown, and when a case ends at the latest."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from scripted_peer import BROKEN, OK, PROCESSING, Handler, Peer, answering, interim, load, one, response, run, verdict

from midflight.player.masking import Mask
from midflight.target import Target


async def silent(peer: Peer) -> None:
    await peer.rest()


async def closing(peer: Peer) -> None:
    await peer.request()


async def resetting(peer: Peer) -> None:
    await peer.request()
    peer.reset()


BREACHES: dict[str, tuple[Handler, str]] = {
    "5xx": (answering(BROKEN), "500 Internal Server Error"),
    "hang": (silent, "none came (nothing final within 0.5 s)"),
    "close": (closing, "the connection was closed before it"),
    "reset": (resetting, "the connection was reset before it"),
    "garbage": (answering(b"SSH-2.0-x\r\n\r\n"), "octets that are no HTTP response"),
    "half a response": (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"), "none came (the content stopped"),
    "out of step": (answering(OK + OK), "octets: b'HTTP/1.1 200 OK"),
}


@pytest.mark.parametrize("name", BREACHES)
@pytest.mark.parametrize("rule", ["MU-001", "SH-001", "MA-001"])
def test_a_breach_fails_whatever_the_level(tmp_path: Path, name: str, rule: str) -> None:
    handler, got = BREACHES[name]
    played = one(tmp_path, handler, "- request: {method: GET, uri: /}", rule=rule)
    assert verdict(played) == "fail"
    assert got in played.outcome.got
    assert played.outcome.decisive or name in {"hang", "close", "reset", "garbage", "out of step"}


@pytest.mark.parametrize(
    ("final", "names"),
    [("500", {"5xx"}), ("5xx", {"5xx"}), ("[4xx, 500]", {"5xx"}), ("any", {"5xx", "close", "reset"})],
)
def test_a_case_may_ask_for_it(tmp_path: Path, final: str, names: set[str]) -> None:
    passed = set()
    for name in ("5xx", "hang", "close", "reset", "garbage"):
        played = one(tmp_path, BREACHES[name][0], f"- {{request: {{method: GET, uri: /}}, final: {final}}}")
        passed |= {name} if verdict(played) == "pass" else set()
    assert passed == names


def test_a_mismatch_has_the_verdict_of_the_rule(tmp_path: Path) -> None:
    found = {}
    for rule in ("MU-001", "SH-001", "MA-001"):
        exchange = "- {request: {method: GET, uri: /}, final: 201}"
        found[rule] = verdict(one(tmp_path, answering(OK), exchange, rule=rule))
    assert found == {"MU-001": "fail", "SH-001": "warn", "MA-001": "fail"}


def test_a_connection_that_cannot_be_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    exchange = "- request: {method: GET, uri: /}"
    played = one(tmp_path, silent, exchange, target={"url": url})
    assert verdict(played) == "fail"
    assert played.outcome.got == f"{url}: connection refused: is the server running?"
    played = one(tmp_path, silent, exchange, given=exchange, target={"url": url})
    assert (verdict(played), played.outcome.root_cause) == ("untestable", played.outcome.reason)


def test_the_deadline_ends_a_case_that_never_ends(tmp_path: Path) -> None:
    async def dripping(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        while True:
            await peer.send(b"x" * 1000)
            await peer.pause(0.02)

    played = one(tmp_path, dripping, "- request: {method: GET, uri: /}", deadline=0.3)
    assert (verdict(played), played.outcome.got) == ("fail", "it was not over after 0.3 s")
    assert 0.3 <= played.duration < 2


def test_interim_responses_do_not_put_off_the_end(tmp_path: Path) -> None:
    async def endless(peer: Peer) -> None:
        await peer.request()
        while True:
            await peer.send(PROCESSING)
            await peer.pause(0.02)

    played = one(tmp_path, endless, "- request: {method: GET, uri: /}")
    assert (verdict(played), played.outcome.got) == ("fail", "none came (nothing final within 0.5 s)")
    assert played.duration < 2


FOREIGN = """
- request: {method: POST, uri: /}
  final: {headers: {Location: {save: it}}}
- request: {method: GET, uri: $it}
"""


@pytest.mark.parametrize(
    "location",
    [
        "http://example.com/x",
        "//example.com/x",
        "https://127.0.0.1/x",
        "http://127.0.0.1:1/x",
        "ftp://127.0.0.1/x",
        "javascript:x",
        "http://[::1/x",
        "http://a:99999999/",
    ],
)
def test_a_reference_to_another_origin_is_not_followed(tmp_path: Path, location: str) -> None:
    played = one(tmp_path, answering(response(201, Location=location)), FOREIGN)
    assert verdict(played) == "untestable"
    assert played.outcome.reason.startswith("the reference ")
    assert {entry.connection for entry in played.transcript} == {1}


def test_an_allowed_origin_is_followed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        elsewhere = f"http://127.0.0.1:{other.getsockname()[1]}"
        other.close()
        played = one(
            tmp_path,
            answering(response(201, Location=f"{elsewhere}/x")),
            FOREIGN,
            target={"allowed_origins": [elsewhere]},
        )
    assert (verdict(played), played.outcome.got) == ("fail", f"{elsewhere}: connection refused: is the server running?")


def test_a_location_with_odd_characters_is_requested_as_http_can(tmp_path: Path) -> None:
    seen: list[str] = []
    answers = [response(201, Location='/a b"<>\\^`{|}\xe4?q=\xff'), OK]
    played = one(tmp_path, [answering(answers[0]), answering(OK, seen=seen)], FOREIGN)
    assert verdict(played) == "pass", played.outcome.reason
    assert len(seen) == 1
    assert seen[0].isascii() and " " not in seen[0].removeprefix("GET ")


SECRET = "opensesame-123456"


def test_secrets_are_masked_in_transcripts_and_in_what_is_said(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        head, _ = await peer.request()
        assert SECRET in head
        answer = response(
            200, f"you are {SECRET}".encode(), Set_Cookie="session=deadbeef", X_Token="my-token", X="shown"
        )
        for place in range(0, len(answer), 7):  # cut across packets
            await peer.send(answer[place : place + 7])
            await peer.pause(0.001)
        await peer.rest()

    target = {"identities": {"owner": {"Authorization": f"Bearer {SECRET}"}}, "mask": ["X-Token"]}
    exchange = "- {request: {method: GET, uri: /, headers: {Cookie: a=cookie}}, final: {status: 200, body: other}}"
    played = one(tmp_path, handler, exchange, target=target)
    mask = Mask(Target.model_validate({"url": "http://a"} | target))
    shown = b"".join(entry.octets for entry in mask.apply(played.transcript))
    for secret in (SECRET, "deadbeef", "my-token", "a=cookie"):
        assert secret.encode() not in shown
    assert b"shown" in shown
    assert len(shown) == sum(len(entry.octets) for entry in played.transcript)
    assert SECRET[:4] in played.outcome.got
    assert SECRET[:4] not in mask.text(played.outcome.got)
    assert SECRET not in mask.text(f"got {SECRET}!")


def test_short_identities_are_masked_by_the_name_of_their_field() -> None:
    mask = Mask(Target.model_validate({"url": "http://a", "identities": {"owner": {"X-Key": "abc"}}}))
    assert mask.text("X-Key: abc") == "X-Key: ***"


def test_more_interim_responses_than_anybody_sends(tmp_path: Path) -> None:
    answers = b"".join(interim(Progress=f"{number}/5000") for number in range(5000)) + OK
    text = """
- id: made
  requirement: MU-001
  throughout: {Progress.numerator: never-decreases}
  exchanges: [request: {method: GET, uri: /}]
"""
    played = run(answering(answers), load(tmp_path, text))[0]
    assert verdict(played) == "pass", played.outcome.reason


@pytest.mark.parametrize("digits", [1000, 5000, 60000])
def test_numbers_of_any_size(tmp_path: Path, digits: int) -> None:
    number = "9" * digits
    text = """
- id: made
  requirement: MU-001
  throughout: {Retry-After: never-decreases}
  exchanges:
    - request: {method: GET, uri: /}
      final: {headers: {Retry-After: {is: 1..}}, body: {number: 1..}}
    - {request: {method: GET, uri: /}, final: {headers: {Retry-After: {is: 1..}}}}
"""
    handlers = [
        answering(response(200, number.encode(), Retry_After=number)),
        answering(response(200, b"1", Retry_After=number[1:])),
    ]
    played = run(handlers, load(tmp_path, text))[0]
    assert verdict(played) == "fail"
    assert played.outcome.expected == "Retry-After never to decrease"
    assert len(played.outcome.reason) < 1000
