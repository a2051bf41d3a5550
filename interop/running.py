"""A server as a process of its own for the length of a block."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from interop.servers import Server
from midflight.cli.reference import end

_TO_START = 20.0  # seconds
_BETWEEN_TRIES = 0.05  # seconds


class NotStartedError(Exception):
    """Says what a server wrote instead of listening."""


@contextmanager
def running(server: Server) -> Iterator[str]:
    """Start a server on a free port of 127.0.0.1 and yield its URL. Raises NotStartedError."""
    with tempfile.TemporaryDirectory(prefix=f"midflight-{server.name}-") as name:
        folder, port = Path(name), _free_port()
        start = server.start(folder, port)
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen(
                start.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **start.environment},
                cwd=folder,
            )
        try:
            _wait_until_it_listens(process, port, folder)
            yield f"http://127.0.0.1:{port}"
        finally:
            end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    until = time.monotonic() + _TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), _BETWEEN_TRIES).close()
        except OSError:
            time.sleep(_BETWEEN_TRIES)
        else:
            return
    written = [path.read_text("utf-8", "replace") for name in ("output", "errors") if (path := folder / name).exists()]
    raise NotStartedError("".join(written).strip()[-500:] or "it did not listen")
