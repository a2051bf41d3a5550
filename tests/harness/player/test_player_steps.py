"""Fixtures, background exchanges, repetition, concurrency, shared connections: how steps hang together."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from scripted_peer import (
    BROKEN,
    OK,
    PROCESSING,
    REFUSED,
    Peer,
    answering,
    each_answering,
    interim,
    load,
    one,
    response,
    run,
    verdict,
)

CREATED = response(201, Location="made?here")


def test_a_saved_uri_is_resolved_against_the_request_uri(tmp_path: Path) -> None:
    seen: list[str] = []
    exchanges = """
- request: {method: POST, uri: /a/b}
  final: {status: 201, headers: {Location: {save: it}}}
- request: {method: GET, uri: $it}
- request: {method: GET, uri: "$it&x"}
"""
    assert verdict(one(tmp_path, each_answering(CREATED, OK, OK, seen=seen), exchanges)) == "pass"
    assert seen == ["POST /a/b", "GET /a/made?here", "GET /a/made?here&x"]


FIXTURES = """
something_made:
  parameters: {where: /x, body: nothing}
  saves: [it]
  exchanges:
    - request: {method: POST, uri: $where, body: $body}
      final: {status: 201, headers: {Location: {save: it}}}
"""


def test_a_fixture_has_parameters_with_defaults_and_saves_values(tmp_path: Path) -> None:
    seen: list[str] = []
    handlers = each_answering(CREATED, OK, seen=seen)
    played = one(
        tmp_path,
        handlers,
        "- request: {method: GET, uri: $it}",
        given="- something_made: {where: /y/}",
        fixtures=FIXTURES,
    )
    assert verdict(played) == "pass"
    assert seen == ["POST /y/", "GET /y/made?here"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (OK, "the fixture something_made: expected a final 201; got 200"),
        (BROKEN, "the fixture something_made: expected a final 201; got 500"),
        (response(201), "the fixture something_made: expected Location present; got a 201 without Location"),
        (b"HTTP/1.1 2", "the fixture something_made: expected a final 201; got the connection was closed before it"),
    ],
)
def test_a_set_up_that_does_not_hold_is_untestable(tmp_path: Path, answer: bytes, reason: str) -> None:
    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.send(answer)

    played = one(tmp_path, handler, "- request: {method: GET, uri: $it}", given="- something_made", fixtures=FIXTURES)
    assert verdict(played) == "untestable"
    assert played.outcome.reason.startswith(reason)
    assert played.outcome.root_cause == played.outcome.reason


def test_a_fixture_that_saves_nothing_is_untestable(tmp_path: Path) -> None:
    fixtures = FIXTURES.replace("{save: it}", "{save: it, optional: yes}")
    played = one(
        tmp_path,
        answering(response(201)),
        "- request: {method: GET, uri: $it}",
        given="- something_made",
        fixtures=fixtures,
    )
    assert (verdict(played), played.outcome.reason) == (
        "untestable",
        "given: expected the fixture something_made to save it; got nothing to save",
    )


def test_a_value_that_was_never_saved_is_untestable(tmp_path: Path) -> None:
    exchanges = """
- request: {method: GET, uri: /}
  final: {headers: {Location: {save: it, optional: yes}}}
- request: {method: GET, uri: $it}
"""
    played = one(tmp_path, answering(OK), exchanges)
    assert (verdict(played), played.outcome.reason) == ("untestable", "the value $it was never saved")


def test_a_value_that_was_never_saved_is_untestable_in_the_middle_of_a_request_too(tmp_path: Path) -> None:
    exchanges = """
- request: {method: GET, uri: /}
  final: {headers: {Retry-After: {save: n, optional: yes}}}
- request: {method: PUT, uri: /, body: abc, pace: {octets: $n, every: 1 ms}}
"""
    played = one(tmp_path, answering(OK), exchanges)
    assert (verdict(played), played.outcome.reason) == ("untestable", "the value $n was never saved")


def test_meanwhile_pauses_the_content_until_its_block_ends(tmp_path: Path) -> None:
    second_is_over = asyncio.Event()

    async def first(peer: Peer) -> None:
        await peer.head()
        assert await peer.receive(4) == b"abcd"
        rest = asyncio.create_task(peer.receive(2))
        await asyncio.sleep(0)
        assert not rest.done()
        await second_is_over.wait()
        assert await rest == b"ef"
        await peer.send(OK)

    async def second(peer: Peer) -> None:
        await peer.request()
        await peer.send(OK)
        second_is_over.set()

    exchanges = """
- request: {method: PUT, uri: /, body: abcdef}
  meanwhile:
    after: {sent: 4}
    exchanges:
      - request: {method: HEAD, uri: /, headers: {X-Sent: $sent}}
  final: {status: 200}
