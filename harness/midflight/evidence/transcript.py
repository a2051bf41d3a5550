"""Every octet both ways, with a time: bounded in memory, whole in meaning.

A run is consecutive octets of one connection in one direction; an event of the connection ends it too. Of a run longer
than `KEPT` octets both ends are kept, with the length and the SHA-256 of the whole run. Once a transcript holds
`PLENTY` octets, new runs keep no more than `FEW`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from midflight.evidence.digest import Digest

Direction = Literal["sent", "received", "event"]
KEPT = 65536
FEW = 1024
PLENTY = 2 << 20

_OPPOSITE: dict[Direction, Direction] = {"sent": "received", "received": "sent"}


@dataclass(frozen=True, slots=True)
class Elided:
    """Stands for octets left out: length and SHA-256 are those of the whole run."""

    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Octets that passed at one moment, or an event such as a reset (then `note` says what)."""

    at: float
    connection: int
    direction: Direction
    octets: bytes = b""
    note: str = ""
    elided: Elided | None = None


class _Run:
    """The current run of one connection and direction."""

    __slots__ = ("digest", "head", "kept", "length", "parts", "tail", "tail_at", "tail_index")

    def __init__(self, kept: int) -> None:
        self.kept = kept
        self.head = 0  # octets already written as entries
        self.length = 0
        self.parts: list[bytes] = []  # those octets
        self.digest: Digest | None = None  # from the first octet left out
        self.tail = bytearray()
        self.tail_at = 0.0
        self.tail_index = -1

    def leave_out(self, data: bytes | memoryview, at: float) -> None:
        """Take octets that are no entry of their own: only the last of them will be seen."""
        assert self.digest
        self.digest.update(data)
        half = self.kept // 2
        if len(data) < half:
            self.tail += data
            del self.tail[:-half]
        else:
            self.tail[:] = data[-half:]
        self.tail_at = at

    def tail_entry(self, connection: int, direction: Direction) -> Entry:
        assert self.digest
        missing = self.length - self.head - len(self.tail)
        note = f"{missing} octets left out before these" if missing else ""
        elided = Elided(self.length, self.digest.hexdigest())
        return Entry(self.tail_at, connection, direction, bytes(self.tail), note, elided)


class Recorder:
    """Collects the entries of one case, in order."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._zero = clock()
        self._entries: list[Entry] = []
        self._runs: dict[tuple[int, Direction], _Run] = {}
        self._held = 0  # octets in memory

    def now(self) -> float:
        """Return the seconds since the recorder was made."""
        return self._clock() - self._zero

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return everything recorded so far, the elided tails included."""
        for key, run in self._runs.items():
            self._write_tail(key, run)
        return tuple(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def event(self, connection: int, note: str) -> int:
        """Record that something other than octets happened; return the index of its entry."""
        self._end_run((connection, "sent"))
        self._end_run((connection, "received"))
        self._entries.append(Entry(self.now(), connection, "event", note=note))
        return len(self._entries) - 1

    def octets(self, connection: int, direction: Direction, data: bytes | memoryview, at: float | None = None) -> int:
        """Record octets that passed just now (or `at`); return the index of the entry that stands for them."""
        self._end_run((connection, _OPPOSITE[direction]))
        key = (connection, direction)
        run = self._runs.get(key)
        if run is None:
            run = self._runs[key] = _Run(KEPT if self._held < PLENTY else FEW)
        if at is None:
            at = self.now()
        run.length += len(data)
        if run.digest is None and run.length <= run.kept:
            self._append(Entry(at, connection, direction, bytes(data)), run)
        elif run.digest is None:
            self._start_leaving_out(run, connection, direction, data, at)
        else:
            run.leave_out(data, at)
        return run.tail_index if run.digest else len(self._entries) - 1

    def _append(self, entry: Entry, run: _Run) -> None:
        self._entries.append(entry)
        run.parts.append(entry.octets)
        run.head += len(entry.octets)
        self._held += len(entry.octets)

    def _start_leaving_out(
        self, run: _Run, connection: int, direction: Direction, data: bytes | memoryview, at: float
    ) -> None:
        first = run.kept // 2 - run.head
        if first > 0:
            self._append(Entry(at, connection, direction, bytes(data[:first])), run)
            data = data[first:]
        run.digest = Digest()
        run.digest.update(b"".join(run.parts))
        run.parts.clear()
        run.tail_index = len(self._entries)
        self._entries.append(Entry(at, connection, direction))  # its place; the octets come when the run ends
        self._held += run.kept // 2
        run.leave_out(data, at)

    def _end_run(self, key: tuple[int, Direction]) -> None:
        run = self._runs.pop(key, None)
        if run is not None:
            self._write_tail(key, run)

    def _write_tail(self, key: tuple[int, Direction], run: _Run) -> None:
        if run.digest is not None:
            self._entries[run.tail_index] = run.tail_entry(*key)
