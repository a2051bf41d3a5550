"""`--seed` reproduces every cut of a run, however its cases go on beside each other."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import yaml

from midflight.errors import ExitStatus
from midflight.plugin import session

LOADED = (yaml, session)  # before pytester remembers which modules to forget: some cannot be loaded twice

REQUIREMENTS = """\
specification: made-up
title: A specification
requirements:
  - {id: MU-001, title: must, level: MUST, actor: server, section: "1", statement: One.}
"""
CASES = """\
- id: cut
  requirement: MU-001
  for_each: {place: {one: a, two: b, three: c}}
  exchanges:
    - repeat: {n: 1..4}
      exchanges:
        - request:
            method: PUT
            uri: /$place/$n
            body: {pattern: counted-lines, length: 100000}
            cut: {after: {sent: {random: 1..99999}}, by: close}
"""
Cuts = dict[str, int]


@contextmanager
def counting() -> Iterator[tuple[str, Cuts]]:
    """Serve on a free port; yield the URL, and how many octets of content came for each path."""
    cuts: Cuts = {}

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            line = self.rfile.readline().decode()
            while self.rfile.readline() not in (b"\r\n", b""):
                pass
            received = len(self.rfile.read())
            if line.startswith("PUT "):
                cuts[line.split(" ")[1]] = received

    class Server(socketserver.ThreadingTCPServer):
        """Waits for its connections when it is closed."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", cuts
        finally:
            server.shutdown()
            thread.join()


def played(pytester: pytest.Pytester, *arguments: str) -> Cuts:
    with counting() as (url, cuts), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        run = pytester.runpytest_inprocess("-p", "midflight.plugin", "--midflight-url", url, "made", *arguments)
    assert run.ret == ExitStatus.CONFORMANT
    assert cuts.keys() == {f"/{place}/{n}" for place in "abc" for n in range(1, 5)}
    return cuts


def test_a_seed_reproduces_every_cut_of_a_run(pytester: pytest.Pytester) -> None:
    made = pytester.mkdir("made")
    (made / "requirements.yaml").write_text(REQUIREMENTS)
    (made / "cases.yaml").write_text(CASES)
    first = played(pytester, "--midflight-seed", "7")
    assert first == played(pytester, "--midflight-seed", "7", "--midflight-concurrency", "1")
    assert first == played(pytester, "--midflight-seed", "7", "--midflight-repeat", "2")
    assert first != played(pytester, "--midflight-seed", "8")
    assert len(set(first.values())) == len(first)
