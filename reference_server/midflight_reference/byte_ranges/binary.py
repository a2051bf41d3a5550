"""application/byteranges: messages whose strings are tagged with their lengths (compare RFC 9292, section 3)."""

from __future__ import annotations

from collections.abc import Generator

from midflight_reference.byte_ranges.document import LONGEST_FIELDS, Document, Parsing
from midflight_reference.byte_ranges.values import Body, Event, Framing, PartEnd, PartFields, refusal
from midflight_reference.messages import Fields

Number = Generator[Event | None, None, int]


class BinaryDocument(Document):
    """Any number of messages, of known and of indeterminate length, one behind the other."""

    def _parsing(self) -> Parsing:
        while (yield from self._has(1)):
            size = self._decisions.size_of_indicator(self._buffer[0])
            indicator = self._decisions.varint((yield from self._octets(size, "a framing indicator")))
            if self._decisions.ends_document(indicator):
                yield from self._rest()
                return
            framing = self._decisions.framing_of(indicator)
            if framing is None:
                raise refusal(f"The framing indicator {indicator} is not known here.")
            yield from self._known_length() if framing is Framing.KNOWN_LENGTH else self._indeterminate_length()
            yield PartEnd()
            if not self._decisions.messages_follow():
                yield from self._rest()
                return

    def _known_length(self) -> Parsing:
        left = yield from self._varint("the length of a field section")
        self._decisions.prepares_for(left)
        if not self._decisions.accepts_section_length(left):
            raise refusal("A field section is too long.")
        section = bytearray((yield from self._octets(left, "a field section")))
        yield PartFields(self._fields(section))
        length = yield from self._varint("the length of a content")
        self._decisions.prepares_for(length)
        yield from self._body(length)

    def _indeterminate_length(self) -> Parsing:
        fields: list[tuple[str, str]] = []
        octets = 0
        while size := (yield from self._varint("a field section")):
            octets += size
            name = yield from self._string(size, octets)
            size = yield from self._varint("a field section")
            octets += size
            fields.append(self._decisions.field(name, (yield from self._string(size, octets))))
        yield PartFields(fields)
        while length := (yield from self._chunk_length()):
            self._decisions.prepares_for(length)
            yield from self._body(length)

    def _chunk_length(self) -> Number:
        if not (yield from self._has(1)) and self._decisions.accepts_missing_terminator():
            return 0
        return (yield from self._varint("a content"))

    def _string(self, size: int, in_all: int) -> Generator[Event | None, None, bytes]:
        if in_all > LONGEST_FIELDS:
            raise refusal("A field section is too long.")
        return (yield from self._octets(size, "a field section"))

    def _fields(self, section: bytearray) -> Fields:
        """Return the fields of a section of known length, which they have to fill."""
        fields = []
        while section:
            name = self._cut(section)
            if not name and not self._decisions.accepts_empty_name():
                raise refusal("A field has no name.")
            if not name:
                break
            fields.append(self._decisions.field(name, self._cut(section)))
        return fields

    def _cut(self, section: bytearray) -> bytes:
        """Take a string tagged with its length from a field section."""
        tag = self._decisions.size_of_varint(section[0]) if section else 1
        size = self._decisions.varint(bytes(section[:tag])) if len(section) >= tag else 0
        if not self._decisions.field_fits(tag + size, len(section)):
            raise refusal("A field line reaches beyond its field section.")
        octets = bytes(section[tag : tag + size])
        del section[: tag + size]
        return octets

    def _body(self, length: int) -> Parsing:
        while length:
            if not (yield from self._has(1)):
                return self._broken_off("a content")
            octets = self._taken(min(length, len(self._buffer)))
            length -= len(octets)
            yield Body(octets)

    def _varint(self, inside: str) -> Number:
        if not (yield from self._has(1)):
            self._broken_off(inside)
            return 0
        size = self._decisions.size_of_varint(self._buffer[0])
        return self._decisions.varint((yield from self._octets(size, inside)))

    def _octets(self, count: int, inside: str) -> Generator[Event | None, None, bytes]:
        if not (yield from self._has(count)):
            self._broken_off(inside)
        return self._taken(count)

    def _rest(self) -> Parsing:
        while not self._ended or self._buffer:
            self._buffer.clear()
            if not self._ended:
                yield None

    def _broken_off(self, inside: str) -> None:
        if not self._decisions.accepts_truncated_document(inside):
            raise refusal(f"The patch ends inside {inside}.")
