"""application/byteranges (draft-wright-http-patch-byterange, section 2.8): the messages of RFC 9292, without trailers.

Every number is a variable-length integer (RFC 9000, section 16). Field names are lower case (RFC 9292, section 3.6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from midflight.content.byterange import Fields, field_octets
from midflight.content.octets import ContentError, Joined, Literal, Octets, Slice

KNOWN_LENGTH = 8
INDETERMINATE_LENGTH = 10

# Octets of a variable-length integer: the bits that say so, and the least number too large for it.
_SIZES: Mapping[int, tuple[int, int]] = {
    1: (0b00, 1 << 6),
    2: (0b01, 1 << 14),
    4: (0b10, 1 << 30),
    8: (0b11, 1 << 62),
}


def varint(number: int, least: int = 1) -> bytes:
    """Return a variable-length integer of `least` octets, or of the next size that holds it."""
    if least not in _SIZES:
        raise ContentError(f"a variable-length integer has 1, 2, 4 or 8 octets, not {least}")
    for size, (mark, too_large) in _SIZES.items():
        if size >= least and 0 <= number < too_large:
            return (mark << (8 * size - 2) | number).to_bytes(size, "big")
    raise ContentError(f"{number} does not fit a variable-length integer")


@dataclass(frozen=True)
class Message:
    """One message. `chunks` are lengths for the indeterminate form; octets left over make one more chunk."""

    fields: Fields
    content: Octets
    framing: int = KNOWN_LENGTH
    chunks: tuple[int, ...] = ()
    varint: int = 1  # the least size of every number in it

    def number(self, value: int) -> bytes:
        """Return a number as this message writes it."""
        return varint(value, self.varint)


def binary(messages: Iterable[Message]) -> Octets:
    """Return the messages, one behind the other."""
    return Joined(tuple(piece for message in messages for piece in _pieces(message)))


def _pieces(message: Message) -> Iterator[Octets]:
    if message.framing not in _FRAMINGS:
        raise ContentError(f"the framing of a message is 8 or 10, not {message.framing}")
    yield from _FRAMINGS[message.framing](message)


def _field_lines(message: Message) -> bytes:
    texts = (field_octets(text) for name, value in message.fields for text in (name.lower(), value))
    return b"".join(message.number(len(text)) + text for text in texts)


def _known_length(message: Message) -> Iterator[Octets]:
    if message.chunks:
        raise ContentError("a message of known length (framing 8) has no chunks")
    number, lines = message.number, _field_lines(message)
    yield Literal(number(KNOWN_LENGTH) + number(len(lines)) + lines + number(message.content.length))
    yield message.content


def _indeterminate_length(message: Message) -> Iterator[Octets]:
    number, terminator = message.number, message.number(0)
    yield Literal(number(INDETERMINATE_LENGTH) + _field_lines(message) + terminator)
    start = 0
    for length in _chunk_lengths(message):
        yield Literal(number(length))
        yield Slice(message.content, start, start + length)
        start += length
    yield Literal(terminator)


def _chunk_lengths(message: Message) -> tuple[int, ...]:
    if 0 in message.chunks:
        raise ContentError("a chunk of length 0 would end the content")
    left = message.content.length - sum(message.chunks)
    if left < 0:
        raise ContentError(f"the chunks are {-left} octets longer than the content")
    return (*message.chunks, left) if left else message.chunks


_FRAMINGS: Mapping[int, Callable[[Message], Iterator[Octets]]] = {
    KNOWN_LENGTH: _known_length,
    INDETERMINATE_LENGTH: _indeterminate_length,
}
