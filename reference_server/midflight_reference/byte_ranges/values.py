"""What a byte-range patch consists of, as values. Positions and lengths are in octets, positions count from zero."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from midflight_reference.messages import Fields, RefusedError, text


class Format(Enum):
    """The media types of a patch."""

    MESSAGE = "message/byterange"
    MULTIPART = "multipart/byteranges"
    BINARY = "application/byteranges"


class Framing(Enum):
    """How a message of the binary format is framed (patch-byterange, "The application/byteranges media type")."""

    KNOWN_LENGTH = 8
    INDETERMINATE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Write:
    """Write a body from `first` on. `last` None: as long as the body is. `complete_length` None: not known."""

    first: int
    last: int | None = None
    complete_length: int | None = None


@dataclass(frozen=True, slots=True)
class Resize:
    """Set the size of the target (the unsatisfied-range form)."""

    length: int


Extent = Write | Resize


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of a part (names in lower case), where its body goes, and how long that has to be (None: any)."""

    format: Format
    index: int
    fields: Fields
    extent: Extent
    length: int | None = None


@dataclass(frozen=True, slots=True)
class PartFields:
    """A part begins: these are its fields."""

    fields: Fields


@dataclass(frozen=True, slots=True)
class Body:
    """The next octets of the body of the part."""

    octets: bytes


@dataclass(frozen=True, slots=True)
class PartEnd:
    """The body of the part has ended."""


Event = PartFields | Body | PartEnd


def refusal(sentence: str, status: int = 400) -> RefusedError:
    """Return what ends a request with a 4xx that says why."""
    return RefusedError(text(status, sentence))
