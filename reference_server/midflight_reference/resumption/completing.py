"""Carrying out a request whose content is complete: once, and recorded in one transaction with its response."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from midflight_reference import initial
from midflight_reference.execution import LONGEST_RESULT, begin, number, stepwise, tally_of
from midflight_reference.messages import Fields, Response
from midflight_reference.operations import Plan, Product, Run
from midflight_reference.resumption.keeping import remove
from midflight_reference.resumption.values import Kept, Stage, Wish
from midflight_reference.state import State
from midflight_reference.store.resource import Resource
from midflight_reference.writing import Exchange

SLICE = 1024 * 1024
LINE = b"midflight reference server, a long response\n"

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What an operation sees of the request: the digest is SHA-256, in hexadecimal."""

    method: str
    content_type: str
    length: int
    digest: str


Making = Callable[[Kept, Facts], Product]


def job(kept: Kept, facts: Facts) -> Product:
    """Return what /jobs makes: what the request was."""
    told = {"method": facts.method, "type": facts.content_type, "length": facts.length, "sha-256": facts.digest}
    return Product(kept.places.result, 201, "application/json", lambda: (json.dumps(told) + "\n").encode())


def big(kept: Kept, facts: Facts) -> Product:
    """Return what /big makes: as many octets as were asked for, the same for the same content."""
    size = size_of(kept.request.query)
    line = facts.digest.encode() + b" " + LINE
    return Product(kept.places.result, 200, "application/octet-stream", lambda: (line * (size // len(line) + 1))[:size])


def size_of(query: Query) -> int:
    """Return how many octets a big response is to have."""
    return int(number(query, "size", 1_000_000, 1, LONGEST_RESULT, "octets"))


def plan_of(query: Query) -> Plan:
    """Return how long a request takes: no time, unless that is asked for. Refuses (400) what makes no sense."""
    size_of(query)
    return stepwise("job", query) if "lasting" in query else Plan("job", steps=1)


MAKING: Mapping[str, Making] = {"/jobs": job, "/big": big}


async def carried_out(state: State, kept: Kept, content: Resource, exchange: Exchange | None) -> Run:
    """Begin the operation of a request, and end it if it takes no time. `exchange` is the one that completed it."""
    original = kept.request
    digest = await digest_of(state, content)
    completing = original if exchange is None else exchange.request
    seen = state.decisions.request_to_carry_out(original, completing)
    other = completing.value("content-type") if completing.method == "PATCH" else None
    content_type = state.decisions.content_type_of_operation(seen.value("content-type") or "", other)
    product = MAKING[original.path](kept, Facts(seen.method, content_type, content.length, digest))
    plan = replace(plan_of(original.query), product=product)
    run = state.prepared(original, kept.user, plan, kept.status_path or state.new_status_path())
    run.at_end = lambda ended: record(state, kept, ended, exchange is None or exchange.connected)
    state.store.requests.put(replace(kept, status_path=run.path, touched=time.time()))
    begin(run, state.results)
    return run


async def digest_of(state: State, content: Resource) -> str:
    """Return the SHA-256 digest in hexadecimal; other requests go on meanwhile."""
    digest = hashlib.sha256()
    left = content.length
    with state.store.open(content) as file:
        while left > 0 and (octets := file.read(min(SLICE, left))):
            digest.update(octets)
            left -= len(octets)
            if left:
                await asyncio.sleep(0)
    return digest.hexdigest()


def record(state: State, kept: Kept, run: Run, connected: bool) -> None:
    """Record at one stroke that the operation was carried out, what it made, and the response to the request."""
    decisions, store, product = state.decisions, state.store, run.plan.product
    if product is None or not decisions.outcome_survives(connected):
        return
    made = [store.written(product.path, (("content-type", product.media_type),), product.content, tag(state))]
    if kept.wish is not Wish.NONE and decisions.copies_response(connected):
        type_of_message = (("content-type", decisions.type_of_response_message()),)
        octets = message(state, kept, initial.result(state, kept.request, run, reported=False))
        made.append(store.written(kept.places.message, type_of_message, octets, tag(state)))
    stage = Stage.CLOSED if kept.wish is Wish.NONE else Stage.ANSWERED
    with store.together() as requests:
        for resource in made:
            store.record(resource)
        requests.put(replace(kept, status_path=run.path, stage=stage, touched=time.time()))
        requests.count_execution(tally_of(kept.request.query))
    if stage is Stage.CLOSED:
        remove(state, [kept.places.upload])


def tag(state: State) -> str:
    """Return an entity tag."""
    return state.follow_up.new_entity_tag("", 0)


def message(state: State, kept: Kept, response: Response) -> bytes:
    """Return the octets of a response as message/http (RFC 9112, section 10.1)."""
    decisions = state.decisions
    status = decisions.status_of_message(response.status)
    fields = decisions.fields_of_message([*response.fields, *fields_of_places(state, kept)])
    lines = [
        decisions.start_line(status),
        *(f"{name}: {value}" for name, value in [*fields, *decisions.framing_of_message(len(response.content))]),
        "",
    ]
    head = "".join(f"{line}{decisions.line_end()}" for line in lines).encode("latin-1")
    return decisions.interim_of_message() + head + decisions.content_of_message(response.content)


def fields_of_places(state: State, kept: Kept) -> Fields:
    """Return what a final response says about the places of the request."""
    decisions = state.decisions
    places = decisions.places_of_final(kept.places) if decisions.announces_places(kept.wish) else None
    if places is None:
        return []
    return [
        *initial.named("Request-Content-Location", decisions.request_content_location(kept.wish, places)),
        *initial.named("Response-Message-Location", decisions.response_message_location(kept.wish, places)),
    ]


async def answered(state: State, exchange: Exchange, kept: Kept, content: Resource) -> Response:
    """Carry out a request whose content is complete now, and answer as its preferences say."""
    decisions = state.decisions
    run = await carried_out(state, kept, content, exchange)
    preferences = decisions.preferences_of_completion(
        decisions.preferences(exchange.request.values("prefer")),
        decisions.preferences(kept.request.values("prefer")),
        by_patch=exchange.request.method == "PATCH",
    )
    response = await initial.respond(state, exchange, run, preferences)
    applied = initial.named("Preference-Applied", decisions.preference_applied_to_resume(kept.wish))
    also = [*fields_of_places(state, kept), *applied, *decisions.acknowledge_of_final(content.length)]
    return replace(response, fields=[*response.fields, *also])
