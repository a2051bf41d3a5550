"""The content of a request while it arrives, by the request itself or by a PATCH: each octet counts at once.

Both are taken as a patch of the request content: the first one is a patch without a range that begins at zero.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from midflight_reference import patching
from midflight_reference.byte_ranges.document import Document, Parsing
from midflight_reference.byte_ranges.reception import Reception
from midflight_reference.byte_ranges.values import Body, Event, Format, Part, PartEnd, PartFields, Resize, refusal
from midflight_reference.decisions import Decisions
from midflight_reference.messages import RefusedError
from midflight_reference.prefer import Transaction
from midflight_reference.resumption.completing import carried_out
from midflight_reference.resumption.follow_up import FollowUpDecisions
from midflight_reference.resumption.values import Kept
from midflight_reference.state import State
from midflight_reference.store.resource import Resource
from midflight_reference.writing import Exchange


async def taken(
    state: State, exchange: Exchange, kept: Kept, document: Document, decisions: FollowUpDecisions, format: Format
) -> Resource:
    """Take what arrives; return the request content as it is at the end.

    Raises RefusedError for what cannot be taken, which then leaves nothing but what was acknowledged, and OSError when
    the connection is lost; what arrived stays recorded then. If nothing is missing in spite of that, the request is
    carried out.
    """
    reception = ContentReception(state, exchange, kept, decisions, format)
    try:
        resource = await patching.received(decisions, exchange, document, reception)
    except RefusedError:
        cut_back(state, reception, reception.acknowledged)
        await settled(state, exchange, kept, reception)
        raise
    except OSError:
        cut_back(state, reception, reception.counted(state.decisions))
        await settled(state, exchange, kept, reception)
        raise
    finally:
        reception.close()
    if resource is None:
        raise refusal("The content of the request has not changed.")
    return resource


def cut_back(state: State, reception: ContentReception, length: int) -> None:
    """Let octets that this reception recorded not count any more, unless somebody else went on from there."""
    recorded = reception.result
    if recorded is None or length >= recorded.length or recorded != state.store.get(recorded.path):
        return
    announced = None if reception.before is None else reception.before.announced
    received = recorded.received or ((0, recorded.length),)
    spans = tuple((start, min(end, length)) for start, end in received if start < length)
    shorter = replace(recorded, length=length, finished=False, announced=announced, received=spans)
    reception.result = shorter
    state.store.record(shorter)


async def settled(state: State, exchange: Exchange, kept: Kept, reception: ContentReception) -> None:
    """Carry the request out if its last octets were recorded though something was wrong behind them."""
    recorded = reception.result
    if recorded is not None and recorded.finished and recorded == state.store.get(recorded.path):
        await carried_out(state, kept, recorded, exchange)


class PlainDocument(Document):
    """Content as it is: a part without fields."""

    def _parsing(self) -> Parsing:
        yield PartFields(())
        while not self._ended or self._buffer:
            if self._buffer:
                yield Body(self._taken(len(self._buffer)))
            if not self._ended:
                yield None
        yield PartEnd()


class ContentReception(Reception):
    """A patch of a request content: by the last one that began to write, with acknowledgements if they are wanted."""

    def __init__(
        self, state: State, exchange: Exchange, kept: Kept, decisions: FollowUpDecisions, format: Format
    ) -> None:
        path = kept.places.upload
        request = replace(exchange.request, path=path)
        super().__init__(state.store, decisions, request, format, Transaction.PERSIST, self._check_writer)
        self._state = state
        self._exchange = exchange
        self._path = path
        self._wanted = state.decisions.acknowledges(exchange.request.values("prefer"))
        self.acknowledged = 0 if self.before is None else self.before.length

    def take(self, events: Iterable[Event], begun: Callable[[Part], None]) -> Iterator[Part]:
        """Take what arrived; with its first part this request becomes the only one that may write."""

        def begins(part: Part) -> None:
            begun(part)
            if isinstance(part.extent, Resize) and not self._state.decisions.accepts_replacing_content():
                raise refusal("The size of a request content cannot be set.", 409)
            if len(self.parts) == 1:
                self._state.writers.begin(self._path, self._exchange)

        return super().take(events, begins)

    async def commit(self) -> None:
        """Record what was not recorded yet, and acknowledge it."""
        before = self.result
        await super().commit()
        if self.result is not None and self.result is not before:
            self._state.store.requests.touch(self._path, time.time())
            await self._acknowledge(self.result)

    def counted(self, decisions: Decisions) -> int:
        """Return how many octets count after the connection was lost."""
        length = 0 if self.result is None else self.result.length
        before = 0 if self.before is None else self.before.length
        return decisions.counts_interrupted_octets(length, length - before)

    async def _acknowledge(self, recorded: Resource) -> None:
        decisions = self._state.decisions
        if not self._wanted or recorded.prefix - self.acknowledged < decisions.octets_between():
            return
        self.acknowledged = recorded.prefix
        octets = decisions.octets_acknowledged(recorded.prefix, self._body_size)
        fields = decisions.fields_of_acknowledgement(decisions.acknowledge_field(octets, recorded.announced))
        await self._exchange.early(decisions.status_of_acknowledgement(), fields)

    def _check_writer(self, now: Resource | None) -> None:
        decisions = self._state.decisions
        if now is None:
            raise refusal("The request is not kept any more.", 404)
        if not decisions.accepts_late_octets(self._state.writers.is_writing(self._path, self._exchange)):
            raise refusal("Another connection goes on with this request.", decisions.status_of_late_octets())
