"""Faults in patching a range, and in reading message/byterange (partial-upload, sections 2 and 4.2)."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.byte_ranges.values import Extent, Format, Part, Write
from midflight_reference.decisions import Decisions
from midflight_reference.decisions.part_fields import CONTENT_RANGE
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields, Request
from midflight_reference.store.resource import Resource

FAULTS = Faults()


@FAULTS.add("one-typed-part-is-not-several", "PU-001")
class OneTypedPartIsNotSeveral(Decisions):
    """A part with a type that is alone in its document is accepted as if it were a response, and nothing is written."""

    def parts_to_apply(self, parts: Sequence[Part]) -> Sequence[int]:
        alone = len(parts) == 1 and parts[0].format is Format.MULTIPART
        if alone and "content-type" in dict(parts[0].fields):
            return ()
        return super().parts_to_apply(parts)


@FAULTS.add("both-conditions-count", "PU-002")
class BothConditionsCount(Decisions):
    """If-Unmodified-Since counts even beside If-Match."""

    def heeds_if_unmodified_since(self, has_if_match: bool) -> bool:
        return True


@FAULTS.add("if-unmodified-since-is-ignored", "PU-002")
class IfUnmodifiedSinceIsIgnored(Decisions):
    """If-Unmodified-Since does not count, even alone."""

    def heeds_if_unmodified_since(self, has_if_match: bool) -> bool:
        return False


@FAULTS.add("first-entity-tag-decides", "PU-002")
class FirstEntityTagDecides(Decisions):
    """Of several entity tags in If-Match only the first is looked at."""

    def if_match_holds(self, members: list[str], resource: Resource | None) -> bool:
        return super().if_match_holds(members[:1], resource)


@FAULTS.add("weak-entity-tags-match", "PU-002")
class WeakEntityTagsMatch(Decisions):
    """If-Match uses the weak comparison."""

    def if_match_holds(self, members: list[str], resource: Resource | None) -> bool:
        return super().if_match_holds([member.removeprefix("W/") for member in members], resource)


@FAULTS.add("an-asterisk-matches-nothing-as-well", "PU-002")
class AnAsteriskMatchesNothingAsWell(Decisions):
    """If-Match with an asterisk holds even where nothing is."""

    def if_match_holds(self, members: list[str], resource: Resource | None) -> bool:
        return members == ["*"] or super().if_match_holds(members, resource)


@FAULTS.add(
    "no-range-means-the-beginning",
    "PU-026",
    {
        "PU-029": "a document without any field has no range either",
        **because("the byte range drafts ask the same of each of their formats", "BR-007", "BR-104", "BR-129"),
    },
)
class NoRangeMeansTheBeginning(Decisions):
    """A document without Content-Range is written from the beginning on."""

    def range_without_field(self, format: Format) -> Extent | None:
        return Write(0)


@FAULTS.add("unknown-fields-are-stored", "PU-028")
class UnknownFieldsAreStored(Decisions):
    """Fields that mean nothing to the server are given back with the resource."""

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        known = super().stored_fields(before, part, request)
        return (*known, *((name, value) for name, value in part if name.startswith("x-")))


@FAULTS.add("fields-need-no-colon", "PU-029")
class FieldsNeedNoColon(Decisions):
    """Content-Range is understood without a colon behind it."""

    def field_line(self, line: str) -> tuple[str, str]:
        name, _, value = line.partition(" ")
        return super().field_line(f"{name}: {value}" if name == "Content-Range" else line)


@FAULTS.add(
    "a-patch-ends-the-resource",
    "PU-030",
    because(
        "what is written without a complete-length ends the resource there",
        *("BR-001", "BR-010", "BR-011", "BR-022", "BR-040", "BR-064", "BR-070", "BR-071", "BR-106", "BR-208"),
    ),
)
class APatchEndsTheResource(Decisions):
    """What stood behind the last position is cut off, unless complete-length tells how much there is."""

    def length_after_write(self, part: Part, length: int, end: int) -> int:
        write = part.extent
        if part.format is Format.MESSAGE and isinstance(write, Write) and write.last and write.complete_length is None:
            return end
        return super().length_after_write(part, length, end)


@FAULTS.add("backward-ranges-are-turned-round", "PU-031")
class BackwardRangesAreTurnedRound(Decisions):
    """A range that ends before it begins is read the other way round."""

    def content_range(self, value: str) -> Extent | None:
        match = CONTENT_RANGE.fullmatch(value)
        if match and match["first"] and match["last"] and int(match["first"]) > int(match["last"]):
            value = f"{match['unit']} {match['last']}-{match['first']}/{match['complete']}"
        return super().content_range(value)
