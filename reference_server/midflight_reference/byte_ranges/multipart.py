"""multipart/byteranges: parts between delimiters (RFC 2046, section 5.1.1)."""

from __future__ import annotations

import re
from collections.abc import Generator

from midflight_reference.byte_ranges.document import Document, Parsing
from midflight_reference.byte_ranges.values import Body, Event, PartEnd, PartFields, refusal
from midflight_reference.decisions import Decisions

LONGEST_PADDING = 1000
# What may still become the rest of a delimiter line.
UNDECIDED = re.compile(rb"-?|(--)?[ \t]*\r?")
CLOSE_AT_END = re.compile(rb"--[ \t]*\r?")


class MultipartDocument(Document):
    """Any number of parts, a preamble and an epilogue."""

    def __init__(self, decisions: Decisions, boundary: str) -> None:
        super().__init__(decisions)
        self._delimiter = decisions.delimiter(boundary)
        self._not_searched = 0
        self._buffer += b"\r\n"  # the first delimiter may begin the document

    def skip(self, octets: int) -> None:
        """Take so many octets of the body that begins now for data, whatever they are."""
        self._not_searched = octets

    def _parsing(self) -> Parsing:
        self._delimiter = self._decisions.delimiter_seen(self._delimiter, bytes(self._buffer))
        preamble = yield from self._before_delimiter(body=False)
        if preamble and not self._decisions.ignores_preamble():
            raise refusal("The patch has something before its first delimiter.")
        yield from self._parts()

    def _parts(self) -> Parsing:
        while not (yield from self._closes()):
            fields = yield from self._field_lines()
            yield PartFields(fields)
            yield from self._before_delimiter(body=True)
            yield PartEnd()
        yield from self._epilogue()

    def _before_delimiter(self, body: bool) -> Generator[Event | None, None, int]:
        """Take what comes before the next delimiter, and that delimiter; return how many octets it was.

        The first CRLF is no content: it is that of the empty line (or stands before the document), unless the
        delimiter begins with it.
        """
        skipped, size = 2, 0
        if self._not_searched:
            yield from self._has(2)
            del self._buffer[:2]
            skipped = 0
        while True:
            skipping = self._not_searched > 0
            count, found = self._data()
            data = self._taken(count)[skipped:]
            skipped = max(0, skipped - count)
            size += len(data)
            if data and body:
                yield Body(data)
            if found:
                del self._buffer[: len(self._delimiter)]
                return size
            if skipping and not self._not_searched:
                continue
            if self._ended:
                self._broken_off(body)
                return size
            yield None

    def _broken_off(self, body: bool) -> None:
        if not body or not self._decisions.accepts_missing_close_delimiter():
            raise refusal("The patch ends without its close delimiter.")
        self._buffer[:] = b"--"

    def _data(self) -> tuple[int, bool]:
        """Return how many octets at the start are data for sure, and whether a delimiter follows them."""
        if self._not_searched:
            count = min(self._not_searched, len(self._buffer))
            self._not_searched -= count
            return count, False
        start = 0
        while (at := self._buffer.find(self._delimiter, start)) >= 0:
            rest = bytes(self._buffer[at + len(self._delimiter) :][: LONGEST_PADDING + 4])
            if self._decisions.is_delimiter(rest) or (self._ended and CLOSE_AT_END.fullmatch(rest)):
                return at, True
            if not self._ended and UNDECIDED.fullmatch(rest) and len(rest) < LONGEST_PADDING:
                return at, False
            start = at + 2
        held = 0 if self._ended else self._decisions.held_back(self._delimiter)
        return max(start, len(self._buffer) - held), False

    def _closes(self) -> Generator[Event | None, None, bool]:
        """Say whether the delimiter closes the document; if not, take the rest of its line."""
        yield from self._has(2)
        if self._buffer[:2] == b"--":
            return True
        del self._buffer[: self._buffer.find(b"\r\n") + 2]
        return False

    def _epilogue(self) -> Parsing:
        while not self._ended or self._buffer:
            at = self._buffer.find(self._delimiter)
            if at >= 0 and self._decisions.goes_on_behind_the_end():
                del self._buffer[: at + len(self._delimiter)]
                yield from self._parts()
                return
            octets = self._taken(len(self._buffer))
            if octets.strip(b"-\r\n \t") and not self._decisions.ignores_epilogue():
                raise refusal("The patch has something behind its close delimiter.")
            if not self._ended:
                yield None
