"""Content of a case to octets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from midflight import content
from midflight.content import ContentError, Octets
from midflight.language.bodies import (
    Binary,
    BinaryPart,
    ByteRange,
    Content,
    File,
    Hex,
    Lines,
    Multipart,
    Part,
    Pattern,
    slice_bounds,
)
from midflight.language.scalars import number

Say = Callable[[str], str]
DEFAULT_TYPES: dict[type, str] = {ByteRange: "message/byterange", Binary: "application/byteranges"}


def encode(value: Content, say: Say, folder: Path) -> Octets:
    """Return the octets of `value`; `say` replaces the references in its texts. Raises ContentError."""
    match value:
        case str():
            return content.text(say(value))
        case list():
            return content.Joined(tuple(encode(part, say, folder) for part in value))
        case Hex():
            return content.hexadecimal(say(value.hex))
        case File():
            return content.file(value.file, folder)
        case Lines():
            return content.lines(say(line) for line in value.lines)
        case Pattern():
            return _pattern(value, say)
        case ByteRange():
            part = value.byterange
            return content.byterange(_fields(part, say), encode(part.content, say, folder))
        case Multipart():
            return _multipart(value, say, folder)
        case Binary():
            return content.binary([_message(part, say, folder) for part in value.binary])
    raise ContentError(f"{type(value).__name__} is no content")


def media_type(value: Content, say: Say) -> str:
    """Return the Content-Type that goes with content unless a case says another."""
    if isinstance(value, Multipart):
        return f"multipart/byteranges; boundary={say(value.boundary)}"
    return DEFAULT_TYPES.get(type(value), "application/octet-stream")


def _pattern(value: Pattern, say: Say) -> Octets:
    if value.length is not None:
        return content.Pattern(value.pattern, 0, number(say(value.length)) - 1)
    first, last = slice_bounds(say(value.slice or ""))
    return content.Pattern(value.pattern, first, last)


def _fields(part: Part, say: Say) -> list[tuple[str, str]]:
    return [(name, say(line)) for name, lines in part.fields.items() for line in _lines(lines)]


def _lines(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _multipart(value: Multipart, say: Say, folder: Path) -> Octets:
    return content.multipart(
        [(_fields(part, say), encode(part.content, say, folder)) for part in value.multipart],
        boundary=say(value.boundary),
        preamble=encode(value.preamble, say, folder),
        epilogue=encode(value.epilogue, say, folder),
    )


def _message(part: BinaryPart, say: Say, folder: Path) -> content.Message:
    return content.Message(
        fields=tuple(_fields(part, say)),
        content=encode(part.content, say, folder),
        framing=int(part.framing),
        chunks=tuple(number(say(length)) for length in part.chunks),
        varint=number(say(part.varint)),
    )


def parameters(given: Mapping[str, Content], say: Say) -> dict[str, Content]:
    """Return the parameters of a fixture with their references replaced where they are texts."""
    return {name: say(value) if isinstance(value, str) else value for name, value in given.items()}