"""
    assert verdict(one(tmp_path, [first, second], exchanges)) == "pass"


def test_meanwhile_uses_what_the_interim_response_saved(tmp_path: Path) -> None:
    watched = asyncio.Event()
    seen: list[str] = []

    async def first(peer: Peer) -> None:
        await peer.request()
        await peer.send(interim(Location="/status"))
        await watched.wait()
        await peer.send(OK)

    async def second(peer: Peer) -> None:
        head, _ = await peer.request()
        seen.append(head.split(" HTTP")[0])
        await peer.send(OK)
        watched.set()

    exchanges = """
- request: {method: POST, uri: /}
  interim: [{first: 102, headers: {Location: {is: uri-reference, save: document}}}]
  meanwhile: {after: {interim: 102}, exchanges: [{request: {method: GET, uri: $document}}]}
  final: 200
"""
    assert verdict(one(tmp_path, [first, second], exchanges)) == "pass"
    assert seen == ["GET /status"]


BACKGROUND = """
running:
  saves: [it]
  exchanges:
    - request: {method: POST, uri: /}
      meanwhile: {after: {interim: {first: 102, headers: {Location: {save: it}}}}}
"""


def test_a_background_exchange_stays_open_and_counts_for_throughout(tmp_path: Path) -> None:
    watched = asyncio.Event()

    async def first(peer: Peer) -> None:
        await peer.request()
        await peer.send(interim(Location="/s", Progress="5/9"))
        await watched.wait()
        await peer.send(interim(Progress="4/9"))
        assert await peer.rest() == (b"", "closed")

    async def second(peer: Peer) -> None:
        await peer.request()
        watched.set()
        await peer.send(response(200, Progress="5/9"))

    played = one(
        tmp_path,
        [first, second],
        "- request: {method: GET, uri: $it}\n- request: {method: GET, uri: $it}",
        given="- running",
        more="throughout: {Progress.numerator: never-decreases}",
        fixtures=BACKGROUND,
    )
    assert (verdict(played), played.outcome.got) == ("fail", "4 after 5")


def test_a_background_exchange_that_ends_first_is_untestable(tmp_path: Path) -> None:
    played = one(tmp_path, answering(OK), "- request: {method: GET, uri: $it}", given="- running", fixtures=BACKGROUND)
    assert verdict(played) == "untestable"
    assert "the fixture running: expected a 102" in played.outcome.reason


def test_together_plays_concurrently(tmp_path: Path) -> None:
    both = asyncio.Barrier(2)

    async def handler(peer: Peer) -> None:
        await peer.request()
        await both.wait()
        await peer.send(OK)

    exchanges = """
- together:
    - request: {method: GET, uri: /a}
    - repeat: 1
      exchanges: [request: {method: GET, uri: /b}]
"""
    assert verdict(one(tmp_path, handler, exchanges)) == "pass"


def test_a_failure_of_one_ends_the_others(tmp_path: Path) -> None:
    async def failing(peer: Peer) -> None:
        await peer.request()
        await peer.send(REFUSED)

    async def hanging(peer: Peer) -> None:
        await peer.request()
        assert await peer.rest() == (b"", "closed")

    exchanges = """
- together:
    - {request: {method: GET, uri: /a}, final: 200}
    - {request: {method: GET, uri: /b}, final: 200}
"""
    played = one(tmp_path, [failing, hanging], exchanges, target={"times": {"patience": "9 s"}})
    assert (verdict(played), played.outcome.got) == ("fail", "403 -" if "-" in played.outcome.got else "403 Forbidden")
    assert played.duration < 3


def test_repeat_plays_its_steps_so_many_times(tmp_path: Path) -> None:
    seen: list[str] = []
    exchanges = "- repeat: 3\n  exchanges: [request: {method: GET, uri: /}]"
    assert verdict(one(tmp_path, answering(OK, seen=seen), exchanges)) == "pass"
    assert len(seen) == 3


PIPELINED = """
- pipelined:
    - {request: {method: PUT, uri: /a, body: abc}, final: 200}
    - {request: {method: GET, uri: /b}, final: 403}
