"""A draft: the next content of a resource while it is written, which counts only once it is recorded.

What only adds octets behind the recorded length goes into the same file, where nobody reads yet. Everything else goes
into a copy.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import BinaryIO

SLICE = 1024 * 1024


class Draft:
    """An open data file. `fresh`: it is not the file of the resource as recorded. `length` counts the valid octets."""

    def __init__(self, name: str, path: Path, length: int, fresh: bool) -> None:
        self.name = name
        self.length = length
        self.fresh = fresh
        self._file: BinaryIO = path.open("w+b" if fresh else "r+b", buffering=0)

    async def copy(self, source: Path, length: int) -> None:
        """Begin with the first octets of another file; other requests go on between the slices."""
        with source.open("rb", buffering=0) as origin:
            while self.length < length:
                octets = origin.read(min(SLICE, length - self.length))
                if not octets:
                    raise OSError(f"{source.name} is shorter than recorded")
                self.write(self.length, octets, b"\0")
                if self.length < length:
                    await asyncio.sleep(0)

    def write(self, position: int, octets: bytes | memoryview, filler: bytes) -> None:
        """Write octets; what lies between the end and a later position is filled."""
        self.resize(max(self.length, position), filler)
        written = 0
        while written < len(octets):
            written += os.pwrite(self._file.fileno(), octets[written:], position + written)
        self.length = max(self.length, position + len(octets))

    def resize(self, length: int, filler: bytes) -> None:
        """Cut octets off, or add filler. What an abandoned draft left behind the recorded length never shows."""
        if length == self.length and self.fresh:
            return
        os.ftruncate(self._file.fileno(), min(length, self.length))
        if filler != b"\0":
            self._fill(length, filler)
        os.ftruncate(self._file.fileno(), length)  # longer: the system guarantees zeros
        self.length = length

    def _fill(self, length: int, filler: bytes) -> None:
        for position in range(self.length, length, SLICE):
            os.pwrite(self._file.fileno(), filler * min(SLICE, length - position), position)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
