"""What the parsers of the three formats share: they take octets as they come and say what these mean."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from midflight_reference.byte_ranges.values import Event, refusal
from midflight_reference.decisions import Decisions
from midflight_reference.messages import Fields

LONGEST_FIELDS = 32 * 1024

# What a parser runs: it yields events, and None when it needs more octets.
Parsing = Generator[Event | None, None, None]
Needing = Generator[Event | None, None, bool]


class Document:
    """A patch document while it arrives. A subclass says in `_parsing` what the octets in `_buffer` mean."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._buffer = bytearray()
        self._ended = False
        self._running: Parsing = self._parsing()

    def feed(self, octets: bytes) -> Iterator[Event]:
        """Return what the next octets mean. Raises RefusedError when they break the format."""
        self._buffer += octets
        return self._events()

    def finish(self) -> Iterator[Event]:
        """Return what the end of the document means. Raises RefusedError when it comes too early."""
        self._ended = True
        return self._events()

    def _events(self) -> Iterator[Event]:
        while (event := next(self._running, None)) is not None:
            yield event

    def _parsing(self) -> Parsing:
        raise NotImplementedError

    def _has(self, count: int) -> Needing:
        """Wait until so many octets are here; False when the document ends before."""
        while len(self._buffer) < count:
            if self._ended:
                return False
            yield None
        return True

    def _taken(self, count: int) -> bytes:
        octets = bytes(self._buffer[:count])
        del self._buffer[:count]
        return octets

    def _field_lines(self) -> Generator[Event | None, None, Fields]:
        """Take fields up to the empty line. Its CRLF stays, because in multipart a delimiter may begin with it."""
        while (found := self._decisions.end_of_fields(bytes(self._buffer[: LONGEST_FIELDS + 4]))) is None:
            if len(self._buffer) > LONGEST_FIELDS:
                raise refusal("The fields of a part are too long.")
            if self._ended or not self._decisions.waits_for_fields(bytes(self._buffer)):
                return self._unfinished_fields()
            yield None
        end, body = found
        fields = fields_in(self._decisions, bytes(self._buffer[:end]))
        del self._buffer[: body - 2]
        return fields

    def _unfinished_fields(self) -> Fields:
        octets = self._taken(len(self._buffer))
        if not self._decisions.accepts_unfinished_fields(octets):
            raise refusal("The patch ends before the empty line behind the fields of a part.")
        self._buffer += b"\r\n"
        return fields_in(self._decisions, octets)


def fields_in(decisions: Decisions, octets: bytes) -> Fields:
    """Return the fields in some lines, names in lower case."""
    lines = octets.decode("latin-1").removesuffix("\r\n").split("\r\n") if octets else []
    if lines and decisions.accepts_start_line(lines[0]):
        lines = lines[1:]
    return [decisions.field_line(line) for line in lines]
