"""Faults in what a patch writes, and in what is refused (patch-byterange, sections 1 and 2)."""

from __future__ import annotations

from midflight_reference.byte_ranges.values import Format, Part, Write
from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields, Request
from midflight_reference.prefer import Transaction
from midflight_reference.store.resource import Resource

FAULTS = Faults()

MOST_AT_ONCE = 256 * 1024
PAGE = 4096
MEBIBYTE = 1024 * 1024


# What is refused


@FAULTS.add("unknown-patch-is-stored", "BR-003", because("types that only look alike are unknown, too", "BR-109"))
class UnknownPatchIsStored(Decisions):
    """A patch of an unknown type replaces the resource, as if it had come by PUT."""

    def stores_unknown_patch(self) -> bool:
        return True


@FAULTS.add("unknown-patch-is-guessed", "BR-003", because("types that only look alike are unknown, too", "BR-109"))
class UnknownPatchIsGuessed(Decisions):
    """A patch of any type is read as message/byterange unless the type is known."""

    def format_of(self, media_type: str) -> Format | None:
        return super().format_of(media_type) or Format.MESSAGE


@FAULTS.add("put-of-a-part-replaces-the-whole", "BR-004")
class PutOfAPartReplacesTheWhole(Decisions):
    """Content-Range of a PUT is ignored: the fragment is stored as the whole."""

    def accepts_put_of_part(self) -> bool:
        return True


@FAULTS.add("empty-message-is-a-patch", "BR-005")
class EmptyMessageIsAPatch(Decisions):
    """A message/byterange document of no octets is a success, and creates what does not exist."""

    def accepts_without_parts(self, format: Format) -> bool:
        return format is Format.MESSAGE


@FAULTS.add("multipart-without-parts-is-a-patch", "BR-005")
class MultipartWithoutPartsIsAPatch(Decisions):
    """A multipart document without parts is a success."""

    def accepts_without_parts(self, format: Format) -> bool:
        return format is Format.MULTIPART


@FAULTS.add("empty-binary-document-is-a-patch", "BR-005")
class EmptyBinaryDocumentIsAPatch(Decisions):
    """An application/byteranges document of no octets is a success."""

    def accepts_without_parts(self, format: Format) -> bool:
        return format is Format.BINARY


# What is written


@FAULTS.add(
    "the-rest-is-cut-off",
    "BR-010",
    because(
        "what is read back ends too early wherever the present length is stated",
        "BR-003",
        "BR-011",
        "BR-012",
        "BR-020",
        "BR-022",
        "BR-036",
        "BR-040",
        "BR-044",
        "BR-051",
        "BR-070",
        "BR-072",
        "BR-091",
        "BR-102",
        "BR-103",
        "BR-106",
        "BR-108",
        "BR-109",
        "BR-141",
        "BR-159",
        "BR-171",
        "BR-172",
        "BR-175",
        "BR-184",
        "BR-223",
        "PU-001",
        "PU-002",
        "PU-029",
        "PU-030",
    ),
)
class TheRestIsCutOff(Decisions):
    """What a range with the present length as complete-length is written to ends with that range."""

    def length_after_write(self, part: Part, length: int, end: int) -> int:
        whole = isinstance(part.extent, Write) and part.extent.complete_length == length
        return end if whole and part.format is Format.MESSAGE else super().length_after_write(part, length, end)


@FAULTS.add("large-content-loses-its-end", "BR-010", because("they write as much at once", "BR-061"))
class LargeContentLosesItsEnd(Decisions):
    """One write call has to take all the content, and takes no more than 256 KiB."""

    def written(self, part: Part, position: int, octets: bytes) -> tuple[int, bytes]:
        return position, octets[:MOST_AT_ONCE]


@FAULTS.add("more-than-a-mebibyte-loses-its-end", "BR-010")
class MoreThanAMebibyteLosesItsEnd(Decisions):
    """Of one body a mebibyte is written, and the rest forgotten."""

    def written(self, part: Part, position: int, octets: bytes) -> tuple[int, bytes]:
        return position, octets[: max(0, MEBIBYTE - _into_the_body(part, position))]


@FAULTS.add("blocks-lose-their-end", "BR-010")
class BlocksLoseTheirEnd(Decisions):
    """A small write that begins with a block lacks its last octet."""

    def written(self, part: Part, position: int, octets: bytes) -> tuple[int, bytes]:
        begins_a_block = position > 0 and position % PAGE == 0 and len(octets) < PAGE
        return position, octets[:-1] if begins_a_block else octets


@FAULTS.add("content-is-decoded", "BR-011", because("their content is no text", "BR-120"))
class ContentIsDecoded(Decisions):
    """Content is taken for UTF-8; what is none becomes question marks."""

    def octets_of_body(self, part: Part, octets: bytes) -> bytes:
        return octets.decode("ascii", "replace").replace("\ufffd", "?").encode()


@FAULTS.add(
    "line-ends-are-normalized",
    "BR-011",
    because("their content has line ends", "BR-084", "BR-085", "BR-103", "BR-107", "BR-120"),
)
class LineEndsAreNormalized(Decisions):
    """CRLF in content becomes LF LF."""

    def octets_of_body(self, part: Part, octets: bytes) -> bytes:
        return octets.replace(b"\r\n", b"\n\n")


