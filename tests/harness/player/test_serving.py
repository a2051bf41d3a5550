"""Targets that serve one connection at a time, and what they are spared."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path

import pytest

from midflight.player.case import Environment
from midflight.player.serving import serves_one_at_a_time
from midflight.target import Target
from midflight.wire import Limits, Security


class Files(BaseHTTPRequestHandler):
    """PUT, GET and nothing else."""

    protocol_version = "HTTP/1.1"
    kept: dict[str, bytes] = {}

    def do_PUT(self) -> None:
        self.kept[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(201, b"")

    def do_GET(self) -> None:
        content = self.kept.get(self.path)
        self._answer(404 if content is None else 200, content or b"")

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(kind: type[HTTPServer]) -> Iterator[str]:
    server = kind(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def silent() -> Iterator[str]:
    """A server that accepts connections and never answers."""

    async def serve(started: threading.Event, port: list[int], stop: asyncio.Event) -> None:
        server = await asyncio.start_server(lambda reader, writer: asyncio.sleep(0), "127.0.0.1", 0)
        port.append(server.sockets[0].getsockname()[1])
        started.set()
        await stop.wait()
        server.close()

    started, port = threading.Event(), list[int]()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(started, port, stop),))
    thread.start()
    started.wait()
    try:
        yield f"http://127.0.0.1:{port[0]}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def asked(url: str) -> bool:
    return asyncio.run(serves_one_at_a_time(Environment(Target(url=url), Security(), Limits())))


@pytest.mark.parametrize(("kind", "alone"), [(HTTPServer, True), (ThreadingHTTPServer, False)])
def test_it_is_seen_whether_connections_wait_for_each_other(kind: type[HTTPServer], alone: bool) -> None:
    with serving(kind) as url:
        assert asked(url) is alone


def test_one_that_answers_nobody_is_not_taken_for_one_that_answers_one() -> None:
    with silent() as url:
        assert not asked(url)


def test_cases_that_need_several_connections_do_not_apply_there(tmp_path: Path) -> None:
    target = tmp_path / "target.yaml"
    claims = "claims: [writable, put]\nwritable: {uri: /$fresh}\n"
    with serving(HTTPServer) as url:
        target.write_text(f"url: {url}\n{claims}", "utf-8")
        folder = tmp_path / "made"
        folder.mkdir()
        (folder / "requirements.yaml").write_text(RULES, "utf-8")
        (folder / "cases.yaml").write_text(CASES, "utf-8")
        report = tmp_path / "report"
        status = pytest.main(
            [
                "-q",
                "-p",
                "no:cacheprovider",
                f"--midflight-target={target}",
                f"--midflight-report={report}",
                str(folder),
            ]
        )
    cases = json.loads((report / "results.json").read_text("utf-8"))["cases"]
    assert {case["id"]: (case["verdict"], case["reason"]) for case in cases} == {
        "made/one-after-the-other": ("pass", ""),
        "made/at-once": ("not-applicable", "the target serves one connection at a time"),
    }
    assert status == 0


RULES = """\
specification: made-up
title: A specification
requirements: [{id: MU-001, title: must, level: MUST, actor: server, section: "1", statement: One.}]
"""
CASES = """\
- id: one-after-the-other
  requirement: MU-001
  exchanges:
    - request: {use: writable, method: PUT, body: abc, save: it}
    - {request: {method: GET, uri: $it}, final: {body: abc}}
- id: at-once
  requirement: MU-001
  exchanges:
    - together:
        - request: {use: writable, method: PUT, body: a, save: a}
        - request: {use: writable, method: PUT, body: b, save: b}
"""
