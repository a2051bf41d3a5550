"""The resources under /files/: whatever name is written comes to be. Content goes to disk and back as it comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from midflight_reference import conditions, patching, putting, reading
from midflight_reference.messages import Response, text
from midflight_reference.operations import Watcher
from midflight_reference.state import State
from midflight_reference.status import not_allowed
from midflight_reference.writing import Exchange


async def answer(state: State, exchange: Exchange) -> Response:
    """Answer on a file: read, write, change, delete."""
    method = exchange.request.method
    if method not in METHODS or method not in state.decisions.allowed_methods():
        return not_allowed(", ".join(state.decisions.allowed_methods()))
    with state.store.transfer():
        return await METHODS[method](state, exchange)


async def options(state: State, exchange: Exchange) -> Response:
    """Say what can be done with any file."""
    allow = ", ".join(state.decisions.allowed_methods())
    return Response(204, [("Allow", allow), patching.accept_patch(state.decisions), ("Accept-Ranges", "bytes")])


async def get(state: State, exchange: Exchange) -> Response:
    """Return a file or ranges of it, after letting the decisions look at the request."""
    request = exchange.request
    if state.store.get(request.path) is None:
        return text(404, "There is no such file.")
    await noticed(state, exchange)
    resource = state.store.get(request.path)
    if resource is None:
        return text(404, "There is no such file.")
    return conditions.refused(state.decisions, request, resource) or reading.response(
        state.decisions, state.store, request, resource
    )


async def noticed(state: State, exchange: Exchange) -> None:
    """Let the decisions look at a request to read a file before it is answered."""
    watcher = Watcher()
    watchers = state.file_watchers.setdefault(exchange.request.path, [])
    watchers.append(watcher)
    try:
        preferences = state.decisions.preferences(exchange.request.values("prefer"))
        await state.decisions.before_file(preferences, watcher)
    finally:
        watchers.remove(watcher)
        if not watchers:
            state.file_watchers.pop(exchange.request.path, None)


async def delete(state: State, exchange: Exchange) -> Response:
    """Remove a file."""
    request = exchange.request
    async with state.store.alone(request.path):
        resource = state.store.get(request.path)
        if resource is None:
            return text(404, "There is no such file.")
        if refused := conditions.refused(state.decisions, request, resource):
            return refused
        state.store.remove(resource)
    changed(state, request.path)
    return Response(204)


async def patch(state: State, exchange: Exchange) -> Response:
    """Change a file by a byte-range patch."""
    if patching.is_to_be_stored(state, exchange):
        return await put(state, exchange)
    response = await patching.response(state, exchange)
    changed(state, exchange.request.path)
    return response


async def put(state: State, exchange: Exchange) -> Response:
    """Store a file whole."""
    response = await putting.response(state, exchange)
    changed(state, exchange.request.path)
    return response


def changed(state: State, path: str) -> None:
    """Wake whoever reads this file."""
    for watcher in state.file_watchers.get(path, ()):
        watcher.wake()


METHODS: Mapping[str, Callable[[State, Exchange], Awaitable[Response]]] = {
    "GET": get,
    "HEAD": get,
    "PUT": put,
    "PATCH": patch,
    "DELETE": delete,
    "OPTIONS": options,
}
