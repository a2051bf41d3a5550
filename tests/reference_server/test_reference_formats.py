"""multipart/byteranges and application/byteranges: framing, truncation, delivery; all formats mean the same."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patches import (
    BINARY,
    MESSAGE,
    MULTIPART,
    Part,
    content,
    field_lines,
    indeterminate,
    known,
    message,
    multipart,
    patch,
    seeded,
    varint,
)
from reference_client import Host, play

from midflight_reference.byte_ranges.binary import BinaryDocument
from midflight_reference.byte_ranges.document import Document
from midflight_reference.byte_ranges.message import MessageDocument
from midflight_reference.byte_ranges.multipart import MultipartDocument
from midflight_reference.byte_ranges.values import Body, PartFields
from midflight_reference.decisions import Decisions
from midflight_reference.messages import RefusedError

D10 = b"0123456789"
ONE: Part = (["Content-Range: bytes 0-1/10"], b"zz")
TWO: Part = (["Content-Range: bytes 8-9/10"], b"yy")


def parsed(document: Document, pieces: list[bytes]) -> list[tuple[dict[str, str], bytes]]:
    """Feed a document piece by piece; return fields and bodies."""
    parts: list[tuple[dict[str, str], bytes]] = []
    for piece in [*pieces, None]:
        for event in document.finish() if piece is None else document.feed(piece):
            if isinstance(event, PartFields):
                parts.append((dict(event.fields), b""))
            elif isinstance(event, Body):
                parts[-1] = (parts[-1][0], parts[-1][1] + event.octets)
    return parts


def cut(octets: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(octets), *(at % (len(octets) + 1) for at in cuts)})
    return [octets[start:end] for start, end in pairwise(places)]


LOOK_ALIKES = st.sampled_from([b"\r\n", b"--", b"--B", b"\r\n--", b"\r\n--b", b"\r", b"\n--B\r\n", b"x", b"\0\xff"])
BODIES = (
    st.lists(LOOK_ALIKES | st.binary(max_size=80), max_size=6).map(b"".join).filter(lambda body: b"\r\n--B" not in body)
)
PARTS = st.lists(BODIES.filter(lambda body: not body.startswith(b"--B")), min_size=1, max_size=4)


@given(PARTS, st.lists(st.integers(0, 10_000), max_size=8))
def test_multipart_is_read_however_it_is_cut(bodies: list[bytes], cuts: list[int]) -> None:
    document = b"preamble\r\n" + multipart(*((["A: b"], body) for body in bodies)) + b"epilogue"
    expected = [({"a": "b"}, body) for body in bodies]
    assert parsed(MultipartDocument(Decisions(), "B"), cut(document, cuts)) == expected
    assert parsed(MultipartDocument(Decisions(), "B"), [bytes([octet]) for octet in document]) == expected


@given(PARTS, st.lists(st.integers(0, 10_000), max_size=8), st.booleans())
def test_binary_is_read_however_it_is_cut(bodies: list[bytes], cuts: list[int], of_known_length: bool) -> None:
    document = (known if of_known_length else indeterminate)(*((["a: b"], body) for body in bodies))
    assert parsed(BinaryDocument(Decisions()), cut(document, cuts)) == [({"a": "b"}, body) for body in bodies]


@given(BODIES, st.lists(st.integers(0, 10_000), max_size=8))
def test_a_message_is_read_however_it_is_cut(body: bytes, cuts: list[int]) -> None:
    assert parsed(MessageDocument(Decisions()), cut(message("A: b", body=body), cuts)) == [({"a": "b"}, body)]


@given(st.sampled_from([known, indeterminate]), st.data())
def test_a_binary_document_cut_short_is_refused(encode: Callable[..., bytes], data: st.DataObject) -> None:
    document = encode(ONE, TWO)
    ends = {0, len(encode(ONE)), len(document)}
    length = data.draw(st.integers(1, len(document) - 1).filter(lambda at: at not in ends))
    with pytest.raises(RefusedError):
        parsed(BinaryDocument(Decisions()), [document[:length]])


@pytest.mark.parametrize(
    ("media_type", "document", "after"),
    [
        (MULTIPART, multipart(ONE, TWO), b"zz234567yy"),
        (MULTIPART, multipart(TWO, ONE), b"zz234567yy"),
        (
            MULTIPART,
            multipart((["Content-Range: bytes 10-11/*"], b"ab"), (["Content-Range: bytes 12-12/*"], b"c")),
            D10 + b"abc",
        ),
        (
            MULTIPART,
            multipart((["Content-Range: bytes 0-3/*"], b"AAAA"), (["Content-Range: bytes 2-5/*"], b"BBBB")),
            b"AABBBB6789",
        ),
        (MULTIPART, b"ignore me\r\n" + multipart(ONE) + b"epilogue\r\n", b"zz23456789"),
        (MULTIPART, multipart(ONE)[:-2], b"zz23456789"),
        (MULTIPART, b"--B \t\r\n" + multipart(ONE)[5:], b"zz23456789"),
        (MULTIPART, multipart((["Content-Range: bytes 0-3/10"], b"zz\r\n")), b"zz\r\n456789"),
        (MULTIPART, b"--B\r\nContent-Range: bytes */5\r\n\r\n--B--", b"01234"),
        ('Content-Type: multipart/byteranges; boundary="B"', multipart(ONE), b"zz23456789"),
        ("Content-Type: Multipart/ByteRanges; charset=x; Boundary=B", multipart(ONE), b"zz23456789"),
        (MULTIPART, b"--B--\r\n", None),
        (MULTIPART, b"", None),
        (MULTIPART, multipart(ONE).replace(b"--B", b"--C"), None),
        (MULTIPART, multipart(ONE)[:-7], None),
        (MULTIPART, multipart(ONE, (["Content-Range: bytes 4-5/10", "Content-Length: 9"], b"yy")), None),
        (MULTIPART, multipart(ONE, (["A: b"], b"yy")), None),
        (MULTIPART, multipart(ONE, (["Content-Range: bytes 500-501/*"], b"yy")), None),
        (MULTIPART, multipart((["Content-Range: bytes 0-29/40"], b"abcde"), ONE), None),
        (BINARY, known(ONE, TWO), b"zz234567yy"),
        (BINARY, indeterminate(ONE, TWO), b"zz234567yy"),
        (BINARY, known(ONE) + indeterminate(TWO), b"zz234567yy"),
        (BINARY, b"\x40\x08" + known(ONE)[1:], b"zz23456789"),
        (BINARY, b"\x80\0\0\x0a" + indeterminate(ONE)[1:], b"zz23456789"),
        (BINARY, known(ONE)[:-3] + b"\xc0\0\0\0\0\0\0\x02zz", b"zz23456789"),
        (BINARY, known((["x-empty: ", *ONE[0]], b"zz")), b"zz23456789"),
        (BINARY, known((["Content-Range: bytes */5"], b"")), b"01234"),
        (BINARY, b"", None),
        (BINARY, known(ONE) + b"\0\0\0", None),
        (BINARY, known(ONE) + b"\x01" + known(TWO)[1:], None),
        *((BINARY, bytes([framing]) + known(ONE)[1:], None) for framing in (0, 1, 2, 3, 9, 11, 0x3F)),
        (BINARY, b"\x08\0\x02zz", None),
        (BINARY, b"\x0a\0\x02zz\0", None),
        (BINARY, b"\x08" + b"\xff" * 8 + b"0123456789", None),
        (BINARY, known(ONE)[:-3] + b"\xff" * 8 + b"zz", None),
        (BINARY, b"\x0a\x01a" + b"\xff" * 8, None),
        (BINARY, b"\x08" + varint(len(field_lines(ONE[0])) - 1) + field_lines(ONE[0]) + b"\x02zz", None),
        (BINARY, b"\x08" + varint(len(field_lines(ONE[0])) + 1) + field_lines(ONE[0]) + b"\x02zz", None),
        (BINARY, b"\x08\x02\0\0" + b"\x02zz", None),
        (BINARY, known((["na me: x", *ONE[0]], b"zz")), None),
        (BINARY, known((["Content-Range: bytes 2-5/10", "Content-Length: 3"], b"wxy")), None),
        (BINARY, known((["Content-Range: bytes 2-5/10"], b"vwxyz")), None),
    ],
)
def test_a_document_is_carried_out_whole_or_not_at_all(media_type: str, document: bytes, after: bytes | None) -> None:
    async def scenario(host: Host) -> None:
        await seeded(host)
        status = await patch(host, "/files/a", document, media_type=media_type)
        assert status == (400 if after is None else 204) or (after is None and status == 409)
        assert await content(host, "/files/a") == (after or D10)

    play(scenario)


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        (["Content-Range: bytes 2-5/10"], b"wxyz"),
        (["Content-Range: bytes 10-11/*"], b"ab"),
        (["Content-Range: bytes 8-13/*"], b"abcdef"),
        (["Content-Range: bytes */5"], b""),
        (["Content-Range: bytes 500-501/*"], b"yy"),
        (["Content-Range: bytes 2-5/10", "Content-Length: 3"], b"wxyz"),
        (["A: b"], b"zz"),
        (["Content-Range: items 0-1/10"], b"zz"),
        (["Content-Range: bytes 2-5/10"], b"wx"),
    ],
)
def test_all_formats_mean_the_same(fields: list[str], body: bytes) -> None:
    forms = {
        "/files/a": (MESSAGE, message(*fields, body=body)),
        "/files/b": (MULTIPART, multipart((fields, body))),
        "/files/c": (BINARY, known((fields, body))),
        "/files/d": (BINARY, indeterminate((fields, body))),
    }

    async def scenario(host: Host) -> None:
        outcomes = set()
        for path, (media_type, document) in forms.items():
            await seeded(host, path)
            outcomes.add((await patch(host, path, document, media_type=media_type), await content(host, path)))
        assert len(outcomes) == 1

    play(scenario)


def test_two_hundred_parts_are_one_operation() -> None:
    parts = [([f"Content-Range: bytes {at}-{at + 99}/20000"], bytes([at % 251]) * 100) for at in range(0, 20_000, 100)]

    async def scenario(host: Host) -> None:
        await seeded(host, octets=bytes(20_000))
        assert await patch(host, "/files/a", multipart(*parts), media_type=MULTIPART) == 204
        assert await content(host, "/files/a") == b"".join(body for _, body in parts)

    play(scenario)
