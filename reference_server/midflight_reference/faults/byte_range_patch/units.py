"""Faults in what a range addresses (patch-byterange, "Range units"), for writing and for reading."""

from __future__ import annotations

from midflight_reference.byte_ranges.values import Format
from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because

FAULTS = Faults()


@FAULTS.add("every-unit-is-bytes", "BR-140", because("another unit is refused there", "BR-008", "BR-088", "BR-206"))
class EveryUnitIsBytes(Decisions):
    """The range unit is not looked at."""

    def is_known_unit(self, unit: str) -> bool:
        return True


@FAULTS.add(
    "ranges-are-read-from-one", "BR-141", because("what is read as a range is compared there", "BR-223", "PU-020")
)
class RangesAreReadFromOne(Decisions):
    """Reading counts octets from one, writing from zero."""

    def range_to_send(self, first: int, last: int) -> tuple[int, int]:
        return max(0, first - 1), max(0, last - 1)


@FAULTS.add(
    "parts-of-a-206-are-refused", "BR-223", because("parts there have a Content-Type", "BR-052", "BR-080", "PU-001")
)
class PartsOfA206AreRefused(Decisions):
    """A part with the Content-Type that every part of a 206 has is refused."""

    def refuses_field(self, format: Format, name: str) -> bool:
        return format is Format.MULTIPART and name == "content-type"
