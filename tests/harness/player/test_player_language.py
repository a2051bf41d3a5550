"""What cases can say beyond single exchanges: steps for some targets only, counted rounds, content under a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripted_peer import OK, Peer, answering, each_answering, one, response, verdict


def reading(*answers: bytes, seen: list[bytes]) -> object:
    """Answer one request after the other on fresh connections; note their content, whatever its framing."""

    def handler(answer: bytes) -> object:
        async def serve(peer: Peer) -> None:
            head, content = await peer.request()
            if "transfer-encoding: chunked" in head.lower():
                while not content.endswith(b"0\r\n\r\n"):
                    content += await peer.receive(1)
            seen.append(content)
            await peer.send(answer)
            await peer.rest()

        return serve

    return [handler(answer) for answer in answers]


STEPS = """
- needs: [put]
  request: {method: PUT, uri: /a}
- unless: [put]
  request: {method: PATCH, uri: /b}
- needs: [put, etag]
  request: {method: GET, uri: /c}
"""


@pytest.mark.parametrize(("claims", "played"), [(["put"], ["PUT /a"]), (["patch-message"], ["PATCH /b"])])
def test_an_exchange_that_is_not_for_this_target_is_left_out(
    tmp_path: Path, claims: list[str], played: list[str]
) -> None:
    seen: list[str] = []
    description = {"claims": ["writable", *claims], "writable": {"uri": "/$fresh"}}
    assert verdict(one(tmp_path, each_answering(OK, seen=seen), STEPS, target=description)) == "pass"
    assert seen == played


def test_rounds_are_counted(tmp_path: Path) -> None:
    seen: list[str] = []
    steps = """
- repeat: {n: $low..$(low + 2)}
  exchanges:
    - request: {method: GET, uri: "/$n/$(n + 1)"}
- repeat: {n: 5..4}
  exchanges:
    - request: {method: GET, uri: /never}
"""
    played = one(tmp_path, each_answering(*[OK] * 3, seen=seen), steps, more="for_each: {low: {some: 8}}")
    assert verdict(played) == "pass"
    assert seen == ["GET /8/9", "GET /9/10", "GET /10/11"]


def test_a_pause_lets_time_pass(tmp_path: Path) -> None:
    played = one(
        tmp_path,
        each_answering(OK, OK),
        "- request: {uri: /, method: GET}\n- pause: 150 ms\n- request: {uri: /, method: GET}",
    )
    assert verdict(played) == "pass"
    assert played.duration >= 0.15


def test_a_fresh_name_of_the_target_is_another_one_at_every_use(tmp_path: Path) -> None:
    seen: list[str] = []
    steps = """
- request: {use: writable, method: PUT, body: x, save: one}
- request: {use: writable, method: PUT, body: x, save: two}
- request: {method: GET, uri: $one}
- request: {method: GET, uri: $two}
"""
    description = {"claims": ["writable", "put"], "writable": {"uri": "/files/$fresh"}}
    assert verdict(one(tmp_path, each_answering(*[OK] * 4, seen=seen), steps, target=description)) == "pass"
    names = [line.split("/files/")[1] for line in seen]
    assert names[:2] == names[2:]
    assert len(set(names)) == 2
    assert all(re.fullmatch(r"midflight-[0-9a-f]{24}", name) for name in names)


FIXTURES = """
it_is_written:
  parameters: {content: abc, last: $(content.length - 1), whole: {lines: [$content]}}
  exchanges:
    - request: {method: PUT, uri: "/0-$last/$content.length/$whole.length", body: [<, $content, ">"]}
