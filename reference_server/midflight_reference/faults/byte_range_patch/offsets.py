"""Faults in the Content-Offset field and in what the newer revision says about setting the size."""

from __future__ import annotations

import re
from decimal import Decimal

from midflight_reference.byte_ranges.values import Extent, Part, Resize, Write
from midflight_reference.decisions import Decisions
from midflight_reference.decisions.part_fields import Parameters
from midflight_reference.faults.fault import Faults, because

FAULTS = Faults()


@FAULTS.add("size-is-only-lowered", "BR-200", because("a size is raised there", "BR-030", "BR-202"))
class SizeIsOnlyLowered(Decisions):
    """Setting the size to more than there is changes nothing."""

    def length_after_resize(self, resize: Resize, length: int) -> int:
        return min(resize.length, length)


@FAULTS.add("size-is-only-raised", "BR-200", because("a size is lowered there", "BR-029", "BR-030", "BR-031", "BR-218"))
class SizeIsOnlyRaised(Decisions):
    """Setting the size to less than there is changes nothing."""

    def length_after_resize(self, resize: Resize, length: int) -> int:
        return max(resize.length, length)


@FAULTS.add("body-beside-a-size-is-ignored", "BR-201", because("the older revision has the same rule", "BR-034"))
class BodyBesideASizeIsIgnored(Decisions):
    """A body of a part that sets the size is ignored."""

    def accepts_long_body(self, part: Part) -> bool:
        return isinstance(part.extent, Resize)


@FAULTS.add(
    "uploads-never-end-by-their-size", "BR-202", because("a resource that is created by its size stays empty", "BR-200")
)
class UploadsNeverEndByTheirSize(Decisions):
    """An upload of unknown length does not end when its total is named."""

    def resize_finishes(self, announced: int | None, length: int) -> bool:
        return False


@FAULTS.add(
    "uploads-end-one-octet-early", "BR-202", because("a size is set there that is there already", "BR-029", "BR-200")
)
class UploadsEndOneOctetEarly(Decisions):
    """Naming the total of an upload cuts off its last octet."""

    def length_after_resize(self, resize: Resize, length: int) -> int:
        return length - 1 if length == resize.length else resize.length


@FAULTS.add("offset-zero-is-none", "BR-203", because("the uploads there begin at offset zero", "BR-207", "BR-218"))
class OffsetZeroIsNone(Decisions):
    """An offset of zero counts as missing."""

    def offset_write(self, offset: int, parameters: Parameters) -> Extent | None:
        return super().offset_write(offset, parameters) if offset else None


@FAULTS.add(
    "offset-is-ignored",
    "BR-203",
    because("writes there have an offset", *("BR-205", "BR-206", "BR-207", "BR-208", "BR-211", "BR-212")),
)
class OffsetIsIgnored(Decisions):
    """Whatever the offset is, the body is written to the start."""

    def offset_write(self, offset: int, parameters: Parameters) -> Extent | None:
        return super().offset_write(0, parameters)


@FAULTS.add("offset-may-be-a-decimal", "BR-204", because("a complete-length is read like an offset", "BR-207"))
class OffsetMayBeADecimal(Decisions):
    """A decimal offset is cut to an integer."""

    def is_offset(self, bare: object) -> bool:
        return isinstance(bare, int | Decimal | float) and not isinstance(bare, bool) and bare >= 0

    def offset_write(self, offset: int, parameters: Parameters) -> Extent | None:
        return super().offset_write(int(offset), parameters)


@FAULTS.add(
    "offset-is-searched-for", "BR-204", because("what has a wrong parameter is refused there", "BR-206", "BR-207")
)
class OffsetIsSearchedFor(Decisions):
    """The first digits in a Content-Offset are the offset."""

    def content_offset(self, value: str) -> Extent | None:
        digits = re.search(r"\A[\"(+ ]*([0-9]+)", value)
        return super().content_offset(value) or (Write(int(digits[1])) if digits else None)


@FAULTS.add("negative-offset-loses-its-sign", "BR-205")
class NegativeOffsetLosesItsSign(Decisions):
    """The sign of an offset is ignored."""

    def content_offset(self, value: str) -> Extent | None:
        return super().content_offset(value.removeprefix("-"))


@FAULTS.add("negative-offset-counts-from-the-end", "BR-205")
class NegativeOffsetCountsFromTheEnd(Decisions):
    """A negative offset counts from the end of ten octets."""

    def is_offset(self, bare: object) -> bool:
        return isinstance(bare, int) and not isinstance(bare, bool)

    def offset_write(self, offset: int, parameters: Parameters) -> Extent | None:
        return super().offset_write(offset if offset >= 0 else max(0, 10 + offset), parameters)


