"""Decisions about patch documents: which formats there are, where parts, fields and bodies begin and end."""

from __future__ import annotations

import re
from collections.abc import Mapping

from midflight_reference.byte_ranges.values import Format, Part, refusal
from midflight_reference.decisions.settings import Settings

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
FIELD_LINE = re.compile(rf"({TOKEN}):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*")
BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")
DELIMITER_REST = re.compile(rb"(--)?[ \t]*\r\n")


class PatchFormatDecisions(Settings):
    """The media types of a patch (patch-byterange, "Modifying a content range with PATCH" and the media types)."""

    # All formats

    def formats(self) -> tuple[Format, ...]:
        """PU-001: what Accept-Patch names is what is accepted, and the other way round (RFC 5789, 3.1)."""
        offered = {
            Format.MESSAGE: True,
            Format.MULTIPART: self.configuration.multipart,
            Format.BINARY: self.configuration.binary,
        }
        return tuple(format for format, accepted in offered.items() if accepted)

    def format_of(self, media_type: str) -> Format | None:
        """BR-109, BR-012: the type in lower case, without parameters, names the format exactly. None: 415."""
        return next((format for format in self.formats() if format.value == media_type), None)

    def stores_unknown_patch(self) -> bool:
        """BR-003: a patch of unknown type is refused, never stored as if it were the content."""
        return False

    def accepts_without_parts(self, format: Format) -> bool:
        """BR-005: a patch has one part at least."""
        return False

    # Fields of a part in message/byterange and multipart/byteranges

    def end_of_fields(self, octets: bytes) -> tuple[int, int] | None:
        """BR-104, BR-107: the first empty line separates fields from body. Returns where fields end and body begins.

        None: not here yet.
        """
        if octets.startswith(b"\r\n"):
            return 0, 2
        end = octets.find(b"\r\n\r\n")
        return None if end < 0 else (end + 2, end + 4)

    def waits_for_fields(self, octets: bytes) -> bool:
        """BR-108: fields that are not complete yet may come with the next octets, however these are cut."""
        return True

    def accepts_unfinished_fields(self, octets: bytes) -> bool:
        """BR-073, BR-104, PU-029: without an empty line the document is broken off."""
        return False

    def accepts_start_line(self, line: str) -> bool:
        """BR-105: a document has no start-line; a line that looks like one is no field line."""
        return False

    def field_line(self, line: str) -> tuple[str, str]:
        """BR-036, BR-104, BR-110: name, colon, value, without white space around it; the name in lower case.

        Anything else is refused, also folded lines and line feeds that stand alone (RFC 9112, 5.2 and 2.2).
        """
        match = FIELD_LINE.fullmatch(line)
        if match is None:
            raise refusal("The patch has a line that is no field line (RFC 9112, section 5).")
        return match[1].lower(), match[2]

    def octets_of_body(self, part: Part, octets: bytes) -> bytes:
        """BR-011, BR-103: octets are stored as they stand, whatever they mean as text, or to a transfer coding."""
        return octets

    # message/byterange

    def body_length_of_message(self, fields: Mapping[str, str]) -> int | None:
        """BR-106: the body runs to the end of the patch, whatever an HTTP request would mean. None: to the end."""
        return None

    # multipart/byteranges

    def boundary_of(self, parameters: Mapping[str, str]) -> str | None:
        """BR-081, BR-082: the boundary parameter, unquoted, of up to 70 characters (RFC 2046, 5.1.1). None: refused."""
        boundary = parameters.get("boundary", "")
        return boundary if BOUNDARY.fullmatch(boundary) else None

    def delimiter(self, boundary: str) -> bytes:
        """BR-084, BR-085: CRLF, two dashes and the whole boundary; that CRLF is no part of the body."""
        return b"\r\n--" + boundary.encode("ascii")

    def delimiter_seen(self, delimiter: bytes, first: bytes) -> bytes:
        """BR-081: the parameter says what delimits; the first octets of the document say nothing about that."""
        return delimiter

    def held_back(self, delimiter: bytes) -> int:
        """BR-085, BR-108: so many of the last octets may be the beginning of a delimiter that was cut."""
        return len(delimiter) - 1

    def is_delimiter(self, rest: bytes) -> bool:
        """BR-084, BR-085: behind the boundary come two dashes or not, padding and CRLF; else it is only data."""
        return DELIMITER_REST.match(rest) is not None

    def ignores_preamble(self) -> bool:
        """BR-083: what precedes the first delimiter is no part."""
        return True

    def ignores_epilogue(self) -> bool:
        """BR-083: what follows the close delimiter is no part."""
        return True

    def goes_on_behind_the_end(self) -> bool:
        """BR-083: nothing behind the close delimiter is a part, whatever it looks like."""
        return False

    def octets_not_searched(self, part: Part) -> int:
        """BR-086, BR-213: the delimiter is looked for in the whole body: no range and no length replaces that."""
        return 0

    def accepts_missing_close_delimiter(self) -> bool:
        """BR-087: without its close delimiter a patch is broken off."""
        return False
