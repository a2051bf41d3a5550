"""Faults in how long a part says it is and how long it is (patch-byterange, "The Content-Length field", "Applying")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from midflight_reference.byte_ranges.values import Format, Part, Write, refusal
from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because

FAULTS = Faults()


@FAULTS.add(
    "content-length-counts-the-fields-too",
    "BR-040",
    because(
        "their parts state a length", "BR-061", "BR-091", "BR-108", "BR-160", "BR-200", "PU-001", "PU-002", "PU-010"
    ),
)
class ContentLengthCountsTheFieldsToo(Decisions):
    """Content-Length of a message is compared with the whole document, fields and empty line included."""

    def accepts_content_length(self, declared: int, part: Part) -> bool:
        if part.format is not Format.MESSAGE or part.length is None:
            return super().accepts_content_length(declared, part)
        return declared > part.length + sum(len(name) + len(value) + 4 for name, value in part.fields)


@FAULTS.add(
    "content-length-is-not-compared", "BR-042", because("they state a wrong length", "BR-043", "BR-088", "BR-127")
)
class ContentLengthIsNotCompared(Decisions):
    """Content-Length of a part is not compared with its range."""

    def accepts_content_length(self, declared: int, part: Part) -> bool:
        return True


@FAULTS.add("content-length-is-the-least", "BR-042", because("they state a wrong length", "BR-043", "BR-088", "BR-127"))
class ContentLengthIsTheLeast(Decisions):
    """A range may be shorter than the Content-Length beside it."""

    def accepts_content_length(self, declared: int, part: Part) -> bool:
        return part.length is None or declared >= part.length


@FAULTS.add("content-length-up-to-the-first-letter", "BR-043")
class ContentLengthUpToTheFirstLetter(Decisions):
    """Content-Length of a part is read up to the first character that is no digit."""

    def content_length(self, values: Sequence[str]) -> int | None:
        digits = [re.match("[0-9]*", value) for value in values]
        return super().content_length([match[0] for match in digits if match and match[0]])


@FAULTS.add("content-length-as-a-language-reads-it", "BR-043")
class ContentLengthAsALanguageReadsIt(Decisions):
    """Content-Length of a part may have a sign, or be hexadecimal."""

    def content_length(self, values: Sequence[str]) -> int | None:
        return super().content_length([str(abs(int(value, 0))) if _is_number(value) else value for value in values])


@FAULTS.add("unreadable-content-length-is-ignored", "BR-043")
class UnreadableContentLengthIsIgnored(Decisions):
    """Content-Length of a part that is no number is ignored."""

    def content_length(self, values: Sequence[str]) -> int | None:
        return super().content_length([value for value in values if re.fullmatch("[0-9]{1,19}", value)])


@FAULTS.add("last-content-length-wins", "BR-043")
class LastContentLengthWins(Decisions):
    """Of two Content-Length lines in a part the last counts."""

    def content_length(self, values: Sequence[str]) -> int | None:
        return super().content_length(values[-1:])


@FAULTS.add(
    "content-length-is-required",
    "BR-044",
    because(
        "most messages state no length",
        "BR-001",
        "BR-010",
        "BR-011",
        "BR-012",
        "BR-023",
        "BR-025",
        "BR-061",
        "BR-062",
        "BR-063",
        "BR-071",
        "BR-072",
        "BR-091",
        "BR-102",
        "BR-103",
        "BR-106",
        "BR-107",
        "BR-109",
        "BR-141",
        "BR-152",
        "BR-170",
        "BR-172",
        "BR-173",
        "BR-180",
        "BR-184",
        "BR-200",
        "BR-203",
        "BR-207",
        "BR-208",
        "BR-223",
        "PU-013",
        "PU-028",
        "PU-029",
        "PU-030",
        "BR-108",
    ),
)
class ContentLengthIsRequired(Decisions):
    """A message without Content-Length is refused."""

    def requires_content_length(self, format: Format) -> bool:
        return format is Format.MESSAGE


@FAULTS.add("short-content-is-enough", "BR-067", because("their content is shorter than its range", "BR-091", "BR-212"))
class ShortContentIsEnough(Decisions):
    """Content that ends before its range does is written, and that is a success."""

    def accepts_short_body(self, part: Part, written: int) -> bool:
        return part.format is Format.MESSAGE and written > 0


@FAULTS.add("short-upload-is-a-success", "BR-068")
class ShortUploadIsASuccess(Decisions):
    """An upload whose content ended too early is answered 200; what came is kept as before."""

    def accepts_short_body(self, part: Part, written: int) -> bool:
        if _reaches_the_end(part) and written > 0:
            raise refusal("The file was stored.", 200)
        return super().accepts_short_body(part, written)


@FAULTS.add("surplus-is-written", "BR-069", because("their content is longer than its range", "BR-091"))
class SurplusIsWritten(Decisions):
    """Everything there is is written from the first position on, whatever the last one."""

    def accepts_long_body(self, part: Part) -> bool:
        return _has_a_range(part) or super().accepts_long_body(part)

    def room(self, part: Part) -> int | None:
        return None if _has_a_range(part) else super().room(part)


@FAULTS.add("surplus-is-cut-off", "BR-069", because("their content is longer than its range", "BR-091"))
class SurplusIsCutOff(Decisions):
    """Content beyond its range is cut off, and the rest is a success."""

    def accepts_long_body(self, part: Part) -> bool:
        return _has_a_range(part) or super().accepts_long_body(part)


@FAULTS.add("no-content-is-enough", "BR-073", because("their range has no content", "BR-091"))
class NoContentIsEnough(Decisions):
    """A range without any content is a success that writes nothing."""

    def accepts_short_body(self, part: Part, written: int) -> bool:
        return part.format is Format.MESSAGE and written == 0


@FAULTS.add(
    "unfinished-fields-are-a-patch", "BR-073", because("their documents end within the fields", "BR-091", "BR-104")
)
class UnfinishedFieldsAreAPatch(Decisions):
    """A message that ends before the empty line is a patch without content."""

    def accepts_unfinished_fields(self, octets: bytes) -> bool:
        return octets.endswith(b"\r\n")

    def accepts_short_body(self, part: Part, written: int) -> bool:
        return part.format is Format.MESSAGE and written == 0


def _is_number(value: str) -> bool:
    return re.fullmatch("[+-]?(0x[0-9a-f]+|[1-9][0-9]*)", value) is not None


def _has_a_range(part: Part) -> bool:
    return part.format is Format.MESSAGE and isinstance(part.extent, Write) and part.extent.last is not None


def _reaches_the_end(part: Part) -> bool:
    extent = part.extent
    return isinstance(extent, Write) and extent.last is not None and extent.complete_length == extent.last + 1
