"""Received content against expected octets, kept whole or in part."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midflight.content import (
    Literal,
    Octets,
    Pattern,
    difference,
    nearest_overlay,
    overlay,
    readable,
    same,
    text,
)
from midflight.evidence import Content

EXACT = settings(derandomize=True, deadline=None, max_examples=300)
SHORT = st.text("ab", max_size=7).map(str.encode)  # few letters: accidental agreement is the interesting case


def received(octets: bytes, kept: int | None = None) -> Content:
    return Content(len(octets), hashlib.sha256(octets).hexdigest(), octets[:kept])


@given(SHORT, SHORT, st.none() | st.integers(0, 4))
@EXACT
def test_same_is_equality_and_a_difference_is_named(got: bytes, wanted: bytes, kept: int | None) -> None:
    content = received(got, kept)
    assert same(content, Literal(wanted)) == (got == wanted)
    assert (difference(content, Literal(wanted)) == "") == (got == wanted)


@pytest.mark.parametrize(
    ("got", "wanted", "kept", "said"),
    [
        (b"abXd", "abcd", None, "differs at octet 2: 'abXd' instead of 'abcd'"),
        (b"a" * 40, "a" * 20 + "b" * 20, None, f"octet 20: '…{'a' * 24}…' instead of '…{'a' * 12}{'b' * 12}…'"),
        (b"ab", "abcd", None, "ends after 2 of 4 octets: 'ab'"),
        (b"abcd", "ab", None, "goes on after the 2 octets expected: 'abcd'"),
        (b"", "ab", None, "is empty instead of 2 octets"),
        (b"ab", "", None, "is 'ab' instead of empty"),
        (b"abcd", "abXX", 2, "differs after octet 2, from where on it was not kept"),
        (b"abcd", "abcde", 2, "not kept; it has 4 octets, not 5"),
    ],
)
def test_the_first_octet_that_differs_is_shown(got: bytes, wanted: str, kept: int | None, said: str) -> None:
    assert said in difference(received(got, kept), text(wanted))


def test_octets_are_shown_readable() -> None:
    assert readable(b"a\r\n\t\\\x00\xff") == "a\\r\\n\\t\\\\\\x00\\xff"


def test_long_content_is_compared_by_length_and_digest() -> None:
    expected = Pattern("counted-lines", 0, 3_000_000)
    content = Content(expected.length, expected.sha256(), b"".join(expected.chunks())[:1000])
    assert same(content, expected)
    assert not same(content, Pattern("counted-lines", 1, 3_000_001))


def is_prefix_overlay(content: Content, old: Octets, new: Octets, at: int, up_to: int) -> bool:
    return same(content, nearest_overlay(content, old, new, at, up_to))


def _overlaid(old: bytes, new: bytes, at: int) -> bytes:
    return old[:at].ljust(at, b"\0") + new + old[at + len(new) :] if new else old


@given(SHORT, SHORT, st.integers(0, 9), st.integers(0, 9))
@EXACT
def test_overlay_writes_over_and_beyond(old: bytes, new: bytes, at: int, up_to: int) -> None:
    assert overlay(Literal(old), Literal(new), at, up_to).whole() == _overlaid(old, new[:up_to], at)


@given(SHORT, SHORT, SHORT, st.integers(0, 9), st.integers(0, 9))
@EXACT
def test_a_prefix_overlay_is_found_exactly_if_there_is_one(
    got: bytes, old: bytes, new: bytes, at: int, up_to: int
) -> None:
    possible = {_overlaid(old, new[:count], at) for count in range(min(up_to, len(new)) + 1)}
    assert all(is_prefix_overlay(received(one), Literal(old), Literal(new), at, up_to) for one in possible)
    assert is_prefix_overlay(received(got), Literal(old), Literal(new), at, up_to) == (got in possible)


@pytest.mark.parametrize("written", [0, 3, 20])
@pytest.mark.parametrize("old", [b"", b"o" * 10, b"o" * 30])
def test_a_prefix_overlay_of_content_kept_in_part(old: bytes, written: int) -> None:
    new = b"n" * 20
    result = _overlaid(old, new[:written], 8)
    for kept in (0, 9, 12) if written == 20 else (12,):
        assert is_prefix_overlay(received(result, kept), Literal(old), Literal(new), 8, 20)
        assert not is_prefix_overlay(received(result + b"x", kept), Literal(old), Literal(new), 8, 20)
