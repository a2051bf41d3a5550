"""Octets as values: whatever they are made of, every start position yields the same octets."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midflight.content import ContentError, Joined, Literal, Octets, Slice, Zeros, file, hexadecimal, lines, text
from midflight.content.octets import CHUNK

EXACT = settings(derandomize=True, deadline=None, max_examples=100)
LITERALS = st.binary(max_size=20).map(Literal)
COMPOSED: st.SearchStrategy[Octets] = st.recursive(
    LITERALS | st.integers(0, 9).map(Zeros),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: Joined(tuple(parts)))
        | st.builds(Slice, inner, st.integers(0, 15), st.integers(0, 25))
    ),
    max_leaves=6,
)


def _plain(octets: Octets) -> bytes:
    """Say the same without iterators."""
    match octets:
        case Literal(value):
            return value
        case Zeros(count):
            return bytes(count)
        case Joined(parts):
            return b"".join(map(_plain, parts))
        case Slice(of, first, end):
            return _plain(of)[first:end]
    raise AssertionError(octets)


@given(COMPOSED, st.integers(0, 40))
@EXACT
def test_composed_octets_are_those_of_their_parts(octets: Octets, first: int) -> None:
    plain = _plain(octets)
    chunks = list(octets.chunks(first))
    assert b"".join(chunks) == plain[first:]
    assert all(chunks)
    assert octets.length == len(plain)
    assert octets.sha256() == hashlib.sha256(plain).hexdigest()


@pytest.mark.parametrize("octets", [Literal(b"x" * (CHUNK + 1)), Zeros(CHUNK + 1)])
def test_no_chunk_is_longer_than_the_bound(octets: Octets) -> None:
    assert [len(chunk) for chunk in octets.chunks()] == [CHUNK, 1]


def test_text_is_utf_8_and_lines_end_with_crlf() -> None:
    assert text("é").whole() == b"\xc3\xa9"
    assert lines(["a", ""]).whole() == b"a\r\n\r\n"


def test_hexadecimal_allows_white_space() -> None:
    assert hexadecimal("0a Ff\n 0 0").whole() == b"\x0a\xff\x00"


@pytest.mark.parametrize(("value", "error"), [("0x", "'x' is no hexadecimal digit"), ("0a f", "3 hexadecimal digits")])
def test_broken_hexadecimal_is_named(value: str, error: str) -> None:
    with pytest.raises(ContentError, match=error):
        hexadecimal(value)


def test_a_file_is_read_from_any_position(tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(b"0123456789" * CHUNK)
    octets = file("body", tmp_path)
    assert octets.length == 10 * CHUNK
    assert b"".join(octets.chunks(CHUNK + 3)) == (b"0123456789" * CHUNK)[CHUNK + 3 :]
    assert list(octets.chunks(octets.length)) == []


@pytest.mark.parametrize(("name", "error"), [("none", "no file 'none'"), ("../x", "outside the folder")])
def test_a_file_must_lie_beside_the_case(tmp_path: Path, name: str, error: str) -> None:
    with pytest.raises(ContentError, match=error):
        file(name, tmp_path)
