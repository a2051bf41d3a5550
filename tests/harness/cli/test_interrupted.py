"""A run that does not come to its end: Ctrl-C, and a server that dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from cli_peers import SECONDS, midflight, serving

ANSWERED = 25  # requests, with a few cases in flight: some cases are over by then
TARGET = """
claims: [long-op, fast-op, status-doc]
long-op: {uri: /capture, lasting: 3 s, step: 500 ms}
fast-op: {uri: /quick}
ordinary: {method: GET, uri: /}
"""


class Watch:
    """Lets so many requests be answered, and says when a further one is left waiting."""

    def __init__(self) -> None:
        self.waiting = threading.Event()
        self._left = threading.Semaphore(ANSWERED)

    def __call__(self, _: str) -> bool:
        if self._left.acquire(blocking=False):
            return True
        self.waiting.set()
        return False


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "compliance-report" / "results.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_an_interrupt_keeps_what_is_finished(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "target.yaml").write_text(TARGET, "utf-8")
    watch = Watch()
    with serving(watch) as (address, _):
        command = [sys.executable, "-m", "midflight", "run", f"http://{address}", "--target", "target.yaml"]
        process = subprocess.Popen(
            [*command, "--concurrency", "4", "--suite", "progress"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            assert watch.waiting.wait(SECONDS)
            os.killpg(process.pid, number)  # as a terminal does, or a CI system
            out, err = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
            process.wait()
    assert (process.returncode, err) == (2, "interrupted: what was finished by then is kept\n")
    assert "Traceback" not in out
    assert "interrupted" in out
    found = results(tmp_path)
    played = sum(found["summary"].values())
    assert found["interrupted"] is True
    assert 0 < played < found["selected"]
    assert found["summary"]["error"] == 0


def test_a_server_that_dies_in_the_middle_of_a_run(tmp_path: Path) -> None:
    (tmp_path / "target.yaml").write_text(TARGET, "utf-8")
    answered = threading.Semaphore(ANSWERED)
    dead = threading.Event()

    def answers(_: str) -> bool:
        if not answered.acquire(blocking=False) and not dead.is_set():
            dead.set()
            server.socket.close()
        return not dead.is_set()

    with serving(answers) as (address, server):
        status, out, err = midflight(
            "run", f"http://{address}", "--target", "target.yaml", "--level", "must", "--deadline", "3", folder=tmp_path
        )
    assert (status, err) == (1, "")
    assert "connection refused: is the server running?" in out
    summary = results(tmp_path)["summary"]
    assert summary["error"] == 0
    assert sum(summary.values()) > 50
