"""A patch while it arrives: bodies go into a spool, and into the resource when it is their time.

Normally that is once, at the end: all parts or none. With transaction=persist it is as they arrive.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from midflight_reference.byte_ranges.outcome import Outcome, check_position, outcome_of
from midflight_reference.byte_ranges.part import understood
from midflight_reference.byte_ranges.values import Body, Event, Format, Part, PartFields, Resize, Write, refusal
from midflight_reference.decisions import Decisions
from midflight_reference.messages import Fields, Request
from midflight_reference.prefer import Transaction
from midflight_reference.store.draft import Draft
from midflight_reference.store.resource import Resource
from midflight_reference.store.storing import Store

READ_SIZE = 512 * 1024
MOST_PARTS = 2000


@dataclass(slots=True)
class Piece:
    """Octets of a part that are in the spool and not yet in the resource: `size` octets at `offset`, for `first`."""

    part: Part
    first: int
    offset: int
    size: int = 0


class Reception:
    """The parts of one patch. `check` is called before each change, with the resource as it is then."""

    def __init__(
        self,
        store: Store,
        decisions: Decisions,
        request: Request,
        format: Format,
        transaction: Transaction | None,
        check: Callable[[Resource | None], None],
    ) -> None:
        self.format = format
        self.transaction = transaction
        self.before = store.get(request.path)
        self.parts: list[Part] = []
        self.result: Resource | None = None
        self._store = store
        self._decisions = decisions
        self._request = request
        self._check = check
        self._spool = store.spool()
        self._spooled = 0
        self._pieces: list[Piece] = []
        self._expected = outcome_of(decisions, self.before)
        self._body_size = 0

    def take(self, events: Iterable[Event], begun: Callable[[Part], None]) -> Iterator[Part]:
        """Take what arrived; `begun` is told of each part before its body is read. Yields each part that ends."""
        for event in events:
            if isinstance(event, PartFields):
                self._begin(event.fields, begun)
            elif isinstance(event, Body):
                self._body(self.parts[-1], self._decisions.octets_of_body(self.parts[-1], event.octets))
            else:
                self._end(self.parts[-1])
                yield self.parts[-1]

    async def interrupted(self) -> None:
        """Keep what arrived of a part whose rest will not come, if that was asked for."""
        if self.parts and self._decisions.keeps_interrupted(self.transaction):
            missing = (self.parts[-1].length or 0) - self._body_size
            padding = self._decisions.padding_of_interrupted(max(0, missing))
            if padding:
                self._add(self.parts[-1], padding)
            await self.commit()
            if self.result is not None and self._decisions.finishes_interrupted():
                self._store.record(replace(self.result, finished=True, announced=None, received=()))

    async def refused(self) -> None:
        """Keep what arrived before something was wrong, if that was asked for."""
        if self._decisions.keeps_refused(self.transaction):
            await self.commit()

    async def save(self, part_ended: bool) -> None:
        """Change the resource now where that only adds to it; replacing octets waits for the end of their part."""
        if self._pieces and (part_ended or self._appends(self._pieces, self._store.get(self._request.path))):
            await self.commit()

    async def commit(self) -> None:
        """Change the resource by everything that was not written yet, all of it or nothing."""
        if not self._pieces:
            return
        path = self._request.path
        async with self._store.alone(path):
            before = self._store.get(path)
            self._check(before)
            self.result = await self._changed(before)
        self._pieces.clear()
        self._spooled = 0
        self._expected = outcome_of(self._decisions, self.result)

    def close(self) -> None:
        """Give up the spool."""
        self._spool.close()

    # Arrival

    def _begin(self, fields: Fields, begun: Callable[[Part], None]) -> None:
        decisions = self._decisions
        if len(self.parts) >= MOST_PARTS:
            raise refusal(f"The patch has more than {MOST_PARTS} parts.")
        part = understood(decisions, self.format, len(self.parts), fields, self._request)
        check_position(decisions, part.extent, decisions.room(part), part.format, self._expected)
        self.parts.append(part)
        self._body_size = 0
        begun(part)

    def _body(self, part: Part, octets: bytes) -> None:
        room = self._decisions.room(part)
        within = octets if room is None else octets[: max(0, room - self._body_size)]
        if within:
            self._add(part, within)
        self._body_size += len(octets)
        if room is not None and self._body_size > room and not self._decisions.accepts_long_body(part):
            raise refusal("The body of a part is longer than its range.")

    def _add(self, part: Part, octets: bytes) -> None:
        piece = self._pieces[-1] if self._pieces and self._pieces[-1].part is part else None
        if piece is None:
            piece = self._new_piece(part, self._body_size)
        check_position(self._decisions, part.extent, self._body_size + len(octets), part.format, self._expected)
        self._spool.seek(self._spooled)
        self._spool.write(octets)
        self._spooled += len(octets)
        piece.size += len(octets)

    def _end(self, part: Part) -> None:
        short = part.length is not None and self._body_size < part.length
        if short and not self._decisions.accepts_short_body(part, self._body_size):
            raise refusal("The body of a part is shorter than its range.")
        if self._body_size == 0:
            self._new_piece(part, 0)
        first = part.extent.first if isinstance(part.extent, Write) else 0
        self._expected.take(self._decisions, part, first, self._body_size)

    def _new_piece(self, part: Part, done: int) -> Piece:
        """Begin a piece of a part of which so many octets came before."""
        first = part.extent.first if isinstance(part.extent, Write) else 0
        self._pieces.append(Piece(part, first + done, self._spooled))
        return self._pieces[-1]

    # Change

    def _appends(self, pieces: Sequence[Piece], before: Resource | None) -> bool:
        """Say whether the pieces leave every octet as it is that is there now."""
        end = 0 if before is None else before.length
        return all(isinstance(piece.part.extent, Write) and piece.first >= end for piece in pieces)

    async def _changed(self, before: Resource | None) -> Resource:
        decisions = self._decisions
        order = decisions.parts_to_apply([piece.part for piece in self._pieces])
        pieces = [self._pieces[index] for index in order]
        draft = await self._store.draft(before, self._appends(pieces, before))
        try:
            outcome = outcome_of(decisions, before)
            for piece in pieces:
                self._apply(piece, draft, outcome)
            resource = self._recorded(before, draft, outcome)
            if resource.finished and not decisions.accepts_document(resource.fields):
                raise refusal("The document is not acceptable.", 422)
            self._store.record(resource)
        except BaseException:
            self._store.discard(draft)
            raise
        draft.close()
        return resource

    def _apply(self, piece: Piece, draft: Draft, outcome: Outcome) -> None:
        """Carry out one piece, judged by what those before it left."""
        decisions, extent = self._decisions, piece.part.extent
        check_position(decisions, extent, None, piece.part.format, outcome)
        if isinstance(extent, Resize):
            if outcome.resizes(decisions, extent):
                draft.resize(decisions.length_after_resize(extent, draft.length), decisions.gap_filler())
        else:
            self._write(piece, draft)
        outcome.take(decisions, piece.part, piece.first, piece.size)
        draft.resize(outcome.length, decisions.gap_filler())

    def _write(self, piece: Piece, draft: Draft) -> None:
        decisions = self._decisions
        position = decisions.write_position(piece.part, piece.first, draft.length)
        for octets in self._spooled_octets(piece):
            at, shown = decisions.written(piece.part, position, octets)
            draft.write(at, shown, decisions.gap_filler())
            position += len(octets)

    def _spooled_octets(self, piece: Piece) -> Iterator[bytes]:
        offset, end = piece.offset, piece.offset + piece.size
        while offset < end:
            self._spool.seek(offset)
            octets = self._spool.read(min(READ_SIZE, end - offset))
            offset += len(octets)
            yield octets

    def _recorded(self, before: Resource | None, draft: Draft, outcome: Outcome) -> Resource:
        fields: Fields = () if before is None else before.fields
        for index, part in enumerate(self.parts):
            known = None if before is None and index == 0 else fields
            fields = self._decisions.stored_fields(known, part.fields, self._request)
        path, length = self._request.path, draft.length
        return Resource(
            path=path,
            file=draft.name,
            length=length,
            fields=fields,
            entity_tag=self._decisions.new_entity_tag(path, length),
            modified=int(time.time()),
            finished=outcome.finished,
            announced=None if outcome.finished else outcome.announced,
            received=() if outcome.finished else outcome.received,
        )
