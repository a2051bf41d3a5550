"""Requests on the places of a kept request: its content, the response to it, and the content of that response."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from midflight_reference import conditions, patching, reading
from midflight_reference.execution import tally_of
from midflight_reference.messages import Fields, Response, text
from midflight_reference.resumption.completing import answered
from midflight_reference.resumption.keeping import found, remove
from midflight_reference.resumption.taking import taken
from midflight_reference.resumption.values import Kept, Stage
from midflight_reference.state import State
from midflight_reference.status import not_allowed
from midflight_reference.store.resource import Resource
from midflight_reference.writing import Exchange


async def content(state: State, exchange: Exchange) -> Response:
    """Answer on a request content: how much is there, and here is more."""
    request, decisions = exchange.request, state.decisions
    kept = found(state, request.path, exchange.user, request.method)
    resource = state.store.get(request.path)
    if kept is None or resource is None or not decisions.shows_request_content(resource):
        return nothing()
    methods = decisions.methods_of_request_content()
    if request.method not in methods:
        return refused_method(state, request.method, decisions.allow_of_request_content(methods))
    if request.method == "PATCH":
        return await continued(state, exchange, kept, resource)
    return shown(state, exchange, resource)


async def continued(state: State, exchange: Exchange, kept: Kept, resource: Resource) -> Response:
    """Take a patch of a request content, and carry the request out if that completes it."""
    request, decisions, follow_up = exchange.request, state.decisions, state.follow_up
    if resource.finished and not decisions.executes_again():
        return text(409, "The content of this request is complete.")
    format = patching.format_of(follow_up, request)
    if format is None or not decisions.accepts_continuation_type(known=True):
        return text(415, "This is no patch that is known here.", patching.accept_patch(follow_up))
    if refused := conditions.refused(follow_up, request, resource, format):
        return refused
    if not decisions.accepts_another_continuation(state.writers.continued(request.path)):
        return text(409, "This request cannot be continued again.")
    document = patching.document_of(follow_up, format, request)
    try:
        with state.store.transfer():
            now = await taken(state, exchange, kept, document, follow_up, format)
    finally:
        state.writers.end(request.path, exchange)
    if not now.finished or not decisions.executes_complete(by_patch=True):
        return Response(decisions.status_of_continued(), common(state))
    response = await answered(state, exchange, kept, now)
    return response if decisions.answers_with_outcome() else Response(decisions.status_of_completed(), common(state))


async def message(state: State, exchange: Exchange) -> Response:
    """Answer on a response message: not yet, or here it is."""
    request, decisions = exchange.request, state.decisions
    kept = found(state, request.path, exchange.user, request.method)
    if kept is None or kept.stage is Stage.CLOSED:
        return nothing()
    methods = decisions.methods_of_response_message()
    if request.method not in methods:
        return refused_method(state, request.method, decisions.allow_of_response_message(methods))
    resource = state.store.get(request.path)
    if request.method == "DELETE":
        return closed(state, kept, resource)
    if resource is None:
        pending = decisions.pending()
        return replace(pending, fields=[*pending.fields, *common(state)])
    if decisions.executes_when_read():
        state.store.requests.count_execution(tally_of(kept.request.query))
    return shown(state, exchange, resource) if decisions.wraps_response() else replayed(state, resource)


def closed(state: State, kept: Kept, resource: Resource | None) -> Response:
    """Remove what was kept for the client; what the operation made stays."""
    decisions, places = state.decisions, kept.places
    if resource is None and (refused := decisions.closes_before_response()):
        return refused
    removed = decisions.removed_by_closing(places.upload, places.message, places.result)
    if places.message in removed:
        state.store.requests.put(replace(kept, stage=Stage.CLOSED))
    stays = places.upload if decisions.request_content_after_closing() else ""
    remove(state, (path for path in removed if path != stays))
    return Response(decisions.status_of_closing())


async def result(state: State, exchange: Exchange) -> Response:
    """Answer on the content of a response."""
    request = exchange.request
    kept = found(state, request.path, exchange.user, request.method)
    resource = state.store.get(request.path)
    if kept is None or resource is None:
        return nothing()
    if request.method not in ("GET", "HEAD"):
        return not_allowed("GET, HEAD")
    return shown(state, exchange, resource)


def shown(state: State, exchange: Exchange, resource: Resource) -> Response:
    """Return a resource, or ranges of it."""
    request = exchange.request
    refused = conditions.refused(state.follow_up, request, resource)
    response = refused or reading.response(state.follow_up, state.store, request, resource)
    return replace(response, fields=[*response.fields, *common(state)])


def replayed(state: State, resource: Resource) -> Response:
    """Return the stored response itself. No conformant decision leads here."""
    with state.store.open(resource) as file:
        head, _, octets = file.read(resource.length).partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    kept = [(name, value) for name, value in fields if name.lower() != "content-length"]
    return Response(int(status_line.split()[1]), kept, octets)


def common(state: State) -> Fields:
    """Return the fields of every response about a kept request."""
    cached = state.decisions.cache_control_of_follow_up()
    return [("Cache-Control", cached)] if cached else []


def nothing() -> Response:
    """Return 404."""
    return text(404, "There is nothing here.")


def refused_method(state: State, method: str, allow: str | None) -> Response:
    """Return the refusal of a method, with those that are allowed."""
    fields = [("Allow", allow)] if allow else []
    return text(state.decisions.refusal_of_method(method), "This method is not allowed here.", *fields)


FOLDERS: Mapping[str, Callable[[State, Exchange], Awaitable[Response]]] = {
    "/uploads/": content,
    "/responses/": message,
    "/results/": result,
}
