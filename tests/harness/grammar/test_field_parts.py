"""The parts of a field are read over all its field lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midflight.grammar import PARTS, Unreadable, has_member

RICH = "3/20 \"POST \\\"x\\\"\" 8020/8591489 (bytes (of \\) it)) UTF-8'ja-JP'%e9%a3%9f utf-8''plain"


@pytest.mark.parametrize(
    ("part", "lines", "expected"),
    [
        ("progress.numerator", ["1/3 5/6", "2/3"], ["1", "2"]),
        ("progress.denominator", ["1/3", "66/", "2/4 5/9"], ["3", "4"]),
        ("progress.fraction", ["1/3 5/6"], ["1/3"]),
        ("progress.fractions", ["1/3 5/6 (x) 7/", "2/3"], ["1/3", "5/6", "7/", "2/3"]),
        ("progress.remarks", [RICH, "1/3"], ["5", "0"]),
        ("progress.languages", [RICH], ["ja"]),
        ("progress.labels", [RICH], ["食", "plain"]),
        ("progress.comments", [RICH], ["bytes (of ) it)"]),
        ("progress.strings", [RICH], ['POST "x"']),
        ("progress.text", [RICH], ['POST "x"', "bytes (of ) it)", "食", "plain"]),
        ("progress.overrun", ["3/3 5/6", "3/2", "1/3 9/8", "9/", "10/9"], ["no", "yes", "yes", "no", "yes"]),
        ("progress.lines", ["1/3", "2/3"], ["2"]),
        ("progress.lines", [], ["0"]),
        ("status-uri.status", ["201 </a,b>, 507 <x>", "200 <>"], ["201", "507", "200"]),
        ("status-uri.reference", ["201 </a,b>, , 507<x>", "200 <>"], ["/a,b", "x", ""]),
        ("status-uri.pairs", ["201\t</a,b>,507<x>"], ["201 </a,b>", "507 <x>"]),
        ("status-uri.pairs", [""], []),
        ("location.userinfo", ["http://u:p%20q@a/", "/x", "http://a/@", "http://@a/"], ["u:p%20q", ""]),
        ("request-content-location.userinfo", ["//u@[::1]:80/"], ["u"]),
        ("content-range.unit", ["bytes 0-3/10"], ["bytes"]),
        ("content-range.first", ["bytes 0-3/10", "bytes 5-/*", "bytes */7"], ["0", "5"]),
        ("content-range.last", ["bytes 0-3/10", "bytes 5-/*", "bytes */7"], ["3"]),
        ("content-range.length", ["bytes 0-3/10", "bytes 5-/*", "bytes */7"], ["10", "*", "7"]),
    ],
)
def test_a_part_is_read_over_all_lines(part: str, lines: list[str], expected: list[str]) -> None:
    assert PARTS[part](lines) == expected


@pytest.mark.parametrize("part", [part for part in PARTS if not part.endswith(".lines")])
def test_a_value_that_breaks_its_grammar_has_no_parts(part: str) -> None:
    with pytest.raises(Unreadable, match=r"'<>' is not "):
        PARTS[part](["<>"])


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_a_quoted_text_is_read_as_it_was_meant(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    assert PARTS["progress.text"]([f'1/3 "{quoted}"']) == [text]


@given(st.text(st.characters(codec="utf-8"), max_size=5))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_a_label_is_read_as_it_was_meant(text: str) -> None:
    encoded = "".join(f"%{octet:02X}" for octet in text.encode())
    assert PARTS["progress.labels"]([f"1/3 UTF-8'en'{encoded}"]) == [text]


@pytest.mark.parametrize(
    ("value", "there", "not_there"),
    [
        ("Close", ["close"], ["clos", "close=1", ""]),
        ("Accept-Language, , Prefer", ["accept-language", "PREFER"], ["language", ""]),
        ("respond-async, wait=20; x=y", ["respond-async", "wait", "Wait=20", 'wait="20"'], ["x", "x=y", "wait=2"]),
        ('transaction = "Persist"', ["transaction=Persist", "transaction"], ["transaction=persist", "persist"]),
        ('a="b, c;d"; e, f', ["a", 'a="b, c;d"', "f"], ["c", "d", "e", "b"]),
        (r'a="b\"c"', [r'a="b\"c"'], ["a=b"]),
        ('"unterminated, x', ['"unterminated, x'], ["x"]),
        ("", [], ["", "a"]),
        (" ;x", [], ["x", ""]),
    ],
)
def test_members_by_name_or_with_their_value(value: str, there: list[str], not_there: list[str]) -> None:
    assert [member for member in (*there, *not_there) if has_member(value, member)] == there
