"""Faults against the two revisions of byte-range PATCH, by topic."""

from midflight_reference.faults.byte_range_patch import (
    binary,
    ends,
    limits,
    message,
    multipart,
    offsets,
    open_ends,
    part_effects,
    part_lengths,
    ranges,
    segments,
    several_parts,
    transactions,
    units,
    writing,
)
from midflight_reference.faults.fault import Fault

TOPICS = (
    writing,
    ranges,
    open_ends,
    part_lengths,
    part_effects,
    ends,
    multipart,
    several_parts,
    message,
    binary,
    units,
    offsets,
    segments,
    transactions,
    limits,
)
FAULTS: tuple[Fault, ...] = tuple(fault for topic in TOPICS for fault in topic.FAULTS)
