"""Faults in reading Content-Range (patch-byterange, "The Content-Range field")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from midflight_reference.byte_ranges.values import Extent, Format, Part, Resize, Write
from midflight_reference.decisions import Decisions
from midflight_reference.decisions.part_fields import CONTENT_RANGE
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields, Request

FAULTS = Faults()


@FAULTS.add("first-octet-is-no-range", "BR-001", because("they write the first octet", "BR-084"))
class FirstOctetIsNoRange(Decisions):
    """A last position of 0 is taken for a missing one, so bytes 0-0 is refused."""

    def accepts_first_and_last(self, first: int, last: int) -> bool:
        return last != 0 and super().accepts_first_and_last(first, last)


@FAULTS.add("backward-range-writes-nothing", "BR-002")
class BackwardRangeWritesNothing(Decisions):
    """A range that ends before it begins is an empty write."""

    def accepts_first_and_last(self, first: int, last: int) -> bool:
        return True

    def length_of(self, extent: Extent) -> int | None:
        length = super().length_of(extent)
        return None if length is None else max(0, length)


@FAULTS.add("backward-range-is-open", "BR-002")
class BackwardRangeIsOpen(Decisions):
    """A range that ends just before it begins takes whatever content there is."""

    def accepts_first_and_last(self, first: int, last: int) -> bool:
        return last == first - 1 or super().accepts_first_and_last(first, last)

    def length_of(self, extent: Extent) -> int | None:
        return super().length_of(extent) or (0 if isinstance(extent, Resize) else None)


@FAULTS.add(
    "missing-range-is-the-start", "BR-007", because("they leave the range out", "BR-104", "BR-129", "PU-026", "PU-029")
)
class MissingRangeIsTheStart(Decisions):
    """A message or part that does not say where it goes is written from the first octet on."""

    def range_without_field(self, format: Format) -> Extent | None:
        return Write(0)


@FAULTS.add(
    "unknown-range-is-416",
    "BR-007",
    because(
        "their range is not known, either",
        "BR-002",
        "BR-008",
        "BR-009",
        "BR-026",
        "BR-032",
        "BR-033",
        "BR-104",
        "BR-129",
        "BR-140",
        "BR-204",
        "BR-206",
        "BR-207",
        "BR-210",
        "BR-219",
    ),
)
class UnknownRangeIs416(Decisions):
    """A patch without a known range is refused with 416, which is about ranges that were asked for."""

    def status_of_unknown_range(self) -> int:
        return 416


@FAULTS.add("list-of-ranges-uses-the-first", "BR-008")
class ListOfRangesUsesTheFirst(Decisions):
    """Of several ranges in one value the first is written."""

    def content_range(self, value: str) -> Extent | None:
        listed = re.fullmatch(r"(bytes [0-9]+-[0-9]+)[ ,][0-9 ,-]+(/.*)", value)
        return super().content_range("".join(listed.groups()) if listed else value)


@FAULTS.add("range-is-searched-for", "BR-008")
class RangeIsSearchedFor(Decisions):
    """The expression for Content-Range is not anchored: what surrounds a range does not matter."""

    def content_range(self, value: str) -> Extent | None:
        found = CONTENT_RANGE.search(value)
        return super().content_range(found[0] if found else value)


@FAULTS.add("unit-may-be-missing", "BR-008")
class UnitMayBeMissing(Decisions):
    """A range without a unit is one of octets."""

    def content_range(self, value: str) -> Extent | None:
        return super().content_range(f"bytes {value}" if value[:1].isdecimal() else value)


@FAULTS.add("length-may-be-missing", "BR-008")
class LengthMayBeMissing(Decisions):
    """A range without complete-length is taken, as if there was an asterisk."""

    def content_range(self, value: str) -> Extent | None:
        return super().content_range(value if "/" in value else f"{value}/*")


@FAULTS.add("first-content-range-wins", "BR-009")
class FirstContentRangeWins(Decisions):
    """Of two Content-Range lines the first counts."""

    def single_value(self, values: Sequence[str]) -> str | None:
        return values[0]


@FAULTS.add("last-content-range-wins", "BR-009")
class LastContentRangeWins(Decisions):
    """Of two Content-Range lines the last counts."""

    def single_value(self, values: Sequence[str]) -> str | None:
        return values[-1]


@FAULTS.add("range-of-the-request-wins", "BR-020")
class RangeOfTheRequestWins(Decisions):
    """Content-Range of the request says where the part is written."""

    def positioning_fields(self, fields: Fields, request: Request) -> Fields:
        values = [("content-range", value) for value in request.values("content-range")]
        return [*values, *((name, value) for name, value in fields if name != "content-range")] if values else fields


@FAULTS.add(
    "asterisk-is-refused",
    "BR-025",
    because(
        "they do not state the length",
        "BR-001",
        "BR-011",
        "BR-022",
        "BR-029",
        "BR-040",
        "BR-061",
        "BR-062",
        "BR-063",
        "BR-064",
        "BR-066",
        "BR-071",
        "BR-072",
        "BR-089",
        "BR-090",
        "BR-106",
        "BR-152",
        "BR-180",
        "BR-184",
        "BR-203",
        "BR-208",
        "PU-030",
        "BR-010",
    ),
)
class AsteriskIsRefused(Decisions):
    """Complete-length has to be a number."""

    def content_range(self, value: str) -> Extent | None:
        return None if re.fullmatch(r"bytes [0-9]+-[0-9]+/\*", value) else super().content_range(value)


@FAULTS.add("complete-length-is-not-compared", "BR-026")
class CompleteLengthIsNotCompared(Decisions):
    """A range may reach beyond its complete-length."""

    def accepts_complete_length(self, write: Write) -> bool:
        return True

    def room(self, part: Part) -> int | None:
        return super().room(part) if part.length is None else part.length


@FAULTS.add("complete-length-may-be-the-last-position", "BR-026")
class CompleteLengthMayBeTheLastPosition(Decisions):
    """The last position is compared with complete-length one octet too late."""

    def accepts_complete_length(self, write: Write) -> bool:
        return write.last == write.complete_length or super().accepts_complete_length(write)

    def room(self, part: Part) -> int | None:
        return super().room(part) if part.length is None else part.length


@FAULTS.add("two-asterisks-empty", "BR-032")
class TwoAsterisksEmpty(Decisions):
    """The range */* sets the size to nothing."""

    def unsatisfied_range(self, complete_length: int | None) -> Extent | None:
        return Resize(0) if complete_length is None else super().unsatisfied_range(complete_length)


@FAULTS.add("positions-of-64-bits-wrap", "BR-035")
class PositionsOf64BitsWrap(Decisions):
    """Positions keep their last 64 bits."""

    def position(self, digits: str) -> int:
        return super().position(str(int(digits) % (1 << 64)))


@FAULTS.add("positions-of-32-bits-wrap", "BR-035", because("sizes are read like positions", "BR-030"))
class PositionsOf32BitsWrap(Decisions):
    """Positions keep their last 32 bits."""

    def position(self, digits: str) -> int:
        return super().position(str(int(digits) % (1 << 32)))


@FAULTS.add("far-positions-break-the-server", "BR-035")
class FarPositionsBreakTheServer(Decisions):
    """A position beyond 64 bits ends in an internal error."""

    def position(self, digits: str) -> int:
        return int.from_bytes(int(digits).to_bytes(8))


@FAULTS.add("field-names-with-their-case", "BR-036")
class FieldNamesWithTheirCase(Decisions):
    """Fields of a part are known only with capitals where the draft prints them."""

    def field_line(self, line: str) -> tuple[str, str]:
        name, value = super().field_line(line)
        return (name if line[: len(name)] == name.title() else f"x-{name}"), value


@FAULTS.add("one-space-behind-the-colon", "BR-036")
class OneSpaceBehindTheColon(Decisions):
    """Fields of a part are split at a colon and a space; other white space stays."""

    def field_line(self, line: str) -> tuple[str, str]:
        name, found, value = line.partition(": ")
        return (name.lower(), value) if found else super().field_line(f"X-{line}")


@FAULTS.add("unit-with-its-case", "BR-036")
class UnitWithItsCase(Decisions):
    """The range unit is compared with its case."""

    def is_known_unit(self, unit: str) -> bool:
        return unit == "bytes"
