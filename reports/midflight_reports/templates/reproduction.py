"""Plays the recorded steps one after the other and prints what passes; the recording stands below the imports."""

from __future__ import annotations

import base64
import re
import select
import socket
import ssl
import struct
import sys
import time
import zlib
from collections.abc import Callable


def unpack(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))


# <recording>
HOST, PORT, TLS = "127.0.0.1", 80, False
VERIFY = True  # False: trust any certificate
SECRETS: dict[bytes, bytes] = {}  # as recorded: as it is to be sent
NAMED: list[tuple[bytes, int, bytes, int]] = []  # what an answer named: value, connection, field, which line of it
STEPS: list[tuple[float, int, str, int, bytes]] = []  # seconds, connection, what, response heads before it, octets
# </recording>
PATIENCE = 10.0  # seconds beyond the recorded time that an answer may take
SILENCE = 0.3  # seconds without an octet after which an answer is taken to be whole

sockets: dict[int, socket.socket] = {}
received: dict[int, bytes] = {}
over: set[int] = set()


def show(connection: int, arrow: str, octets: bytes) -> None:
    for line in octets.decode("utf-8", "backslashreplace").splitlines() or [""]:
        text = "".join(character if character.isprintable() else ascii(character)[1:-1] for character in line)
        print(f"{time.monotonic() - begin:8.3f} s  {connection} {arrow} {text}", flush=True)


def read(connection: int) -> None:
    try:
        octets, end = sockets[connection].recv(65536), b"closed by the server"
    except OSError as error:
        octets, end = b"", str(error).encode()
    received[connection] += octets
    show(connection, "<" if octets else "*", octets or end)
    if not octets:
        over.add(connection)


def watch(until: float, ready: Callable[[], bool]) -> None:
    """Show what comes until something is so, or that moment has passed."""
    while not ready() and (left := until - time.monotonic()) > 0:
        waiting = {sock: connection for connection, sock in sockets.items() if connection not in over}
        if not waiting:
            time.sleep(left)
            return
        for sock in select.select(list(waiting), [], [], left)[0]:
            read(waiting[sock])


def quiet(seconds: float) -> None:
    """Wait until nothing has come for so long."""
    length = -1
    while length < sum(map(len, received.values())) and len(over) < len(sockets):
        length = sum(map(len, received.values()))
        watch(time.monotonic() + seconds, lambda: len(over) == len(sockets))


def heads(connection: int) -> int:
    return len(re.findall(rb"(?m)^HTTP/1\.", received.get(connection, b"")))


def values(connection: int, field: bytes) -> list[bytes]:
    found = re.findall(rb"(?im)^" + re.escape(field) + rb":[ \t]*([^\r\n]*?)[ \t]*\r?$", received.get(connection, b""))
    return [re.sub(rb"(?i)^https?://[^/?#]*", b"", value) for value in found]


def named_in(octets: bytes) -> list[tuple[bytes, int, bytes, int]]:
    line = octets.partition(b"\r\n")[0]
    return [one for one in NAMED if b" " + one[0] + b" HTTP/1." in line]


def current(octets: bytes) -> bytes:
    """Ask for what the answers of this run have named, where the recorded request asked for what they named then."""
    for value, connection, field, which in named_in(octets):
        found = values(connection, field)
        octets = octets.replace(b" " + value, b" " + (found[which] if which < len(found) else value), 1)
    for recorded, real in SECRETS.items():
        octets = octets.replace(recorded, real)
    return octets


def answered(connection: int, seen: int, octets: bytes) -> bool:
    named = all(len(values(by, field)) > which for _, by, field, which in named_in(octets))
    return named and (heads(connection) >= seen or connection in over)


def opened() -> socket.socket:
    sock = socket.create_connection((HOST, PORT), PATIENCE)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # one write, one packet, as in the recording
    if not TLS:
        return sock
    context = ssl.create_default_context()
    context.check_hostname = VERIFY
    context.verify_mode = ssl.CERT_REQUIRED if VERIFY else ssl.CERT_NONE
    return context.wrap_socket(sock, server_hostname=HOST)


def connect(connection: int) -> None:
    try:
        sock = opened()
    except OSError as error:
        sys.exit(f"{HOST}:{PORT}: no connection ({error}); is the server running? For another: python3 FILE HOST:PORT")
    sockets[connection], received[connection] = sock, b""


def end(connection: int, what: str) -> None:
    sock = sockets[connection]
    if what == "half-close":
        sock.shutdown(socket.SHUT_WR)
        return
    if what == "reset":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    over.add(connection)
    sock.close()


def play(at: float, connection: int, what: str, seen: int, octets: bytes) -> None:
    watch(begin + at, lambda: False)
    watch(time.monotonic() + PATIENCE, lambda: answered(connection, seen, octets))
    if what == "connect":
        connect(connection)
    elif connection in over:
        return
    elif what == "send":
        octets = current(octets)
        show(connection, ">", octets)
        try:
            sockets[connection].sendall(octets)
        except OSError as error:
            show(connection, "*", str(error).encode())
    else:
        if what == "close":
            quiet(SILENCE)
        show(connection, "*", what.encode())
        end(connection, what)


if len(sys.argv) > 1:
    HOST, _, port = sys.argv[1].rpartition(":")
    if not HOST or not port.isdecimal() or int(port) > 65535:
        sys.exit(f"{sys.argv[1]}: give the server as HOST:PORT, such as 127.0.0.1:8080")
    HOST, PORT = HOST.strip("[]"), int(port)
begin = time.monotonic()
for step in STEPS:
    play(*step)
quiet(PATIENCE)
