"""Requests on a status document (progress, 2.2 and 2.3): look, follow, close."""

from __future__ import annotations

import asyncio

from midflight_reference.documents import (
    CONTENT_TYPES,
    WRITTEN,
    final_report,
    outcome_fields,
    state,
    told,
    unfinished,
)
from midflight_reference.following import Stream, follower, leave
from midflight_reference.messages import Fields, Response, text
from midflight_reference.operations import Run
from midflight_reference.prefer import Preferences
from midflight_reference.state import State
from midflight_reference.telling import Channel
from midflight_reference.writing import Exchange


async def answer(instance: State, exchange: Exchange) -> Response:
    """Answer a request on a status document; to others than its user there is none."""
    request, decisions = exchange.request, instance.decisions
    run = instance.document(request.path)
    preferences = decisions.preferences(request.values("prefer"))
    if run is None or not decisions.may_access(exchange.user, run, request.method, preferences):
        return text(404, "There is no such status document.")
    if request.method in ("GET", "HEAD"):
        return await looked_at(instance, exchange, run, preferences)
    if request.method == "DELETE":
        return closed(instance, run)
    return not_allowed("GET, HEAD, DELETE")


def not_allowed(allow: str) -> Response:
    """Return 405 with the methods that are allowed."""
    return text(405, f"Allowed here: {allow}", ("Allow", allow))


async def looked_at(instance: State, exchange: Exchange, run: Run, preferences: Preferences) -> Response:
    """Return the document, after following the operation to its end if that was asked for."""
    decisions = instance.decisions
    media_type = decisions.media_type(run, exchange.request.value("accept"))
    if media_type is None:
        return text(406, f"Available: {', '.join(WRITTEN)}", *varying(instance, run))
    exchange.run = run
    follows = decisions.follows_operation(exchange.request.method, preferences)
    waited = not follows or await followed(instance, exchange, run, preferences)
    return shown(instance, exchange, run, 200 if waited else 202, media_type)


def shown(instance: State, exchange: Exchange, run: Run, status: int, media_type: str) -> Response:
    """Return the document as it is now."""
    decisions = instance.decisions
    if decisions.shows_outcome(run):
        run.reads += 1
        fields, sentence = outcome(instance, exchange, run), state(run)
    else:
        fields, sentence = present(instance, exchange, run), unfinished(run)
    cached = decisions.cache_control()
    common = [
        ("Content-Type", CONTENT_TYPES[media_type]),
        *varying(instance, run),
        *([("Cache-Control", cached)] if cached else []),
    ]
    return Response(status, [*fields, *common], WRITTEN[media_type](sentence).encode())


async def followed(instance: State, exchange: Exchange, run: Run, preferences: Preferences) -> bool:
    """Follow the run to its end with 102s, or as long as a subscriber waits; say whether it ended."""
    decisions = instance.decisions
    if run.outcome is not None and decisions.notices_past_completion():
        return True
    streams = decisions.sends_interim(exchange.request, preferences) and decisions.reports_to_subscriber()
    following = follower(run, decisions, Stream(exchange, run, decisions, Channel.SUBSCRIBER) if streams else None)
    wait = decisions.subscriber_waits(preferences)
    try:
        return await following.until(None if wait is None else asyncio.get_running_loop().time() + wait)
    finally:
        leave(following)


def outcome(instance: State, exchange: Exchange, run: Run) -> Fields:
    """Return the fields about a finished operation."""
    progress = told(instance, exchange.request, run, Channel.FINAL, final_report(run), initial=False)
    return [*progress, *outcome_fields(instance, run)]


def present(instance: State, exchange: Exchange, run: Run) -> Fields:
    """Return the fields about an unfinished operation."""
    return told(instance, exchange.request, run, Channel.POLL, run.reports[-1], initial=False)


def varying(instance: State, run: Run) -> Fields:
    """Return Vary: what was negotiated."""
    names = [instance.decisions.vary_of_document(), "Accept-Language" if run.plan.localized else None]
    named = ", ".join(name for name in names if name)
    return [("Vary", named)] if named else []


def closed(instance: State, run: Run) -> Response:
    """Delete the document of a finished operation; one that runs still needs it."""
    decisions = instance.decisions
    if run.outcome is None:
        removed = decisions.removed_while_running(run)
        if removed is None:
            return text(409, "The operation is still running.")
    else:
        removed = decisions.removed_by_delete(run)
        if removed is None:
            return not_allowed("GET, HEAD")
    for path in removed:
        instance.remove(path)
    return Response(204)
