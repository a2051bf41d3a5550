"""Content of a case to octets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from midflight import content
from midflight.content import ContentError, Octets
from midflight.language import scalars, values
from midflight.language.bodies import (
    Binary,
    BinaryPart,
    BinarySplit,
    ByteRange,
    Chunked,
    Content,
    File,
    First,
    Hex,
    Lines,
    Multipart,
    Part,
    Pattern,
    Split,
    slice_bounds,
)
from midflight.language.scalars import number

Say = Callable[[str], str]
Refer = Callable[[str], Octets | None]
DEFAULT_TYPES: dict[type, str] = {ByteRange: "message/byterange", Binary: "application/byteranges"}


def _nothing(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class _Encoder:
    """What stands for the references inside content, and where its files are."""

    say: Say
    folder: Path
    refer: Refer

    def octets(self, value: Content) -> Octets:
        say = self.say
        match value:
            case str():
                named = self.refer(value[1:]) if values.is_reference(value) else None
                return content.text(say(value)) if named is None else named
            case list():
                return content.Joined(tuple(self.octets(part) for part in value))
            case Hex():
                return content.hexadecimal(say(value.hex))
            case File():
                return content.file(value.file, self.folder)
            case Lines():
                return content.lines(say(line) for line in value.lines)
            case Pattern():
                return _pattern(value, say)
            case First():
                return content.beginning(self.octets(value.of), number(say(value.first)))
            case Chunked():
                return content.chunked(self.octets(value.chunked), [number(say(size)) for size in value.sizes])
            case ByteRange():
                return content.byterange(*self._part(value.byterange))
            case Multipart():
                return self._multipart(value)
            case Binary():
                return content.binary([message for part in value.binary for message in self._messages(part)])
        raise ContentError(f"{type(value).__name__} is no content")

    def _part(self, part: Part) -> tuple[list[tuple[str, str]], Octets]:
        return self._fields(part), self.octets(part.content)

    def _fields(self, part: Part | Split) -> list[tuple[str, str]]:
        return [(name, self.say(line)) for name, lines in part.fields.items() for line in _lines(lines)]

    def _slices(self, part: Split) -> Iterator[tuple[list[tuple[str, str]], Octets]]:
        fields, say = self._fields(part), self.say
        at, total = number(say(part.at)), say(part.total)
        for first, octets in content.slices(self.octets(part.content), number(say(part.split))):
            begin = at + first
            yield [("Content-Range", f"bytes {begin}-{begin + octets.length - 1}/{total}"), *fields], octets

    def _multipart(self, value: Multipart) -> Octets:
        return content.multipart(
            [
                one
                for part in value.multipart
                for one in (self._slices(part) if isinstance(part, Split) else [self._part(part)])
            ],
            boundary=self.say(value.boundary),
            preamble=self.octets(value.preamble),
            epilogue=self.octets(value.epilogue),
        )

    def _messages(self, part: BinaryPart | BinarySplit) -> Iterator[content.Message]:
        varint, framing = number(self.say(part.varint)), scalars.framing(self.say(part.framing))
        if isinstance(part, BinarySplit):
            for fields, octets in self._slices(part):
                yield content.Message(tuple(fields), octets, framing, varint=varint)
            return
        fields, octets = self._part(part)
        chunks = tuple(number(self.say(length)) for length in part.chunks)
        yield content.Message(tuple(fields), octets, framing, chunks, varint)


def encode(value: Content, say: Say, folder: Path, refer: Refer = _nothing) -> Octets:
    """Return the octets of `value`. Raises ContentError.

    `say` replaces the references in its texts; `refer` gives the octets that a lone `$name` stands for, or None where
    it stands for a text.
    """
    return _Encoder(say, folder, refer).octets(value)


def media_type(value: Content, say: Say) -> str:
    """Return the Content-Type that goes with content unless a case says another."""
    match value:
        case First():
            return media_type(value.of, say)
        case Chunked():
            return media_type(value.chunked, say)
        case Multipart():
            return f"multipart/byteranges; boundary={say(value.boundary)}"
    return DEFAULT_TYPES.get(type(value), "application/octet-stream")


def is_chunked(value: Content) -> bool:
    """Say whether content is in the chunked transfer coding, whole or cut short."""
    return isinstance(value, Chunked) or (isinstance(value, First) and is_chunked(value.of))


def _pattern(value: Pattern, say: Say) -> Octets:
    if value.length is not None:
        return content.Pattern(value.pattern, 0, number(say(value.length)) - 1)
    first, last = slice_bounds(say(value.slice or ""))
    return content.Pattern(value.pattern, first, last)


def _lines(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
