"""Faults in treating several parts as one operation, and in the forms that mean the same."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.byte_ranges.values import Format, Part, Write
from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.prefer import Transaction

FAULTS = Faults()


def begins(part: Part) -> int:
    """Return the first position of a part."""
    return part.extent.first if isinstance(part.extent, Write) else 0


def from_the_last(parts: Sequence[Part]) -> Sequence[int]:
    """Return the order from the last part to the first, but for those that append to ten octets or more."""
    appended = [index for index in range(len(parts)) if begins(parts[index]) >= 10]
    return [*(index for index in reversed(range(len(parts))) if index not in appended), *appended]


@FAULTS.add(
    "parts-of-an-interrupted-patch-stay",
    "BR-087",
    because("an interrupted patch of one part stays as well", "BR-170", "BR-176"),
)
class PartsOfAnInterruptedPatchStay(Decisions):
    """What arrived before the connection was lost is written."""

    def keeps_interrupted(self, transaction: Transaction | None) -> bool:
        return True


@FAULTS.add("acknowledged-atomic-keeps-parts", "BR-087", because("it promises the same for one part", "BR-170"))
class AcknowledgedAtomicKeepsParts(Decisions):
    """transaction=atomic is acknowledged, and what arrived before an interruption written all the same."""

    def keeps_interrupted(self, transaction: Transaction | None) -> bool:
        return transaction is not None


@FAULTS.add("close-delimiter-may-be-missing", "BR-087")
class CloseDelimiterMayBeMissing(Decisions):
    """The end of the content stands for a close delimiter."""

    def accepts_missing_close_delimiter(self) -> bool:
        return True


@FAULTS.add(
    "parts-before-a-refused-one-stay",
    "BR-088",
    because(
        "what came before the refusal stays there too",
        *("BR-007", "BR-028", "BR-042", "BR-067", "BR-069", "BR-086", "BR-087", "BR-125"),
        *("BR-126", "BR-127", "BR-131", "BR-132", "BR-134", "BR-212", "BR-213"),
    ),
)
class PartsBeforeARefusedOneStay(Decisions):
    """The parts before one that is refused are written."""

    def keeps_refused(self, transaction: Transaction | None) -> bool:
        return True


@FAULTS.add("parts-are-sorted", "BR-089")
class PartsAreSorted(Decisions):
    """Parts are written in the order of their offsets."""

    def parts_to_apply(self, parts: Sequence[Part]) -> Sequence[int]:
        return sorted(range(len(parts)), key=lambda index: begins(parts[index]))


@FAULTS.add("first-of-overlapping-parts-wins", "BR-089")
class FirstOfOverlappingPartsWins(Decisions):
    """Parts within the resource are written from the last to the first."""

    def parts_to_apply(self, parts: Sequence[Part]) -> Sequence[int]:
        return from_the_last(parts)


@FAULTS.add("parts-see-what-the-patch-found", "BR-090")
class PartsSeeWhatThePatchFound(Decisions):
    """Whether a part leaves a gap is judged by the length before the patch."""

    def length_seen_by_part(self, at_start: int, now: int) -> int:
        return at_start


@FAULTS.add(
    "multipart-does-not-compare-lengths",
    "BR-091",
    because("several parts are refused for their lengths there", "BR-042", "BR-088", "BR-133"),
)
class MultipartDoesNotCompareLengths(Decisions):
    """Content-Length is compared with the range in message/byterange only."""

    def accepts_content_length(self, declared: int, part: Part) -> bool:
        return part.format is Format.MULTIPART or super().accepts_content_length(declared, part)


@FAULTS.add("multipart-takes-gaps", "BR-091", because("several parts are refused for a gap there", "BR-088", "BR-133"))
class MultipartTakesGaps(Decisions):
    """A write that leaves a gap is refused in message/byterange only."""

    def accepts_position(self, first: int, length: int, exists: bool, format: Format) -> bool:
        return format is Format.MULTIPART or super().accepts_position(first, length, exists, format)


@FAULTS.add("binary-takes-gaps", "BR-133")
class BinaryTakesGaps(Decisions):
    """A write that leaves a gap is accepted in the binary form."""

    def accepts_position(self, first: int, length: int, exists: bool, format: Format) -> bool:
        return format is Format.BINARY or super().accepts_position(first, length, exists, format)


@FAULTS.add("binary-form-without-preconditions", "BR-133")
class BinaryFormWithoutPreconditions(Decisions):
    """Preconditions do not count for a patch in the binary form."""

    def evaluates_conditions(self, method: str, format: Format | None) -> bool:
        return format is not Format.BINARY


@FAULTS.add("binary-is-written-from-the-last", "BR-133")
class BinaryIsWrittenFromTheLast(Decisions):
    """In the binary form the later of overlapping parts does not win."""

    def parts_to_apply(self, parts: Sequence[Part]) -> Sequence[int]:
        binary = bool(parts) and parts[0].format is Format.BINARY
        return from_the_last(parts) if binary else super().parts_to_apply(parts)


@FAULTS.add(
    "parts-show-one-by-one",
    "BR-214",
    because(
        "parts that are written at once are not undone",
        *("BR-007", "BR-042", "BR-087", "BR-088", "BR-125", "BR-131", "BR-134"),
    ),
)
class PartsShowOneByOne(Decisions):
    """Each part is written when it has come, and readers see it."""

    def commits_each_part(self, transaction: Transaction | None) -> bool:
        return True


@FAULTS.add("range-frames-the-body", "BR-213")
class RangeFramesTheBody(Decisions):
    """The delimiter behind a part is looked for where its range says that the body ends."""

    def octets_not_searched(self, part: Part) -> int:
        return part.length or 0
