"""From the fields of a part to what it asks for; what asks for nothing known is refused."""

from __future__ import annotations

from dataclasses import replace

from midflight_reference.byte_ranges.values import Extent, Format, Part, Write, refusal
from midflight_reference.decisions import Decisions
from midflight_reference.messages import Fields, Request


def understood(decisions: Decisions, format: Format, index: int, fields: Fields, request: Request) -> Part:
    """Return a part: where it goes, and how long its body has to be."""
    for name, _ in fields:
        if decisions.refuses_field(format, name):
            raise refusal(f"The field {name} is not known in a part.")
    if not decisions.accepts_coding_of_part(", ".join(decisions.values_of_field(fields, "content-encoding"))):
        raise refusal("The content coding of a part is not known here.", 415)
    extent = extent_of(decisions, format, decisions.positioning_fields(fields, request))
    if isinstance(extent, Write):
        check(decisions, extent)
    part = Part(format, index, fields, extent, decisions.length_of(extent))
    return with_declared_length(decisions, part)


def extent_of(decisions: Decisions, format: Format, fields: Fields) -> Extent:
    """Return where the fields say that a part goes."""
    ranges = decisions.values_of_field(fields, "content-range")
    offsets = decisions.values_of_field(fields, "content-offset") if decisions.configuration.content_offset else []
    by_range = decisions.single_value(ranges) if ranges else None
    by_offset = decisions.single_value(offsets) if offsets else None
    extent = None
    if ranges and offsets:
        extent = decisions.range_of_both(
            decisions.content_range(by_range) if by_range is not None else None,
            decisions.content_offset(by_offset) if by_offset is not None else None,
        )
    elif by_range is not None:
        extent = decisions.content_range(by_range)
    elif by_offset is not None:
        extent = decisions.content_offset(by_offset)
    elif not ranges and not offsets:
        extent = decisions.range_without_field(format)
    if extent is None:
        raise refusal("A part has no range that is known here.", decisions.status_of_unknown_range())
    return extent


def check(decisions: Decisions, write: Write) -> None:
    """Refuse a range that contradicts itself."""
    if write.last is not None and not decisions.accepts_first_and_last(write.first, write.last):
        raise refusal("A range ends before it begins.", decisions.status_of_unknown_range())
    if not decisions.accepts_complete_length(write):
        raise refusal("A range reaches beyond its complete-length.", decisions.status_of_unknown_range())


def with_declared_length(decisions: Decisions, part: Part) -> Part:
    """Compare Content-Length with the range; where the range leaves the length open, it decides."""
    declared = decisions.content_length(decisions.values_of_field(part.fields, "content-length"))
    if declared is None:
        if decisions.requires_content_length(part.format):
            raise refusal("A part has no Content-Length.")
        return part
    if not decisions.accepts_content_length(declared, part):
        raise refusal("The Content-Length of a part is not the length of its range.")
    return replace(part, length=declared) if part.length is None else part
