"""The loop in which all selected cases advance together, without a thread.

Each item runs the loop until its own case is done; the others go on meanwhile. Tasks are held here, because asyncio
itself keeps only weak references to them.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from midflight.errors import UsageError
from midflight.grammar import prepare
from midflight.judge.findings import Verdict
from midflight.language.suite import LoadedCase
from midflight.player.case import Environment, PlayedCase, not_played
from midflight.player.lanes import Lanes, needs_to_be_alone
from midflight.player.preflight import failing_claims, measure_slack
from midflight.player.selection import why_not_applicable
from midflight.player.serving import serves_one_at_a_time
from midflight.plugin.interrupts import Interrupts
from midflight.plugin.rounds import combined
from midflight.plugin.settings import Settings
from midflight.wire import Limits, WireError

_GRACE = 1.0  # seconds for cancelled cases to close their connections


class Engine:
    """Plays cases as they are asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.on_played: Callable[[PlayedCase], None] = lambda played: None
        self._loop = asyncio.new_event_loop()
        self._interrupts = Interrupts(self._loop)
        self._tasks: dict[str, asyncio.Task[PlayedCase]] = {}
        self._lanes: Lanes | None = None
        self._one_at_a_time = False
        self._failing: dict[str, str] = {}
        self._unserved_checked: set[str] = set()
        self._environment = Environment(
            settings.target, settings.security, Limits(), seed=settings.seed, deadline=settings.deadline
        )

    def start(self, cases: Sequence[LoadedCase]) -> None:
        """Look at the target, then set all cases going. Raises UsageError if the target cannot be reached."""
        self._interrupts.watch()
        self._loop.run_until_complete(self._start(cases))

    async def _start(self, cases: Sequence[LoadedCase]) -> None:
        _prepare_grammars(cases)
        if self._lanes is None:
            await self._look_at_the_target()
        await self._preflight({claim for case in cases for claim in self._rests_on(case)})
        target = self.settings.target
        # Those that must be alone go first: later, everyone would have to wait until the others are over. Then the
        # longest: begun last, they would be what the run waits for.
        for case in sorted(cases, key=lambda case: (not needs_to_be_alone(case, target), -self._least_seconds(case))):
            self._submit(case)

    async def _look_at_the_target(self) -> None:
        if self._environment.target.tls and self.settings.target.url.startswith("https:"):
            try:
                self.settings.security.context()
            except WireError as error:
                raise UsageError(str(error)) from None
        slack = await measure_slack(self._environment)
        self._environment = replace(self._environment, slack=slack)
        self._one_at_a_time = await serves_one_at_a_time(self._environment)
        self._lanes = Lanes(self._environment, 1 if self._one_at_a_time else self.settings.concurrency)

    async def _preflight(self, needed: set[str]) -> None:
        new = (needed & set(self.settings.target.claims)) - self._unserved_checked
        self._unserved_checked |= new
        failing, seconds = await failing_claims(self._environment, new)
        self._failing |= failing
        if self._lanes is not None:
            self._lanes.operations_left(seconds)

    def _least_seconds(self, case: LoadedCase) -> float:
        return case.uses.seconds + (self.settings.target.idle or 0.0 if case.uses.stalls else 0.0)

    def _rests_on(self, case: LoadedCase) -> frozenset[str]:
        return case.uses.claims_at(self.settings.target.claims)

    def _submit(self, case: LoadedCase) -> None:
        self._tasks[case.id] = self._loop.create_task(self._play(case))

    def result(self, case: LoadedCase) -> PlayedCase:
        """Run the loop until a case is done, and return what it came to."""
        if case.id not in self._tasks:
            self.start([case])
        return self._loop.run_until_complete(self._tasks[case.id])

    async def _play(self, case: LoadedCase) -> PlayedCase:
        decided = self._decided(case)
        played = decided or combined([await self._guarded(case) for _ in range(self.settings.repeat)])
        self.on_played(played)
        return played

    async def _guarded(self, case: LoadedCase) -> PlayedCase:
        """Play a case; what goes wrong in the harness itself is the verdict `error`."""
        assert self._lanes is not None
        try:
            return await self._lanes.play(case)
        except Exception as error:
            where = _place(error)
            return not_played(case, Verdict.ERROR, f"the harness failed: {type(error).__name__}: {error} ({where})")

    def _decided(self, case: LoadedCase) -> PlayedCase | None:
        """Return the verdict of a case that is not to be played."""
        if reason := why_not_applicable(case, self.settings.target):
            return not_played(case, Verdict.NOT_APPLICABLE, reason)
        if self._one_at_a_time and case.uses.at_once:
            return not_played(case, Verdict.NOT_APPLICABLE, "the target serves one connection at a time")
        for claim in sorted(self._rests_on(case) & self._failing.keys()):
            reason = self._failing[claim]
            return not_played(case, Verdict.UNTESTABLE, reason, root_cause=reason)
        return None

    def finished(self) -> list[PlayedCase]:
        """Return what every case that is over came to, asked for or not."""
        over = [task for task in self._tasks.values() if task.done() and not task.cancelled()]
        # A case in which an interrupt was raised has that for an exception: it is not over.
        return [task.result() for task in over if task.exception() is None]

    def stop(self) -> None:
        """End what is still running, and give it a moment to close its connections."""
        if self._loop.is_closed():
            return
        for task in self._tasks.values():
            task.cancel()
        if self._lanes is not None:
            self._lanes.stop()
        self._loop.set_exception_handler(lambda *_: None)  # nobody asks any more how they end
        self._settle()
        self._interrupts.leave()
        self._loop.close()

    def _settle(self) -> None:
        """Run what was cancelled to its end.

        A task that an interrupt found at work hands it on to its waiters; and the end of what the loop was asked for
        last may still stop it once, which is a RuntimeError.
        """
        until = self._loop.time() + _GRACE
        while (left := asyncio.all_tasks(self._loop)) and self._loop.time() < until:
            with contextlib.suppress(KeyboardInterrupt, RuntimeError):
                self._loop.run_until_complete(asyncio.wait(left, timeout=until - self._loop.time()))


def _prepare_grammars(cases: Sequence[LoadedCase]) -> None:
    """Build the parsers that the cases will need before anything is timed."""
    prepare({name for case in cases for name in case.uses.grammars})


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
