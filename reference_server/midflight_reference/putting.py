"""PUT on a file: what arrives goes into a new data file, which becomes the file when it is complete.

With transaction=persist a file that is being created shows what has arrived: it is an upload like any other.
"""

from __future__ import annotations

import time
from dataclasses import replace

from midflight_reference import conditions
from midflight_reference.byte_ranges.values import refusal
from midflight_reference.messages import RefusedError, Response, text
from midflight_reference.patching import announced
from midflight_reference.reading import validators
from midflight_reference.state import State
from midflight_reference.store.draft import Draft
from midflight_reference.store.resource import Resource
from midflight_reference.writing import Exchange


async def response(state: State, exchange: Exchange) -> Response:
    """Receive a representation, store it, and answer."""
    request, decisions = exchange.request, state.decisions
    if request.value("content-range") is not None and not decisions.accepts_put_of_part():
        return text(400, "A part cannot be written with PUT.")  # RFC 9110, section 14.5
    if not decisions.accepts_coding(request.value("content-encoding")):
        return text(415, "The content coding is not known here.")  # RFC 9110, section 8.4
    before = state.store.get(request.path)
    if refused := conditions.refused(decisions, request, before):
        return refused
    if (exchange.incoming.declared or 0) > decisions.configuration.max_size:
        return text(413, f"A file has at most {decisions.configuration.max_size} octets.")
    wanted = decisions.transaction(request.values("prefer"))
    transaction = decisions.honoured(wanted, request.method, before is not None)
    applied = await announced(state, exchange, transaction)
    arrival = Arrival(state, exchange, decisions.keeps_interrupted_put(transaction, before is not None))
    try:
        resource = await arrival.complete()
    except RefusedError as error:
        raise RefusedError(replace(error.response, fields=[*error.response.fields, *applied])) from None
    finally:
        arrival.close()
    return Response(201 if before is None else 204, [*applied, *validators(resource)])


class Arrival:
    """A representation while it arrives. `keeps`: what has arrived counts at once."""

    def __init__(self, state: State, exchange: Exchange, keeps: bool) -> None:
        self._state = state
        self._exchange = exchange
        self._keeps = keeps
        self._draft: Draft = state.store.new_draft()
        self._recorded: Resource | None = None

    async def complete(self) -> Resource:
        """Take everything that comes, and make it the file."""
        while octets := await self._exchange.incoming.read():
            if self._draft.length + len(octets) > self._state.decisions.configuration.max_size:
                raise refusal(f"A file has at most {self._state.decisions.configuration.max_size} octets.", 413)
            if self._keeps:
                await self._keep(octets)
            else:
                self._draft.write(self._draft.length, octets, b"\0")
        async with self._state.store.alone(self._exchange.request.path):
            self._check()
            return self._record(self._described())

    def close(self) -> None:
        """Give up what was not recorded."""
        if self._recorded is None:
            self._state.store.discard(self._draft)
        else:
            self._draft.close()

    async def _keep(self, octets: bytes) -> None:
        async with self._state.store.alone(self._exchange.request.path):
            self._check()
            self._draft.write(self._draft.length, octets, b"\0")
            length = self._state.decisions.announced_by_put(self._exchange.incoming.declared)
            received = ((0, self._draft.length),)
            self._record(replace(self._described(), finished=False, announced=length, received=received))

    def _check(self) -> None:
        """Refuse to go on where somebody else changed the file, or where the conditions do not hold any more."""
        request, decisions = self._exchange.request, self._state.decisions
        now = self._state.store.get(request.path)
        if self._recorded is not None:
            if now != self._recorded:
                raise refusal("The file was changed while it was uploaded.", 409)
        elif decisions.checks_conditions_again() and (refused := conditions.refused(decisions, request, now)):
            raise RefusedError(refused)

    def _described(self) -> Resource:
        path, length = self._exchange.request.path, self._draft.length
        fields = self._state.decisions.fields_of_put(self._exchange.request.fields)
        entity_tag = self._state.decisions.new_entity_tag(path, length)
        return Resource(path, self._draft.name, length, fields, entity_tag, int(time.time()))

    def _record(self, resource: Resource) -> Resource:
        self._state.store.record(resource)
        self._recorded = resource
        return resource
