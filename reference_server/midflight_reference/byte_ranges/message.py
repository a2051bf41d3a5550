"""message/byterange: fields, an empty line, and the body up to the end."""

from __future__ import annotations

from midflight_reference.byte_ranges.document import Document, Parsing
from midflight_reference.byte_ranges.values import Body, PartEnd, PartFields


class MessageDocument(Document):
    """One part without anything around it (patch-byterange, "The message/byterange media type")."""

    def _parsing(self) -> Parsing:
        if not self._buffer and self._ended:
            return  # no part at all
        fields = yield from self._field_lines()
        del self._buffer[:2]
        yield PartFields(fields)
        left = self._decisions.body_length_of_message(dict(fields))
        while not self._ended or self._buffer:
            octets = self._taken(len(self._buffer))
            body = octets if left is None else octets[:left]
            left = None if left is None else left - len(body)
            if body:
                yield Body(body)
            if not self._ended:
                yield None
        yield PartEnd()
