"""Patch documents: what is encoded is found again by decoders written from the specifications alone."""

from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from midflight.content import ContentError, Literal, Message, binary, byterange, hexadecimal, multipart, text, varint

EXACT = settings(derandomize=True, deadline=None, max_examples=100)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,12}", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=20)
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=4)
BODIES = st.binary(max_size=60)
SIZES = st.sampled_from([1, 2, 4, 8])
Decoded = tuple[list[tuple[str, str]], bytes]


def decode_byterange(document: bytes) -> Decoded:
    fields = []
    while not document.startswith(b"\r\n"):
        line, _, document = document.partition(b"\r\n")
        name, _, value = line.decode("latin-1").partition(": ")
        fields.append((name, value))
    return fields, document[2:]


def decode_multipart(document: bytes, boundary: str) -> tuple[bytes, list[Decoded], bytes]:
    delimiter = b"\r\n--" + boundary.encode()
    preamble, *parts, epilogue = (b"\r\n" + document).split(delimiter)
    assert epilogue.startswith(b"--\r\n")
    assert all(part.startswith(b"\r\n") for part in parts)
    return preamble[2:], [decode_byterange(part[2:]) for part in parts], epilogue[4:]


class Reader:
    """Reads numbers and texts from the front of octets."""

    def __init__(self, octets: bytes) -> None:
        self.octets = octets

    def take(self, count: int) -> bytes:
        taken, self.octets = self.octets[:count], self.octets[count:]
        assert len(taken) == count
        return taken

    def number(self) -> int:
        size = 1 << (self.octets[0] >> 6)
        return int.from_bytes(self.take(size), "big") & ((1 << (8 * size - 2)) - 1)

    def field(self, name_length: int) -> tuple[str, str]:
        name = self.take(name_length).decode("latin-1")
        return name, self.take(self.number()).decode("latin-1")


def decode_binary(document: bytes) -> Iterator[Decoded]:
    reader = Reader(document)
    while reader.octets:
        framing, fields, content = reader.number(), [], b""
        if framing == 8:
            section = Reader(reader.take(reader.number()))
            while section.octets:
                fields.append(section.field(section.number()))
            content = reader.take(reader.number())
        else:
            assert framing == 10
            while length := reader.number():
                fields.append(reader.field(length))
            while length := reader.number():
                content += reader.take(length)
        yield fields, content


def _lower(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in fields]


@given(FIELDS, BODIES)
@EXACT
def test_byterange_comes_back(fields: list[tuple[str, str]], body: bytes) -> None:
    assert decode_byterange(byterange(fields, Literal(body)).whole()) == (fields, body)


@given(st.lists(st.tuples(FIELDS, BODIES), max_size=3), BODIES, BODIES)
@EXACT
def test_multipart_comes_back(parts: list[Decoded], preamble: bytes, epilogue: bytes) -> None:
    assume(not any(b"B0" in octets for octets in (preamble, epilogue, *(body for _, body in parts))))
    encoded = multipart([(f, Literal(body)) for f, body in parts], "B0", Literal(preamble), Literal(epilogue))
    assert decode_multipart(encoded.whole(), "B0") == (preamble, parts, epilogue)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    body = draw(BODIES)
    framing = draw(st.sampled_from([8, 10]))
    ends = sorted(draw(st.sets(st.integers(1, len(body)), max_size=4))) if body and framing == 10 else []
    chunks = tuple(end - start for start, end in zip([0, *ends], ends, strict=False))
    return Message(draw(FIELDS), Literal(body), framing, chunks, draw(SIZES))


@given(st.lists(messages(), max_size=3))
@EXACT
def test_binary_comes_back(parts: list[Message]) -> None:
    expected = [(_lower(list(part.fields)), part.content.whole()) for part in parts]
    assert list(decode_binary(binary(parts).whole())) == expected


@given(st.integers(0, 2**62 - 1) | st.integers(0, 2**15), SIZES)
@EXACT
def test_numbers_come_back_in_no_fewer_octets_than_asked(number: int, least: int) -> None:
    encoded = varint(number, least)
    assert Reader(encoded).number() == number
    assert len(encoded) == max(least, next(size for size in (1, 2, 4, 8) if number < 1 << (8 * size - 2)))


@pytest.mark.parametrize(
    ("number", "least", "octets"),
    [
        (63, 1, "3f"),
        (64, 1, "40 40"),
        (16383, 1, "7f ff"),
        (16384, 1, "80 00 40 00"),
        (4, 2, "40 04"),
        (4, 8, "c0 00 00 00 00 00 00 04"),
        (151288809941952652, 1, "c2 19 7c 5e ff 14 e8 8c"),  # RFC 9000, appendix A.1
    ],
)
def test_numbers_are_written_as_rfc_9000_says(number: int, least: int, octets: str) -> None:
    assert varint(number, least) == hexadecimal(octets).whole()


def test_documents_are_octet_for_octet_what_the_drafts_show() -> None:
    fields = [("Content-Range", "bytes 2-5/12")]
    head = b"\x0dcontent-range\x0cbytes 2-5/12"
    assert byterange(fields, text("wxyz")).whole() == b"Content-Range: bytes 2-5/12\r\n\r\nwxyz"
    assert binary([Message(fields, text("wxyz"))]).whole() == b"\x08\x1b" + head + b"\x04wxyz"
    indeterminate = Message(fields, text("wxyz"), framing=10, chunks=(2,))
    assert binary([indeterminate]).whole() == b"\x0a" + head + b"\x00\x02wx\x02yz\x00"
    assert multipart([((), text("x"))], "B").whole() == b"--B\r\n\r\nx\r\n--B--\r\n"


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (Message((), text("x"), framing=9), "8 or 10, not 9"),
        (Message((), text("x"), varint=3), "1, 2, 4 or 8 octets, not 3"),
        (Message((), text("x"), chunks=(1,)), "has no chunks"),
        (Message((), text("x"), framing=10, chunks=(2,)), "1 octets longer"),
        (Message((), text("x"), framing=10, chunks=(0, 1)), "length 0 would end"),
        (Message([("a", "食")], text("x")), "not one octet"),
    ],
)
def test_a_message_that_cannot_be_is_refused(message: Message, error: str) -> None:
    with pytest.raises(ContentError, match=error):
        binary([message])


@pytest.mark.parametrize("boundary", ["", "a" * 71, "end ", 'a"b', "é"])
def test_a_boundary_follows_rfc_2046(boundary: str) -> None:
    with pytest.raises(ContentError, match="is no boundary"):
        multipart([], boundary)


def test_a_number_too_large_is_refused() -> None:
    with pytest.raises(ContentError, match="does not fit"):
        varint(1 << 62)
