"""One case, played: its steps in order, its connections, and the verdict at the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from midflight.content import ContentError
from midflight.evidence import Entry, Exchange, Recorder
from midflight.judge.findings import Findings, Outcome, Verdict, judged, untestable
from midflight.judge.throughout import judge_throughout
from midflight.language.bodies import Content
from midflight.language.case import ExchangeStep
from midflight.language.suite import LoadedCase
from midflight.language.values import BadReferenceError, UnknownValueError
from midflight.player.compose import Composer, ForeignOriginError
from midflight.player.ledger import JudgedError, Judging, NotApplicableError, SetUp, SetUpFailedError
from midflight.player.scope import Named, Scope
from midflight.player.steps import Steps
from midflight.target import NotOfferedError, Target
from midflight.wire import Limits, Security, WireError

DEADLINE = 120.0  # seconds that any case may take at the most


@dataclass(frozen=True, slots=True)
class Environment:
    """What all cases of a run share."""

    target: Target
    security: Security
    limits: Limits
    slack: float = 0.0  # seconds by which upper bounds of times stretch
    seed: int = 0
    deadline: float = DEADLINE


@dataclass(frozen=True, slots=True)
class PlayedCase:
    """A case, its verdict, and everything that shows it."""

    loaded: LoadedCase
    outcome: Outcome
    transcript: tuple[Entry, ...] = ()
    duration: float = 0.0  # seconds
    attempts: int = 1
    left_running: float = 0.0  # seconds that operations started by it may still go on
    started: float | None = None  # of the monotonic clock, in seconds; None: it was not played


async def play(loaded: LoadedCase, environment: Environment) -> PlayedCase:
    """Play a case to its verdict; whatever the target does, this returns in bounded time."""
    started = time.monotonic()
    # Waiting for a target to give up is no hang.
    deadline = environment.deadline + (environment.target.idle or 0.0 if loaded.uses.stalls else 0.0)
    recorder = Recorder()
    game = _Game(loaded, environment, recorder)
    try:
        async with asyncio.timeout(deadline):
            outcome = await game.play()
    except TimeoutError:
        got = f"it was not over after {deadline:g} s"
        outcome = Outcome(Verdict.FAIL, f"a hang: {got}", "an end of the case", got)
    finally:
        await game.close()
    return PlayedCase(
        loaded, outcome, recorder.entries, recorder.now(), left_running=game.left_running, started=started
    )


class _Game:
    """The state of one case while it is played."""

    def __init__(self, loaded: LoadedCase, environment: Environment, recorder: Recorder) -> None:
        self._loaded = loaded
        self._environment = environment
        self._requirement = loaded.requirement.for_knobs(environment.target.knobs)
        self._composer = Composer(environment.target)
        self._steps = self._new_steps(recorder, loaded.values)
        self._controls: list[Steps] = []

    def _new_steps(self, recorder: Recorder, values: Mapping[str, Content | Named]) -> Steps:
        environment, loaded = self._environment, self._loaded
        scope = Scope(environment.target, values, loaded.folder, f"{environment.seed}/{loaded.id}")
        return Steps(environment, self._composer, loaded.suite.fixtures, scope, recorder, self._control)

    async def play(self) -> Outcome:
        """Return the outcome; errors of the harness itself are not caught here."""
        judging = Judging()
        try:
            return await self._play(judging)
        except JudgedError:
            return judged(self._requirement, judging.findings, judging.observed, judging.branch_verdict)
        except SetUpFailedError as error:
            return untestable(error.where, error.items)
        except (NotOfferedError, NotApplicableError) as error:
            return Outcome(Verdict.NOT_APPLICABLE, str(error))
        except (UnknownValueError, BadReferenceError, ContentError, ForeignOriginError, ValueError) as error:
            return Outcome(Verdict.UNTESTABLE, str(error), root_cause=str(error))

    async def _play(self, judging: Judging) -> Outcome:
        case = self._loaded.case
        try:
            await self._steps.play(case.given, SetUp("given"))
        except WireError as error:
            return Outcome(Verdict.UNTESTABLE, str(error), root_cause=str(error))
        try:
            await self._steps.play(case.exchanges, judging)
        except WireError as error:
            lost = Findings()
            lost.breach("a connection", str(error))
            judging.findings.add(lost)
            raise JudgedError from None
        exchanges = self._steps.finish()
        judging.take(judge_throughout(case.throughout, exchanges, self._loaded.uses.optional))
        return judged(self._requirement, judging.findings, judging.observed, judging.branch_verdict)

    async def _control(self, changed: Mapping[str, Named], step: ExchangeStep) -> Exchange:
        """Play `given` and one request again with other values of `for_each`."""
        steps = self._new_steps(self._steps.recorder, {**self._loaded.values, **changed})
        steps.connections.numbers = self._steps.connections.numbers
        self._controls.append(steps)
        await steps.play(self._loaded.case.given, SetUp("control: given"))
        return await steps.request_only(step)

    @property
    def left_running(self) -> float:
        """Return the seconds that operations may still go on, by their declared duration."""
        return self._steps.left_running

    async def close(self) -> None:
        """End everything that is still open."""
        for steps in (self._steps, *self._controls):
            await steps.close()


def not_played(loaded: LoadedCase, verdict: Verdict, reason: str, root_cause: str = "") -> PlayedCase:
    """Return the result of a case that was decided without playing it."""
    return PlayedCase(loaded, Outcome(verdict, reason, root_cause=root_cause))


def again(played: PlayedCase, attempts: int) -> PlayedCase:
    """Return the result with the number of attempts it took."""
    return replace(played, attempts=attempts)