"""


@pytest.mark.parametrize(
    ("parameters", "line", "content"),
    [
        ("", "PUT /0-2/3/5", b"<abc>"),
        (": {content: café}", "PUT /0-4/5/7", "<café>".encode()),
        (": {content: ''}", "PUT /0--1/0/2", b"<>"),
        (": {content: '$$n'}", "PUT /0-1/2/4", b"<$n>"),
        (": {content: $thing, whole: x}", "PUT /0-3/4/1", b"<\x00\x01\x02\x03>"),
        (": {content: {first: $size, of: $thing}, whole: x}", "PUT /0-1/2/1", b"<\x00\x01>"),
    ],
)
def test_content_under_a_name(tmp_path: Path, parameters: str, line: str, content: bytes) -> None:
    seen: list[bytes] = []
    lines: list[str] = []

    async def handler(peer: Peer) -> None:
        head, got = await peer.request()
        lines.append(head.split(" HTTP/", 1)[0])
        seen.append(got)
        await peer.send(OK)
        await peer.rest()

    labels = "for_each:\n  thing: {four: {hex: 00 01 02 03}}\n  size: {two: 2}"
    played = one(tmp_path, handler, f"- it_is_written{parameters}", fixtures=FIXTURES, more=labels)
    assert verdict(played) == "pass", played.outcome
    assert (lines, seen) == ([line], [content])


def test_content_is_no_text(tmp_path: Path) -> None:
    played = one(
        tmp_path, answering(OK), "- request: {method: GET, uri: /$thing}", more="for_each: {thing: {x: {hex: 00}}}"
    )
    assert verdict(played) == "untestable"
    assert played.outcome.reason == "$thing is content, not a text"


def test_a_control_may_change_content(tmp_path: Path) -> None:
    seen: list[bytes] = []
    steps = "- request: {method: PATCH, uri: /, body: {first: 3, of: $thing}}\n  control: {thing: {hex: 01 02 03 04}}"
    handlers = reading(OK, OK, seen=seen)
    assert verdict(one(tmp_path, handlers, steps, more="for_each: {thing: {bad: {lines: [abc]}}}")) == "pass"  # type: ignore[arg-type]
    assert seen == [b"\x01\x02\x03", b"abc"]


def test_a_control_may_rest_on_the_value_it_changes(tmp_path: Path) -> None:
    seen: list[str] = []
    steps = "- request: {method: GET, uri: /$n}\n  control: {n: $(n - 1)}"
    played = one(tmp_path, each_answering(OK, OK, seen=seen), steps, more="for_each: {n: {nine: 9}}")
    assert (verdict(played), seen) == ("pass", ["GET /8", "GET /9"])


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ("{chunked: abcdefg, sizes: [1, 3]}", b"1\r\na\r\n3\r\nbcd\r\n3\r\nefg\r\n0\r\n\r\n"),
        ("{chunked: abcdefghijkl}", b"c\r\nabcdefghijkl\r\n0\r\n\r\n"),
        ("{chunked: ''}", b"0\r\n\r\n"),
    ],
)
def test_chunked_content_frames_itself(tmp_path: Path, body: str, sent: bytes) -> None:
    seen: list[bytes] = []
    played = one(tmp_path, reading(OK, seen=seen), f"- request: {{method: PUT, uri: /, body: {body}}}")  # type: ignore[arg-type]
    assert verdict(played) == "pass"
    assert seen == [sent]


def test_content_may_rest_on_a_value_of_the_same_response(tmp_path: Path) -> None:
    steps = """
- request: {method: GET, uri: /}
  final: {headers: {Content-Length: {save: n}, ETag: {save: tag}}, body: [{pattern: counted-lines, length: $n}, '']}
- request: {method: GET, uri: /}
  final: {headers: {ETag: {save: again}}, body: $again}
"""
    answers = (response(200, b"000000", ETag="x"), response(200, b"y", ETag="y"))
    assert verdict(one(tmp_path, each_answering(*answers), steps)) == "pass"


def test_chunked_content_in_a_pipeline(tmp_path: Path) -> None:
    received: list[bytes] = []

    async def handler(peer: Peer) -> None:
        for coded in (b"3\r\nabc\r\n0\r\n\r\n", b"1\r\nx\r\n2\r\nyz\r\n0\r\n\r\n"):
            assert "Transfer-Encoding: chunked" in await peer.head()
            received.append(await peer.receive(len(coded)))
            assert received[-1] == coded
            await peer.send(OK)
        await peer.rest()

    steps = """