"""


def test_pipelined_requests_are_one_write(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.request()
        await peer.send(OK + REFUSED)

    played = one(tmp_path, handler, PIPELINED)
    assert verdict(played) == "pass"
    sent = [entry.octets for entry in played.transcript if entry.direction == "sent"]
    assert len(sent) == 1
    assert b"abcGET /b" in sent[0]


@pytest.mark.parametrize(
    ("answer", "got"),
    [
        (REFUSED + OK, "403 Forbidden"),
        (OK, "none came"),
        (OK + REFUSED + OK, "octets: b'HTTP/1.1 200 OK"),
        (OK + b"garbage" + REFUSED, "octets that are no HTTP response"),
    ],
)
def test_pipelined_responses_are_told_apart(tmp_path: Path, answer: bytes, got: str) -> None:
    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.request()
        await peer.send(answer)
        await peer.rest()

    played = one(tmp_path, handler, PIPELINED)
    assert verdict(played) == "fail"
    assert got in played.outcome.got


def test_a_later_pipelined_request_waits_for_an_event(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.send(PROCESSING)
        head, _ = await peer.request()
        assert head.startswith("GET /b ")
        await peer.send(OK + REFUSED)

    exchanges = PIPELINED.replace("{request: {method: GET", "{after: {interim: 102}, request: {method: GET")
    assert verdict(one(tmp_path, handler, exchanges)) == "pass"


def test_what_follows_a_pipeline_can_be_asked_for(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.request()
        await peer.send(OK + REFUSED)

    exchanges = PIPELINED.replace("final: 403}", "final: 403, afterwards: closed}")
    assert verdict(one(tmp_path, handler, exchanges)) == "pass"


def test_retry_judges_the_last_try(tmp_path: Path) -> None:
    seen: list[str] = []
    exchanges = "- {request: {method: GET, uri: /}, retry: {every: 1 ms, within: 2 s}, final: 200}"
    handlers = each_answering(REFUSED, REFUSED, OK, REFUSED, seen=seen)
    assert verdict(one(tmp_path, handlers, exchanges)) == "pass"
    assert len(seen) == 3


def test_retry_gives_up_when_its_time_is_over(tmp_path: Path) -> None:
    exchanges = "- {request: {method: GET, uri: /}, retry: {every: 30 ms, within: 60 ms}, final: 200}"
    played = one(tmp_path, answering(REFUSED), exchanges)
    assert (verdict(played), played.outcome.expected) == ("fail", "a final 200")


CONTROL = """
- request: {method: GET, uri: /, headers: {X: $x}}
  control: {x: right}
  final: 4xx
"""


@pytest.mark.parametrize(
    ("when_right", "when_wrong", "expected"),
    [(OK, REFUSED, "pass"), (OK, OK, "fail"), (REFUSED, REFUSED, "untestable"), (BROKEN, REFUSED, "untestable")],
)
def test_control(tmp_path: Path, when_right: bytes, when_wrong: bytes, expected: str) -> None:
    seen: list[str] = []

    async def handler(peer: Peer) -> None:
        while head := await peer.head():
            seen.append(head.split(" HTTP")[0])
            await peer.send(OK if head.startswith("PUT") else when_right if "X: right" in head else when_wrong)

    played = one(
        tmp_path,
        handler,
        CONTROL,
        given="- request: {method: PUT, uri: /$fresh}",
        more="for_each: {x: {bad: wrong}}",
    )
    assert verdict(played) == expected
    assert [line[:3] for line in seen][:4] == ["PUT", "PUT", "GET", "GET"][: len(seen)]
    assert seen[0] != seen[1]
    assert ("control" in played.outcome.reason) == (expected == "untestable")


def test_for_each_is_one_case_per_label(tmp_path: Path) -> None:
    seen: list[str] = []
    text = """
- id: made
  requirement: MU-001
  for_each: {method: {get: GET, head: HEAD}, path: {a: /a, b: /b}}
  exchanges: [request: {method: $method, uri: $path}]
