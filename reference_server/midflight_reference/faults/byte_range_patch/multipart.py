"""Faults in taking multipart/byteranges apart (patch-byterange, "The multipart/byteranges media type")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from midflight_reference.byte_ranges.values import Format, Part, Write
from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because

FAULTS = Faults()
BUFFER = 64 * 1024


def several(parts: Sequence[Part]) -> bool:
    """Say whether these are parts of a multipart document."""
    return bool(parts) and parts[0].format is Format.MULTIPART


@FAULTS.add(
    "only-the-first-part-is-written",
    "BR-080",
    because(
        "whatever rests on several parts lacks some of them",
        *("BR-003", "BR-044", "BR-084", "BR-085", "BR-089", "BR-090", "BR-102", "BR-133"),
        *("BR-174", "BR-203", "BR-214", "BR-223", "BR-052"),
    ),
)
class OnlyTheFirstPartIsWritten(Decisions):
    """Of several parts only the first is written."""

    def parts_to_apply(self, parts: Sequence[Part]) -> Sequence[int]:
        return range(1) if several(parts) else super().parts_to_apply(parts)


@FAULTS.add(
    "only-the-last-part-is-written",
    "BR-080",
    because(
        "whatever rests on several parts lacks some of them",
        *("BR-003", "BR-044", "BR-084", "BR-085", "BR-089", "BR-090", "BR-102", "BR-133"),
        *("BR-174", "BR-203", "BR-214", "BR-223", "BR-052"),
    ),
)
class OnlyTheLastPartIsWritten(Decisions):
    """Of several parts only the last is written."""

    def parts_to_apply(self, parts: Sequence[Part]) -> Sequence[int]:
        return range(len(parts) - 1, len(parts)) if several(parts) else super().parts_to_apply(parts)


@FAULTS.add("parts-behind-the-hundredth-are-lost", "BR-080")
class PartsBehindTheHundredthAreLost(Decisions):
    """Of more than a hundred parts only a hundred are written."""

    def parts_to_apply(self, parts: Sequence[Part]) -> Sequence[int]:
        return range(min(100, len(parts))) if several(parts) else super().parts_to_apply(parts)


@FAULTS.add("later-parts-fill-one-buffer", "BR-080")
class LaterPartsFillOneBuffer(Decisions):
    """Of every part but the first, what does not fit into 64 KiB is lost."""

    def written(self, part: Part, position: int, octets: bytes) -> tuple[int, bytes]:
        first = part.extent.first if isinstance(part.extent, Write) else 0
        lost = part.index > 0 and part.format is Format.MULTIPART
        return position, octets[: max(0, BUFFER - (position - first))] if lost else octets


@FAULTS.add("several-parts-without-preconditions", "BR-080")
class SeveralPartsWithoutPreconditions(Decisions):
    """Preconditions do not count for a patch of several parts."""

    def evaluates_conditions(self, method: str, format: Format | None) -> bool:
        return format is not Format.MULTIPART


@FAULTS.add("documents-behind-the-end-are-read", "BR-083")
class DocumentsBehindTheEndAreRead(Decisions):
    """Delimiters are looked for behind the close delimiter as well."""

    def goes_on_behind_the_end(self) -> bool:
        return True


@FAULTS.add("boundary-is-the-first-line", "BR-081")
class BoundaryIsTheFirstLine(Decisions):
    """The first line of a document is taken for its delimiter, whatever the boundary parameter says."""

    def boundary_of(self, parameters: Mapping[str, str]) -> str | None:
        return super().boundary_of(parameters) or "unknown"

    def delimiter_seen(self, delimiter: bytes, first: bytes) -> bytes:
        line = re.match(rb"\r\n--[^\r\n]+?(?=(--)?[ \t]*\r\n)", first)
        return line[0] if line else delimiter


@FAULTS.add("missing-boundary-is-guessed", "BR-081")
class MissingBoundaryIsGuessed(Decisions):
    """Where the boundary parameter is missing, the first line of the document stands for it."""

    def boundary_of(self, parameters: Mapping[str, str]) -> str | None:
        return super().boundary_of(parameters) or "unknown"

    def delimiter_seen(self, delimiter: bytes, first: bytes) -> bytes:
        line = re.match(rb"\r\n--[^\r\n]+?(?=(--)?[ \t]*\r\n)", first)
        return line[0] if line and delimiter.endswith(b"unknown") else delimiter


@FAULTS.add("boundary-is-a-token", "BR-082")
class BoundaryIsAToken(Decisions):
    """A boundary that could not stand without quotes is refused."""

    def boundary_of(self, parameters: Mapping[str, str]) -> str | None:
        boundary = super().boundary_of(parameters)
        return boundary if boundary and re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", boundary) else None


@FAULTS.add("boundary-is-short", "BR-082")
class BoundaryIsShort(Decisions):
    """Only forty characters of a boundary are kept."""

    def boundary_of(self, parameters: Mapping[str, str]) -> str | None:
        boundary = super().boundary_of(parameters)
        return boundary[:40] if boundary else None


@FAULTS.add("boundary-is-the-only-parameter", "BR-082")
class BoundaryIsTheOnlyParameter(Decisions):
    """A Content-Type with other parameters than the boundary has none."""

    def boundary_of(self, parameters: Mapping[str, str]) -> str | None:
        return super().boundary_of(parameters) if len(parameters) == 1 else None


@FAULTS.add("preamble-is-refused", "BR-083", because("what looks like another document there is a preamble", "BR-081"))
class PreambleIsRefused(Decisions):
    """A document has to begin with its first delimiter."""

    def ignores_preamble(self) -> bool:
        return False


@FAULTS.add("epilogue-is-refused", "BR-083")
class EpilogueIsRefused(Decisions):
    """A document has to end with its close delimiter."""

    def ignores_epilogue(self) -> bool:
        return False


@FAULTS.add(
    "padding-is-no-padding", "BR-084", because("an epilogue stands behind a padded close delimiter there", "BR-083")
)
class PaddingIsNoPadding(Decisions):
    """A delimiter line that ends with blanks is taken for data."""

    def is_delimiter(self, rest: bytes) -> bool:
        return re.match(rb"(--)?\r\n", rest) is not None


@FAULTS.add("bodies-are-stripped", "BR-084", because("bodies there end with a line end", "BR-011", "BR-085"))
class BodiesAreStripped(Decisions):
    """A part body loses the line end that it ends with."""

    def octets_of_body(self, part: Part, octets: bytes) -> bytes:
        return octets.removesuffix(b"\r\n") if part.format is Format.MULTIPART else octets


@FAULTS.add("delimiters-come-in-one-piece", "BR-085")
class DelimitersComeInOnePiece(Decisions):
    """A delimiter is only seen if all of it comes at once."""

    def held_back(self, delimiter: bytes) -> int:
        return 0


@FAULTS.add("held-back-octets-are-dropped", "BR-085")
class HeldBackOctetsAreDropped(Decisions):
    """Octets that began like a delimiter, but were none, are forgotten."""

    def octets_of_body(self, part: Part, octets: bytes) -> bytes:
        return octets.replace(b"\r\n--", b"") if part.format is Format.MULTIPART else octets


@FAULTS.add("skipped-delimiter-ends-the-body", "BR-086")
class SkippedDelimiterEndsTheBody(Decisions):
    """A body with a stated length is skipped by it, but stored only up to the first delimiter in it."""

    def octets_not_searched(self, part: Part) -> int:
        return part.length or 0 if "content-length" in dict(part.fields) else 0

    def octets_of_body(self, part: Part, octets: bytes) -> bytes:
        return octets.partition(b"\r\n--")[0] if "content-length" in dict(part.fields) else octets

    def accepts_short_body(self, part: Part, written: int) -> bool:
        return part.format is Format.MULTIPART and "content-length" in dict(part.fields)
