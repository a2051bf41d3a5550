"""Resources with no operation behind them that can only be read: the front page, the counter of executions, results."""

from __future__ import annotations

from midflight_reference.execution import tally_of
from midflight_reference.messages import Response, text
from midflight_reference.state import State
from midflight_reference.status import not_allowed
from midflight_reference.writing import Exchange

OCTETS = ("Content-Type", "application/octet-stream")


async def page(state: State, exchange: Exchange) -> Response:
    """Answer on a resource that can only be read."""
    request = exchange.request
    if request.method not in ("GET", "HEAD"):
        return not_allowed("GET, HEAD")
    await state.decisions.before_ordinary(request, state.decisions.preferences(request.values("prefer")))
    if request.path == "/executions":
        tally = tally_of(request.query)
        number = state.results.executed(tally) + state.store.executed(tally)
        return text(200, str(number), ("Cache-Control", "no-store"))
    return text(200, "A camera. POST /capture takes a photograph.")


async def photo(state: State, exchange: Exchange) -> Response:
    """Answer on what an operation created."""
    content = state.results.photos.get(exchange.request.path)
    if content is None:
        return text(404, "There is no such photograph.")
    if exchange.request.method not in ("GET", "HEAD"):
        return not_allowed("GET, HEAD")
    return Response(200, [OCTETS], content)
