"""Faults in creating a resource in segments (patch-byterange, "Segmented document creation with PATCH")."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.decisions import Decisions
from midflight_reference.decisions.part_fields import STORED_FIELDS
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields, RefusedError, Request, text
from midflight_reference.prefer import Transaction
from midflight_reference.store.resource import Resource, Span

FAULTS = Faults()


@FAULTS.add("length-of-a-put-is-forgotten", "BR-152", because("what was kept cannot be continued", "BR-171"))
class LengthOfAPutIsForgotten(Decisions):
    """An interrupted PUT is kept as if what arrived had been all of it, and nothing may be added."""

    def announced_by_put(self, content_length: int | None) -> int | None:
        return 0


@FAULTS.add(
    "half-of-it-finishes-the-upload",
    "BR-153",
    because(
        "an upload that is taken for finished has not the partial status",
        "BR-159",
        "PU-013",
        "PU-020",
        "BR-173",
        "BR-072",
        "BR-171",
        "BR-172",
    ),
)
class HalfOfItFinishesTheUpload(Decisions):
    """An upload counts as finished when more than half of it was received."""

    def is_complete(self, received: Sequence[Span], announced: int) -> bool:
        return 2 * sum(end - start for start, end in received) > announced


@FAULTS.add(
    "head-tells-the-last-position",
    "BR-154",
    because(
        "other rules ask HEAD for the same length",
        *("BR-023", "BR-202", "BR-217", "PU-016", "PU-017", "PU-024", "BR-072", "PU-037"),
    ),
)
class HeadTellsTheLastPosition(Decisions):
    """Content-Length of HEAD is the position of the last octet, not how many there are."""

    def length_told_by_head(self, length: int) -> int:
        return max(0, length - 1)


@FAULTS.add(
    "last-segment-has-the-partial-status",
    "BR-158",
    because(
        "other rules ask the same of the last octets",
        *("BR-030", "BR-159", "BR-202", "BR-207", "BR-217", "PU-013", "PU-015"),
    ),
)
class LastSegmentHasThePartialStatus(Decisions):
    """Every patch that creates nothing is answered with the partial status, the last segment included."""

    def status_of_stored(self, created: bool, incomplete: bool) -> int:
        return 201 if created and not incomplete else self.status_of_incomplete()


@FAULTS.add(
    "last-octet-finishes-the-upload",
    "BR-159",
    because("a hole that counts as received is never filled", "PU-035"),
)
class LastOctetFinishesTheUpload(Decisions):
    """An upload counts as finished when its last octet was written, whatever is missing before it."""

    def is_complete(self, received: Sequence[Span], announced: int) -> bool:
        return bool(received) and received[-1][1] == announced


@FAULTS.add(
    "octets-are-counted", "BR-072", because("a hole counts as soon as enough has come", "BR-159", "PU-033", "PU-035")
)
class OctetsAreCounted(Decisions):
    """An upload counts the octets that came, and not where they belong."""

    def spans_received(self, before: Sequence[Span], span: Span) -> tuple[Span, ...]:
        return ((0, sum(end - first for first, end in [*before, span])),)


@FAULTS.add("an-upload-ends-where-it-was-written", "BR-072", because("a hole is not seen", "BR-159", "PU-035"))
class AnUploadEndsWhereItWasWritten(Decisions):
    """The last position that was written is taken for the end of what an upload has."""

    def spans_received(self, before: Sequence[Span], span: Span) -> tuple[Span, ...]:
        return ((0, span[1]),)


@FAULTS.add(
    "type-only-at-creation",
    "BR-160",
    because(
        "a patch of what exists may give a type as well",
        *("BR-080", "BR-120", "BR-223", "PU-001", "PU-002", "PU-014", "BR-052"),
    ),
)
class TypeOnlyAtCreation(Decisions):
    """A segment that gives the type again is refused, because the resource exists."""

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        if before is not None and any(name in STORED_FIELDS for name, _ in part):
            raise RefusedError(text(409, "The resource exists: its type cannot be given."))
        return super().stored_fields(before, part, request)


@FAULTS.add("if-none-match-asterisk-is-ignored", "BR-161")
class IfNoneMatchAsteriskIsIgnored(Decisions):
    """If-None-Match: * holds for whatever exists."""

    def if_none_match_holds(self, members: list[str], resource: Resource | None) -> bool:
        return True


@FAULTS.add("if-none-match-knows-no-entity-tags", "BR-161")
class IfNoneMatchKnowsNoEntityTags(Decisions):
    """Only the asterisk of If-None-Match is looked at."""

    def if_none_match_holds(self, members: list[str], resource: Resource | None) -> bool:
        return members != ["*"] or super().if_none_match_holds(members, resource)


@FAULTS.add("malformed-documents-end-in-a-server-error", "BR-162")
class MalformedDocumentsEndInAServerError(Decisions):
    """The parser that looks at a finished JSON document is not asked whether it found an error."""

    def accepts_document(self, fields: Fields) -> bool:
        if dict(fields).get("content-type") == "application/json":
            raise ValueError("no JSON document")
        return True


@FAULTS.add("newer-length-wins", "BR-164")
class NewerLengthWins(Decisions):
    """A segment may announce another length, and that one counts."""

    def accepts_announced_again(self, before: int | None, stated: int, length: int) -> bool:
        return True


@FAULTS.add(
    "interrupted-put-replaces", "BR-185", because("an atomic PUT that was interrupted replaces as well", "BR-170")
)
class InterruptedPutReplaces(Decisions):
    """What arrived of an interrupted PUT replaces the old content."""

    def keeps_interrupted_put(self, transaction: Transaction | None, exists: bool) -> bool:
        return True
