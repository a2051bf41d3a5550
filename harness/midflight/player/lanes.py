"""Many cases at once in one loop: who may start, and whether the loop was punctual meanwhile.

Three lanes: ordinary cases, up to `concurrency` at once; those that wait, for a time or for the target to give up,
fewer and started a little apart, because a crowd of connections delays what a case measures; and those that must be
alone, before all others. A counter of executions that counts for each case makes nobody wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from midflight.judge.findings import Verdict
from midflight.language.suite import LoadedCase
from midflight.player.case import Environment, PlayedCase, again, play
from midflight.target import Target

QUIET = 32  # timed cases at once: nearly all of their time is waiting
APART = 0.008  # seconds between the starts of timed cases
HEARTBEAT = 0.01
LATE = 0.05  # seconds: a loop that lags more has disturbed the timed cases of that moment
MOST_UNTIMELY = 8  # cases decided by a time that are played again alone
SETTLED = 0.2  # seconds after the declared end of every operation until shared counters are believed


def needs_to_be_alone(loaded: LoadedCase, target: Target) -> bool:
    """Say whether other cases would disturb this one: not those whose only concern is a counter of their own."""
    return bool(loaded.case.alone) and not ("executions" in loaded.uses.endpoints and target.counts_by_case)


class Punctuality:
    """Notices when the loop came late, because Python or the machine was busy with something else."""

    def __init__(self) -> None:
        self._late_at: list[float] = []
        self._task = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + HEARTBEAT
            await asyncio.sleep(HEARTBEAT)
            if loop.time() - due > LATE:
                self._late_at.append(loop.time())

    def kept_since(self, moment: float) -> bool:
        """Say whether the loop was punctual from `moment` until now."""
        return not self._late_at or self._late_at[-1] < moment

    def stop(self) -> None:
        """End the heartbeat."""
        self._task.cancel()


class Lanes:
    """Plays cases, each in its lane."""

    def __init__(self, environment: Environment, concurrency: int) -> None:
        self._environment = environment
        self._ordinary = asyncio.Semaphore(concurrency)
        self._timed = asyncio.Semaphore(min(QUIET, concurrency)) if concurrency > 1 else self._ordinary
        self._start = asyncio.Lock()
        self._gate = Gate()
        self._settled_at = 0.0
        self._untimely = 0
        self._punctuality = Punctuality()

    async def play(self, loaded: LoadedCase) -> PlayedCase:
        """Play one case in its lane.

        A timed one that failed by a time, or while the loop was late, is played once more, alone: what it is accused
        of must not be the doing of the other cases.
        """
        if needs_to_be_alone(loaded, self._environment.target):
            return await self._play_alone(loaded)
        if not loaded.uses.waits:
            async with self._ordinary, self._gate.with_others():
                return await self._play(loaded)
        played, punctual = await self._play_timed(loaded)
        if played.outcome.verdict > Verdict.WARN or (punctual and not self._may_be_our_doing(played)):
            return played
        return again(await self._play_alone(loaded), attempts=2)

    def _may_be_our_doing(self, played: PlayedCase) -> bool:
        """Say whether a time decided it, unless that was found again and again: then the target is slow by itself."""
        self._untimely += played.outcome.untimely
        return played.outcome.untimely and self._untimely <= MOST_UNTIMELY

    async def _play_timed(self, loaded: LoadedCase) -> tuple[PlayedCase, bool]:
        async with self._timed, self._gate.with_others():
            async with self._start:
                await asyncio.sleep(APART)
            begin = asyncio.get_running_loop().time()
            played = await self._play(loaded)
            return played, self._punctuality.kept_since(begin)

    async def _play_alone(self, loaded: LoadedCase) -> PlayedCase:
        async with self._gate.alone():
            if "executions" in loaded.uses.endpoints:
                await self._until_settled()
            return await self._play(loaded)

    async def _until_settled(self) -> None:
        """Wait for the operations that earlier cases have left running: they may still count."""
        await asyncio.sleep(max(0.0, self._settled_at - asyncio.get_running_loop().time()))

    async def _play(self, loaded: LoadedCase) -> PlayedCase:
        played = await play(loaded, self._environment)
        self.operations_left(played.left_running)
        return played

    def operations_left(self, seconds: float) -> None:
        """Take note that operations may go on for so long."""
        if seconds:
            end = asyncio.get_running_loop().time() + seconds + SETTLED
            self._settled_at = max(self._settled_at, end)

    def stop(self) -> None:
        """End what the lanes themselves have running."""
        self._punctuality.stop()


class Gate:
    """Lets many in together, or one alone; while somebody wants to be alone, no others are let in."""

    def __init__(self) -> None:
        self._inside = 0
        self._wanting = 0  # how many want to be alone, or are
        self._one = asyncio.Lock()
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def with_others(self) -> AsyncIterator[None]:
        """Be inside together with others."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._wanting)
            self._inside += 1
        try:
            yield
        finally:
            await self._note(inside=-1)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Be inside alone."""
        self._wanting += 1
        try:
            async with self._one:
                async with self._changed:
                    await self._changed.wait_for(lambda: not self._inside)
                yield
        finally:
            await self._note(wanting=-1)

    async def _note(self, inside: int = 0, wanting: int = 0) -> None:
        self._inside += inside
        self._wanting += wanting
        async with self._changed:
            self._changed.notify_all()
