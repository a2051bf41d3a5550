"""Faults at the end of a resource and behind it (patch-byterange, "Applying a patch")."""

from __future__ import annotations

from midflight_reference.byte_ranges.values import Format, Part, Write
from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because

FAULTS = Faults()

MIB = 1024 * 1024


@FAULTS.add("gap-of-one-octet-is-accepted", "BR-060")
class GapOfOneOctetIsAccepted(Decisions):
    """A write may begin one octet behind the end."""

    def accepts_position(self, first: int, length: int, exists: bool, format: Format) -> bool:
        return (exists and first == length + 1) or super().accepts_position(first, length, exists, format)


@FAULTS.add("gaps-are-accepted", "BR-060", because("they leave a gap", "PU-032"))
class GapsAreAccepted(Decisions):
    """A write may begin anywhere behind the end of a resource."""

    def accepts_position(self, first: int, length: int, exists: bool, format: Format) -> bool:
        return exists or super().accepts_position(first, length, exists, format)


@FAULTS.add(
    "appending-is-refused",
    "BR-061",
    because(
        "they append",
        "BR-023",
        "BR-027",
        "BR-028",
        "BR-029",
        "BR-068",
        "BR-072",
        "BR-089",
        "BR-090",
        "BR-152",
        "BR-153",
        "BR-154",
        "BR-160",
        "BR-170",
        "BR-171",
        "BR-173",
        "BR-203",
        "BR-207",
        "BR-217",
        "PU-013",
        "PU-014",
        "PU-016",
        "PU-017",
        "PU-020",
        "PU-036",
        "PU-037",
        "BR-172",
    ),
)
class AppendingIsRefused(Decisions):
    """A write has to begin inside the resource."""

    def accepts_position(self, first: int, length: int, exists: bool, format: Format) -> bool:
        return not (exists and first == length) and super().accepts_position(first, length, exists, format)


@FAULTS.add("octets-beyond-32-mib-are-lost", "BR-061")
class OctetsBeyond32MibAreLost(Decisions):
    """What is written behind 32 MiB is acknowledged, and zeros are stored."""

    def written(self, part: Part, position: int, octets: bytes) -> tuple[int, bytes]:
        return super().written(part, position, octets if position < 32 * MIB else bytes(len(octets)))


@FAULTS.add(
    "writes-are-clipped-at-the-end",
    "BR-062",
    because("they write across the end", "BR-027", "BR-171", "BR-173", "BR-203", "BR-217", "PU-035", "BR-172"),
)
class WritesAreClippedAtTheEnd(Decisions):
    """A write that begins inside the resource does not extend it."""

    def length_after_write(self, part: Part, length: int, end: int) -> int:
        inside = isinstance(part.extent, Write) and part.extent.first < length
        return length if inside else super().length_after_write(part, length, end)


@FAULTS.add(
    "gaps-show-old-octets",
    "BR-063",
    because("what nobody wrote is expected to be zeros there, too", "BR-030", "BR-064", "BR-180", "BR-200", "BR-202"),
)
class GapsShowOldOctets(Decisions):
    """A gap is filled from a buffer that held another resource."""

    def gap_filler(self) -> bytes:
        return b"000000000001234\n"


@FAULTS.add(
    "gaps-are-blanks",
    "BR-064",
    because("what nobody wrote is expected to be zeros there, too", "BR-030", "BR-200", "BR-202"),
)
class GapsAreBlanks(Decisions):
    """A gap is filled with spaces."""

    def gap_filler(self) -> bytes:
        return b" "


@FAULTS.add(
    "first-write-is-moved-to-zero", "BR-065", because("they begin a resource behind its start", "BR-064", "BR-159")
)
class FirstWriteIsMovedToZero(Decisions):
    """The first write creates the resource with its content at the start, wherever it should go."""

    def accepts_position(self, first: int, length: int, exists: bool, format: Format) -> bool:
        return not exists or super().accepts_position(first, length, exists, format)

    def write_position(self, part: Part, first: int, length: int) -> int:
        return super().write_position(part, 0 if length == 0 else first, length)


@FAULTS.add(
    "patch-creates-nothing",
    "BR-066",
    because(
        "they create a resource by a patch",
        "BR-023",
        "BR-028",
        "BR-068",
        "BR-152",
        "BR-160",
        "BR-180",
        "BR-203",
        "BR-207",
        "BR-218",
        "PU-010",
        "PU-013",
        "PU-028",
        "BR-172",
    ),
)
class PatchCreatesNothing(Decisions):
    """A patch of what does not exist is answered 404."""

    def creates_by_patch(self) -> bool:
        return False
