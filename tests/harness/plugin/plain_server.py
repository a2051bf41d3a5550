"""A server in a thread: `/404` is answered 404, `/slow` after `SLOW` seconds, `/never` not before the test is over,
`/turn` 200 and 404 in turn."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SLOW = 0.4


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    over: threading.Event
    turns: Iterator[str]

    def do_GET(self) -> None:
        word = self.path.strip("/") or "200"
        if word == "never":
            self.over.wait()
        elif word == "slow":
            self.over.wait(SLOW)
        elif word == "turn":
            word = next(self.turns)
        self.send_response(int(word) if word.isdecimal() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_OPTIONS(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients that go away are no news."""


@contextmanager
def plain_server() -> Iterator[str]:
    """Serve on a free port; yield the URL."""
    over = threading.Event()
    handler = type("Handler", (_Handler,), {"over": over, "turns": itertools.cycle(["200", "404"])})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            over.set()
            server.shutdown()
            thread.join()
