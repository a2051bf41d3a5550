"""The steps of a case: exchanges, fixtures, repeat, together, pipelined, and the connections they share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from midflight.evidence import Exchange, Recorder
from midflight.judge.context import Context
from midflight.judge.findings import Findings
from midflight.language.case import (
    Branch,
    ExchangeStep,
    Fixture,
    FixtureUse,
    Pause,
    Pipelined,
    Repeat,
    Step,
    Together,
)
from midflight.language.scalars import duration
from midflight.player.aftermath import Waits, aftermath, cut_or_wait, ended
from midflight.player.chance import Chance
from midflight.player.compose import Composer, Prepared
from midflight.player.connections import Connections, was_idle_closed
from midflight.player.driver import EventNeverCame, Sender, Watch, finish_sending, until_answered
from midflight.player.judging import (
    Aftermath,
    choose_branch,
    determined_firsts,
    fits,
    judge_given,
    judge_step,
    upper_bound,
)
from midflight.player.ledger import FixtureFailedError, Ledger, NotApplicableError, SetUp, SetUpFailedError
from midflight.player.live import LiveExchange, running
from midflight.player.scope import Named, Scope, rounds
from midflight.wire import ConnectionLost

if TYPE_CHECKING:
    from midflight.player.case import Environment

NO_IDLE = "the target file does not say after how long the target gives up on a request that stalls (times: idle)"
Control = Callable[[Mapping[str, Named], ExchangeStep], Awaitable[Exchange]]


class Steps:
    """Plays steps; everything a case has open belongs to it."""

    def __init__(
        self,
        environment: Environment,
        composer: Composer,
        fixtures: Mapping[str, Fixture],
        scope: Scope,
        recorder: Recorder,
        control: Control,
    ) -> None:
        self.recorder = recorder
        self.connections = Connections(environment, recorder)
        self._environment = environment
        self._composer = composer
        self._fixtures = fixtures
        self._scope = scope
        self._control = control
        self._lives: list[LiveExchange] = []
        self._background: list[asyncio.Task[None]] = []
        self._operations_end = 0.0  # on the recorder's clock

    async def play(self, steps: Sequence[Step], ledger: Ledger, scope: Scope | None = None) -> None:
        """Play steps one after the other."""
        for step in steps:
            await self._step(step, ledger, scope or self._scope)

    async def request_only(self, step: ExchangeStep) -> Exchange:
        """Play the request of an exchange and return what came back, unjudged."""
        live = await self._open(step, self._composer.prepare(step.request, self._scope))
        await self._drive(live, step, self._scope, SetUp("control"), self._scope.chance.branch())
        return live.record()

    def finish(self) -> list[Exchange]:
        """Return every exchange of the case in the order they began; those still open as far as they came."""
        return [live.record() for live in self._lives]

    @property
    def left_running(self) -> float:
        """Return the seconds until the last operation begun here is over, by its declared duration."""
        return max(0.0, self._operations_end - self.recorder.now())

    async def close(self) -> None:
        """End what is still open."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.connections.close()

    async def _step(self, step: Step, ledger: Ledger, scope: Scope) -> None:
        match step:
            case ExchangeStep():
                if self._asked_of_this_target(step):
                    await self._exchange(step, ledger, scope)
            case FixtureUse():
                await self._fixture(step, ledger, scope)
            case Repeat():
                for round_ in rounds(step, scope):
                    await self.play(step.exchanges, ledger, round_)
            case Pause():
                await asyncio.sleep(self._context(scope, "").seconds(duration(scope.text(step.pause))))
            case Together():
                await self._together(step.together, ledger, scope)
            case Pipelined():
                await self._pipelined(step, ledger, scope)

    def _asked_of_this_target(self, step: ExchangeStep) -> bool:
        claims = self._environment.target.claims
        return all(claim in claims for claim in step.needs) and not any(claim in claims for claim in step.unless)

    async def _together(self, steps: Sequence[Step], ledger: Ledger, scope: Scope) -> None:
        tasks = [asyncio.create_task(self._step(step, ledger, scope.apart(scope.chance.branch()))) for step in steps]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _fixture(self, use: FixtureUse, ledger: Ledger, scope: Scope) -> None:
        fixture = self._fixtures[use.fixture]
        inner = scope.with_parameters(fixture.parameters, use.parameters)
        try:
            await self.play(fixture.exchanges, ledger, inner)
        except FixtureFailedError:
            raise
        except SetUpFailedError as error:
            raise FixtureFailedError(use.fixture, error.items) from None
        missing = [name for name in fixture.saves if not scope.has(name)]
        if missing:
            findings = Findings()
            findings.unreadable(f"the fixture {use.fixture} to save {', '.join(missing)}", "nothing to save")
            ledger.take(findings)

    async def _exchange(self, step: ExchangeStep, ledger: Ledger, scope: Scope) -> None:
        chance = scope.chance.branch()
        if step.control is not None:
            await self._play_control(step, scope)
        if step.retry is not None:
            live, after = await self._until_it_fits(step, scope, chance)
            await self._judge(live, step, after, ledger, scope)
            return
        live = await self._open(step, self._composer.prepare(step.request, scope))
        background = await self._drive(live, step, scope, ledger, chance)
        if background:
            return
        if step.request.cut is None and was_idle_closed(live, self._lives):
            self._lives.remove(live)
            live = await self._open(step, self._composer.prepare(step.request, scope))
            await self._drive(live, step, scope, ledger, chance)
        after = await self._aftermath(live, step, scope, step.connection)
        await self._judge(live, step, after, ledger, scope)

    async def _until_it_fits(self, step: ExchangeStep, scope: Scope, chance: Chance) -> tuple[LiveExchange, Aftermath]:
        """Repeat an exchange until it fits or its time is over; return the last try, which is judged."""
        retry = step.retry
        assert retry is not None
        context = self._context(scope, "")
        every = context.seconds(duration(context.text(retry.every)))
        until = self.recorder.now() + context.seconds(duration(context.text(retry.within))) + context.slack
        while True:
            live = await self._open(step, self._composer.prepare(step.request, scope))
            await self._drive(live, step, scope, SetUp("retry"), chance)
            after = await self._aftermath(live, step, scope, step.connection)
            matched = fits(step, live.record(), after, self._context(scope, live.prepared.uri))
            if matched or self.recorder.now() >= until:
                return live, after
            await asyncio.sleep(max(0.0, min(every, until - self.recorder.now())))

    async def _play_control(self, step: ExchangeStep, scope: Scope) -> None:
        changed = {name: scope.given(name, content) for name, content in (step.control or {}).items()}
        exchange = await self._control(changed, step)
        if exchange.final is None or not 200 <= exchange.final.status < 300:
            findings = Findings()
            got = str(exchange.final.status) if exchange.final else exchange.ending.value
            findings.mismatch("the control request to be answered 2xx", got)
            raise SetUpFailedError("control", findings.items)

    async def _open(self, step: ExchangeStep, prepared: Prepared) -> LiveExchange:
        connection = await self.connections.get(step.connection, prepared.origin)
        live = LiveExchange(prepared, connection, self.recorder, step.name or "")
        self._lives.append(live)
        if step.request.use is not None:
            self._operations_end = max(self._operations_end, self.recorder.now() + self._scope.operation.lasting)
        return live

    def _context(self, scope: Scope, base: str) -> Context:
        operation = scope.operation
        return Context(
            look_up=scope.look_up,
            encode=scope.octets,
            base=base,
            step=operation.step or operation.lasting,  # a step that is not declared may be as long as the whole
            lasting=operation.lasting,
            slack=self._environment.slack,
            volatile=scope.volatile,
        )

    def _limit(self, step: ExchangeStep, scope: Scope, context: Context) -> float:
        named = max(upper_bound(final, context) for final in (step.final, *(b.final for b in step.one_of)))
        return self._environment.target.patience + max(scope.longest, named) + context.slack

    async def _drive(
        self, live: LiveExchange, step: ExchangeStep, scope: Scope, ledger: Ledger, chance: Chance
    ) -> bool:
        """Send the request and wait for what comes; return True if the exchange stays open in the background."""
        context = self._context(scope, live.prepared.uri)
        limit = self._limit(step, scope, context)
        sender = Sender(live, step.request, context, chance, limit)
        waits = Waits(limit, self._environment.target.patience, self._idle(sender, context))
        if step.meanwhile:
            sender.pause = Watch(step.meanwhile.after, live, context, chance)
        elif sender.brief:
            await sender.run()
            await until_answered(live, limit, waits.patience)
            return False
        task = asyncio.create_task(sender.run())
        if step.meanwhile and not step.meanwhile.exchanges:
            self._background.append(task)
            await self._meanwhile(live, step, sender, limit, scope, ledger)
            sender.release.set()
            return True
        async with running(task):
            await self._meanwhile(live, step, sender, limit, scope, ledger)
            sender.release.set()
            await cut_or_wait(live, step, sender, task, waits)
            scope.save(sender.saved)
            if not live.over or live.answered:
                await finish_sending(task)
        return False

    def _idle(self, sender: Sender, context: Context) -> float:
        """Return the seconds that a request which stalls waits for the target. Raises NotApplicableError."""
        if sender.cut_by != "stall":
            return 0.0
        idle = self._environment.target.idle
        if idle is None:
            raise NotApplicableError(NO_IDLE)
        return idle + context.slack

    async def _meanwhile(
        self, live: LiveExchange, step: ExchangeStep, sender: Sender, limit: float, scope: Scope, ledger: Ledger
    ) -> None:
        if step.meanwhile is None or sender.pause is None:
            return
        try:
            await sender.pause.until(limit)
        except EventNeverCame as error:
            await self._event_never_came(error.event, live, step, scope, ledger)
            return
        scope.save(sender.pause.saved)
        self._save_firsts(live, step, scope, ledger)
        if step.meanwhile.exchanges:
            await self.play(step.meanwhile.exchanges, ledger, scope)

    def _save_firsts(self, live: LiveExchange, step: ExchangeStep, scope: Scope, ledger: Ledger) -> None:
        context = self._context(scope, live.prepared.uri)
        record = live.record()
        if step.given:
            SetUp("given").take(determined_firsts(step.given.interim, record, context))
        ledger.take(determined_firsts(step.interim, record, context))
        scope.save(context.saved)

    async def _event_never_came(
        self, event: str, live: LiveExchange, step: ExchangeStep, scope: Scope, ledger: Ledger
    ) -> None:
        """What the exchange itself asks for is judged first; if that holds, the case cannot be played."""
        await self._judge(live, step, Aftermath(), ledger, scope)
        findings = Findings()
        entries = (live.record().responses[-1].entry,) if live.record().responses else ()
        findings.unreadable(event, f"the exchange ended without it ({ended(live)})", *entries)
        ledger.take(findings)

    async def _aftermath(self, live: LiveExchange, step: ExchangeStep, scope: Scope, kept: str | None) -> Aftermath:
        return await aftermath(live, step, self._context(scope, live.prepared.uri), kept is not None)

    async def _judge(
        self, live: LiveExchange, step: ExchangeStep, after: Aftermath, ledger: Ledger, scope: Scope
    ) -> None:
        exchange = live.record()
        context = self._context(scope, live.prepared.uri)
        context.saved["sent"] = str(exchange.responses[-1].sent if exchange.responses else exchange.content_sent)
        SetUp("given").take(judge_given(step, exchange, context))
        ledger.take(judge_step(step, exchange, after, context))
        if not step.one_of:
            scope.save(context.saved)
            return
        branch, findings = choose_branch(step.one_of, exchange, after, context)
        ledger.take(findings)
        scope.save(context.saved)
        if branch is not None:
            await self._follow(branch, ledger, scope)

    async def _follow(self, branch: Branch, ledger: Ledger, scope: Scope) -> None:
        ledger.branch(branch.verdict, branch.observed)
        await self.play(branch.exchanges, ledger, scope.apart(scope.chance.branch()))

    async def _pipelined(self, step: Pipelined, ledger: Ledger, scope: Scope) -> None:
        members = [one for one in step.pipelined if self._asked_of_this_target(one)]
        prepared = [self._composer.prepare(one.request, scope) for one in members]
        if not prepared:
            return
        connection = await self.connections.get(step.connection, prepared[0].origin)
        lives = [
            LiveExchange(ready, connection, self.recorder, one.name or "")
            for ready, one in zip(prepared, members, strict=True)
        ]
        self._lives += lives
        together = [live for live, one in zip(lives, members, strict=True) if one.after is None]
        with contextlib.suppress(ConnectionLost):  # what came before it is with the readings
            await connection.send(b"".join(live.prepared.head + live.prepared.framed() for live in together))
        for live in together:
            live.sent_at, live.content_sent = self.recorder.now(), live.prepared.content.length
        senders = {
            live: asyncio.create_task(self._send_after(one, live, lives[0], scope, scope.chance.branch()))
            for live, one in zip(lives, members, strict=True)
            if one.after is not None
        }
        try:
            for live, one in zip(lives, members, strict=True):
                if live in senders:
                    await senders[live]
                await until_answered(live, self._limit_of(one, live, scope), self._environment.target.patience)
                last = live is lives[-1]
                after = await self._aftermath(live, one, scope, step.connection) if last else Aftermath()
                await self._judge(live, one, after, ledger, scope)
        finally:
            for sender in senders.values():
                sender.cancel()
            await asyncio.gather(*senders.values(), return_exceptions=True)

    def _limit_of(self, step: ExchangeStep, live: LiveExchange, scope: Scope) -> float:
        return self._limit(step, scope, self._context(scope, live.prepared.uri))

    async def _send_after(
        self, step: ExchangeStep, live: LiveExchange, first: LiveExchange, scope: Scope, chance: Chance
    ) -> None:
        assert step.after is not None
        context = self._context(scope, live.prepared.uri)
        try:
            await Watch(step.after, first, context, chance).until(self._limit_of(step, live, scope))
            await live.send_head_and_content()
        except (EventNeverCame, ConnectionLost):
            pass  # then nothing comes back either, and that is judged