@FAULTS.add("unit-of-an-offset-is-ignored", "BR-206")
class UnitOfAnOffsetIsIgnored(Decisions):
    """Whatever its unit is, an offset counts octets."""

    def is_offset_unit(self, parameters: Parameters) -> bool:
        return True


@FAULTS.add(
    "complete-length-of-an-offset-is-ignored",
    "BR-207",
    because("too large a complete-length is refused there", "BR-218"),
)
class CompleteLengthOfAnOffsetIsIgnored(Decisions):
    """The complete-length of an offset is not looked at."""

    def offset_write(self, offset: int, parameters: Parameters) -> Extent | None:
        return Write(int(offset))


@FAULTS.add("complete-length-may-be-a-string", "BR-207")
class CompleteLengthMayBeAString(Decisions):
    """A complete-length in quotes is taken for the number in it."""

    def offset_write(self, offset: int, parameters: Parameters) -> Extent | None:
        complete = parameters.get("complete-length")
        number = int(complete) if isinstance(complete, str) and complete.isdecimal() else complete
        return super().offset_write(
            offset, parameters if complete is None else {**parameters, "complete-length": number}
        )


@FAULTS.add(
    "write-at-an-offset-ends-the-resource",
    "BR-208",
    because("writes there have no end, and the rest is compared", *("BR-027", "BR-203", "BR-206", "BR-211", "BR-212")),
)
class WriteAtAnOffsetEndsTheResource(Decisions):
    """Without complete-length a resource ends where the write at an offset does."""

    def length_after_write(self, part: Part, length: int, end: int) -> int:
        write = part.extent
        return end if isinstance(write, Write) and write.last is None else super().length_after_write(part, length, end)


@FAULTS.add("offset-wins-over-range", "BR-210")
class OffsetWinsOverRange(Decisions):
    """Of a range and an offset in one part the offset counts."""

    def range_of_both(self, content_range: Extent | None, content_offset: Extent | None) -> Extent | None:
        return content_offset


@FAULTS.add("unknown-parameters-move-the-offset", "BR-211")
class UnknownParametersMoveTheOffset(Decisions):
    """An offset with a parameter that nobody has heard of is zero."""

    def offset_write(self, offset: int, parameters: Parameters) -> Extent | None:
        known = parameters.keys() <= {"unit", "complete-length"}
        return super().offset_write(offset if known else 0, parameters)


@FAULTS.add("stated-length-beside-an-offset-is-ignored", "BR-212")
class StatedLengthBesideAnOffsetIsIgnored(Decisions):
    """A body at an offset may be shorter than the Content-Length beside it."""

    def accepts_short_body(self, part: Part, written: int) -> bool:
        return "content-offset" in dict(part.fields)


@FAULTS.add("writes-pass-the-length-of-an-offset", "BR-207")
class WritesPassTheLengthOfAnOffset(Decisions):
    """The complete-length of an offset is no limit for the body."""

    def room(self, part: Part) -> int | None:
        return part.length if "content-offset" in dict(part.fields) else super().room(part)


@FAULTS.add(
    "head-of-a-file-is-empty",
    "BR-217",
    because(
        "the length is looked up with HEAD there",
        *("BR-023", "BR-154", "BR-171", "BR-173", "BR-202", "PU-016", "PU-017", "PU-024", "BR-172", "BR-072"),
    ),
)
class HeadOfAFileIsEmpty(Decisions):
    """The response to HEAD says that there is nothing, as its own content is."""

    def length_told_by_head(self, length: int) -> int:
        return 0


@FAULTS.add("announced-sizes-have-no-limit", "BR-218", because("the older revision has the same rule", "BR-182"))
class AnnouncedSizesHaveNoLimit(Decisions):
    """Any size may be announced."""

    def accepts_announced(self, complete_length: int, extent: Extent) -> bool:
        return True


@FAULTS.add("sizes-beyond-the-limit-conflict", "BR-218", because("the older revision has the same rule", "BR-182"))
class SizesBeyondTheLimitConflict(Decisions):
    """A size beyond the limit is answered 409."""

    def status_of_too_large(self) -> int:
        return 409


@FAULTS.add(
    "missing-last-position-is-the-start",
    "BR-219",
    because("what is not supported must not be written elsewhere", "BR-033"),
)
class MissingLastPositionIsTheStart(Decisions):
    """A range without last position is acknowledged, and its body written to the start."""

    def open_range(self, first: int, complete_length: int | None) -> Extent | None:
        return super().open_range(first, complete_length) or Write(0)
