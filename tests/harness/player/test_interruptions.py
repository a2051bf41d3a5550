"""Requests that break off: those that stall, and those that are cut by chance, the same again for the same seed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from scripted_peer import BROKEN, OK, REFUSED, Handler, Peer, answering, each_answering, field, one, run, verdict
from scripted_peer import load as cases_of

CONTENT = "0123456789" * 10
PUT = f"method: PUT, uri: /a, body: {CONTENT!r}"
STALL = f"- request: {{{PUT}, cut: {{after: {{sent: 37}}, by: stall}}}}"
GIVES_UP_SOON = {"times": {"patience": "5 s", "idle": "300 ms"}}
NEVER_GIVES_UP = {"times": {"patience": "5 s", "idle": "10 ms"}}


def stalled(seen: list[bytes], answer: bytes = b"", ends: str = "close") -> Handler:
    """Take what comes of a request that stalls, answer, and end the connection."""

    async def handler(peer: Peer) -> None:
        await peer.head()
        seen.append(await peer.receive(37))
        await peer.send(answer)
        if ends == "reset":
            peer.reset()
        elif ends == "never":
            seen.append((await peer.rest())[0])

    return handler


@pytest.mark.parametrize("ends", ["close", "reset"])
@pytest.mark.parametrize("answer", [b"", REFUSED, BROKEN, b"HTTP/1.1 408 Request Timeout\r\n"])
def test_a_request_that_stalls_goes_on_when_the_target_ends_it(tmp_path: Path, answer: bytes, ends: str) -> None:
    seen: list[bytes] = []
    played = one(
        tmp_path,
        [stalled(seen, answer, ends), answering(OK)],
        f"{STALL}\n- request: {{method: GET, uri: /}}\n  final: 200",
        target=GIVES_UP_SOON,
    )
    assert verdict(played) == "pass", played.outcome.reason
    assert seen == [CONTENT[:37].encode()]


def test_a_request_that_stalls_waits_no_longer_than_the_target_says(tmp_path: Path) -> None:
    seen: list[bytes] = []
    played = one(tmp_path, stalled(seen, ends="never"), STALL, target=NEVER_GIVES_UP)
    assert verdict(played) == "pass", played.outcome.reason
    assert seen == [CONTENT[:37].encode(), b""]


@pytest.mark.parametrize(("final", "expected"), [("408", "fail"), ("4xx", "pass"), ("any", "pass")])
def test_what_is_asked_of_the_answer_to_a_request_that_stalls_is_judged(
    tmp_path: Path, final: str, expected: str
) -> None:
    played = one(tmp_path, stalled([], REFUSED), f"{STALL}\n  final: {final}", target=GIVES_UP_SOON)
    assert verdict(played) == expected


def test_a_missing_answer_to_a_request_that_stalls_is_no_hang(tmp_path: Path) -> None:
    played = one(tmp_path, stalled([]), f"{STALL}\n  final: 408", target=GIVES_UP_SOON, rule="SH-001")
    assert verdict(played) == "warn"
    assert played.outcome.got == "none after the case stopped sending (the case sent no more)"


def test_content_that_is_on_its_way_stops_when_a_request_stalls(tmp_path: Path) -> None:
    seen: list[int] = []

    async def handler(peer: Peer) -> None:
        await peer.head()
        await peer.receive(1)
        await peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        seen.append(len((await peer.rest())[0]))

    content = "{pattern: counted-lines, length: 60000000}"
    steps = f"- request: {{method: PUT, uri: /, body: {content}, cut: {{after: {{interim: 100}}, by: stall}}}}"
    played = one(tmp_path, handler, steps, target=NEVER_GIVES_UP)
    assert verdict(played) == "pass"
    assert seen[0] < 59_000_000


def test_a_target_that_does_not_say_when_it_gives_up_is_not_asked(tmp_path: Path) -> None:
    seen: list[str] = []
    for how, expected in (("stall", "not-applicable"), ("close", "pass")):
        steps = f"- request: {{{PUT}, cut: {{after: {{sent: 1}}, by: $how}}}}"
        played = one(tmp_path, answering(OK, seen=seen), steps, more=f"for_each: {{how: {{x: {how}}}}}")
        assert verdict(played) == expected
        assert "times: idle" in played.outcome.reason or expected == "pass"
    assert seen == ["", "PUT /a"]


@pytest.mark.parametrize(
    ("by", "stalls", "waits"), [("stall", True, True), ("$how", True, True), ("close", False, False)]
)
def test_a_case_that_may_stall_is_played_in_the_quiet_lane(tmp_path: Path, by: str, stalls: bool, waits: bool) -> None:
    fixtures = f"cut_off: {{exchanges: [request: {{{PUT}, cut: {{after: {{sent: 1}}, by: {by}}}}}]}}"
    text = "- id: made\n  requirement: MU-001\n  for_each: {how: {x: stall}}\n  given: [cut_off]\n"
    (case,) = cases_of(tmp_path, f"{text}  exchanges: [request: {{use: ordinary}}]\n", fixtures)
    assert (case.uses.stalls, case.uses.waits, case.uses.timed) == (stalls, waits, False)


def test_waiting_for_a_target_to_give_up_is_no_hang(tmp_path: Path) -> None:
    played = one(tmp_path, stalled([], ends="never"), STALL, target={"times": {"idle": "2100 ms"}}, deadline=2)
    assert verdict(played) == "pass"


MANY = f"""
- repeat: 8
  exchanges: [request: {{{PUT}, cut: {{after: {{sent: {{random: 1..99}}}}}}}}]
