"""Faults in uploading in segments (partial-upload, section 3)."""

from __future__ import annotations

from midflight_reference.byte_ranges.values import Format
from midflight_reference.decisions import Decisions
from midflight_reference.decisions.part_fields import STORED_FIELDS
from midflight_reference.faults.byte_range_patch.writing import InterruptedContentIsPadded
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields, RefusedError, Request, text
from midflight_reference.store.resource import Resource

FAULTS = Faults()


@FAULTS.add(
    "created-before-the-condition",
    "PU-010",
    because("the first segment of the example has the same condition", "BR-160"),
)
class CreatedBeforeTheCondition(Decisions):
    """A PATCH has created the resource by the time If-None-Match: * is looked at."""

    def if_none_match_holds(self, members: list[str], resource: Resource | None) -> bool:
        return super().if_none_match_holds(members, resource) and "*" not in members


@FAULTS.add(
    "segments-are-answered-204", "PU-013", because("PATCH does not use the number that HEAD uses", "PU-019", "BR-159")
)
class SegmentsAreAnswered204(Decisions):
    """Segments that leave octets missing are answered 204."""

    def status_of_stored(self, created: bool, incomplete: bool) -> int:
        return 204 if incomplete else super().status_of_stored(created, incomplete)


@FAULTS.add(
    "later-segments-have-no-length",
    "PU-014",
    because("other examples have both fields as well", "BR-120", "BR-160", "PU-001", "PU-002"),
)
class LaterSegmentsHaveNoLength(Decisions):
    """A later segment with all the fields of the first is refused: its type was given."""

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        names = {name for name, _ in part}
        if before is not None and names & {*STORED_FIELDS} and "content-length" in names:
            raise RefusedError(text(409, "The resource exists: its type and length cannot be given."))
        return super().stored_fields(before, part, request)


@FAULTS.add("last-segment-is-answered-206", "PU-015")
class LastSegmentIsAnswered206(Decisions):
    """The last segment is answered as if it were a part of a response."""

    def status_of_stored(self, created: bool, incomplete: bool) -> int:
        return super().status_of_stored(created, incomplete) if created or incomplete else 206


@FAULTS.add(
    "interrupted-segments-are-filled-up",
    "PU-017",
    because(
        "zeros stand for the octets that did not come",
        "BR-070",
        "BR-087",
        "BR-154",
        "BR-170",
        "BR-171",
        "BR-173",
        "BR-176",
        "BR-217",
        "BR-172",
        "PU-037",
    ),
)
class InterruptedSegmentsAreFilledUp(InterruptedContentIsPadded):
    """An interrupted segment counts as stored, with zeros for what did not come."""


@FAULTS.add(
    "an-interruption-finishes-the-upload",
    "PU-017",
    because(
        "an upload that was persisted looks like the whole",
        *("BR-068", "BR-154", "BR-171", "BR-172", "BR-173", "PU-037"),
    ),
)
class AnInterruptionFinishesTheUpload(Decisions):
    """What was kept of an interrupted segment ends the upload."""

    def finishes_interrupted(self) -> bool:
        return True


@FAULTS.add(
    "announced-octets-are-there", "PU-032", because("a gap is no gap any more", "BR-060", "BR-065", "BR-205", "BR-217")
)
class AnnouncedOctetsAreThere(Decisions):
    """Writes begin anywhere, as if all announced octets were there."""

    def accepts_position(self, first: int, length: int, exists: bool, format: Format) -> bool:
        return True


@FAULTS.add(
    "uploads-show-old-storage",
    "PU-033",
    {
        "PU-035": "to be seen, the hole has to count",
        **because("every hole shows it, and counts", "BR-030", "BR-063", "BR-064", "BR-180", "BR-202"),
    },
)
class UploadsShowOldStorage(Decisions):
    """The hole in an upload shows what the storage held before."""

    def gap_filler(self) -> bytes:
        return b"the upload of somebody else\n"

    def visible_length(self, resource: Resource) -> int:
        return resource.length


@FAULTS.add("head-counts-the-hole", "PU-035")
class HeadCountsTheHole(Decisions):
    """HEAD tells where the last octet is, though there is a hole before it."""

    def visible_length(self, resource: Resource) -> int:
        return resource.length
