"""The connections of one case: shared by name, else fresh for each exchange."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from midflight.evidence import Ending, Recorder
from midflight.player.live import LiveExchange
from midflight.wire import Connection, Origin, connect

if TYPE_CHECKING:
    from midflight.player.case import Environment


class Connections:
    """Opens connections, and knows them until they are closed at the end of the case."""

    def __init__(self, environment: Environment, recorder: Recorder, numbers: Iterator[int] | None = None) -> None:
        self.numbers = numbers or itertools.count(1)
        self._environment = environment
        self._recorder = recorder
        self._named: dict[tuple[str, Origin], Connection] = {}
        self._all: list[Connection] = []

    async def get(self, name: str | None, origin: Origin) -> Connection:
        """Return the connection of that name if it is still open, else a new one. Raises WireError."""
        kept = self._named.get((name, origin)) if name is not None else None
        if kept is not None and not kept.lost:
            return kept
        environment = self._environment
        connection = await connect(
            origin,
            self._recorder,
            next(self.numbers),
            security=environment.security,
            limits=environment.limits,
            timeout=environment.target.patience,
        )
        self._all.append(connection)
        if name is not None:
            self._named[name, origin] = connection
        return connection

    async def close(self) -> None:
        """Close them all."""
        for connection in self._all:
            await connection.close()


def was_idle_closed(live: LiveExchange, others: list[LiveExchange]) -> bool:
    """Say whether a kept connection was closed before the request could reach it (RFC 9112, section 9.3.1)."""
    before = [other for other in others if other is not live and other.connection is live.connection]
    ended = live.reading.ending in {Ending.CLOSED, Ending.RESET}
    answered = live.reading.interim or live.answered
    return bool(before) and ended and not answered and all(other.reading.ending is Ending.COMPLETE for other in before)
