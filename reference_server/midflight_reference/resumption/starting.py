"""A request that can be resumed, as it comes first: check it, tell its places, take its content, carry it out."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from midflight_reference import conditions
from midflight_reference.byte_ranges.values import Format, refusal
from midflight_reference.execution import number, tally_of
from midflight_reference.initial import named
from midflight_reference.messages import Fields, RefusedError, Request, Response, text
from midflight_reference.resumption import completing
from midflight_reference.resumption.completing import answered, carried_out
from midflight_reference.resumption.follow_up import FirstContentDecisions
from midflight_reference.resumption.keeping import forget, make_room
from midflight_reference.resumption.taking import PlainDocument, taken
from midflight_reference.resumption.values import Kept, Stage
from midflight_reference.state import State
from midflight_reference.status import not_allowed
from midflight_reference.store.resource import Resource
from midflight_reference.writing import Exchange

LONGEST_SAVED = 86_400
# What a kept request is not to give away if somebody reads the folder.
CREDENTIALS = ("authorization", "proxy-authorization", "cookie")


async def answer(state: State, exchange: Exchange) -> Response:
    """Answer a POST."""
    request, decisions = exchange.request, state.decisions
    if request.method != "POST":
        return not_allowed("POST")
    if decisions.invites_before_checking():
        await exchange.invite([])
    if refused := unacceptable(state, exchange):
        return refused
    with state.store.transfer():
        kept = begun(state, exchange)
        content = await received(state, exchange, kept)
    return await answered(state, exchange, kept, content)


def unacceptable(state: State, exchange: Exchange) -> Response | None:
    """Return the refusal of a request whose fields show that it cannot be served, None for others."""
    request, decisions = exchange.request, state.decisions
    completing.plan_of(request.query)
    if decisions.requires_expectation(decisions.wish(request.values("prefer"))) and not exchange.expects:
        return text(400, "Expect: 100-continue is missing.")
    if not state.follow_up.accepts_coding(request.value("content-encoding")):
        return text(415, "The content coding is not known here.")  # RFC 9110, section 8.4
    if refused := conditions.refused(state.follow_up, request, None):
        return refused
    if (exchange.incoming.declared or 0) > decisions.configuration.max_size:
        return text(413, f"The content of a request has at most {decisions.configuration.max_size} octets.")
    state.check_room()
    make_room(state)
    return None


def begun(state: State, exchange: Exchange) -> Kept:
    """Keep a request from now on: what it says, and its content, of which nothing is there yet."""
    request, decisions, store = exchange.request, state.decisions, state.store
    state.serial += 1
    kept = Kept(
        places=decisions.new_places(state.serial),
        request=replace(request, fields=[field for field in request.fields if field[0] not in CREDENTIALS]),
        user=exchange.user,
        wish=decisions.wish(request.values("prefer")),
        touched=time.time(),
        keeps=decisions.seconds_saved(seconds_asked(request)),
    )
    fields = decisions.fields_of_request_content(request.fields)
    empty = store.written(kept.places.upload, fields, b"", completing.tag(state))
    with store.together() as requests:
        store.record(replace(empty, finished=False, announced=exchange.incoming.declared))
        requests.put(kept)
        if decisions.executes_before_content():
            requests.count_execution(tally_of(kept.request.query))
    state.writers.begin(kept.places.upload, exchange)
    return kept


def seconds_asked(request: Request) -> float | None:
    """Return for how long the URI asks to keep the request."""
    return number(request.query, "keep", 0, 0, LONGEST_SAVED) if request.query.get("keep") else None


async def received(state: State, exchange: Exchange, kept: Kept) -> Resource:
    """Take the content; if it does not come to its end, keep what came or not, as was wished."""
    decisions, path = state.decisions, kept.places.upload
    declared = exchange.incoming.declared
    try:
        await invited(state, exchange, kept)
        await decisions.before_content(kept.wish, declared)
        patch_like = FirstContentDecisions(decisions)
        content = await taken(state, exchange, kept, PlainDocument(patch_like), patch_like, Format.MESSAGE)
        return finished(state, exchange, content)
    except RefusedError:
        if state.writers.is_writing(path, exchange) and not is_complete(state, kept):
            forget(state, kept)
        raise
    except (OSError, asyncio.CancelledError):
        if state.writers.is_writing(path, exchange) and not is_complete(state, kept):
            await interrupted(state, kept, declared)
        raise
    finally:
        state.writers.end(path, exchange)


async def invited(state: State, exchange: Exchange, kept: Kept) -> None:
    """Send the 100 with the places, if the request is to have them."""
    decisions = state.decisions
    if not decisions.announces_places(kept.wish):
        return
    if decisions.announces_early(exchange.expects, exchange.incoming.still_arriving):
        await exchange.invite(decisions.fields_of_places(places_of(state, kept)))


def places_of(state: State, kept: Kept) -> Fields:
    """Return the fields that tell the places."""
    decisions, wish, places = state.decisions, kept.wish, kept.places
    return [
        *named("Request-Content-Location", decisions.request_content_location(wish, places)),
        *named("Response-Message-Location", decisions.response_message_location(wish, places)),
        *named("Content-Location", decisions.content_location(wish, places)),
    ]


def finished(state: State, exchange: Exchange, content: Resource) -> Resource:
    """Record that the content is complete: that of chunked content is known only at its end."""
    if content.finished:
        return content
    if not state.writers.is_writing(content.path, exchange):
        raise refusal("Another connection goes on with this request.", state.decisions.status_of_late_octets())
    complete = replace(content, finished=True, announced=None, received=())
    state.store.record(complete)
    return complete


def is_complete(state: State, kept: Kept) -> bool:
    """Say whether all of the content is there."""
    content = state.store.get(kept.places.upload)
    return content is not None and content.finished


async def interrupted(state: State, kept: Kept, declared: int | None) -> None:
    """Keep what came of the content, or forget the request."""
    decisions = state.decisions
    content = state.store.get(kept.places.upload)
    if content is not None and decisions.executes_interrupted(kept.wish, declared):
        await carried_out(state, kept, content, None)
    elif not decisions.keeps_interrupted_request(kept.wish):
        forget(state, kept)


async def recover(state: State) -> None:
    """Go on after the process was ended: carry out what is complete, forget what nobody wished to be saved."""
    for kept in state.store.requests.in_stage(Stage.OPEN):
        content = state.store.get(kept.places.upload)
        if content is not None and content.finished:
            await carried_out(state, kept, content, None)
        elif not state.decisions.keeps_interrupted_request(kept.wish):
            forget(state, kept)
