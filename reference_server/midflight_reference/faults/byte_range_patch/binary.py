"""Faults in reading application/byteranges (patch-byterange, "The application/byteranges media type")."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.byte_ranges.values import Extent, Format, Framing, Part, Write, refusal
from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because

FAULTS = Faults()
HALF_A_GIGABYTE = 1 << 29
BUFFER = 64 * 1024


@FAULTS.add("binary-content-is-text", "BR-120")
class BinaryContentIsText(Decisions):
    """The content of a message is read as text, and what is none replaced."""

    def octets_of_body(self, part: Part, octets: bytes) -> bytes:
        return octets.decode("utf-8", "replace").encode() if part.format is Format.BINARY else octets


@FAULTS.add(
    "known-length-is-unknown",
    "BR-120",
    because(
        "nearly all messages have known length",
        *("BR-122", "BR-123", "BR-124", "BR-127", "BR-129", "BR-130", "BR-133", "BR-134"),
        "BR-212",
    ),
)
class KnownLengthIsUnknown(Decisions):
    """Only messages of indeterminate length are read."""

    def framing_of(self, indicator: int) -> Framing | None:
        return super().framing_of(indicator) if indicator != Framing.KNOWN_LENGTH.value else None


@FAULTS.add("later-messages-fill-one-buffer", "BR-122")
class LaterMessagesFillOneBuffer(Decisions):
    """Of every message but the first, what does not fit into 64 KiB is lost."""

    def written(self, part: Part, position: int, octets: bytes) -> tuple[int, bytes]:
        first = part.extent.first if isinstance(part.extent, Write) else 0
        lost = part.index > 0 and part.format is Format.BINARY
        return position, octets[: max(0, BUFFER - (position - first))] if lost else octets


@FAULTS.add(
    "indeterminate-length-is-unknown",
    "BR-121",
    because(
        "messages there are of both kinds", *("BR-122", "BR-123", "BR-124", "BR-127", "BR-129", "BR-134", "BR-212")
    ),
)
class IndeterminateLengthIsUnknown(Decisions):
    """Only messages of known length are read."""

    def framing_of(self, indicator: int) -> Framing | None:
        return super().framing_of(indicator) if indicator != Framing.INDETERMINATE_LENGTH.value else None


@FAULTS.add(
    "only-the-first-message-is-read",
    "BR-122",
    because("what is wrong or right there stands behind the first message", "BR-123", "BR-125", "BR-133", "BR-134"),
)
class OnlyTheFirstMessageIsRead(Decisions):
    """What follows the first message is ignored."""

    def messages_follow(self) -> bool:
        return False


@FAULTS.add("messages-behind-the-hundredth-are-lost", "BR-122")
class MessagesBehindTheHundredthAreLost(Decisions):
    """Of more than a hundred messages only a hundred are written."""

    def parts_to_apply(self, parts: Sequence[Part]) -> Sequence[int]:
        binary = bool(parts) and parts[0].format is Format.BINARY
        return range(min(100, len(parts))) if binary else super().parts_to_apply(parts)


@FAULTS.add(
    "numbers-with-the-lowest-octet-first",
    "BR-123",
    because("numbers there take several octets", "BR-120", "BR-122", "BR-124"),
)
class NumbersWithTheLowestOctetFirst(Decisions):
    """The octets of a number are read from the lowest to the highest."""

    def varint(self, octets: bytes) -> int:
        return int.from_bytes(bytes([octets[0] & 0x3F, *octets[1:]]), "little")


@FAULTS.add(
    "numbers-of-eight-octets-are-refused", "BR-123", because("the framing indicator is such a number", "BR-124")
)
class NumbersOfEightOctetsAreRefused(Decisions):
    """Numbers have at most four octets."""

    def varint(self, octets: bytes) -> int:
        if len(octets) > 4:
            raise refusal("A number has more than four octets.")
        return super().varint(octets)


@FAULTS.add("longer-numbers-are-refused", "BR-123", because("the framing indicator is such a number", "BR-124"))
class LongerNumbersAreRefused(Decisions):
    """A number that takes more octets than it needs is refused."""

    def varint(self, octets: bytes) -> int:
        number = super().varint(octets)
        needed = next(size for size in (1, 2, 4, 8) if number < 1 << (8 * size - 2))
        if len(octets) > needed:
            raise refusal("A number has more octets than it needs.")
        return number


@FAULTS.add("high-bits-are-refused", "BR-123", because("the framing indicator is such a number", "BR-124", "BR-122"))
class HighBitsAreRefused(Decisions):
    """A number that does not fit seven bits is refused."""

    def size_of_varint(self, first: int) -> int:
        if first >= 0x80:
            raise refusal("A number is too large.")
        return super().size_of_varint(first)


@FAULTS.add(
    "indicator-is-one-octet", "BR-124", because("indicators there take as many octets as the other numbers", "BR-123")
)
class IndicatorIsOneOctet(Decisions):
    """The framing indicator is the first octet of a message."""

    def size_of_indicator(self, first: int) -> int:
        return 1


@FAULTS.add("unknown-framing-is-known-length", "BR-125")
class UnknownFramingIsKnownLength(Decisions):
    """A framing indicator that nobody has heard of means a message of known length."""

    def framing_of(self, indicator: int) -> Framing | None:
        return super().framing_of(indicator) or Framing.KNOWN_LENGTH


@FAULTS.add("garbage-ends-the-document", "BR-125", because("the zero there is followed by another message", "BR-134"))
class GarbageEndsTheDocument(Decisions):
    """What is no message ends the document."""

    def ends_document(self, indicator: int) -> bool:
        return super().framing_of(indicator) is None


@FAULTS.add(
    "end-of-document-ends-everything",
    "BR-126",
    because("contents there end with the document, too", "BR-127", "BR-132", "BR-133"),
)
class EndOfDocumentEndsEverything(Decisions):
    """Wherever a document ends, the message ends there."""

    def accepts_truncated_document(self, inside: str) -> bool:
        return True

    def accepts_short_body(self, part: Part, written: int) -> bool:
        return part.format is Format.BINARY


@FAULTS.add("terminator-may-be-missing", "BR-126")
class TerminatorMayBeMissing(Decisions):
    """The zero behind the last chunk may be missing."""

    def accepts_missing_terminator(self) -> bool:
        return True


@FAULTS.add("short-messages-are-enough", "BR-127", because("multipart refuses what the binary form takes", "BR-133"))
class ShortMessagesAreEnough(Decisions):
    """The content of a message may be shorter than its range."""

    def accepts_short_body(self, part: Part, written: int) -> bool:
        return part.format is Format.BINARY


@FAULTS.add("long-messages-are-clipped", "BR-127", because("multipart refuses what the binary form takes", "BR-133"))
class LongMessagesAreClipped(Decisions):
    """The content of a message may be longer than its range."""

    def accepts_long_body(self, part: Part) -> bool:
        return part.format is Format.BINARY


@FAULTS.add(
    "binary-does-not-compare-lengths", "BR-127", because("multipart refuses what the binary form takes", "BR-133")
)
class BinaryDoesNotCompareLengths(Decisions):
    """Content-Length of a message is not compared with its range."""

    def accepts_content_length(self, declared: int, part: Part) -> bool:
        return part.format is Format.BINARY or super().accepts_content_length(declared, part)


@FAULTS.add("field-lines-overrun-their-section", "BR-128")
class FieldLinesOverrunTheirSection(Decisions):
    """A field line that reaches beyond its section is cut off there."""

    def field_fits(self, size: int, left: int) -> bool:
        return True


@FAULTS.add("nameless-field-ends-the-section", "BR-128")
class NamelessFieldEndsTheSection(Decisions):
    """A name of length zero ends the field section."""

    def accepts_empty_name(self) -> bool:
        return True


@FAULTS.add("empty-values-are-refused", "BR-129")
class EmptyValuesAreRefused(Decisions):
    """A field has to have a value."""

    def field(self, name: bytes, value: bytes) -> tuple[str, str]:
        if not value:
            raise refusal("A field has no value.")
        return super().field(name, value)


@FAULTS.add(
    "message-without-fields-is-the-start",
    "BR-129",
    because("a message without a range is refused there", "BR-007", "BR-133"),
)
class MessageWithoutFieldsIsTheStart(Decisions):
    """A message without a range is written to the start."""

    def range_without_field(self, format: Format) -> Extent | None:
        return Write(0) if format is Format.BINARY else super().range_without_field(format)


@FAULTS.add("any-octets-are-a-name", "BR-130")
class AnyOctetsAreAName(Decisions):
    """A field name may have any octets."""

    def field(self, name: bytes, value: bytes) -> tuple[str, str]:
        return name.decode("latin-1").lower(), value.decode("latin-1").strip(" \t")


@FAULTS.add("padding-breaks-the-server", "BR-131", because("an indicator of zero is refused there", "BR-125", "BR-134"))
class PaddingBreaksTheServer(Decisions):
    """A zero behind the last message begins a request that cannot be read."""

    def framing_of(self, indicator: int) -> Framing | None:
        if indicator == 0:
            raise IndexError("no method")
        return super().framing_of(indicator)


@FAULTS.add("announced-lengths-are-allocated", "BR-132")
class AnnouncedLengthsAreAllocated(Decisions):
    """Room is made for as much as is announced."""

    def prepares_for(self, announced: int) -> None:
        if announced >= HALF_A_GIGABYTE:
            raise MemoryError  # what the allocation would come to, without making it


@FAULTS.add("zero-ends-the-document", "BR-134")
class ZeroEndsTheDocument(Decisions):
    """A zero behind a message ends the document, whatever follows."""

    def ends_document(self, indicator: int) -> bool:
        return indicator == 0


@FAULTS.add("several-ranges-are-sent-in-binary", "BR-135")
class SeveralRangesAreSentInBinary(Decisions):
    """Several ranges are answered as application/byteranges."""

    def type_of_several_ranges(self, boundary: str) -> str:
        return "application/byteranges"