@FAULTS.add("content-ends-at-nul", "BR-011", because("their content has a NUL", "BR-120"))
class ContentEndsAtNul(Decisions):
    """Content is copied up to the first NUL; the rest is zeros."""

    def octets_of_body(self, part: Part, octets: bytes) -> bytes:
        return octets.partition(b"\0")[0].ljust(len(octets), b"\0")


@FAULTS.add("type-of-the-patch-is-stored", "BR-012")
class TypeOfThePatchIsStored(Decisions):
    """A resource made by a patch whose part has no type gets the Content-Type of the request."""

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        stored = super().stored_fields(before, part, request)
        asked = request.value("content-type")
        if before is not None or asked is None or any(name == "content-type" for name, _ in stored):
            return stored
        return (*stored, ("content-type", asked))


@FAULTS.add(
    "type-is-replaced-by-that-of-the-patch",
    "BR-012",
    because("a later segment changes the type, too", "PU-015", "PU-036"),
)
class TypeIsReplacedByThatOfThePatch(Decisions):
    """An existing resource gets the Content-Type of the request that patched it."""

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        stored = super().stored_fields(before, part, request)
        asked = request.value("content-type")
        if before is None or asked is None or any(name == "content-type" for name, _ in part):
            return stored
        return (*((name, value) for name, value in stored if name != "content-type"), ("content-type", asked))


@FAULTS.add("complete-length-cuts-off", "BR-022")
class CompleteLengthCutsOff(Decisions):
    """A resource is cut to a complete-length below its size."""

    def length_after_write(self, part: Part, length: int, end: int) -> int:
        kept = super().length_after_write(part, length, end)
        stated = part.extent.complete_length if isinstance(part.extent, Write) else None
        return kept if stated is None else min(kept, max(stated, end))


@FAULTS.add(
    "reserved-space-shows",
    "BR-023",
    because(
        "what was received cannot be told from what is reserved",
        "BR-068",
        "BR-154",
        "BR-161",
        "BR-164",
        "BR-173",
        "BR-207",
        "BR-217",
        "PU-010",
        "PU-016",
        "PU-017",
        "PU-019",
        "PU-020",
        "PU-021",
        "PU-024",
        "PU-032",
        "PU-035",
        "PU-037",
    ),
)
class ReservedSpaceShows(Decisions):
    """An upload shows the announced length from the start, as zeros."""

    def length_after_write(self, part: Part, length: int, end: int) -> int:
        written = super().length_after_write(part, length, end)
        stated = part.extent.complete_length if isinstance(part.extent, Write) else None
        return written if stated is None or length else max(written, stated)

    def visible_length(self, resource: Resource) -> int:
        return resource.length


@FAULTS.add(
    "large-writes-are-aligned",
    "BR-071",
    because(
        "they write as much at once, elsewhere than at the start of a page",
        "BR-010",
        "BR-061",
        "BR-171",
        "BR-173",
        "BR-122",
        "BR-172",
        "BR-080",
    ),
)
class LargeWritesAreAligned(Decisions):
    """Writes of a page or more begin at the start of a page; what precedes them there becomes zeros."""

    def written(self, part: Part, position: int, octets: bytes) -> tuple[int, bytes]:
        into = position % PAGE if len(octets) >= PAGE else 0
        return position - into, bytes(into) + octets


@FAULTS.add("neighbours-are-swallowed", "BR-071")
class NeighboursAreSwallowed(Decisions):
    """A write of two octets takes the one behind them along."""

    def written(self, part: Part, position: int, octets: bytes) -> tuple[int, bytes]:
        return position, octets + octets[-1:] if octets == b"##" else octets


@FAULTS.add("the-tail-is-appended-again", "BR-072")
class TheTailIsAppendedAgain(Decisions):
    """A write that ends just where the resource ends is taken for an append."""

    def write_position(self, part: Part, first: int, length: int) -> int:
        return length if _is_the_tail(part, length) else super().write_position(part, first, length)

    def length_after_write(self, part: Part, length: int, end: int) -> int:
        kept = super().length_after_write(part, length, end)
        return kept + (part.length or 0) if _is_the_tail(part, length) else kept


# What the connection leaves


@FAULTS.add(
    "interrupted-content-is-padded",
    "BR-070",
    because(
        "an interruption has an effect, and one that nobody can use",
        "BR-087",
        "BR-154",
        "BR-170",
        "BR-171",
        "BR-173",
        "BR-176",
        "BR-217",
        "PU-017",
        "BR-172",
        "PU-037",
    ),
)
class InterruptedContentIsPadded(Decisions):
    """What did not come before the connection was lost is written as zeros."""

    def keeps_interrupted(self, transaction: Transaction | None) -> bool:
        return True

    def padding_of_interrupted(self, missing: int) -> bytes:
        return bytes(missing)


@FAULTS.add(
    "interrupted-content-cuts-the-rest-off",
    "BR-070",
    because("what was there behind the interruption is gone there as well", "BR-171"),
)
class InterruptedContentCutsTheRestOff(Decisions):
    """What was kept of an interrupted patch ends the resource."""

    def length_after_write(self, part: Part, length: int, end: int) -> int:
        last = part.extent.last if isinstance(part.extent, Write) else None
        return super().length_after_write(part, length, end) if last is None or end > last else end


def _into_the_body(part: Part, position: int) -> int:
    return position - part.extent.first if isinstance(part.extent, Write) else 0


def _is_the_tail(part: Part, length: int) -> bool:
    extent = part.extent
    if not isinstance(extent, Write) or extent.complete_length is not None:
        return False
    return extent.first > 0 and extent.last == length - 1
