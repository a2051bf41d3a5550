"""Servers to look at, in threads: one function answers each connection, and every request line is kept."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 20  # the most that any wait of a server may take


class Peer:
    """A server on a free port of the loopback interface."""

    def __init__(self, answer: Callable[[Visit], None], context: ssl.SSLContext | None = None) -> None:
        self.requests: list[str] = []
        self.fields: list[str] = []
        self.over = threading.Event()
        self._answer = answer
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._visits: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            visit = threading.Thread(target=self._visit, args=(connection,), daemon=True)
            visit.start()
            self._visits.append(visit)

    def _visit(self, connection: socket.socket) -> None:
        connection.settimeout(SECONDS)
        with contextlib.suppress(OSError), self._secure(connection) as secured:  # OSError: the client has gone
            self._answer(Visit(self, secured))

    def _secure(self, connection: socket.socket) -> socket.socket:
        return self._context.wrap_socket(connection, server_side=True) if self._context else connection

    def stop(self) -> None:
        """End everything."""
        self.over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(SECONDS)
        for visit in self._visits:
            visit.join(SECONDS)


class Visit:
    """One connection to a peer."""

    def __init__(self, peer: Peer, connection: socket.socket) -> None:
        self.peer = peer
        self._connection = connection
        self._left = b""

    def request(self) -> tuple[str, str] | None:
        """Return method and target of the next request, its content read; None at the end."""
        while b"\r\n\r\n" not in self._left:
            data = self._connection.recv(65536)
            if not data:
                return None
            self._left += data
        head, _, self._left = self._left.partition(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        self.peer.requests.append(line)
        self.peer.fields += fields
        values = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        if "expect" not in values:
            self._read(int(values.get("content-length", "0")))
        method, target, _ = line.split(" ")
        return method, target

    def _read(self, octets: int) -> None:
        while len(self._left) < octets:
            self._left += self._connection.recv(65536)
        self._left = self._left[octets:]

    def send(self, text: str) -> None:
        """Send text as it is."""
        self._connection.sendall(text.encode("latin-1"))

    def until_over(self) -> None:
        """Keep the connection open, and say nothing more."""
        self.peer.over.wait(SECONDS)

    def until_closed(self) -> None:
        """Wait for the client to go."""
        while self._connection.recv(65536):
            pass


@contextmanager
def peer(answer: Callable[[Visit], None], context: ssl.SSLContext | None = None) -> Iterator[Peer]:
    """Run a server; with a context, one that speaks TLS."""
    running = Peer(answer, context)
    try:
        yield running
    finally:
        running.stop()


def saying(response: str) -> Callable[[Visit], None]:
    """Answer every request of a connection with the same octets."""

    def answer(visit: Visit) -> None:
        while visit.request():
            visit.send(response)

    return answer