- pipelined:
    - request: {method: PUT, uri: /, headers: {Transfer-Encoding: chunked}, body: abc}
    - request: {method: PUT, uri: /, body: {chunked: xyz, sizes: [1, 2]}}
    - needs: [etag]
      request: {method: GET, uri: /}
"""
    assert verdict(one(tmp_path, handler, steps)) == "pass"


def test_chunked_content_that_is_cut_short(tmp_path: Path) -> None:
    heads: list[str] = []
    seen: list[bytes] = []

    async def handler(peer: Peer) -> None:
        heads.append(await peer.head())
        seen.append((await peer.rest())[0])

    steps = """
- request:
    method: PUT
    uri: /
    body: {first: 4, of: {chunked: abc}}
    cut: {after: {sent: 4}, by: close}
"""
    assert verdict(one(tmp_path, handler, steps)) == "pass"
    assert seen == [b"3\r\na"]
    assert "Transfer-Encoding: chunked" in heads[0]
    assert "Content-Length" not in heads[0]


WHOLE = response(200, Date="x", ETag='"a"', Vary="A, B", Connection="keep-alive, Odd", Odd="1")


@pytest.mark.parametrize(
    ("second", "but", "expected", "reason"),
    [
        (response(200, Date="y", ETag='"a"', Vary="A, B", Age="3"), "[]", "pass", ""),
        (response(200, ETag='"b"', Vary="A, B"), "[]", "fail", 'expected etag: "a", as before; got etag: "b"'),
        (response(200, ETag='"b"', Vary="A, B"), "[etag]", "pass", ""),
        (response(200, ETag='"a"'), "[]", "fail", "expected vary: A, B, as before; got no vary"),
        (response(200, ETag='"a"', Vary="A, B", New="1"), "[]", "fail", "expected no new, as before; got new: 1"),
        (b'HTTP/1.1 204 No\r\nETag: "a"\r\nVary: A\r\nVary: B\r\n\r\n', "[]", "pass", ""),
    ],
)
def test_fields_like_those_of_a_saved_response(
    tmp_path: Path, second: bytes, but: str, expected: str, reason: str
) -> None:
    steps = f"""
- request: {{method: GET, uri: /}}
  final: {{save: whole}}
- request: {{method: HEAD, uri: /}}
  final: {{fields_like: $whole, but: {but}}}
"""
    played = one(tmp_path, each_answering(WHOLE, second), steps)
    assert (verdict(played), played.outcome.reason) == (expected, reason)


PREFERENCES = {
    "Transaction=persist": ("transaction=persist", True),
    'foo, transaction="persist"; x=y': ("transaction=persist", True),
    "transaction = persist": ("TRANSACTION=persist", True),
    "transaction=Persist": ("transaction=persist", False),
    "transaction=atomic": ("transaction=persist", False),
    "transaction": ("transaction=persist", False),
    'x="transaction=persist"': ("transaction=persist", False),
    "transaction=persist": ("transaction", True),
    'transaction="a\\"b"': ('transaction="a\\"b"', True),
}


@pytest.mark.parametrize(("value", "asked"), PREFERENCES.items(), ids=PREFERENCES)
def test_a_member_with_its_value(tmp_path: Path, value: str, asked: tuple[str, bool]) -> None:
    member, there = asked
    steps = f"- request: {{method: GET, uri: /}}\n  final: {{headers: {{Preference-Applied: {{has: '{member}'}}}}}}"
    played = one(tmp_path, each_answering(response(200, Preference_Applied=value)), steps)
    assert (verdict(played) == "pass") is there
