"""The pattern is exact at any slice, however far out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midflight.content import ContentError, Pattern, pattern
from midflight.content.pattern import BLOCK, LONGEST, octets

# Near the ends of blocks, where one, two or all high digits change, and anywhere.
STARTS = st.builds(
    lambda blocks, offset: max(0, blocks * BLOCK + offset),
    st.sampled_from([0, 1, 9, 10, 99, 100, 999_999, 10**10]) | st.integers(0, 10**10),
    st.integers(-40, 40) | st.integers(0, BLOCK),
)
LENGTHS = st.integers(0, 100) | st.integers(BLOCK - 50, 2 * BLOCK + 50)


def _naive(first: int, last: int) -> bytes:
    numbers = range(first // 16, last // 16 + 1)
    return b"".join(b"%015d\n" % number for number in numbers)[first % 16 :][: last - first + 1]


@given(STARTS, LENGTHS)
@settings(derandomize=True, deadline=None, max_examples=80)
def test_a_slice_is_what_counting_would_give(first: int, length: int) -> None:
    last = first + length - 1
    assert octets(first, last) == _naive(first, last)


def test_the_first_lines_are_readable() -> None:
    assert octets(0, 33) == b"000000000000000\n000000000000001\n00"


def test_it_comes_in_chunks_that_stay_as_they_are() -> None:
    chunks = list(pattern("counted-lines", 0, 3 * BLOCK - 1))
    assert [len(chunk) for chunk in chunks] == [BLOCK] * 3
    assert chunks[0] == _naive(0, BLOCK - 1)


def test_a_pattern_value_starts_anywhere() -> None:
    value = Pattern("counted-lines", 10, 99)
    assert value.length == 90
    assert b"".join(value.chunks(7)) == _naive(17, 99)
    assert list(value.chunks(90)) == []
    assert list(Pattern("counted-lines", 10, 9).chunks()) == []


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("zigzag", 0, 1), ("counted-lines", -1, 3), ("counted-lines", 5, 3), ("counted-lines", 0, LONGEST)],
)
def test_what_is_no_slice_of_a_pattern_is_refused(name: str, first: int, last: int) -> None:
    with pytest.raises(ContentError):
        Pattern(name, first, last)
