"""Decisions about carrying out a patch: what is written, what is refused, what is left when something goes wrong."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.byte_ranges.values import Extent, Format, Part, Resize, Write
from midflight_reference.decisions.settings import Settings
from midflight_reference.prefer import Transaction


class PatchEffectDecisions(Settings):
    """Applying a patch (patch-byterange, "Applying a patch" and "Security Considerations")."""

    # Where a part may go

    def creates_by_patch(self) -> bool:
        """BR-066: a patch at offset zero creates what does not exist."""
        return True

    def length_seen_by_part(self, at_start: int, now: int) -> int:
        """BR-090: a part is judged by what the parts before it left, not by what the patch found."""
        return now

    def accepts_position(self, first: int, length: int, exists: bool, format: Format) -> bool:
        """BR-060, BR-061, BR-062, BR-065, PU-032: a write begins inside or at the end, unless gaps are supported.

        `length` is what is there now, 0 where nothing `exists`.
        """
        return first <= length or self.configuration.sparse

    def status_of_gap(self) -> int:
        """BR-060: which 4xx is free; it conflicts with the state of the resource."""
        return 409

    def accepts_end(self, end: int) -> bool:
        """BR-035, BR-181, BR-205, BR-218: what a write makes of the resource, gap included, counts as its size."""
        return end <= self.configuration.max_size

    def accepts_announced(self, complete_length: int, extent: Extent) -> bool:
        """BR-182, BR-218: an announced size is judged like a PUT of that size."""
        return complete_length <= self.configuration.max_size

    def status_of_too_large(self) -> int:
        """BR-182, BR-218: 400, because 413 would say that the patch is too large."""
        return 400

    # The body against its range

    def room(self, part: Part) -> int | None:
        """BR-028, BR-069: the length of the range, or up to the complete-length of an open one."""
        limits = [] if part.length is None else [part.length]
        if isinstance(part.extent, Write) and part.extent.complete_length is not None:
            limits.append(max(0, part.extent.complete_length - part.extent.first))
        return min(limits, default=None)

    def accepts_long_body(self, part: Part) -> bool:
        """BR-034, BR-069, BR-127, BR-201: a body beyond its range is an error, also where the size is set."""
        return False

    def accepts_short_body(self, part: Part, written: int) -> bool:
        """BR-067, BR-073, BR-127: a body that ends before its range is full is no success."""
        return False

    # What is written

    def parts_to_apply(self, parts: Sequence[Part]) -> Sequence[int]:
        """BR-080, BR-089, BR-122: all, in the order of the document. Returns indexes of `parts`."""
        return range(len(parts))

    def write_position(self, part: Part, first: int, length: int) -> int:
        """BR-010, BR-072, BR-141: where the range says, each time; `length` is that of the resource now."""
        return first

    def written(self, part: Part, position: int, octets: bytes) -> tuple[int, bytes]:
        """BR-010, BR-071, BR-080, BR-122, PU-030: these octets at this position, and no others."""
        return position, octets

    def length_after_write(self, part: Part, length: int, end: int) -> int:
        """BR-010, BR-022, BR-208: a write never shortens, whatever complete-length says; `end` is behind it."""
        return max(length, end)

    def length_after_resize(self, resize: Resize, length: int) -> int:
        """BR-029, BR-030, BR-200: exactly the size asked for, shorter or longer."""
        return resize.length

    def gap_filler(self) -> bytes:
        """BR-063, BR-064, BR-180, PU-033: what nobody wrote reads as zeros. One octet, repeated."""
        return b"\0"

    # When it takes effect

    def commits_each_part(self, transaction: Transaction | None) -> bool:
        """BR-088, BR-214, BR-170: the parts are one operation: all or none, and nobody sees some."""
        return False

    def commits_as_it_arrives(self, transaction: Transaction | None) -> bool:
        """BR-170, BR-171, BR-174, BR-176: with transaction=persist every octet counts at once, else only at the end."""
        return transaction is Transaction.PERSIST

    def keeps_interrupted(self, transaction: Transaction | None) -> bool:
        """BR-070, BR-087, BR-154, BR-170, BR-171, BR-176, PU-017: a lost connection leaves nothing, or as asked."""
        return transaction is Transaction.PERSIST

    def keeps_refused(self, transaction: Transaction | None) -> bool:
        """BR-067, BR-068, BR-088: a body of the wrong length leaves what a lost connection would leave."""
        return transaction is Transaction.PERSIST

    def padding_of_interrupted(self, missing: int) -> bytes:
        """BR-070: octets that did not come are not made up."""
        return b""

    def checks_conditions_again(self) -> bool:
        """BR-184: conditions hold at the moment of the change, not only at the start (RFC 9110, 13.2.1)."""
        return True

    def status_of_stored(self, created: bool, incomplete: bool) -> int:
        """BR-158, BR-160, PU-013, PU-015, PU-021: as a PUT is answered; what still lacks octets has its own status."""
        if incomplete:
            return self.status_of_incomplete()
        return 201 if created else 204

    def status_of_incomplete(self) -> int:
        """PU-013, PU-016, PU-019, PU-020: the configured number, for PATCH, GET and HEAD alike."""
        return self.configuration.partial_status
