"""The bundled reference server as a process of its own: in this one it would shift the times that cases measure."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from midflight.errors import UsageError

_TO_END = 5.0  # seconds


@contextmanager
def bundled_server(arguments: Sequence[str] = ()) -> Iterator[str]:
    """Run the reference server on a free port of the loopback interface; yield its URL."""
    command = [sys.executable, "-m", "midflight_reference", "--port", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        if not line.startswith("listening on "):
            raise UsageError("the bundled reference server did not start")
        yield line.removeprefix("listening on ")
    finally:
        end(process)
        process.stdout.close() if process.stdout else None


def end(process: subprocess.Popen[Any]) -> None:
    """End a process that was started here: asked first, then made to."""
    process.terminate()
    try:
        process.wait(_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
