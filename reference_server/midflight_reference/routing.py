"""Which resource a request is for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from midflight_reference import files, initial, ordinary, status
from midflight_reference.execution import PLANS
from midflight_reference.messages import Request, Response, text
from midflight_reference.resumption import completing, follow_ups, starting
from midflight_reference.state import State
from midflight_reference.writing import Exchange

Handler = Callable[[State, Exchange], Awaitable[Response]]

UNSAFE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
METHODS = ("GET", "HEAD", *UNSAFE_METHODS, "OPTIONS")
PAGES: Mapping[str, Handler] = {
    "/": ordinary.page,
    "/executions": ordinary.page,
    **dict.fromkeys(completing.MAKING, starting.answer),
}
FOLDERS: Mapping[str, Handler] = {
    "/status/": status.answer,
    "/photos/": ordinary.photo,
    "/files/": files.answer,
    **follow_ups.FOLDERS,
}
# Those that read the content themselves, while it arrives; others get it complete.
STREAMING = (files.answer, starting.answer, follow_ups.content)
USERS = {"owner-token": "owner", "other-token": "other"}


def user(authorization: str | None) -> str | None:
    """Return the user that a bearer token stands for (RFC 6750, section 2.1); None for anybody else."""
    scheme, _, token = (authorization or "").partition(" ")
    return USERS.get(token.strip()) if scheme.lower() == "bearer" else None


async def answer(instance: State, exchange: Exchange) -> Response:
    """Answer a request by its method and path."""
    request = exchange.request
    if request.method not in METHODS:
        return text(501, "This method is not implemented.")
    if request.method == "OPTIONS" and request.path == "*":
        return Response(204, [("Allow", ", ".join(METHODS))])
    response = await handler(request.path)(instance, exchange)
    if request.method == "OPTIONS" and response.status == 405:  # no resource handles it: Allow is all there is to say
        return Response(204, [field for field in response.fields if field[0] == "Allow"])
    return response


def reads_content(request: Request) -> bool:
    """Say whether the resource reads the content itself."""
    return handler(request.path) in STREAMING


def handler(path: str) -> Handler:
    """Return what answers for a path."""
    if path in PLANS:
        return operation
    folders = (answers for prefix, answers in FOLDERS.items() if path.startswith(prefix) and path != prefix)
    return PAGES.get(path) or next(folders, nothing)


async def operation(instance: State, exchange: Exchange) -> Response:
    """Start an operation with the methods that do."""
    request = exchange.request
    if request.method not in UNSAFE_METHODS:
        return status.not_allowed(", ".join(UNSAFE_METHODS))
    return await initial.start(instance, exchange, PLANS[request.path](request.query))


async def nothing(instance: State, exchange: Exchange) -> Response:
    """Answer where nothing is."""
    return text(404, "There is nothing here.")
