"""Interim and final responses: statuses, quantifiers, times, contents, endings."""

import pytest
from made_exchanges import content, context, exchange, final, head, interim, said

from midflight.content.pattern import octets
from midflight.evidence import Ending, Exchange
from midflight.judge.context import Saved

STATUSES = [
    ("200", 200, True), ("200", 201, False), ("4xx", 404, True), ("4xx", 500, False), ("any", 599, True),
    ("2xx but 202", 202, False), ("2xx but 202", 204, True), ("[200, 4xx]", 410, True), ("[200, 4xx]", 302, False),
    ("['2xx but 202', 202]", 200, True), ("any but 404, 405", 405, False), ("", 404, True), ("", 500, False),
    ("{headers: {X: {is: absent}}}", 500, False), ("{status: any}", 503, True), ("5xx", 503, True), ("$s", 201, True),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "status", "fits"), STATUSES)
def test_status(asked: str, status: int, fits: bool) -> None:
    findings = final(asked, exchange(head(status)), s="201")
    assert findings.fit == fits, said(findings)


@pytest.mark.parametrize(
    ("asked", "status", "kind"),
    [
        ("200", 404, "mismatch"),
        ("200", 500, "breach"),
        ("", 500, "breach"),
        ("500", 501, "mismatch"),
        ("5xx", 404, "mismatch"),
    ],
)
def test_a_server_error_that_was_not_asked_for_is_a_breach(asked: str, status: int, kind: str) -> None:
    assert [item.kind.value for item in final(asked, exchange(head(status))).items] == [kind]


