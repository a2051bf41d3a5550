"""Content made while it is sent: coded, cut, split; the same octets from every position, and none of them held."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midflight.content import (
    ContentError,
    Joined,
    Literal,
    Message,
    Octets,
    Pattern,
    beginning,
    binary,
    byterange,
    chunked,
    multipart,
    slices,
    text,
)

EXACT = settings(derandomize=True, deadline=None, max_examples=150)
LONG = 64 << 20
BODIES = st.binary(max_size=50).map(Literal) | st.builds(
    Pattern, st.just("counted-lines"), st.just(5), st.integers(4, 90)
)
SIZES = st.lists(st.integers(1, 20), max_size=4)


def decoded(document: bytes) -> tuple[bytes, list[int]]:
    """Read the chunked transfer coding (RFC 9112, section 7.1): the content, and the size of each chunk."""
    content = b""
    sizes: list[int] = []
    while True:
        line, end, document = document.partition(b"\r\n")
        assert end
        if not (size := int(line, 16)):
            assert document == b"\r\n"
            return content, sizes
        assert document[size : size + 2] == b"\r\n"
        content, document = content + document[:size], document[size + 2 :]
        sizes.append(size)


@given(BODIES, SIZES)
@EXACT
def test_chunked_content_comes_back_in_the_sizes_asked_for(body: Octets, sizes: list[int]) -> None:
    content, found = decoded(chunked(body, sizes).whole())
    assert content == body.whole()
    wanted = [*sizes, *[sizes[-1]] * body.length] if sizes else [body.length]
    assert all(size == asked for size, asked in zip(found[:-1], wanted, strict=False))
    assert not found or 0 < found[-1] <= wanted[len(found) - 1]


@st.composite
def documents(draw: st.DrawFn) -> Octets:
    body = draw(BODIES)
    fields = [("Content-Range", "bytes 0-9/10")]
    framing = draw(st.sampled_from([8, 10]))
    chunks = (1, 2) if framing == 10 and body.length > 3 else ()
    made: Octets = draw(
        st.sampled_from(
            [
                byterange(fields, body),
                multipart([(fields, body), ((), text("b"))], "B", text("pre"), text("post")),
                binary([Message(fields, body, framing, chunks, draw(st.sampled_from([1, 2, 4, 8])))] * 2),
            ]
        )
    )
    made = chunked(made, draw(SIZES)) if draw(st.booleans()) else made
    return beginning(made, draw(st.integers(0, made.length))) if draw(st.booleans()) else made


@given(documents(), st.integers(0, 400))
@EXACT
def test_every_start_gives_the_rest_of_the_same_octets(document: Octets, first: int) -> None:
    whole = document.whole()
    pieces = list(document.chunks(first))
    assert len(whole) == document.length
    assert b"".join(pieces) == whole[first:]
    assert all(pieces)


@given(BODIES, st.integers(1, 60))
@EXACT
def test_slices_are_equal_and_join_to_the_whole(body: Octets, count: int) -> None:
    if count > body.length:
        with pytest.raises(ContentError, match=f"{body.length} octets cannot be split into {count} parts"):
            slices(body, count)
        return
    parts = slices(body, count)
    lengths = [part.length for _, part in parts]
    assert Joined(tuple(part for _, part in parts)).whole() == body.whole()
    assert [first for first, _ in parts] == [sum(lengths[:index]) for index in range(count)]
    assert (len(parts), max(lengths) - min(lengths)) == (count, 1 if body.length % count else 0)


def test_more_than_the_whole_is_no_beginning() -> None:
    assert beginning(text("abc"), 3).whole() == b"abc"
    with pytest.raises(ContentError, match="first 4 octets of content that has only 3"):
        beginning(text("abc"), 4)


FIELDS = [("Content-Range", f"bytes 0-{LONG - 1}/{LONG}")]
BODY = Pattern("counted-lines", 0, LONG - 1)
DOCUMENTS = {
    "byterange": byterange(FIELDS, BODY),
    "multipart": multipart([(FIELDS, BODY), ((), BODY)], "B"),
    "multipart of many": multipart([((), part) for _, part in slices(BODY, 200)], "B"),
    "binary": binary([Message(FIELDS, BODY)]),
    "binary in chunks": binary([Message(FIELDS, BODY, 10, (1 << 20,) * 63)]),
    "one chunk": chunked(BODY, []),
    "chunks": chunked(byterange(FIELDS, BODY), [1, 10_000]),
    "cut short": beginning(chunked(BODY, [3 << 20]), LONG),
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_long_content_is_never_held(document: Octets) -> None:
    next(BODY.chunks())  # what all patterns share is made once
    tracemalloc.start()
    try:
        made = sum(map(len, document.chunks()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert made == document.length
    assert peak < 3 << 20


def test_a_start_far_inside_is_reached_at_once() -> None:
    coded = chunked(Pattern("counted-lines", 0, (1 << 40) - 1), [1, 16])
    assert b"".join(coded.chunks(coded.length - 9)) == b"5\n\r\n0\r\n\r\n"[-9:]
