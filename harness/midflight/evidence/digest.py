"""SHA-256 of a long stream, worked out beside it: one worker thread for all, started by the first long piece.

Hashing costs about as much as sending over loopback; hashlib lets go of the interpreter lock meanwhile, so a second
core can take it over. What waits for the worker is bounded: beyond `WAITING` octets the stream waits.
"""

from __future__ import annotations

import hashlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

SHORT = 131072  # handing over less costs more than hashing it
WAITING = 1 << 20  # as much as a processor's cache keeps at hand; more is slower

_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="midflight-sha256")


class Digest:
    """A running SHA-256."""

    __slots__ = ("_hash", "_jobs", "_waiting")

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._jobs: deque[tuple[Future[None], int]] = deque()
        self._waiting = 0

    def update(self, data: bytes | bytearray | memoryview) -> None:
        """Take the next octets; they may change afterwards."""
        while self._jobs and (self._jobs[0][0].done() or self._waiting > WAITING):
            self._wait_for_one()
        if len(data) < SHORT and not self._jobs:
            self._hash.update(data)
            return
        job = _worker.submit(self._hash.update, data if _immutable(data) else bytes(data))
        self._jobs.append((job, len(data)))
        self._waiting += len(data)

    def hexdigest(self) -> str:
        """Return the SHA-256 of everything so far."""
        while self._jobs:
            self._wait_for_one()
        return self._hash.hexdigest()

    def _wait_for_one(self) -> None:
        job, octets = self._jobs.popleft()
        job.result()
        self._waiting -= octets


def _immutable(data: bytes | bytearray | memoryview) -> bool:
    return isinstance(data, bytes) or (isinstance(data, memoryview) and isinstance(data.obj, bytes))
