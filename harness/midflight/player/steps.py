"""The steps of a case: exchanges, fixtures, repeat, together, pipelined, and the connections they share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from midflight.evidence import Exchange, Recorder
from midflight.judge.context import Context
from midflight.judge.findings import Findings
from midflight.language import encode
from midflight.language.case import (
    Branch,
    ExchangeStep,
    Fixture,
    FixtureUse,
    Pipelined,
    Repeat,
    Silent,
    Step,
    Together,
)
from midflight.language.scalars import duration, number
from midflight.language.values import substitute
from midflight.player.compose import Composer, Prepared
from midflight.player.connections import Connections, was_idle_closed
from midflight.player.driver import EventNeverCame, Sender, Watch, finish_sending, until_answered
from midflight.player.judging import (
    Aftermath,
    choose_branch,
    determined_firsts,
    judge_given,
    judge_step,
    upper_bound,
)
from midflight.player.ledger import Ledger, SetUp, SetUpFailedError
from midflight.player.live import LiveExchange, running
from midflight.player.scope import Scope
from midflight.wire import ConnectionLost

if TYPE_CHECKING:
    from midflight.player.case import Environment

_UNTIL_CLOSED = 2.0  # seconds within which "closed" has to come true
_STILL_OPEN = 0.25  # seconds after which "open" is believed
_AFTER_HALF_CLOSE = 2.0  # seconds to wait for an answer that nobody asks for
Control = Callable[[Mapping[str, str], ExchangeStep], Awaitable[Exchange]]


class Steps:
    """Plays steps; everything a case has open belongs to it."""

    def __init__(
        self,
        environment: Environment,
        composer: Composer,
        fixtures: Mapping[str, Fixture],
        scope: Scope,
        recorder: Recorder,
        seed: str,
        control: Control,
    ) -> None:
        self.recorder = recorder
        self.connections = Connections(environment, recorder)
        self._environment = environment
        self._composer = composer
        self._fixtures = fixtures
        self._scope = scope
        self._seed = seed
        self._control = control
        self._lives: list[LiveExchange] = []
        self._background: list[asyncio.Task[None]] = []
        self._operations_end = 0.0  # on the recorder's clock

    @cached_property
    def _random(self) -> Random:
        return Random(self._seed)

    async def play(self, steps: Sequence[Step], ledger: Ledger, scope: Scope | None = None) -> None:
        """Play steps one after the other."""
        for step in steps:
            await self._step(step, ledger, scope or self._scope)

    async def request_only(self, step: ExchangeStep) -> Exchange:
        """Play the request of an exchange and return what came back, unjudged."""
        live = await self._open(step, self._composer.prepare(step.request, self._scope))
        await self._drive(live, step, self._scope, SetUp("control"))
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
                await self._exchange(step, ledger, scope)
            case FixtureUse():
                await self._fixture(step, ledger, scope)
            case Repeat():
                for _ in range(number(substitute(step.repeat, scope.look_up))):
                    await self.play(step.exchanges, ledger, scope)
            case Together():
                await self._together(step.together, ledger, scope)
            case Pipelined():
                await self._pipelined(step, ledger, scope)

    async def _together(self, steps: Sequence[Step], ledger: Ledger, scope: Scope) -> None:
        tasks = [asyncio.create_task(self._step(step, ledger, scope)) for step in steps]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _fixture(self, use: FixtureUse, ledger: Ledger, scope: Scope) -> None:
        fixture = self._fixtures[use.fixture]
        given = encode.parameters(use.parameters, lambda text: substitute(text, scope.look_up))
        defaults = {name: value for name, value in fixture.parameters.items() if name not in given}
        inner = scope.with_parameters(defaults | given)
        try:
            await self.play(fixture.exchanges, ledger, inner)
        except SetUpFailedError as error:
            raise SetUpFailedError(f"the fixture {use.fixture}", error.items) from None
        missing = [name for name in fixture.saves if not scope.has(name)]
        if missing:
            findings = Findings()
            findings.unreadable(f"the fixture {use.fixture} to save {', '.join(missing)}", "nothing to save")
            ledger.take(findings)

    async def _exchange(self, step: ExchangeStep, ledger: Ledger, scope: Scope) -> None:
        if step.control is not None:
            await self._play_control(step, scope)
        if step.retry is not None:
            live, after = await self._until_it_fits(step, scope)
            await self._judge(live, step, after, ledger, scope)
            return
        live = await self._open(step, self._composer.prepare(step.request, scope))
        background = await self._drive(live, step, scope, ledger)
        if background:
            return
        if step.request.cut is None and was_idle_closed(live, self._lives):
            self._lives.remove(live)
            live = await self._open(step, self._composer.prepare(step.request, scope))
            await self._drive(live, step, scope, ledger)
        after = await self._aftermath(live, step, scope, step.connection)
        await self._judge(live, step, after, ledger, scope)

    async def _until_it_fits(self, step: ExchangeStep, scope: Scope) -> tuple[LiveExchange, Aftermath]:
        """Repeat an exchange until it fits or its time is over; return the last try, which is judged."""
        retry = step.retry
        assert retry is not None
        context = self._context(scope, "")
        every = context.seconds(duration(context.text(retry.every)))
        until = self.recorder.now() + context.seconds(duration(context.text(retry.within))) + context.slack
        while True:
            live = await self._open(step, self._composer.prepare(step.request, scope))
            await self._drive(live, step, scope, SetUp("retry"))
            after = await self._aftermath(live, step, scope, step.connection)
            fits = self._fits(step, live.record(), after, self._context(scope, live.prepared.uri))
            if fits or self.recorder.now() >= until:
                return live, after
            await asyncio.sleep(max(0.0, min(every, until - self.recorder.now())))

    def _fits(self, step: ExchangeStep, exchange: Exchange, after: Aftermath, context: Context) -> bool:
        if not judge_given(step, exchange, context).fit or not judge_step(step, exchange, after, context).fit:
            return False
        return not step.one_of or choose_branch(step.one_of, exchange, after, context)[0] is not None

    async def _play_control(self, step: ExchangeStep, scope: Scope) -> None:
        changed = {name: substitute(value, scope.look_up) for name, value in (step.control or {}).items()}
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
            encode=lambda value, _: self._composer.encode(value, scope),
            base=base,
            step=operation.step or operation.lasting,  # a step that is not declared may be as long as the whole
            lasting=operation.lasting,
            slack=self._environment.slack,
            volatile=scope.volatile,
        )

    def _limit(self, step: ExchangeStep, scope: Scope, context: Context) -> float:
        named = max(upper_bound(final, context) for final in (step.final, *(b.final for b in step.one_of)))
        return self._environment.target.patience + max(scope.longest, named) + context.slack

    async def _drive(self, live: LiveExchange, step: ExchangeStep, scope: Scope, ledger: Ledger) -> bool:
        """Send the request and wait for what comes; return True if the exchange stays open in the background."""
        context = self._context(scope, live.prepared.uri)
        limit = self._limit(step, scope, context)
        sender = Sender(live, step.request, context, self._random, limit)
        if step.meanwhile:
            sender.pause = Watch(step.meanwhile.after, live, context, self._random)
        elif sender.brief:
            await sender.run()
            await until_answered(live, limit, self._environment.target.patience)
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
            await self._cut_or_wait(live, step, sender, limit)
            scope.save(sender.saved)
            if not live.over or live.answered:
                await finish_sending(task)
        return False

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
        findings.unreadable(event, f"the exchange ended without it ({_ended(live)})", *entries)
        ledger.take(findings)

    async def _cut_or_wait(self, live: LiveExchange, step: ExchangeStep, sender: Sender, limit: float) -> None:
        patience = self._environment.target.patience
        if step.request.cut is None or sender.cut is None:
            await until_answered(live, limit, patience)
            return
        try:
            await sender.cut.until(limit)
        except EventNeverCame as error:
            findings = Findings()
            findings.unreadable(f"the cut after {error.event}", f"it never came ({_ended(live)})")
            raise SetUpFailedError("cut", findings.items) from None
        await live.cut(step.request.cut.by)
        if step.request.cut.by == "half-close":
            wanted = step.final is not None or any(branch.final is not None for branch in step.one_of)
            await until_answered(live, limit if wanted else _AFTER_HALF_CLOSE, patience)
            live.cut_note = live.cut_note or "half-close"

    async def _aftermath(self, live: LiveExchange, step: ExchangeStep, scope: Scope, kept: str | None) -> Aftermath:
        """See what becomes of the connection; one that is not `kept` under a name is closed then."""
        connection = live.connection
        wanted = [step.afterwards, *(branch.afterwards for branch in step.one_of)]
        closed, quiet = connection.lost, True
        for silent in (one for one in wanted if isinstance(one, Silent)):
            context = self._context(scope, live.prepared.uri)
            quiet = await connection.until_quiet_or_octets(context.seconds(duration(context.text(silent.silent))))
            closed = connection.lost and not connection.surplus
        if "closed" in wanted and live.answered and not any(isinstance(one, Silent) for one in wanted):
            closed = await connection.until_lost(_UNTIL_CLOSED + self._environment.slack)
        elif "open" in wanted and live.answered:
            closed = await connection.until_lost(_STILL_OPEN)
        surplus = connection.surplus if live.answered and quiet else b""
        if kept is None:
            await connection.close()
        return Aftermath(closed or (connection.lost and kept is not None), quiet, surplus)

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
        await self.play(branch.exchanges, ledger, scope)

    async def _pipelined(self, step: Pipelined, ledger: Ledger, scope: Scope) -> None:
        prepared = [self._composer.prepare(one.request, scope) for one in step.pipelined]
        connection = await self.connections.get(step.connection, prepared[0].origin)
        lives = [
            LiveExchange(ready, connection, self.recorder, one.name or "")
            for ready, one in zip(prepared, step.pipelined, strict=True)
        ]
        self._lives += lives
        together = [live for live, one in zip(lives, step.pipelined, strict=True) if one.after is None]
        with contextlib.suppress(ConnectionLost):  # what came before it is with the readings
            await connection.send(b"".join(live.prepared.head + live.prepared.content.whole() for live in together))
        for live in together:
            live.sent_at, live.content_sent = self.recorder.now(), live.prepared.content.length
        senders = {
            live: asyncio.create_task(self._send_after(one, live, lives[0], scope))
            for live, one in zip(lives, step.pipelined, strict=True)
            if one.after is not None
        }
        try:
            for live, one in zip(lives, step.pipelined, strict=True):
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

    async def _send_after(self, step: ExchangeStep, live: LiveExchange, first: LiveExchange, scope: Scope) -> None:
        assert step.after is not None
        context = self._context(scope, live.prepared.uri)
        try:
            await Watch(step.after, first, context, self._random).until(self._limit_of(step, live, scope))
            await live.send_head_and_content()
        except (EventNeverCame, ConnectionLost):
            pass  # then nothing comes back either, and that is judged


def _ended(live: LiveExchange) -> str:
    record = live.record()
    return ", ".join(filter(None, [record.ending.value, record.detail]))
