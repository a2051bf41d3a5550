"""The initial request: an unsafe request that starts an operation (progress, 2.1)."""

from __future__ import annotations

import asyncio

from midflight_reference.documents import final_report, state, told
from midflight_reference.following import Follower, Stream, follower, item_pairs, leave, status_uri_fields
from midflight_reference.messages import Fields, Request, Response
from midflight_reference.operations import Plan, Product, Run
from midflight_reference.prefer import Preferences
from midflight_reference.state import State
from midflight_reference.telling import Channel
from midflight_reference.writing import Exchange


async def start(instance: State, exchange: Exchange, plan: Plan) -> Response:
    """Start the operation, report if asked to, and answer with its result or, in time, with 202."""
    decisions = instance.decisions
    preferences = decisions.preferences(exchange.request.values("prefer"))
    run = instance.new_run(exchange.request, exchange.user, plan)
    return await respond(instance, exchange, run, preferences)


async def respond(instance: State, exchange: Exchange, run: Run, preferences: Preferences) -> Response:
    """Follow an operation as long as the preferences say, and answer with its result or with 202."""
    decisions = instance.decisions
    exchange.run = run
    streams = decisions.sends_interim(exchange.request, preferences)
    following = follower(run, decisions, Stream(exchange, run, decisions, Channel.INITIAL) if streams else None)
    try:
        ended = run.outcome is not None or await in_time(following, preferences)
    except ConnectionError:
        for path in decisions.requester_gone(run):
            instance.remove(path)
        raise
    finally:
        leave(following)
    if not ended or decisions.accepts_what_is_finished(preferences, quick=run.plan.step_seconds == 0):
        response = accepted(instance, exchange.request, run)
        decisions.after_accepted(run)
    else:
        response = result(instance, exchange.request, run, exchange.reported)
    return decisions.final_response(run, response, preferences, exchange.reported)


async def in_time(following: Follower, preferences: Preferences) -> bool:
    """Follow the run as long as the preferences allow; say whether it ended."""
    decisions = following.decisions
    wait = decisions.seconds_before_deciding(preferences)
    deadline = None if wait is None else asyncio.get_running_loop().time() + wait
    ended = await following.until(deadline)
    if ended or decisions.after_wait(preferences):
        return ended
    return await following.until(None)


def accepted(instance: State, request: Request, run: Run) -> Response:
    """Return the 202: the operation goes on, and here is where."""
    decisions = instance.decisions
    fields = [
        *named("Location", decisions.location_of_accepted(run)),
        *named("Content-Location", decisions.content_location_of_accepted(run)),
        *told(instance, request, run, Channel.POLL, run.reports[-1], initial=True),
        *common(run, None),
    ]
    return Response(202, fields, state(run).encode())


def result(instance: State, request: Request, run: Run, reported: bool) -> Response:
    """Return the result of the operation, as its status document, or the place of its product, will give it again.

    `reported`: 102s were sent before.
    """
    decisions = instance.decisions
    product = None if run.outcome is None else run.outcome.product
    place = decisions.content_location_of_result(run) if product is None else decisions.result_of(product.path)
    fields = [
        *named("Location", decisions.location_of_result(run)),
        *named("Content-Location", place),
        *told(instance, request, run, Channel.FINAL, final_report(run), initial=True),
        *status_uri_fields(decisions, item_pairs(decisions, run, run.pairs)),
        *common(run, product),
    ]
    content = state(run).encode() if product is None else product.content
    return Response(decisions.status_of_result(run, reported), fields, content)


def named(name: str, value: str | None) -> Fields:
    """Return a field, or none without a value."""
    return [] if value is None else [(name, value)]


def common(run: Run, product: Product | None) -> Fields:
    """Return the fields of every final response to an initial request."""
    content_type = ("Content-Type", "text/plain; charset=utf-8" if product is None else product.media_type)
    return [content_type, ("Vary", "Accept-Language")] if run.plan.localized else [content_type]
