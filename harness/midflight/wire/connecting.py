"""Making a connection: names to addresses, addresses in turn, the TLS handshake, all within one timeout."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from functools import partial

from midflight.evidence import Recorder
from midflight.wire.connection import Connection
from midflight.wire.errors import WireError
from midflight.wire.limits import Limits
from midflight.wire.origin import Origin
from midflight.wire.security import Security, explain

_DEFAULTS = Limits()
_Address = tuple[socket.AddressFamily, tuple[str, int]]


async def connect(
    origin: Origin,
    recorder: Recorder,
    number: int,
    *,
    security: Security | None = None,
    limits: Limits = _DEFAULTS,
    timeout: float,
) -> Connection:
    """Return a connection to the origin; WireError says in one line why there is none."""
    context = (security or Security()).context() if origin.scheme == "https" else None
    try:
        async with asyncio.timeout(timeout):
            sock = await _reach(origin, timeout)
            if context:
                name = (security.server_name if security else None) or origin.host
                sock = await _shake_hands(sock, context, name, str(origin))
    except TimeoutError:
        raise WireError(f"{origin}: no connection within {timeout:g} s: is it reachable from here?") from None
    return Connection(sock, recorder, number, limits)


async def _reach(origin: Origin, timeout: float) -> socket.socket:
    addresses = await _addresses(origin)
    failure: OSError | None = None
    for tried, (family, address) in enumerate(addresses):
        try:
            async with asyncio.timeout(timeout / (len(addresses) - tried) if len(addresses) > 1 else None):
                return await _open(family, address)
        except OSError as error:
            failure = error
    if isinstance(failure, ConnectionRefusedError):
        raise WireError(f"{origin}: connection refused: is the server running?") from None
    if isinstance(failure, TimeoutError):
        raise failure
    raise WireError(f"{origin}: no connection: {failure.strerror if failure else 'no address'}") from None


async def _open(family: socket.AddressFamily, address: tuple[str, int]) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, address)
    except BaseException:
        sock.close()
        raise
    return sock


async def _addresses(origin: Origin) -> list[_Address]:
    try:
        literal = ipaddress.ip_address(origin.host)
    except ValueError:
        return await _resolve(origin)
    family = socket.AF_INET if literal.version == 4 else socket.AF_INET6
    return [(family, (origin.host, origin.port))]


async def _resolve(origin: Origin) -> list[_Address]:
    lookup = asyncio.get_running_loop().getaddrinfo
    try:
        found = await lookup(origin.host, origin.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        why = error.strerror if isinstance(error, socket.gaierror) else "no domain name"
        raise WireError(f"{origin}: cannot resolve {origin.host!r} ({why}): is the name right?") from None
    return [(family, (str(address[0]), int(address[1]))) for family, _, _, _, address in found]


async def _shake_hands(sock: socket.socket, context: ssl.SSLContext, name: str, where: str) -> ssl.SSLSocket:
    try:
        secure = context.wrap_socket(
            sock, server_hostname=name, do_handshake_on_connect=False, suppress_ragged_eofs=False
        )
    except OSError as error:
        sock.close()
        raise explain(error, where) from None
    try:
        while not await _step(secure):
            pass
    except OSError as error:
        secure.close()
        raise explain(error, where) from None
    except BaseException:
        secure.close()
        raise
    return secure


async def _step(secure: ssl.SSLSocket) -> bool:
    """Do what can be done of the handshake, and wait for what it needs next; True when it is over."""
    loop = asyncio.get_running_loop()
    try:
        secure.do_handshake()
    except ssl.SSLWantReadError:
        start, stop = loop.add_reader, loop.remove_reader
    except ssl.SSLWantWriteError:
        start, stop = loop.add_writer, loop.remove_writer
    else:
        return True
    ready: asyncio.Future[None] = loop.create_future()
    start(secure.fileno(), partial(_set, ready))
    try:
        await ready
    finally:
        stop(secure.fileno())
    return False


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
