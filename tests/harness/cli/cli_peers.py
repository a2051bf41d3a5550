"""The command line in a process of its own, and servers for it in threads of this one."""

from __future__ import annotations

import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SECONDS = 60  # the most that one command may take


def midflight(*arguments: str, folder: Path) -> tuple[int, str, str]:
    """Run a command; return its exit status, stdout and stderr."""
    command = [sys.executable, "-m", "midflight", *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert "Traceback" not in run.stdout + run.stderr
    return run.returncode, run.stdout, run.stderr


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Clients that go away are no news."""


@contextmanager
def serving(
    answers: Callable[[str], bool], context: ssl.SSLContext | None = None
) -> Iterator[tuple[str, ThreadingHTTPServer]]:
    """Answer 200 to each path for which `answers` says so, and leave the others waiting; yield the port's address."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if not answers(self.path):
                over.wait()
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do_OPTIONS = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}", server
        finally:
            over.set()
            server.shutdown()
            thread.join()
