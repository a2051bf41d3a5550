"""A resource as the database knows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from midflight_reference.messages import Fields

Span = tuple[int, int]  # from the first octet to before the second


@dataclass(frozen=True, slots=True)
class Resource:
    """The first `length` octets of a data file, and what is said about them.

    `finished`: nothing more is expected. Otherwise it is an upload, whose `announced` length is None while unknown;
    `received` tells which octets of an upload are there (all, for others). `modified` is in seconds since 1970.
    """

    path: str
    file: str
    length: int
    fields: Fields = ()
    entity_tag: str = ""
    modified: int = 0
    finished: bool = True
    announced: int | None = None
    received: Sequence[Span] = ()

    @property
    def incomplete(self) -> bool:
        """Say whether octets of a known number are missing."""
        return not self.finished and self.announced is not None

    @property
    def prefix(self) -> int:
        """Return how many octets from the start on are there without a hole."""
        if not self.incomplete:
            return self.length
        return next((end for start, end in self.received if start == 0), 0)


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the same octets as ordered spans that neither overlap nor touch."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        elif end > start:
            result.append((start, end))
    return tuple(result)
