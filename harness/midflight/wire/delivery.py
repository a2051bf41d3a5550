"""Waiting until the peer's kernel has what ours was given, where the system can tell (Linux: SIOCOUTQ)."""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import termios

_EVERY = 0.001


async def delivered(sock: socket.socket, timeout: float) -> None:
    """Wait until all octets are acknowledged, the socket is closed, or `timeout` seconds have passed."""
    for _ in range(round(timeout / _EVERY)):
        if sock.fileno() < 0 or not _unacknowledged(sock):
            return
        await asyncio.sleep(_EVERY)


def _unacknowledged(sock: socket.socket) -> int:
    try:
        answer = fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, struct.pack("i", 0))
    except OSError:
        return 0
    (octets,) = struct.unpack("i", answer)
    return int(octets)
