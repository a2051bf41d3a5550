"""Faults in writing without an end and in setting the size (patch-byterange, "The Content-Range field")."""

from __future__ import annotations

from midflight_reference.byte_ranges.values import Extent, Format, Part, Resize, Write
from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because

FAULTS = Faults()


@FAULTS.add("open-range-cuts-the-rest-off", "BR-027")
class OpenRangeCutsTheRestOff(Decisions):
    """A write without an end is taken for one up to the end of the resource."""

    def length_after_write(self, part: Part, length: int, end: int) -> int:
        is_open = self.configuration.open_range and isinstance(part.extent, Write) and part.extent.last is None
        return end if is_open else super().length_after_write(part, length, end)


@FAULTS.add("open-range-begins-at-zero", "BR-027", because("far positions are tried without an end as well", "BR-035"))
class OpenRangeBeginsAtZero(Decisions):
    """The first position of a range without an end and without complete-length is not read."""

    def open_range(self, first: int, complete_length: int | None) -> Extent | None:
        return super().open_range(first if complete_length else 0, complete_length)


@FAULTS.add("open-range-passes-complete-length", "BR-028")
class OpenRangePassesCompleteLength(Decisions):
    """A write without an end goes on behind complete-length."""

    def room(self, part: Part) -> int | None:
        return part.length


@FAULTS.add("size-zero-is-ignored", "BR-029", because("they empty a resource", "BR-031", "BR-200"))
class SizeZeroIsIgnored(Decisions):
    """A size of 0 is taken for none: the resource is not emptied."""

    def length_after_resize(self, resize: Resize, length: int) -> int:
        return super().length_after_resize(resize, length) or length


@FAULTS.add(
    "smaller-size-is-ignored", "BR-029", because("they cut a resource short", "BR-030", "BR-031", "BR-200", "BR-218")
)
class SmallerSizeIsIgnored(Decisions):
    """Setting a smaller size is acknowledged, and nothing is cut off."""

    def length_after_resize(self, resize: Resize, length: int) -> int:
        return max(length, super().length_after_resize(resize, length))


@FAULTS.add("larger-size-is-ignored", "BR-030", because("they let a resource grow by its size alone", "BR-200"))
class LargerSizeIsIgnored(Decisions):
    """Setting a larger size is acknowledged, and the resource does not grow."""

    def length_after_resize(self, resize: Resize, length: int) -> int:
        return min(length, super().length_after_resize(resize, length))


@FAULTS.add("far-sizes-wrap", "BR-030")
class FarSizesWrap(Decisions):
    """Sizes to be set keep their last 32 bits."""

    def unsatisfied_range(self, complete_length: int | None) -> Extent | None:
        return super().unsatisfied_range(None if complete_length is None else complete_length % (1 << 32))


@FAULTS.add(
    "patch-without-preconditions",
    "BR-031",
    because("their patches have preconditions", "BR-161", "BR-184", "PU-002", "PU-037"),
)
class PatchWithoutPreconditions(Decisions):
    """Preconditions of a message/byterange patch are not evaluated."""

    def evaluates_conditions(self, method: str, format: Format | None) -> bool:
        return format is not Format.MESSAGE and super().evaluates_conditions(method, format)


@FAULTS.add("unknown-form-writes-at-zero", "BR-033", because("in that revision the form is unknown", "BR-219"))
class UnknownFormWritesAtZero(Decisions):
    """A server without the open-ended form takes it for a write at the start."""

    def open_range(self, first: int, complete_length: int | None) -> Extent | None:
        return super().open_range(first, complete_length) or Write(0)


@FAULTS.add("unknown-form-is-acknowledged", "BR-033")
class UnknownFormIsAcknowledged(Decisions):
    """A server that cannot set the size says that it did."""

    def unsatisfied_range(self, complete_length: int | None) -> Extent | None:
        return super().unsatisfied_range(complete_length) or (complete_length and Resize(complete_length)) or None

    def length_after_resize(self, resize: Resize, length: int) -> int:
        return super().length_after_resize(resize, length) if self.configuration.set_size else length


@FAULTS.add("content-of-a-size-is-dropped", "BR-034", because("states the same of the other revision", "BR-201"))
class ContentOfASizeIsDropped(Decisions):
    """Content behind the range */N is ignored, and the size is set."""

    def accepts_long_body(self, part: Part) -> bool:
        return isinstance(part.extent, Resize) or super().accepts_long_body(part)
