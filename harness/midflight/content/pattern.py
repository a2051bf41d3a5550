"""Generated content in which every place is recognizable, and any slice of which is made at once.

`counted-lines`: each line is 16 octets, 15 decimal digits of its number (from 0) and LF. An octet in the wrong place is
seen, and says where it belongs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from midflight.content.octets import ContentError, Octets

LINE = 16
LINES_IN_BLOCK = 10_000
BLOCK = LINE * LINES_IN_BLOCK
HIGH_DIGITS = 11  # those of the 15 that are the same all over a block
LONGEST = 10**HIGH_DIGITS * BLOCK


@lru_cache(maxsize=1)
def _first_block() -> bytes:
    return b"".join(b"%015d\n" % number for number in range(LINES_IN_BLOCK))


def _counted_lines(first: int, last: int) -> Iterator[bytes]:
    """From one block to the next only the high digits change, most often one: whole columns are rewritten."""
    block = bytearray(_first_block())
    written = b"0" * HIGH_DIGITS
    for number in range(first // BLOCK, last // BLOCK + 1):
        digits = b"%011d" % number
        for column in range(HIGH_DIGITS):
            if digits[column] != written[column]:
                block[column::LINE] = digits[column : column + 1] * LINES_IN_BLOCK
        written = digits
        start = number * BLOCK
        yield bytes(memoryview(block)[max(0, first - start) : last + 1 - start])


PATTERNS: Mapping[str, Callable[[int, int], Iterator[bytes]]] = {"counted-lines": _counted_lines}


def pattern(name: str, first: int, last: int) -> Iterator[bytes]:
    """Yield the octets of a pattern from position `first` to position `last`, both included."""
    if name not in PATTERNS:
        raise ContentError(f"'{name}' is no pattern; known: {', '.join(PATTERNS)}")
    if not 0 <= first <= last + 1 <= LONGEST:
        raise ContentError(f"a pattern has no positions {first} to {last}")
    return PATTERNS[name](first, last) if first <= last else iter(())


def octets(first: int, last: int) -> bytes:
    """Return a short slice of `counted-lines` at once."""
    return b"".join(pattern("counted-lines", first, last))


@dataclass(frozen=True)
class Pattern(Octets):
    """A slice of a pattern, both positions included."""

    name: str
    first: int
    last: int

    def __post_init__(self) -> None:
        pattern(self.name, self.first, self.last)

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def chunks(self, first: int = 0) -> Iterator[bytes]:
        if first >= self.length:
            return iter(())
        return pattern(self.name, self.first + first, self.last)
