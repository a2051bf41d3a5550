"""From a step of a case and the exchange it became to findings: the player's side of the judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from midflight.evidence import Ending, Exchange
from midflight.judge.context import Context
from midflight.judge.final import judge_final
from midflight.judge.findings import Finding, Findings, Kind
from midflight.judge.interim import judge_interim
from midflight.language.case import Branch, ExchangeStep
from midflight.language.exchange import (
    Afterwards,
    Final,
    FinalExpectation,
    Interim,
    Silent,
)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What became of the connection behind the final response."""

    closed: bool = False
    quiet: bool = True
    surplus: bytes = b""


class Expectations(Protocol):
    """What both an exchange and a branch of it may ask for."""

    @property
    def interim(self) -> Interim | None: ...
    @property
    def final(self) -> Final | None: ...
    @property
    def afterwards(self) -> Afterwards | None: ...


def judge_given(step: ExchangeStep, exchange: Exchange, context: Context) -> Findings:
    """Judge what must hold before the exchange can be judged."""
    findings = Findings()
    if step.given and step.given.interim is not None:
        findings.add(judge_interim(step.given.interim, exchange, context))
    if step.given and step.given.final is not None:
        findings.add(judge_final(step.given.final, exchange, context))
    return findings


def judge_step(step: ExchangeStep, exchange: Exchange, after: Aftermath, context: Context) -> Findings:
    """Judge what the exchange itself asks for."""
    findings = _judge(step, exchange, after, context)
    branches_name_final = any(branch.final is not None for branch in step.one_of)
    given_names_final = step.given is not None and step.given.final is not None
    before_its_cut = step.request.cut is not None and exchange.ending is Ending.LEFT
    if step.final is None and not branches_name_final and not given_names_final and not before_its_cut:
        findings.add(judge_final(None, exchange, context))
    if after.surplus:
        findings.breach("nothing behind the final response", f"{len(after.surplus)} octets: {after.surplus[:60]!r}")
    return findings


def fits(step: ExchangeStep, exchange: Exchange, after: Aftermath, context: Context) -> bool:
    """Say whether an exchange is all that was asked for: one that is retried goes on until it is."""
    if not judge_given(step, exchange, context).fit or not judge_step(step, exchange, after, context).fit:
        return False
    return not step.one_of or choose_branch(step.one_of, exchange, after, context)[0] is not None


def choose_branch(
    branches: Sequence[Branch], exchange: Exchange, after: Aftermath, context: Context
) -> tuple[Branch | None, Findings]:
    """Return the first branch that fits with what it found, or None with why none does."""
    tried = []
    for branch in branches:
        findings = _judge(branch, exchange, after, context)
        if findings.fit:
            return branch, findings
        tried.append(findings.items[0])
    return None, _no_branch(tried)


def _no_branch(tried: Sequence[Finding]) -> Findings:
    findings = Findings()
    kinds = {item.kind for item in tried}
    note = findings.untimely if Kind.UNTIMELY in kinds else findings.mismatch
    note = findings.unreadable if Kind.UNREADABLE in kinds else note  # who knows which branch it is
    note = findings.breach if kinds == {Kind.BREACH} else note
    expected = " or ".join(dict.fromkeys(item.expected for item in tried))
    note(expected, tried[0].got, *tried[0].entries)
    return findings


def _judge(wanted: Expectations, exchange: Exchange, after: Aftermath, context: Context) -> Findings:
    findings = Findings()
    if wanted.interim is not None:
        findings.add(judge_interim(wanted.interim, exchange, context))
    if wanted.final is not None:
        findings.add(judge_final(wanted.final, exchange, context))
    if wanted.afterwards is not None:
        _judge_aftermath(wanted.afterwards, exchange, after, findings)
    return findings


def _judge_aftermath(wanted: Afterwards, exchange: Exchange, after: Aftermath, findings: Findings) -> None:
    findings.evidence += 1
    entries = (exchange.final.entry,) if exchange.final else ()
    if isinstance(wanted, Silent):
        if not after.quiet:
            findings.mismatch(f"silence for {wanted.silent} behind the final response", "octets, or a close", *entries)
    elif (wanted == "closed") != after.closed:
        got = "closed" if after.closed else "left open"
        findings.mismatch(f"the connection {wanted} afterwards", f"it was {got}", *entries)


def determined_firsts(interim: Interim | None, exchange: Exchange, context: Context) -> Findings:
    """Judge, in the middle of an exchange, the `first` statements whose response has come: they save values."""
    findings = Findings()
    if interim is None or isinstance(interim, str):
        return findings
    for statement in interim:
        if statement.first is None:
            continue
        wanted = context.statuses(statement.first)
        if any(head.status in wanted for head in exchange.interim):
            findings.add(judge_interim([statement], exchange, context))
    return findings


def upper_bound(final: Final | None, context: Context) -> float:
    """Return the seconds until which a case itself waits for the final response; 0 if it does not say."""
    if not isinstance(final, FinalExpectation) or final.at is None:
        return 0.0
    _, high = context.bounds(final.at)
    return 0.0 if high == float("inf") else high
