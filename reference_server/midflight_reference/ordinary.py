"""Resources with no operation behind them: the front page, the counter of executions, results and files."""

from __future__ import annotations

from midflight_reference.messages import Response, text
from midflight_reference.operations import Watcher
from midflight_reference.state import State
from midflight_reference.status import not_allowed
from midflight_reference.writing import Exchange

MOST_FILES = 1000
MOST_OCTETS = 64 * 1024 * 1024
OCTETS = ("Content-Type", "application/octet-stream")


async def page(state: State, exchange: Exchange) -> Response:
    """Answer on a resource that can only be read."""
    request = exchange.request
    if request.method not in ("GET", "HEAD"):
        return not_allowed("GET, HEAD")
    await state.decisions.before_ordinary(request, state.decisions.preferences(request.values("prefer")))
    if request.path == "/executions":
        return text(200, str(state.results.executions), ("Cache-Control", "no-store"))
    return text(200, "A camera. POST /capture takes a photograph.")


async def photo(state: State, exchange: Exchange) -> Response:
    """Answer on what an operation created."""
    content = state.results.photos.get(exchange.request.path)
    if content is None:
        return text(404, "There is no such photograph.")
    if exchange.request.method not in ("GET", "HEAD"):
        return not_allowed("GET, HEAD")
    return Response(200, [OCTETS], content)


async def file(state: State, exchange: Exchange) -> Response:
    """Answer on a file: read, write, delete."""
    request = exchange.request
    if request.method == "PUT":
        return put(state, exchange)
    if request.method not in ("GET", "HEAD", "DELETE"):
        return not_allowed("GET, HEAD, PUT, DELETE")
    if request.path not in state.files:
        return text(404, "There is no such file.")
    if request.method == "DELETE":
        del state.files[request.path]
        changed(state, request.path)
        return Response(204)
    await read(state, exchange)
    return Response(200, [OCTETS], state.files.get(request.path, b""))


async def read(state: State, exchange: Exchange) -> None:
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


def put(state: State, exchange: Exchange) -> Response:
    """Store a file whole, within the bounds."""
    request = exchange.request
    if request.value("content-range") is not None:
        return text(400, "A part cannot be written with PUT.")  # RFC 9110, section 14.4
    before = state.files.get(request.path)
    stored = sum(map(len, state.files.values())) - len(before or b"")
    if stored + len(request.content) > MOST_OCTETS or (before is None and len(state.files) >= MOST_FILES):
        return text(507, "There is no room for this file.")
    state.files[request.path] = request.content
    changed(state, request.path)
    return Response(201 if before is None else 204)


def changed(state: State, path: str) -> None:
    """Wake whoever reads this file."""
    for watcher in state.file_watchers.get(path, ()):
        watcher.wake()
