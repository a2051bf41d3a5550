"""One connection: requests in, responses out, in order (RFC 9112), with bounds on all that a client can do."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import Sequence
from dataclasses import replace
from email.utils import formatdate
from urllib.parse import unquote

import h11

from midflight_reference import routing
from midflight_reference.incoming import Incoming, InterruptedContentError
from midflight_reference.messages import (
    AbandonedError,
    Fields,
    RefusedError,
    Request,
    Response,
    interim_head,
    reason,
    text,
)
from midflight_reference.state import State
from midflight_reference.writing import Exchange, write

LONGEST_HEAD = 32 * 1024
LONGEST_CONTENT = 8 * 1024 * 1024
IDLE_SECONDS = 60.0
LINGER_SECONDS = 1.0
# What a client still sends of a refused request is read, so that the connection can be used again, up to here.
LONGEST_REST = 1024 * 1024
READ_SIZE = 65536
WITHOUT_CONTENT = (204, 304)

log = logging.getLogger(__name__)


class Connection:
    """Serves one client until either side has had enough."""

    def __init__(self, state: State, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._state = state
        self._reader = reader
        self._writer = writer
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)

    async def serve(self) -> None:
        """Answer requests until the connection ends."""
        try:
            while await self._exchange():
                self._h11.start_next_cycle()
            await self._linger()
        except AbandonedError as ending:
            if ending.by == "reset":
                self._reset()
        except OSError:  # the client is gone, or silent for too long
            pass
        finally:
            self._writer.close()

    async def _exchange(self) -> bool:
        """Answer one request; False when it was the last one of this connection."""
        try:
            exchange = await self._request()
            if exchange is None:
                return False
            response = await self._response(exchange)
        except h11.RemoteProtocolError as error:
            await self._refuse(text(error.error_status_hint, "This is no request that can be served."))
            return False
        except InterruptedContentError as error:
            await self._refuse(text(error.status, "The content of this request is incomplete."))
            return False
        except RefusedError as refused:
            await self._refuse(refused.response)
            return False
        await self._answer(exchange, response)
        return await self._rest(exchange.incoming)

    async def _answer(self, exchange: Exchange, response: Response) -> None:
        request = exchange.request
        if not self._can_go_on(exchange.incoming):
            response = replace(response, fields=[*response.fields, ("Connection", "close")])
        await exchange.write(self._framed(request.method, response))
        if response.streamed is not None and request.method != "HEAD":
            for octets in response.streamed.octets:
                await exchange.write(self._h11.send(h11.Data(data=octets)) or b"")
        await exchange.write(self._h11.send(h11.EndOfMessage()) or b"")
        if exchange.run is not None:
            self._state.decisions.after_final(exchange, exchange.run)
            if request.method == "HEAD":
                await exchange.write(self._state.decisions.content_after_head(response.content))

    def _can_go_on(self, incoming: Incoming) -> bool:
        """Say whether what was not read of the content is little, and on its way."""
        if self._h11.they_are_waiting_for_100_continue:
            return False
        return incoming.ended or (incoming.declared or 0) - incoming.read_octets <= LONGEST_REST

    async def _rest(self, incoming: Incoming) -> bool:
        """Read what was not wanted of the content; say whether another request can follow."""
        if self._h11.our_state is not h11.DONE:
            return False
        read = incoming.read_octets
        while not incoming.ended and incoming.read_octets - read <= LONGEST_REST:
            await incoming.read()
        return self._h11.their_state is h11.DONE

    async def _response(self, exchange: Exchange) -> Response:
        try:
            return await routing.answer(self._state, exchange)
        except RefusedError as refused:
            return refused.response
        except (AbandonedError, ConnectionError, TimeoutError):
            raise
        except Exception as error:
            log.error("%s %s: %r", exchange.request.method, exchange.request.path, error)
            return text(500, "This should not have happened.")

    async def _request(self) -> Exchange | None:
        """Return the next request, with its content if its resource wants that complete; None when there is none."""
        head = await self._event()
        if not isinstance(head, h11.Request):
            return None
        request = understood(head)
        incoming = Incoming(self._event, self._h11.next_event, declared_length(head))
        if not routing.reads_content(request):
            request = replace(request, content=await incoming.whole(LONGEST_CONTENT))
        user = routing.user(request.value("authorization"))
        expects = self._h11.they_are_waiting_for_100_continue
        return Exchange(request, incoming, self._writer, user, self._invite, expects)

    async def _event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while True:
            event = self._h11.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self._h11.they_are_waiting_for_100_continue:
                await self._invite()
            async with asyncio.timeout(self._patience()):
                self._h11.receive_data(await self._reader.read(READ_SIZE))

    def _patience(self) -> float:
        """Return for how many seconds the client may be silent: within the content of a request, and elsewhere."""
        within = self._h11.their_state is h11.SEND_BODY
        return self._state.decisions.configuration.idle_seconds if within else IDLE_SECONDS

    async def _invite(self, fields: Fields = ()) -> None:
        status = self._state.decisions.invitation()
        if self._h11.they_are_waiting_for_100_continue:
            self._h11.send(h11.InformationalResponse(status_code=status, headers=[]))
        await write(self._writer, interim_head(status, fields))

    async def _refuse(self, response: Response) -> None:
        if self._h11.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            closing = Response(response.status, [*response.fields, ("Connection", "close")], response.content)
            await write(self._writer, self._framed("GET", closing) + (self._h11.send(h11.EndOfMessage()) or b""))

    def _framed(self, method: str, response: Response) -> bytes:
        """Return the octets of a final response but for those that are streamed."""
        fields = [("Date", formatdate(usegmt=True)), *response.fields]
        if response.status not in WITHOUT_CONTENT:
            fields.append(("Content-Length", str(response.length)))
        head = h11.Response(
            status_code=response.status,
            headers=[(name.encode(), value.encode("latin-1")) for name, value in fields],
            reason=reason(response.status).encode(),
        )
        octets = self._h11.send(head) or b""
        if method != "HEAD" and response.content and response.status not in WITHOUT_CONTENT:
            octets += self._h11.send(h11.Data(data=response.content)) or b""
        return octets

    async def _linger(self) -> None:
        """Close so that the client can still read the last response (RFC 9112, section 9.6)."""
        if self._writer.can_write_eof():
            self._writer.write_eof()
        async with asyncio.timeout(LINGER_SECONDS):
            while await self._reader.read(READ_SIZE):
                pass

    def _reset(self) -> None:
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


def declared_length(head: h11.Request) -> int | None:
    """Return the value of Content-Length, which h11 has checked; None for chunked content, 0 without content."""
    fields = dict(head.headers)
    if b"transfer-encoding" in fields:
        return None
    return int(fields.get(b"content-length", 0))


def understood(head: h11.Request) -> Request:
    """Return a request as the resources see it, without content.

    The target may be in absolute form (RFC 9112, section 3.2.2).
    """
    target = head.target.decode("ascii")
    if target.lower().startswith(("http://", "https://")):
        target = target[target.index("//") + 2 :]
        target = target[target.index("/") :] if "/" in target else "/"
    path, _, query = target.partition("?")
    return Request(
        method=head.method.decode("ascii"),
        target=target,
        path=unquote(path),
        query=parameters(query),
        version=head.http_version.decode("ascii"),
        fields=[(name.decode("ascii"), value.decode("latin-1")) for name, value in head.headers],
    )


def parameters(query: str) -> dict[str, str]:
    """Return the parameters of a query, percent-decoded."""
    pairs: Sequence[str] = [pair for pair in query.split("&") if pair]
    return {unquote(name): unquote(value) for name, _, value in (pair.partition("=") for pair in pairs)}
