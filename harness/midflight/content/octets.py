"""Octets as values: how long they are, and an iterator over them. They are made when they are asked for.

Rules of this package: nothing holds more than a chunk of a long body; a value never changes; positions count from 0.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

CHUNK = 262144


class ContentError(ValueError):
    """A description of content that makes no sense: the text says why."""


class Octets(ABC):
    """A sequence of octets of known length."""

    @property
    @abstractmethod
    def length(self) -> int:
        """Return the number of octets."""

    @abstractmethod
    def chunks(self, first: int = 0) -> Iterator[bytes]:
        """Yield the octets from position `first` to the end; no chunk is empty."""

    @cached_property
    def _digest(self) -> str:
        digest = hashlib.sha256()
        for chunk in self.chunks():
            digest.update(chunk)
        return digest.hexdigest()

    def sha256(self) -> str:
        """Return the SHA-256 of all octets in hexadecimal."""
        return self._digest

    def whole(self) -> bytes:
        """Return all octets at once: only for what is known to be short."""
        return b"".join(self.chunks())


@dataclass(frozen=True)
class Literal(Octets):
    """Octets that are at hand."""

    octets: bytes

    @property
    def length(self) -> int:
        return len(self.octets)

    def chunks(self, first: int = 0) -> Iterator[bytes]:
        for start in range(first, len(self.octets), CHUNK):
            yield self.octets[start : start + CHUNK]


@dataclass(frozen=True)
class Zeros(Octets):
    """What a write beyond the end leaves between (draft-wright-http-patch-byterange, section 2.5)."""

    count: int

    @property
    def length(self) -> int:
        return self.count

    def chunks(self, first: int = 0) -> Iterator[bytes]:
        for start in range(first, self.count, CHUNK):
            yield bytes(min(CHUNK, self.count - start))


@dataclass(frozen=True)
class Joined(Octets):
    """Octets one after the other."""

    parts: tuple[Octets, ...]

    @cached_property
    def _length(self) -> int:
        return sum(part.length for part in self.parts)

    @property
    def length(self) -> int:
        return self._length

    def chunks(self, first: int = 0) -> Iterator[bytes]:
        for part in self.parts:
            if first < part.length:
                yield from part.chunks(first)
            first = max(0, first - part.length)


@dataclass(frozen=True)
class Slice(Octets):
    """The octets of another value from position `first` up to, and without, position `end`."""

    of: Octets
    first: int
    end: int

    @property
    def length(self) -> int:
        return max(0, min(self.end, self.of.length) - self.first)

    def chunks(self, first: int = 0) -> Iterator[bytes]:
        left = self.length - first
        if left <= 0:
            return
        for chunk in self.of.chunks(self.first + first):
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return


def beginning(of: Octets, count: int) -> Octets:
    """Return the first octets of content. Raises ContentError if it has fewer."""
    if count > of.length:
        raise ContentError(f"the first {count} octets of content that has only {of.length}")
    return Slice(of, 0, count)


def slices(of: Octets, count: int) -> list[tuple[int, Octets]]:
    """Return content in equal parts, each with its position; the first ones may be an octet longer than the others."""
    if not 0 < count <= of.length:
        raise ContentError(f"{of.length} octets cannot be split into {count} parts")
    size, longer = divmod(of.length, count)
    starts = [number * size + min(number, longer) for number in range(count + 1)]
    return [(first, Slice(of, first, end)) for first, end in pairwise(starts)]