ENDINGS = {
    Ending.CLOSED: "breach", Ending.RESET: "breach", Ending.SILENT: "breach", Ending.GARBLED: "breach",
    Ending.FLOODED: "breach", Ending.UNREACHABLE: "breach", Ending.LEFT: "mismatch", Ending.CUT: "",
}  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_final_response(ending: Ending) -> None:
    seen = exchange(head(102), ending=ending)
    assert [item.kind.value for item in final("", seen).items] == list(filter(None, [ENDINGS[ending]]))
    asked = final("200", seen)
    assert [item.kind.value for item in asked.items] == [ENDINGS[ending] or "mismatch"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_anything_or_a_close_is_no_hang(ending: Ending) -> None:
    hangs = ending in {Ending.SILENT, Ending.GARBLED, Ending.FLOODED}
    assert final("any", exchange(ending=ending)).fit != hangs
    assert final("any", exchange(head(200), ending=ending)).fit != hangs


def test_a_close_has_no_fields() -> None:
    assert final("{status: any, headers: {X: {is: integer, optional: yes}}}", exchange(ending=Ending.CLOSED)).fit
    assert not final("{status: any, headers: {X: {is: integer}}}", exchange(ending=Ending.CLOSED)).fit
    assert not final("{status: any, body: x}", exchange(ending=Ending.CLOSED)).fit
    assert not final("{status: any, save: it}", exchange(ending=Ending.CLOSED)).fit


@pytest.mark.parametrize("ending", [Ending.CLOSED, Ending.RESET, Ending.SILENT, Ending.GARBLED, Ending.FLOODED])
def test_a_final_response_that_is_not_whole_is_a_breach(ending: Ending) -> None:
    assert [item.kind.value for item in final("200", exchange(head(200), ending=ending)).items] == ["breach"]


BODIES = [
    ("''", b"", True), ("abc", b"abc", True), ("abc", b"abd", False), ("{hex: 00 ff}", b"\0\xff", True),
    ("[a, {lines: [b]}]", b"ab\r\n", True), ("{pattern: counted-lines, length: 10}", b"x" * 10, False),
    ("{length: 3}", b"abc", True), ("{length: 4..}", b"abc", False), ("{number: 5..7}", b" 6\n", True),
    ("{number: 5..7}", b"8", False), ("{number: 5..}", b"6a", False), ("{number: 5..}", b"", False),
    ("{number: 5..}", b"\xb2", False), ("{contains: $word}", b"a word b", True), ("{contains: word}", b"wo rd", False),
    ("{contains: \xfc}", "für".encode(), True),
    ("{old: abcdef, new: XYZ, at: 1}", b"abcdef", True), ("{old: abcdef, new: XYZ, at: 1}", b"aXYdef", True),
    ("{old: abcdef, new: XYZ, at: 1, up_to: 2}", b"aXYZef", False),
    ("{old: abcdef, new: XYZ, at: 1}", b"aXcZef", False),
    ("{old: abc, new: XYZ, at: 3}", b"abcXY", True),
    ("{message: {status: 200, body: hi}}", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", True),
    ("{message: {status: 2xx, headers: {X: {is: 1..}}}}", b"HTTP/1.1 201 C\r\nX: 2\r\nContent-Length: 0\r\n\r\n", True),
    ("{message: {status: 200}}", b"HTTP/1.1 404 N\r\nContent-Length: 0\r\n\r\n", False),
    ("{message: {body: hi}}", b"HTTP/1.1 200 OK\r\n\r\nho", False),
    ("{message: {status: any}}", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi", False),
    ("{message: {status: any}}", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nhi", False),
    ("{message: {status: any}}", b"HTTP/1.1 102 P\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", True),
    ("{message: {body: {optional: hi}}}", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", True),
    ("{message: {body: {optional: hi}}}", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", True),
    ("{message: {body: {optional: hi}}}", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", True),
    ("{message: {body: {optional: hi}}}", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh", False),
    ("{message: {body: {optional: hi}}}", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nho", False),
    ("{message: {body: {optional: hi}}}", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", False),
    ("{message: {body: {optional: {length: 2}}}}", b"HTTP/1.1 200 OK\r\n\r\nho", True),
    ("{message: {body: hi}}", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", False),
    ("{message: {status: any}}", b"nonsense", False), ("{message: {status: any}}", b"", False),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "body", "fits"), BODIES)
def test_content(asked: str, body: bytes, fits: bool) -> None:
    findings = final(f"{{body: {asked}}}", exchange(head(200), body=body), word="word")
    assert findings.fit == fits, said(findings)
    assert findings.evidence


def saved(octets: bytes, kept: int | None = None) -> Saved:
    return Saved(head(200, "ETag: x"), content(octets, kept))


@pytest.mark.parametrize(
    ("before", "now", "fits"),
    [
        (b"a id=1 b", b"a id=22 b", True),
        (b"a id=1 b", b"a id=22 c", False),
        (b"a", b"ab", False),
        (b"\xff", b"\xff", True),
    ],
)
def test_content_like_before(before: bytes, now: bytes, fits: bool) -> None:
    for like in ("$whole", "$whole.body"):
        known = context(volatile=["id=[0-9]+"], whole=saved(before))
        assert final(f"{{body: {{like: {like}}}}}", exchange(head(200), body=now), within=known).fit == fits


EMBEDDED = "status: $whole.status, fields_like: $whole, body: {like: $whole}"


@pytest.mark.parametrize(
    ("asked", "message", "complaint"),
    [
        (EMBEDDED, b"HTTP/1.1 200 OK\r\nETag: x\r\nDate: now\r\n\r\nabc", ""),
        (EMBEDDED, b"HTTP/1.1 200 OK\r\nETag: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", ""),
        (EMBEDDED, b"HTTP/1.1 200 OK\r\nETag: y\r\n\r\nabc", "etag: y"),
        (EMBEDDED, b"HTTP/1.1 200 OK\r\n\r\nabc", "no etag"),
        (EMBEDDED, b"HTTP/1.1 200 OK\r\nETag: x\r\n\r\nabd", "octet 2"),
        (EMBEDDED, b"HTTP/1.1 201 C\r\nETag: x\r\n\r\nabc", "an embedded 201"),
        ("fields_like: $whole, but: [etag]", b"HTTP/1.1 200 OK\r\n\r\nabc", ""),
        ("fields_like: $whole, body: {optional: {like: $whole}}", b"HTTP/1.1 200 OK\r\nETag: x\r\n\r\n", ""),
        ("fields_like: $whole, body: {optional: x}", b"HTTP/1.1 200 OK\r\nETag: x\r\nContent-Length: 0\r\n\r\n", ""),
    ],
)
def test_a_message_like_a_saved_response(asked: str, message: bytes, complaint: str) -> None:
    known = context(whole=Saved(head(200, "ETag: x", "Content-Length: 3"), content(b"abc")))
    findings = final(f"{{body: {{message: {{{asked}}}}}}}", exchange(head(200), body=message), within=known)
    assert findings.fit == (not complaint)
    assert complaint in "".join(item.got for item in findings.items)


def test_a_message_too_long_to_keep_is_nobodys_fault() -> None:
    seen = exchange(head(200), body=content(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 90, 40))
    assert final("{body: {message: {status: 200}}}", seen).fit
    assert [item.kind.value for item in final("{body: {message: {body: xyz}}}", seen).items] == ["unreadable"]


def test_content_too_long_to_keep_is_compared_by_its_digest() -> None:
    for now, fits in ((b"x" * 90, True), (b"x" * 80 + b"y" * 10, False), (b"x" * 91, False)):
        known = context(whole=saved(b"x" * 90, kept=10))
        seen = exchange(head(200), body=content(now, 10))
        assert final("{body: {like: $whole}}", seen, within=known).fit == fits
        assert final(f"{{body: {'x' * 90}}}", seen).fit == fits


LONG = "{pattern: counted-lines, length: 100000}"
MISPLACED = bytes(range(16))


@pytest.mark.parametrize(
    "asked",
    [LONG, f"{{old: {LONG}, new: {{pattern: counted-lines, slice: 500000-500099}}, at: 70000}}", "{like: $whole}"],
)
@pytest.mark.parametrize("kept", [None, 65536])
def test_the_place_of_a_difference_in_long_content_is_shown(asked: str, kept: int | None) -> None:
    right = octets(0, 99_999)
    seen = exchange(head(200), body=content(right[:32000] + MISPLACED + right[32016:], kept))
    findings = final(f"{{body: {asked}}}", seen, within=context(whole=saved(right, kept)))
    got = r"…00000001999\n\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b…"
    assert [item.got for item in findings.items] == [
        f"differs at octet 32000: '{got}' instead of '…00000001999\\n000000000002…'"
    ]


def test_fields_are_compared_with_those_of_a_response_only() -> None:
    findings = final("{fields_like: $word}", exchange(head(200)), word="text")
    assert said(findings) == ["unreadable: a saved response to compare the fields with / text"]


def test_a_final_response_is_saved_whole() -> None:
    known = context()
    assert final("{save: whole}", exchange(head(201, "ETag: a", "ETag: b"), body=b"12"), within=known).fit
    said_of_it = known.text("$whole.status $whole.body $(whole.body + 1) $whole.headers.ETag")
    assert said_of_it == "201 12 13 a, b"


def stream(*times: float, status: int = 102) -> Exchange:
    """102s at these moments, then a 200 half a second behind the last."""
    heads = [head(status, f"X: {place}", at=at, entry=place) for place, at in enumerate(times)]
    return exchange(*heads, head(200, at=(times[-1] if times else 0.0) + 0.5, entry=len(times)))


INTERIM = [
    ("none", [], True), ("none", [1.0], False),
    ("[{first: 102}]", [], False), ("[{first: 102}]", [1.0], True), ("[{first: 103}]", [1.0], False),
    ("[{first: 102, headers: {X: '0'}}]", [1.0, 2.0], True), ("[{first: 102, headers: {X: '1'}}]", [1.0, 2.0], False),
    ("[{last: 102, headers: {X: '1'}}]", [1.0, 2.0], True), ("[{last: 102, headers: {X: '0'}}]", [1.0, 2.0], False),
    ("[{every: 102}]", [], False), ("[{every: 102}]", [1.0], True), ("[{every: 102, count: 0..}]", [], True),
    ("[{every: 102, count: 2..}]", [1.0], False), ("[{every: 102, count: 2..3}]", [1.0, 2.0], True),
    ("[{every: 102, count: ..1}]", [1.0, 2.0], False), ("[{every: 102, headers: {X: {is: ..1}}}]", [1.0, 2.0], True),
    ("[{every: 102, headers: {X: {is: ..1}}}]", [1.0, 2.0, 3.0], False),
    ("[{never: 102}]", [], True), ("[{never: 102}]", [1.0], False), ("[{never: 100}]", [1.0], True),
    ("[{never: 102, headers: {X: '1'}}]", [1.0], True), ("[{never: 102, headers: {X: '1'}}]", [1.0, 2.0], False),
    ("[{first: 1xx}, {never: 103}]", [1.0], True),
    ("[{first: 102, at: ..1 s}]", [0.9], True), ("[{first: 102, at: ..1 s}]", [1.2], False),
    ("[{first: 102, at: 1..2 s}]", [0.9], False), ("[{first: 102, at: ..2 steps}]", [1.0], True),
    ("[{first: 102, at: 1 operation..}]", [2.9], False), ("[{first: 102, at: ..1 operation + 1 s}]", [4.0], True),
    ("[{every: 102, gap: ..1 s}]", [0.5, 1.5, 2.5], True), ("[{every: 102, gap: ..1 s}]", [0.5, 1.6], False),
    ("[{every: 102, gap: ..1 s}]", [1.5], False), ("[{every: 102, gap: ..400 ms}]", [0.2, 0.4], False),
    ("[{every: 102, gap: 500 ms..}]", [0.1, 0.5], False), ("[{every: 102, gap: 500 ms..}]", [0.1, 0.6], True),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "times", "fits"), INTERIM)
def test_interim(asked: str, times: list[float], fits: bool) -> None:
    findings = interim(asked, stream(*times))
    assert findings.fit == fits, said(findings)


def test_upper_bounds_stretch_and_lower_ones_do_not() -> None:
    assert interim("[{first: 102, at: ..1 s}]", stream(1.2), slack=0.3).fit
    assert not interim("[{first: 102, at: 1 s..}]", stream(0.9), slack=0.3).fit
    assert interim("[{every: 102, gap: ..1 s}]", stream(0.5, 1.7), slack=0.3).fit
    assert final("{at: ..1 s}", exchange(head(200, at=1.2)), slack=0.3).fit


def test_times_count_from_the_last_octet_of_the_request() -> None:
    assert final("{status: 200, at: ..1 s}", exchange(head(200, at=5.5), begin=5.0)).fit
    assert (
        final("{status: 200, at: 1 s..}", exchange(head(200, at=5.5), begin=5.0)).items[0].got
        == "it came after 0.500 s"
    )


def test_never_cannot_tell_from_a_value_that_cannot_be_read() -> None:
    seen = exchange(head(102, "Progress: x/"), head(200))
    findings = interim("[{never: 102, headers: {Progress.numerator: {is: 5..}}}]", seen)
    assert [item.kind.value for item in findings.items] == ["unreadable"]


def test_no_interim_response_leaves_optional_fields_absent() -> None:
    findings = interim("[{every: 102, count: 0.., headers: {X: {is: integer, optional: yes}}}]", stream())
    assert (findings.fit, findings.evidence, findings.absent) == (True, 0, 1)
