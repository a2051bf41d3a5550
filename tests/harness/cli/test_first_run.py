"""The way of a new user: a server that is not ours, probe, run, a finding, and a list that turns the next run green."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cli_peers import midflight

STEPS, STEP = 6, 0.25
# A server that sends 102s to whoever asks: to HTTP/1.0 as well, where no interim response may be sent.
FINDING = "progress/http-1-0-gets-no-interim-response"


class Camera(BaseHTTPRequestHandler):
    """One slow operation, as in docs/examples/capture.mjs."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer(200 if self.path == "/" else 404, b"")

    do_OPTIONS = do_HEAD = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path != "/capture":
            self.answer(404, b"")
            return
        for step in range(STEPS):
            self.wfile.write(b'HTTP/1.1 102 Processing\r\nProgress: %d/%d "exposing"\r\n\r\n' % (step, STEPS))
            time.sleep(STEP)  # the operation itself: it takes this long
        self.answer(201, b"a photograph\n")

    def answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Clients that go away are no news."""


@pytest.fixture
def url() -> Iterator[str]:
    with Server(("127.0.0.1", 0), Camera) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_from_nothing_to_a_finding_and_a_green_build(url: str, tmp_path: Path) -> None:
    status, out, err = midflight("probe", url, "--write", "--long-op", "/capture", "-o", "t.yaml", folder=tmp_path)
    assert (status, err) == (0, "")
    assert "wrote t.yaml: claims long-op; look it through" in out
    next_command = out.splitlines()[-1].removeprefix("next: midflight ").split()
    suite = ("--suite", "progress")
    status, out, _ = midflight(*next_command, *suite, folder=tmp_path)
    assert status == 1
    assert f"FAIL  {FINDING}" in out
    results = json.loads((tmp_path / "compliance-report" / "results.json").read_text("utf-8"))
    assert {case["id"] for case in results["cases"] if case["verdict"] == "fail"} == {FINDING}
    assert (tmp_path / "compliance-report" / "index.html").is_file()
    known = (*suite, "--known-failures", "known.yaml")
    assert midflight(*next_command, *known, "--update-known-failures", folder=tmp_path)[0] == 0
    assert midflight(*next_command, *known, folder=tmp_path)[0] == 0
