"""multipart/byteranges (RFC 9110, section 14.6, after RFC 2046, section 5.1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from midflight.content.byterange import Fields, byterange
from midflight.content.octets import ContentError, Joined, Literal, Octets

# RFC 2046, section 5.1.1: 1 to 70 characters, the last no space.
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_NOTHING = Literal(b"")


def multipart(
    parts: Iterable[tuple[Fields, Octets]],
    boundary: str,
    preamble: Octets = _NOTHING,
    epilogue: Octets = _NOTHING,
) -> Octets:
    """Return a multipart document: CRLF belongs to the delimiters, and stands behind the last one as well."""
    if not _BOUNDARY.fullmatch(boundary):
        raise ContentError(f"'{boundary}' is no boundary: 1 to 70 letters, digits and '()+_,-./:=?")
    dashed = b"--" + boundary.encode()
    pieces: list[Octets] = [preamble]
    line_end = b"\r\n" if preamble.length else b""
    for fields, content in parts:
        pieces += [Literal(line_end + dashed + b"\r\n"), byterange(fields, content)]
        line_end = b"\r\n"
    return Joined((*pieces, Literal(line_end + dashed + b"--\r\n"), epilogue))
