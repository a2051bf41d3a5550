"""Content as values: described by data, made while it is sent, compared without being held in memory."""

from midflight.content.binary import Message, binary, varint
from midflight.content.byterange import Fields, byterange
from midflight.content.chunked import chunked
from midflight.content.compare import difference, readable, same
from midflight.content.files import FileOctets, file
from midflight.content.multipart import multipart
from midflight.content.octets import ContentError, Joined, Literal, Octets, Slice, Zeros, beginning, slices
from midflight.content.overlay import nearest_overlay, overlay
from midflight.content.pattern import Pattern, pattern
from midflight.content.text import hexadecimal, lines, text

__all__ = [
    "ContentError",
    "Fields",
    "FileOctets",
    "Joined",
    "Literal",
    "Message",
    "Octets",
    "Pattern",
    "Slice",
    "Zeros",
    "beginning",
    "binary",
    "byterange",
    "chunked",
    "difference",
    "file",
    "hexadecimal",
    "lines",
    "multipart",
    "nearest_overlay",
    "overlay",
    "pattern",
    "readable",
    "same",
    "slices",
    "text",
    "varint",
]
