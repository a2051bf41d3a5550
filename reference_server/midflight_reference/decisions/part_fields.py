"""Decisions about the fields of a part: where its body goes, how long it is, and what else they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import http_sf

from midflight_reference.byte_ranges.values import Extent, Format, Part, Resize, Write, refusal
from midflight_reference.decisions.settings import Settings
from midflight_reference.messages import Fields, Request

CONTENT_RANGE = re.compile(
    r"(?P<unit>[!#$%&'*+.^_`|~0-9A-Za-z-]+) (?:(?P<first>[0-9]+)-(?P<last>[0-9]*)|\*)/(?P<complete>[0-9]+|\*)"
)
# Positions fit the signed 64 bits that file systems count with.
HIGHEST = (1 << 63) - 1
STORED_FIELDS = ("content-type", "content-language", "content-encoding")

Parameters = dict[str, object]


class PartFieldDecisions(Settings):
    """Content-Range, Content-Offset, Content-Length and the rest (patch-byterange, "The Content-Range field" ...)."""

    # Which fields count

    def positioning_fields(self, fields: Fields, request: Request) -> Fields:
        """BR-020, BR-222: the fields of the part say where it goes; those of the request say nothing about that."""
        return fields

    def values_of_field(self, fields: Fields, name: str) -> list[str]:
        """BR-036: the values of all lines of that name, whatever the case of its letters."""
        return [value for key, value in fields if key.lower() == name]

    def refuses_field(self, format: Format, name: str) -> bool:
        """BR-102, BR-103, PU-028: fields that are unknown or inapplicable are ignored."""
        return False

    def conditions_of_part(self, fields: Fields) -> Fields:
        """BR-103: conditions stand in the request; in a part they are inapplicable."""
        return ()

    def preferences_of_part(self, fields: Fields) -> list[str]:
        """BR-103: preferences stand in the request; in a part they are inapplicable."""
        return []

    def closes_for_part(self, fields: Fields) -> bool:
        """BR-103: Connection in a part is inapplicable."""
        return False

    # The range

    def single_value(self, values: Sequence[str]) -> str | None:
        """BR-009: two lines are no single range, so none is known."""
        return values[0] if len(values) == 1 else None

    def range_without_field(self, format: Format) -> Extent | None:
        """BR-007, BR-129, PU-026: a part that does not say where it goes goes nowhere. None: refused."""
        return None

    def status_of_unknown_range(self) -> int:
        """BR-007, BR-008: 400 or 422."""
        return 400

    def range_of_both(self, content_range: Extent | None, content_offset: Extent | None) -> Extent | None:
        """BR-210: two fields are no single range, whether they agree or not. None: refused."""
        return None

    def content_range(self, value: str) -> Extent | None:
        """BR-008, BR-032, BR-036, BR-140: one range of one known unit, and nothing else. None: no known range."""
        match = CONTENT_RANGE.fullmatch(value)
        if match is None or not self.is_known_unit(match["unit"]):
            return None
        complete = None if match["complete"] == "*" else self.position(match["complete"])
        if match["first"] is None:
            return self.unsatisfied_range(complete)
        first = self.position(match["first"])
        return (
            self.open_range(first, complete)
            if not match["last"]
            else Write(first, self.last_position(self.position(match["last"])), complete)
        )

    def is_known_unit(self, unit: str) -> bool:
        """BR-140, BR-036: bytes, whatever the case of its letters."""
        return unit.lower() == "bytes"

    def position(self, digits: str) -> int:
        """BR-035: any number of digits is read as the number it is; what no file can have is refused."""
        significant = digits.lstrip("0") or "0"
        if len(significant) > len(str(HIGHEST)) or int(significant) > HIGHEST:
            raise refusal("A position is too far.")
        return int(significant)

    def last_position(self, last: int) -> int:
        """BR-001: the last position belongs to the range."""
        return last

    def open_range(self, first: int, complete_length: int | None) -> Extent | None:
        """BR-027, BR-028, BR-219: without last-pos the body tells the length (wright); elsewhere it is malformed."""
        return Write(first, None, complete_length) if self.configuration.open_range else None

    def unsatisfied_range(self, complete_length: int | None) -> Extent | None:
        """BR-029, BR-032, BR-200: the size to be set; `*/*` says nothing at all, and support is optional."""
        return Resize(complete_length) if complete_length is not None and self.configuration.set_size else None

    def accepts_first_and_last(self, first: int, last: int) -> bool:
        """BR-002: a range ends where it begins, or later."""
        return first <= last

    def accepts_complete_length(self, write: Write) -> bool:
        """BR-025, BR-026: a complete-length is beyond the last position, or not stated (RFC 9110, 14.4)."""
        return write.last is None or write.complete_length is None or write.last < write.complete_length

    # Content-Offset

    def content_offset(self, value: str) -> Extent | None:
        """BR-203, BR-204, BR-211: a structured field Item, an Integer; other parameters are ignored. None: refused."""
        try:
            item: Any = http_sf.parse(value.encode("latin-1"), tltype="item")
        except http_sf.StructuredFieldError:
            return None
        bare, parameters = item
        if not self.is_offset(bare) or not self.is_offset_unit(parameters):
            return None
        return self.offset_write(bare, parameters)

    def is_offset(self, bare: object) -> bool:
        """BR-204, BR-205: an Integer (no Decimal, no Boolean), not negative: no less than nothing is skipped."""
        return isinstance(bare, int) and not isinstance(bare, bool) and bare >= 0

    def is_offset_unit(self, parameters: Parameters) -> bool:
        """BR-206: a missing unit means bytes; others are not known. A String is as good as a Token."""
        return self.is_known_unit(str(parameters.get("unit", "bytes")))

    def offset_write(self, offset: int, parameters: Parameters) -> Extent | None:
        """BR-207, BR-208: complete-length is an Integer; missing, the length is not known."""
        complete = parameters.get("complete-length")
        if complete is not None and not self.is_offset(complete):
            return None
        return Write(offset, None, complete if isinstance(complete, int) else None)

    # Content-Length

    def requires_content_length(self, format: Format) -> bool:
        """BR-044: the length of the body need not be stated."""
        return False

    def content_length(self, values: Sequence[str]) -> int | None:
        """BR-043: one decimal number. None: not stated."""
        if not values:
            return None
        if len(set(values)) > 1 or re.fullmatch("[0-9]{1,19}", values[0]) is None:
            raise refusal("The Content-Length of a part is no number.")
        return int(values[0])

    def length_of(self, extent: Extent) -> int | None:
        """BR-001, BR-034: both ends belong to a range; setting the size takes no body. None: as the body is."""
        if isinstance(extent, Resize):
            return 0
        return None if extent.last is None else extent.last - extent.first + 1

    def accepts_content_length(self, declared: int, part: Part) -> bool:
        """BR-040, BR-042, BR-127: it counts the body of the part, so it is the length of the range."""
        return part.length is None or declared == part.length

    # Everything else

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        """BR-012, BR-050, BR-051, BR-053, PU-036: fields of a part act as in a PUT; those not stated stay.

        `before` is None for a new resource. The Content-Type of the request describes the patch, not the resource.
        """
        stated = {name: value for name, value in part if name in STORED_FIELDS}
        return tuple({**dict(before or ()), **stated}.items())
