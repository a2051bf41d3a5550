"""Waking those who wait: a counter that only grows, so that nobody who compares it misses a change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

Listener = Callable[[], None]


class Changes:
    """Counts the changes of one thing, wakes coroutines and calls listeners at each."""

    __slots__ = ("_listeners", "_waiting", "version")

    def __init__(self) -> None:
        self.version = 0
        self._listeners: tuple[Listener, ...] = ()
        self._waiting: list[asyncio.Future[None]] = []

    def happen(self) -> None:
        """Tell everyone."""
        self.version += 1
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)
        for listener in self._listeners:
            listener()

    async def after(self, version: int) -> None:
        """Return once there was a change after `version`: at once if it is already past."""
        while self.version == version:
            future = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await future

    def listen(self, listener: Listener) -> None:
        """Call `listener` at every change, in the middle of it: it must be quick and must not raise."""
        self._listeners = (*self._listeners, listener)

    def ignore(self, listener: Listener) -> None:
        """Call `listener` no more."""
        self._listeners = tuple(kept for kept in self._listeners if kept != listener)
