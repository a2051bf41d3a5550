"""What the parts of a patch make of a resource: its length, and how far an upload is. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass

from midflight_reference.byte_ranges.values import Extent, Format, Part, Resize, Write, refusal
from midflight_reference.decisions import Decisions
from midflight_reference.store.resource import Resource, Span

# An upload has no more pieces with holes between them than this.
MOST_SPANS = 1000


@dataclass(slots=True)
class Outcome:
    """The state of a resource after some parts. `received` is kept for uploads only."""

    before: Resource | None
    length: int
    finished: bool
    announced: int | None
    received: tuple[Span, ...]

    def take(self, decisions: Decisions, part: Part, first: int, size: int) -> None:
        """Go on by what a part does, `size` octets from `first` on. Refuses (409) what contradicts the upload."""
        if isinstance(part.extent, Resize):
            self._resize(decisions, part.extent)
            return
        self.length = decisions.length_after_write(part, self.length, first + size)
        stated = decisions.announced_by_part(part.extent.complete_length)
        if not self.finished:
            self.received = decisions.spans_received(self.received, (first, first + size))
            if len(self.received) > MOST_SPANS:
                raise refusal("The upload has too many holes.")
            self._announce(decisions, stated)

    def resizes(self, decisions: Decisions, resize: Resize) -> bool:
        """Say whether setting the size does anything but repeat what the upload announced."""
        return self.finished or decisions.resize_finishes(self._announced_while_missing(), resize.length)

    def _announce(self, decisions: Decisions, stated: int | None) -> None:
        if stated is not None:
            if not decisions.accepts_announced_again(self.announced, stated, self.length):
                raise refusal("The complete-length contradicts what was announced before.", 409)
            self.announced = stated
        if self.announced is not None and not decisions.accepts_end_of_upload(self.length, self.announced):
            raise refusal("The upload would be longer than was announced.", 409)
        if self.announced is not None and decisions.is_complete(self.received, self.announced):
            self.finished = True

    def _resize(self, decisions: Decisions, resize: Resize) -> None:
        if self.resizes(decisions, resize):
            self.length = decisions.length_after_resize(resize, self.length)
            self.finished = True

    def _announced_while_missing(self) -> int | None:
        return None if self.finished else self.announced


def outcome_of(decisions: Decisions, before: Resource | None) -> Outcome:
    """Return where a patch begins."""
    still_open = decisions.stays_open(before)
    if before is None:
        return Outcome(None, 0, not still_open, None, ())
    received = before.received if still_open else ()
    return Outcome(before, before.length, not still_open, before.announced if still_open else None, tuple(received))


def check_position(decisions: Decisions, extent: Extent, size: int | None, format: Format, at: Outcome) -> None:
    """Refuse what begins beyond the end, or makes the resource too large. `size` None: not known yet."""
    if isinstance(extent, Resize):
        end, stated = extent.length, None
    else:
        end, stated = extent.first + (size or 0), extent.complete_length
    if not decisions.accepts_end(end) or (stated is not None and not decisions.accepts_announced(stated, extent)):
        raise refusal("The resource would be too large.", decisions.status_of_too_large())
    if isinstance(extent, Write):
        start = 0 if at.before is None else at.before.length
        seen = decisions.length_seen_by_part(start, at.length)
        if not decisions.accepts_position(extent.first, seen, at.before is not None, format):
            raise refusal("The write would leave a gap.", decisions.status_of_gap())
