"""The chunked transfer coding (RFC 9112, section 7.1), without extensions and trailers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from midflight.content.octets import ContentError, Octets

_END = b"0\r\n\r\n"
_AT_ONCE = 65536  # octets that are put together before they are yielded


@dataclass(frozen=True)
class _Run:
    """Chunks of one size, one behind the other."""

    size: int
    count: int

    @property
    def head(self) -> bytes:
        return b"%x\r\n" % self.size

    @property
    def coded(self) -> int:
        """Return the octets that each of the chunks takes."""
        return len(self.head) + self.size + 2


@dataclass(frozen=True)
class _Coded(Octets):
    of: Octets
    sizes: tuple[int, ...]

    @cached_property
    def _runs(self) -> tuple[_Run, ...]:
        return tuple(_runs(self.of.length, self.sizes))

    @property
    def length(self) -> int:
        return sum(run.coded * run.count for run in self._runs) + len(_END)

    def chunks(self, first: int = 0) -> Iterator[bytes]:
        start = position = 0  # of the next chunk, before and behind the coding
        for run in self._runs:
            skipped = min(run.count, max(0, first - position) // run.coded)
            start += skipped * run.size
            position += skipped * run.coded
            if skipped < run.count:
                yield from self._run(run, run.count - skipped, start, max(0, first - position))
            start += (run.count - skipped) * run.size
            position += (run.count - skipped) * run.coded
        if end := _END[max(0, first - position) :]:
            yield end

    def _run(self, run: _Run, count: int, start: int, skip: int) -> Iterator[bytes]:
        """Yield `count` chunks, without the first `skip` octets."""
        made = bytearray()
        source = _pieces(self.of.chunks(start), run.size)
        for _ in range(count):
            made += run.head
            for piece in next(source):
                made += piece
                if len(made) >= _AT_ONCE:
                    if octets := bytes(made[skip:]):
                        yield octets
                    skip = max(0, skip - len(made))
                    made.clear()
            made += b"\r\n"
        if octets := bytes(made[skip:]):
            yield octets


def _runs(length: int, sizes: tuple[int, ...]) -> Iterator[_Run]:
    for size in sizes:
        if length:
            yield _Run(min(size, length), 1)
            length -= min(size, length)
    last = sizes[-1] if sizes else length
    if length:
        yield _Run(last, length // last)
    if length and length % last:
        yield _Run(length % last, 1)


def _pieces(chunks: Iterator[bytes], size: int) -> Iterator[Iterator[memoryview]]:
    """Cut a stream into lots of `size` octets, each an iterator over its pieces."""
    rest = memoryview(b"")

    def lot() -> Iterator[memoryview]:
        nonlocal rest
        left = size
        while left:
            if not rest:
                rest = memoryview(next(chunks))
            yield rest[:left]
            left, rest = left - len(rest[:left]), rest[left:]

    while True:
        yield lot()


def chunked(of: Octets, sizes: Iterable[int]) -> Octets:
    """Return content in chunks of these sizes, the last of which repeats; with no size, in one chunk."""
    sizes = tuple(sizes)
    if 0 in sizes:
        raise ContentError("a chunk of size 0 would end the content")
    return _Coded(of, sizes)
