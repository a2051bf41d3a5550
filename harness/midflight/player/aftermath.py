"""How an exchange ends, and what becomes of its connection behind the final response."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from midflight.judge.context import Context
from midflight.judge.findings import Findings
from midflight.language.case import ExchangeStep
from midflight.language.exchange import Silent
from midflight.language.scalars import duration
from midflight.player.driver import EventNeverCame, Sender, until_answered
from midflight.player.judging import Aftermath
from midflight.player.ledger import SetUpFailedError
from midflight.player.live import LiveExchange

_UNTIL_CLOSED = 2.0  # seconds within which "closed" has to come true
_STILL_OPEN = 0.25  # seconds after which "open" is believed
_AFTER_HALF_CLOSE = 2.0  # seconds to wait for an answer that nobody asks for


@dataclass(frozen=True, slots=True)
class Waits:
    """How long to wait for the target, in seconds."""

    limit: float  # from the last octet sent to the final response
    patience: float  # within its content
    idle: float = 0.0  # until it gives up on a request that has stalled


async def cut_or_wait(
    live: LiveExchange, step: ExchangeStep, sender: Sender, sending: asyncio.Task[None], waits: Waits
) -> None:
    """Break an exchange off where it is to be broken off, else wait for its answer. Raises SetUpFailedError."""
    if step.request.cut is None or sender.cut is None:
        await until_answered(live, waits.limit, waits.patience)
        return
    try:
        await sender.cut.until(waits.limit)
    except EventNeverCame as error:
        findings = Findings()
        findings.unreadable(f"the cut after {error.event}", f"it never came ({ended(live)})")
        raise SetUpFailedError("cut", findings.items) from None
    if sender.cut_by == "stall":
        sending.cancel()
        await live.stall(waits.idle)
        return
    await live.cut(sender.cut_by)
    if sender.cut_by == "half-close":
        wanted = step.final is not None or any(branch.final is not None for branch in step.one_of)
        await until_answered(live, waits.limit if wanted else _AFTER_HALF_CLOSE, waits.patience)
        live.cut_note = live.cut_note or "half-close"


def ended(live: LiveExchange) -> str:
    """Say how an exchange ended."""
    record = live.record()
    return ", ".join(filter(None, [record.ending.value, record.detail]))


async def aftermath(live: LiveExchange, step: ExchangeStep, context: Context, kept: bool) -> Aftermath:
    """See what becomes of the connection; one that is not `kept` for later is closed then."""
    connection = live.connection
    wanted = [step.afterwards, *(branch.afterwards for branch in step.one_of)]
    closed, quiet = connection.lost, True
    for silent in (one for one in wanted if isinstance(one, Silent)):
        quiet = await connection.until_quiet_or_octets(context.seconds(duration(context.text(silent.silent))))
        closed = connection.lost and not connection.surplus
    if "closed" in wanted and live.answered and not any(isinstance(one, Silent) for one in wanted):
        closed = await connection.until_lost(_UNTIL_CLOSED + context.slack)
    elif "open" in wanted and live.answered:
        closed = await connection.until_lost(_STILL_OPEN)
    surplus = connection.surplus if live.answered and quiet else b""
    if not kept:
        await connection.close()
    return Aftermath(closed or (connection.lost and kept), quiet, surplus)