"""
    cases = load(tmp_path, text)
    assert [case.id for case in cases] == [
        "made/made[get-a]",
        "made/made[get-b]",
        "made/made[head-a]",
        "made/made[head-b]",
    ]
    assert [verdict(played) for played in run(answering(OK, seen=seen), cases)] == ["pass"] * 4
    assert seen == ["GET /a", "GET /b", "HEAD /a", "HEAD /b"]


def test_a_named_connection_is_used_again(tmp_path: Path) -> None:
    exchanges = "- {connection: c, request: {method: GET, uri: /}}\n" * 3
    played = one(tmp_path, [answering(OK, OK, OK), answering()], exchanges)
    assert verdict(played) == "pass"
    assert {entry.connection for entry in played.transcript} == {1}


@pytest.mark.parametrize("reset", [False, True])
def test_a_connection_closed_while_idle_is_opened_again(tmp_path: Path, reset: bool) -> None:
    async def closing(peer: Peer) -> None:
        await peer.request()
        await peer.send(OK)
        if reset:
            await peer.head()
            peer.reset()

    exchanges = "- {connection: c, request: {method: GET, uri: /}}\n" * 2
    played = one(tmp_path, [closing, answering(OK)], exchanges)
    assert verdict(played) == "pass", played.outcome.reason
    assert {entry.connection for entry in played.transcript} == {1, 2}


@pytest.mark.parametrize(
    ("close", "afterwards", "expected"),
    [(True, "closed", "pass"), (False, "open", "pass"), (True, "open", "fail"), (False, "{silent: 50 ms}", "pass")],
)
def test_afterwards(tmp_path: Path, close: bool, afterwards: str, expected: str) -> None:
    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.send(OK)
        if not close:
            await peer.rest()

    exchange = f"- {{request: {{method: GET, uri: /}}, afterwards: {afterwards}}}"
    assert verdict(one(tmp_path, handler, exchange)) == expected


@pytest.mark.parametrize(("late", "expected"), [(b"", "pass"), (b"HTTP/1.1 102 Processing\r\n\r\n", "fail")])
def test_a_close_is_silence_enough_where_a_case_says_so(tmp_path: Path, late: bytes, expected: str) -> None:
    async def closing(peer: Peer) -> None:
        await peer.request()
        await peer.send(OK + late)

    exchange = "- {request: {method: GET, uri: /}, one_of: [{afterwards: {silent: 2 s}}, {afterwards: closed}]}"
    assert verdict(one(tmp_path, closing, exchange)) == expected


def test_octets_break_a_silence(tmp_path: Path) -> None:
    async def handler(peer: Peer) -> None:
        await peer.request()
        await peer.send(OK)
        await asyncio.sleep(0.02)
        await peer.send(b"x")
        await peer.rest()

    exchange = "- {request: {method: GET, uri: /}, afterwards: {silent: 2 s}}"
    assert verdict(one(tmp_path, handler, exchange)) == "fail"


ONE_OF = """
- request: {method: GET, uri: /}
  one_of:
    - {final: 200, verdict: warn, observed: it was there}
    - {final: 403, exchanges: [{request: {method: GET, uri: /more}, final: 200}]}
    - {final: 404, verdict: not-applicable, observed: it is not offered}
"""


@pytest.mark.parametrize(
    ("answers", "expected", "reason"),
    [
        ([OK], "warn", "it was there"),
        ([REFUSED, OK], "pass", ""),
        ([REFUSED, REFUSED], "fail", "expected a final 200; got 403 Forbidden"),
        ([response(404)], "not-applicable", "it is not offered"),
        ([response(410)], "fail", "expected a final 200 or a final 403 or a final 404; got 410 -"),
    ],
)
def test_one_of(tmp_path: Path, answers: list[bytes], expected: str, reason: str) -> None:
    played = one(tmp_path, each_answering(*answers), ONE_OF)
    assert (verdict(played), played.outcome.reason) == (expected, reason)


def test_a_branch_that_nobody_can_tell_is_untestable(tmp_path: Path) -> None:
    exchange = """
- request: {method: GET, uri: /}
  one_of:
    - final: {status: 200, headers: {Progress.numerator: {is: 1..}}}
    - final: 404
"""
    assert verdict(one(tmp_path, answering(response(200, Progress="1/2")), exchange)) == "pass"
    assert verdict(one(tmp_path, answering(response(200, Progress="0/2")), exchange)) == "fail"
    assert verdict(one(tmp_path, answering(response(200, Progress="one")), exchange)) == "untestable"
    assert verdict(one(tmp_path, answering(BROKEN), exchange)) == "fail"


def test_in_a_set_up_only_not_applicable_counts(tmp_path: Path) -> None:
    rest = "- request: {method: GET, uri: /}"
    assert verdict(one(tmp_path, answering(OK, OK), rest, given=ONE_OF)) == "pass"
    played = one(tmp_path, answering(response(404)), rest, given=ONE_OF)
    assert (verdict(played), played.outcome.reason) == ("not-applicable", "it is not offered")


def test_what_must_hold_before_an_exchange_is_judged(tmp_path: Path) -> None:
    exchange = "- {request: {method: GET, uri: /}, given: {interim: [{first: 102}]}, final: 200}"
    assert verdict(one(tmp_path, answering(PROCESSING + OK), exchange)) == "pass"
    assert verdict(one(tmp_path, answering(PROCESSING + REFUSED), exchange)) == "fail"
    assert verdict(one(tmp_path, answering(REFUSED), exchange)) == "untestable"


def test_sent_counts_the_content_when_the_response_was_read(tmp_path: Path) -> None:
    async def first(peer: Peer) -> None:
        await peer.head()
        assert await peer.receive(3) == b"abc"
        await peer.send(REFUSED)

    seen: list[str] = []
    exchanges = """
- request: {method: PUT, uri: /, body: abcdef, cut: {after: {sent: 3}, by: half-close}}
  final: 403
- request: {method: GET, uri: /$sent}
"""
    assert verdict(one(tmp_path, [first, answering(OK, seen=seen)], exchanges)) == "pass"
    assert seen == ["GET /3"]