- request: {{{PUT}, cut: {{after: {{sent: {{random: 1..99}}}}}}}}
"""


def cut_at(folder: Path, seed: int, exchanges: str = MANY, busy: int = 0) -> list[int]:
    """Return where a target sees the cuts; it answers a GET with `busy` refusals first."""
    seen: dict[int, int] = {}
    left = [busy]

    async def handler(peer: Peer) -> None:
        head = await peer.head()
        if head.startswith("GET"):
            left[0] -= 1
            await peer.send(REFUSED if left[0] >= 0 else OK)
        else:
            place = len(seen)
            seen[place] = -1
            seen[place] = len((await peer.rest())[0])

    played = one(folder, handler, exchanges, seed=seed)
    assert verdict(played) == "pass", played.outcome.reason
    return list(seen.values())


def test_a_seed_reproduces_every_cut_of_a_case(tmp_path: Path) -> None:
    first = cut_at(tmp_path, 1)
    assert first == cut_at(tmp_path, 1)
    assert len(set(first)) > 4
    assert all(1 <= octets <= 99 for octets in first)
    assert first != cut_at(tmp_path, 2)


def test_how_often_an_exchange_is_tried_says_nothing_about_later_cuts(tmp_path: Path) -> None:
    tried = """
- request: {method: GET, uri: /, hold: {sent: {random: 0..9}}}
  retry: {every: 1 ms, within: 4 s}
  final: 200
"""
    assert cut_at(tmp_path, 5, tried + MANY) == cut_at(tmp_path, 5, tried + MANY, busy=3)


def test_cuts_beside_each_other_are_the_same_in_whatever_order_they_come(tmp_path: Path) -> None:
    cut = "cut: {after: {sent: {random: 1..99}}}"
    seen: dict[str, list[int]] = {}

    async def handler(peer: Peer) -> None:
        head = await peer.head()
        await peer.pause(0.01 if (field(head, "Slow") == "yes") else 0)
        received = len((await peer.rest())[0])
        seen.setdefault(head.split(" ")[1], []).append(received)

    def lane(name: str, slow: str) -> str:
        put = f"request: {{method: PUT, uri: /{name}, headers: {{Slow: '{slow}'}}, body: {CONTENT!r}, {cut}}}"
        return f"{{repeat: 3, exchanges: [{put}]}}"

    for slow in (("yes", "no"), ("no", "yes")):
        steps = f"- together: [{lane('a', slow[0])}, {lane('b', slow[1])}]"
        assert verdict(one(tmp_path, handler, steps, seed=3)) == "pass"
    assert seen["/a"][:3] == seen["/a"][3:]
    assert seen["/b"][:3] == seen["/b"][3:]
    assert seen["/a"] != seen["/b"]


def test_the_digest_of_content_under_a_name(tmp_path: Path) -> None:
    content = {"text": b"abc", "lines": b"x\r\ny\r\n", "long": None}
    seen: list[str] = []
    text = """\
- id: made
  requirement: MU-001
  for_each: {content: {text: abc, lines: {lines: [x, y]}, long: {pattern: counted-lines, length: 3000000}}}
  given: [{uploaded: {what: $content}}]
  exchanges:
    - request: {method: GET, uri: "/$content.sha-256/$content.length"}
"""
    fixtures = "uploaded: {parameters: {what: x}, exchanges: [request: {method: GET, uri: /$what.sha-256}]}"
    played = run(each_answering(*[OK] * 6, seen=seen), cases_of(tmp_path, text, fixtures))
    assert [verdict(case) for case in played] == ["pass"] * 3
    assert seen[0::2] == [line.rpartition("/")[0] for line in seen[1::2]]
    for line, octets in zip(seen[1::2], content.values(), strict=True):
        if octets is not None:
            assert line == f"GET /{hashlib.sha256(octets).hexdigest()}/{len(octets)}"
    assert len(seen[5]) == len("GET /") + 64 + len("/3000000")


@pytest.mark.parametrize(
    ("wanted", "expected"), [("{shows: sha-256}", "pass"), ("{shows: md5}", "not-applicable"), ("{}", "pass")]
)
def test_a_case_may_ask_for_an_endpoint_that_shows_the_digest(tmp_path: Path, wanted: str, expected: str) -> None:
    target = {"resumable": {"uri": "/upload", "shows": "sha-256"}, "claims": ["resumable"]}
    steps = f"- request: {{use: resumable, with: {wanted}, body: x}}\n  final: 200"
    assert verdict(one(tmp_path, answering(OK), steps, target=target)) == expected
