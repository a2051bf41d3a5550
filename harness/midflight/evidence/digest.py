"""SHA-256 of a long stream, worked out beside it: one worker thread for all, started by the first long piece.

Hashing costs about as much as sending over loopback; hashlib lets go of the interpreter lock meanwhile, so a second
core can take it over. From its first long piece on, a stream is handed over piece by piece; no more than `WAITING` of
them wait for the worker, then the stream waits. Few of them stay in the processor's cache: more is slower.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from queue import SimpleQueue
from threading import Semaphore, Thread

SHORT = 131072  # octets: handing over less costs more than hashing it
WAITING = 7  # pieces, which are as long as what is sent or received at once

_Job = tuple[Callable[[bytes | memoryview], None], bytes | memoryview, Semaphore]


@cache
def _jobs() -> SimpleQueue[_Job]:
    jobs: SimpleQueue[_Job] = SimpleQueue()
    Thread(target=_work, args=(jobs,), name="midflight-sha256", daemon=True).start()
    return jobs


def _work(jobs: SimpleQueue[_Job]) -> None:
    while True:
        update, data, room = jobs.get()
        update(data)
        del data  # while nothing comes, nothing is kept
        room.release()


class Digest:
    """A running SHA-256."""

    __slots__ = ("_handed_over", "_hash", "_room")

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._handed_over = False
        self._room = Semaphore(WAITING)

    def update(self, data: bytes | bytearray | memoryview) -> None:
        """Take the next octets; they may change afterwards."""
        if len(data) < SHORT and not self._handed_over:
            self._hash.update(data)
            return
        self._handed_over = True
        self._room.acquire()
        _jobs().put((self._hash.update, _steady(data), self._room))

    def hexdigest(self) -> str:
        """Return the SHA-256 of everything so far."""
        for _ in range(WAITING):
            self._room.acquire()
        self._room.release(WAITING)
        return self._hash.hexdigest()


def _steady(data: bytes | bytearray | memoryview) -> bytes | memoryview:
    """Return octets that nobody changes."""
    if isinstance(data, bytes) or (isinstance(data, memoryview) and isinstance(data.obj, bytes)):
        return data
    return bytes(data)
